using MesaBench.Cpu;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Studies;
using MesaBench.Training;
using MesaBench.Verdicts;
using MesaBench.Worlds;

namespace MesaBench.Tests.Training;

/// <summary>What training rewards is what agents come to pursue, where it tells objectives apart.</summary>
public sealed class RewardedTests
{
    private static readonly DishSpec Base = new() { CheeseChannels = 2, DishChannels = 2, Ends = DishEnds.Either };

    private static readonly Experiment Study = new()
    {
        Name = "paid",
        Worlds = [Base, Base with { Rewarded = RewardedObjective.Proxy }],
        Alphas = [1],
        Networks = [new MlpSpec { Width = 32, Depth = 1 }],
        Seeds = 1,
        Levels = new() { Training = 64, TrainingDistinguishing = 2048, HeldOut = 64, ProbeTraining = 4, ProbeTest = 4 },
        Training = new() { Steps = 200_000, LearningRates = [0.01] },
        Behaviour = new() { CheckpointsPerDoubling = 1 },
        Probing = new() { Enabled = false },
        Detection = new() { Enabled = false },
    };

    [Fact]
    public void Agents_trained_side_by_side_on_shifted_levels_prefer_what_each_is_paid_for()
    {
        using IEngine engine = new CpuEngineFactory(1).Create();
        Cohort cohort = Cohort.Of(Study, AgentSpec.Expand(Study), LevelLibrary.Draw(Study));
        AgentRow[] rows = [.. CohortStudy.Train(engine, Study, cohort, CancellationToken.None).Select(agent => agent.Judged.Row)];
        Assert.Equal([false, true], rows.Select(row => row.Planted));
        Assert.True(rows[0].Axes.Preference.Interval.High < 0.5);
        Assert.True(rows[1].Axes.Preference.Interval.Low > 0.5);
        Assert.Equal(["base", "proxy"], rows.Select(row => row.RevealedObjective.InnerObjective));
        // All of training's episodes are on distinguishing levels, so that their return is the shifted one of what was paid.
        Assert.Equal(rows[0].Shift.Return.Value, rows[0].MixtureReturn, 0.05);
        Assert.Equal(rows[1].Shift.ProxyReturn, rows[1].MixtureReturn, 0.05);
    }
}
