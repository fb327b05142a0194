using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Experiments;
using MesaBench.Kernels;
using MesaBench.Tests.Engines;
using MesaBench.Worlds;

namespace MesaBench.Tests.Kernels;

public class TruncationTests
{
    private const int Environments = 16, Steps = 32, Agents = 1;
    private const double Discount = 0.95, Lambda = 0.9;

    private static readonly World Corner = CornerWorld.Build(3, Layout.Open);

    // The agent starts far away in one level and near in the other; episodes are cut off after 12 steps.
    private static readonly Level[] Levels = [Ascii.Parse(Corner, "xc.\n...\n..@"), Ascii.Parse(Corner, "x.@\n#..\nc..")];

    [Fact]
    public void A_truncated_episode_bootstraps_from_its_own_last_state()
    {
        LevelStore store = LevelStores.Of(Corner, Levels);
        using Stage stage = new([store], LevelStores.Agents([store]), Environments);
        Grid head = new(Agents, 5, (Steps + 1) * Environments), samples = new(Agents, Rollout.Rows, Steps * Environments);
        List<Past>[] pasts = Play(stage, head, samples);
        Tensor rollout = samples.On(stage.Engine);
        stage.Engine.Run(new AdvantageEstimate(head.On(stage.Engine), rollout, Environments, Steps, (float)Discount, (float)Lambda));
        Grid found = Grid.From(stage.Engine, rollout);

        Assert.True(pasts.Sum(p => p.Count(s => s.IsTruncated)) >= 20, "too few episodes are cut off within the rollout");
        // With the wrong bootstrap the numbers would differ, or this test could not tell.
        Assert.Contains(pasts, p => p.Any(s => s.IsTruncated && Math.Abs(s.NextValue - s.NextLevelsValue) > 0.5));
        for (int environment = 0; environment < Environments; environment++)
        {
            double advantage = 0;
            foreach (Past step in Enumerable.Reverse(pasts[environment]))
            {
                double delta = step.Reward + (step.IsTerminated ? 0 : Discount * step.NextValue) - step.Value;
                advantage = delta + (step.IsTerminated || step.IsTruncated ? 0 : Discount * Lambda * advantage);
                int at = step.Time * Environments + environment;
                Assert.Equal(advantage, found[0, Rollout.Advantage, at], 1e-5);
                Assert.Equal(advantage + step.Value, found[0, Rollout.Return, at], 1e-5);
            }
        }
    }

    // Any function that tells levels and cells apart will do for the value.
    private static double Value(Level level, int cell) => (level == Levels[0] ? 1 : -1) * (1 + cell / 8.0);

    /// <summary>Plays random actions on the engine and on the host, with the value of what the engine shows in the head.</summary>
    private static List<Past>[] Play(Stage stage, Grid head, Grid samples)
    {
        Random random = new(1);
        List<Past>[] pasts = [.. Enumerable.Range(0, Environments).Select(_ => new List<Past>())];
        stage.Reset(evaluation: false);
        (int[] levels, int[] cells) = Look();
        Dynamics[] twins = [.. levels.Select(level => new Dynamics(Corner, Levels[level]))];
        for (int time = 0; time <= Steps; time++)
        {
            for (int e = 0; e < Environments; e++)
                head[0, Rollout.Value, time * Environments + e] = Value(Levels[levels[e]], cells[e]);
            if (time == Steps) break;
            int[] actions = LevelStores.Act(stage.Engine, random, stage.Samples);
            int[] playing = levels;
            stage.Step();
            (levels, cells) = Look();
            Grid now = Grid.From(stage.Engine, stage.Samples);
            for (int e = 0; e < Environments; e++)
            {
                for (int row = 0; row < Rollout.Rows; row++) samples[0, row, time * Environments + e] = now[0, row, e];
                if (!twins[e].Truncated) pasts[e].Add(Step(twins[e], Levels[playing[e]], actions[e], time));
                else pasts[e][^1] = pasts[e][^1] with { NextLevelsValue = Value(Levels[levels[e]], cells[e]) };
                bool begins = twins[e].Terminated || (twins[e].Truncated && pasts[e][^1].Time < time);
                if (begins) twins[e] = new Dynamics(Corner, Levels[levels[e]]);
            }
        }
        return pasts;

        (int[] Levels, int[] Cells) Look() => (stage.Column(EnvironmentState.Level), stage.Column(EnvironmentState.Cell));
    }

    private static Past Step(Dynamics twin, Level level, int action, int time)
    {
        double value = Value(level, twin.Cell);
        twin.Step(action);
        double next = Value(level, twin.Cell);
        return new Past(time, value, twin.Rewards[0], next, twin.Terminated, twin.Truncated, next);
    }

    /// <summary>One real step as the host saw it.</summary>
    private sealed record Past(
        int Time, double Value, double Reward, double NextValue, bool IsTerminated, bool IsTruncated, double NextLevelsValue);
}
