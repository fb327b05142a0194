using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Kernels;
using MesaBench.Tests.Engines;
using MesaBench.Worlds;

namespace MesaBench.Tests.Kernels;

public class EnvironmentTests
{
    private const int Environments = 48, Levels = 40;
    private const float Discount = 0.95f;

    [Fact]
    public void Evaluation_follows_the_host_bit_for_bit_in_every_world()
    {
        (LevelStore Store, Level[] Levels)[] worlds = LevelStores.Mixed(Levels);
        LevelStore[] stores = [.. worlds.Select(w => w.Store)];
        using Stage stage = new(stores, LevelStores.Agents(stores), Environments);
        Tensor returns = stage.Engine.Floats(worlds.Length, Environments, RuleTable.MaxObjectives + 1);
        stage.Reset(evaluation: true);
        // Environment i of an agent plays its level i mod count.
        Dynamics[] twins = Twins(worlds, (_, environment) => environment % Levels);
        Random random = new(1);
        int consumed = 0, over = 0;
        for (int step = 0; step < 30; step++)
        {
            AssertSame(stage, twins);
            int[] actions = LevelStores.Act(stage.Engine, random, stage.Samples);
            stage.Engine.Run(new StepEpisodes(stage.World, stage.State, stage.Features, stage.Fresh, stage.Samples, returns, Discount));
            for (int i = 0; i < twins.Length; i++)
            {
                if (twins[i].Terminated || twins[i].Truncated) continue;
                int live = twins[i].LiveMask;
                twins[i].Step(actions[i]);
                if (twins[i].LiveMask != live) consumed++;
                if (twins[i].Terminated || twins[i].Truncated) over++;
            }
            AssertReturns(stage.Engine.Download(returns), returns.RowStride, twins);
        }
        AssertFirstReached(stage.Engine.Download(stage.State), twins);
        Assert.True(consumed > 200 && over > 200, $"{consumed} objects were consumed, {over} episodes ended");
    }

    [Fact]
    public void Training_follows_the_host_and_shows_the_last_state_of_a_truncated_episode()
    {
        (LevelStore Store, Level[] Levels)[] worlds = LevelStores.Mixed(Levels);
        LevelStore[] stores = [.. worlds.Select(w => w.Store)];
        using Stage stage = new(stores, LevelStores.Agents(stores), Environments);
        stage.Reset(evaluation: false);
        int[] drawn = stage.Column(EnvironmentState.Level);
        int[] episodes = new int[worlds.Length * Environments];
        Dynamics[] twins = [.. episodes.Select((_, i) => Twin(i, drawn[i]))];
        Random random = new(2);
        int truncations = 0, terminations = 0;
        for (int step = 0; step < 60; step++)
        {
            AssertSame(stage, twins);
            int[][] before = [.. twins.Select(t => t.Observation())];
            int[] actions = LevelStores.Act(stage.Engine, random, stage.Samples);
            stage.Step();
            Grid samples = Grid.From(stage.Engine, stage.Samples);
            int[] levels = stage.Column(EnvironmentState.Level), fresh = stage.Engine.Download(stage.Fresh);
            for (int i = 0; i < twins.Length; i++)
            {
                (int agent, int environment) = (i / Environments, i % Environments);
                bool shownOnly = twins[i].Truncated;
                if (!shownOnly) twins[i].Step(actions[i]);
                float reward = shownOnly ? 0 : twins[i].Rewards[worlds[agent].Store.World.Trained];
                bool ended = twins[i].Terminated, cut = twins[i].Truncated && !shownOnly;
                Assert.Equal(reward, samples[agent, Rollout.Reward, environment]);
                Assert.Equal(shownOnly ? 0 : 1, samples[agent, Rollout.Mask, environment]);
                Assert.Equal(ended || shownOnly ? 0 : 1, samples[agent, Rollout.Bootstrap, environment]);
                Assert.Equal(ended || shownOnly || cut ? 0 : 1, samples[agent, Rollout.Continue, environment]);
                Assert.Equal(ended || shownOnly, fresh[i] == Flag.Fresh);
                if (cut) truncations++;
                if (ended) terminations++;
                if (!ended && !shownOnly) continue;
                episodes[i]++;
                twins[i] = Twin(i, levels[i]);
            }
            for (int i = 0; i < twins.Length; i++)
                if (fresh[i] == 0) Assert.Equal(before[i][1..], twins[i].Observation()[1..]);
        }
        Assert.True(truncations > 200 && terminations > 200, $"{truncations} truncations, {terminations} terminations");

        // Chances of training are the agent's own, of the environment and its episode.
        Dynamics Twin(int i, int level)
        {
            (int agent, int environment) = (i / Environments, i % Environments);
            ulong key = LevelStores.Agents(stores)[agent].Key;
            return new Dynamics(
                worlds[agent].Store.World, worlds[agent].Levels[level], Discount,
                new ChanceKey((uint)key, (uint)(key >> 32), (uint)environment, (uint)episodes[i]));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(0.75)]
    [InlineData(1)]
    public void Mixed_in_levels_are_drawn_with_the_shift_rate_and_all_levels_alike(double alpha)
    {
        const int Many = 8192, Main = 10, Mixed = 5;
        World world = CornerWorld.Build(3, MesaBench.Experiments.Layout.Open);
        Level[] levels = [.. Enumerable.Range(0, Main + Mixed).Select(_ => Ascii.Parse(world, "x@c\n...\n..."))];
        LevelStore store = LevelStores.Of(world, levels, Mixed);
        AgentLevels[] agents =
            [.. new ulong[] { 5, 6 }.Select(key => new AgentLevels(key, 0, store.Training, store.TrainingDistinguishing, alpha))];
        using Stage stage = new([store], agents, Many);
        stage.Reset(evaluation: false);
        int[] first = stage.Column(EnvironmentState.Level);

        // One step to the right ends every episode; what follows is the second draw.
        Grid.Of(2, Rollout.Rows, Many, (_, row, _) => row == Rollout.Action ? 3 : 0).Write(stage.Engine, stage.Samples);
        stage.Step();
        int[] second = stage.Column(EnvironmentState.Level);
        foreach (int[] draws in new[] { first[..Many], first[Many..], second[..Many], second[Many..] })
            AssertShares(draws, alpha, Main, Mixed);
        Assert.NotEqual(first[..Many], first[Many..]);
        Assert.NotEqual(first[..Many], second[..Many]);
    }

    private static void AssertShares(int[] draws, double alpha, int main, int mixed)
    {
        for (int level = 0; level < main + mixed; level++)
        {
            double share = level < main ? (1 - alpha) / main : alpha / mixed, expected = share * draws.Length;
            int found = draws.Count(d => d == level);
            Assert.InRange(found, expected - 5 * Math.Sqrt(expected), expected + 5 * Math.Sqrt(expected));
        }
    }

    private static Dynamics[] Twins((LevelStore Store, Level[] Levels)[] worlds, Func<int, int, int> level) =>
    [
        .. Enumerable.Range(0, worlds.Length * Environments).Select(i => new Dynamics(
            worlds[i / Environments].Store.World, worlds[i / Environments].Levels[level(i / Environments, i % Environments)], Discount)),
    ];

    private static void AssertSame(Stage stage, Dynamics[] twins)
    {
        int[] states = stage.Engine.Download(stage.State), features = stage.Engine.Download(stage.Features);
        for (int i = 0; i < twins.Length; i++)
        {
            ReadOnlySpan<int> state = states.AsSpan(i * EnvironmentState.Columns, EnvironmentState.Columns);
            Assert.Equal(
                (twins[i].Cell, twins[i].Steps, twins[i].LiveMask, twins[i].Held, twins[i].Counted),
                (state[EnvironmentState.Cell], state[EnvironmentState.Step], state[EnvironmentState.Live], state[EnvironmentState.Held],
                    state[EnvironmentState.Counted]));
            int[] seen = twins[i].Observation();
            ReadOnlySpan<int> list = features.AsSpan(i * stage.Features.Columns, stage.Features.Columns);
            Assert.Equal(seen.Length, list[0]);
            Assert.Equal(seen, list[1..(seen.Length + 1)]);
        }
    }

    private static void AssertFirstReached(int[] states, Dynamics[] twins)
    {
        for (int i = 0; i < twins.Length; i++)
            for (int o = 0; o < twins[i].FirstReached.Length; o++)
                Assert.Equal(twins[i].FirstReached[o], states[i * EnvironmentState.Columns + EnvironmentState.FirstReached + o]);
        Assert.Contains(twins, t => t.FirstReached.Any(s => s > 1));
    }

    private static void AssertReturns(float[] returns, int stride, Dynamics[] twins)
    {
        for (int i = 0; i < twins.Length; i++) Assert.Equal(twins[i].Returns, returns.AsSpan(i * stride, twins[i].Returns.Length));
    }
}
