using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Results;
using MesaBench.Training;
using MesaBench.Verdicts;
using MesaBench.Worlds;
using MesaBench.Zoo;

namespace MesaBench.Tests.Studies;

/// <summary>Agents that nobody trains are judged with the weights that they start from.</summary>
public sealed class UntrainedTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("mesabench-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void They_take_no_steps_keep_their_weights_and_have_no_clock()
    {
        Experiment study = TinyStudy.Experiment with
        {
            Worlds = [new DoorSpec()],
            Networks = [new RcnnSpec { Channels = 2 }, new RcnnSpec { Channels = 3 }],
            Trainers = [new NoTrainingSpec(), new NoTrainingSpec { Start = new IdleSpec() }, new PpoSpec()],
            Training = TinyStudy.Experiment.Training with { Steps = 1024 },
        };
        Listener listener = new();
        StudyResults results = TinyStudy.Run(study, root, observer: listener);
        IReadOnlyList<AgentRow> rows = TinyStudy.Agents(root);
        Assert.Equal((6 * 1024, 6 * 1024), (listener.Start.ToDo.Steps, listener.Done.Steps));
        LevelLibrary library = LevelLibrary.Draw(study);
        CurveRow[] curves = [.. CsvTable.Parse<CurveRow>(File.ReadAllText(Path.Combine(root, "curves.csv")))];
        foreach ((AgentSpec agent, AgentRow row) in AgentSpec.Expand(study).Zip(rows).Where(pair => pair.First.Trainer is NoTrainingSpec))
        {
            Cohort cohort = Cohort.Of(study, [agent], library);
            Assert.Equal(WeightsHash.Of(cohort.InitialWeights()[0]), row.WeightsHash);
            Assert.Equal((agent.Name, 0L, "none"), (row.Agent, row.Steps, row.CellFacts.Trainer));
            Assert.Equal((double.NaN, double.NaN, null), (row.Axes.Clock, row.Axes.PersistenceSteps.Value, row.Axes.Course));
            Assert.NotEqual(double.NaN, row.In.Return.Value);
            CurveRow curve = Assert.Single(curves, c => c.Agent == row.Agent);
            Assert.Equal((1, 0L, double.NaN, double.NaN, double.NaN), (curve.Phase, curve.Steps, curve.MixtureReturn, curve.Diagnostics.Entropy, curve.Diagnostics.GradientNorm));
            Assert.Equal(row.In, curve.In);
        }
        Assert.DoesNotContain("not trained", File.ReadAllText(Path.Combine(root, "trends.csv")), StringComparison.Ordinal);
        Assert.Equal(CsvTable.Text(results.Cells), CsvTable.Text(TinyStudy.Run(study, root).Cells));
    }

    [Fact]
    public void After_phases_that_train_the_last_may_add_nothing()
    {
        Experiment study = TinyStudy.Experiment with
        {
            Worlds = [new DoorSpec()],
            Networks = [new MlpSpec { Width = 4 }],
            Trainers = [new NoTrainingSpec()],
            Seeds = 1,
            Training = TinyStudy.Experiment.Training with { Phases = [new PhaseSpec { Steps = 512, Trainer = new PpoSpec() }, new PhaseSpec()] },
        };
        _ = TinyStudy.Run(study, root);
        AgentRow row = Assert.Single(TinyStudy.Agents(root));
        Assert.Equal((0L, 512L, double.NaN), (row.Steps, row.StepsBefore, row.MixtureReturn));
    }
}
