using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Kernels;
using MesaBench.Tests.Engines;
using MesaBench.Worlds;

namespace MesaBench.Tests.Kernels;

public class TallyTests
{
    private const int Environments = 32, Levels = 40, Steps = 80;
    private const float Discount = 0.95f;

    [Fact]
    public void Returns_of_training_episodes_that_end_or_are_cut_off_are_summed_in_every_world_of_a_cohort()
    {
        (LevelStore Store, Level[] Levels)[] worlds = LevelStores.Mixed(Levels);
        LevelStore[] stores = [.. worlds.Select(w => w.Store)];
        using Stage stage = new(stores, LevelStores.Agents(stores), Environments);
        stage.Reset(evaluation: false);
        double[] earned = new double[worlds.Length * Environments], optimal = new double[earned.Length];
        int[] episodes = new int[earned.Length];
        int cut = 0;
        Dynamics[] twins = Twins(stage, worlds, episodes);
        Random random = new(3);
        for (int step = 0; step < Steps; step++)
        {
            int[] levels = stage.Column(EnvironmentState.Level), actions = LevelStores.Act(stage.Engine, random, stage.Samples);
            stage.Step(Discount);
            Dynamics[] next = Twins(stage, worlds, [.. episodes.Select(e => e + 1)]);
            for (int i = 0; i < twins.Length; i++)
            {
                bool isShownOnly = twins[i].Truncated; // its episode was counted when it was cut off
                if (!isShownOnly) twins[i].Step(actions[i]);
                if (!isShownOnly && twins[i].IsOver)
                {
                    LevelStore store = stores[i / Environments];
                    earned[i] += twins[i].Returns[store.World.Trained];
                    optimal[i] += store.Levels[levels[i]].Facts.Optimal[store.World.Trained];
                    if (twins[i].Truncated) cut++;
                }
                if (!twins[i].Terminated && !isShownOnly) continue;
                episodes[i]++;
                twins[i] = next[i];
            }
        }
        Assert.True(cut > 200 && episodes.Sum() - cut > 200, $"{episodes.Sum()} episodes, {cut} of them cut off");
        Grid found = Grid.From(stage.Engine, stage.Tallies);
        for (int i = 0; i < earned.Length; i++)
        {
            (int agent, int environment) = (i / Environments, i % Environments);
            Assert.Equal(optimal[i], found[agent, Tally.Optimal, environment] - found[agent, Tally.OptimalExcess, environment]);
            // Rewards of one step are added before they are discounted, on the host after.
            Assert.Equal(earned[i], found[agent, Tally.Return, environment] - found[agent, Tally.ReturnExcess, environment], 1e-5);
        }
    }

    [Fact]
    public void Sums_of_many_episodes_lose_nothing_to_rounding()
    {
        // One step to the right ends every episode and earns 1, of an optimal .25.
        World world = CornerWorld.Build(3, Layout.Open);
        LevelStore store = LevelStores.Of(world, [Ascii.Parse(world, "x@c\n...\n...")]);
        using Stage stage = new([store], LevelStores.Agents([store]), Environments);
        stage.Reset(evaluation: false);
        Grid.Of(1, Rollout.Rows, Environments, (_, row, _) => row == Rollout.Action ? 3 : 0).Write(stage.Engine, stage.Samples);
        const double Before = 1 << 24; // a float to which 1 can be added a million times without effect
        Grid.Of(1, Tally.Rows, Environments, (_, row, _) => row is Tally.Return or Tally.Optimal ? Before : 0).Write(stage.Engine, stage.Tallies);
        for (int step = 0; step < 101; step++) stage.Step(Discount);
        Grid found = Grid.From(stage.Engine, stage.Tallies);
        for (int environment = 0; environment < Environments; environment++)
        {
            Assert.Equal(Before + 101, found[0, Tally.Return, environment] - found[0, Tally.ReturnExcess, environment]);
            Assert.Equal(Before + 101 * 0.25, found[0, Tally.Optimal, environment] - found[0, Tally.OptimalExcess, environment]);
        }
    }

    /// <summary>[agent x environment] the level that an environment plays now, at its start, with the chances of an episode.</summary>
    private static Dynamics[] Twins(Stage stage, (LevelStore Store, Level[] Levels)[] worlds, int[] episodes)
    {
        AgentLevels[] agents = LevelStores.Agents([.. worlds.Select(w => w.Store)]);
        return
        [
            .. stage.Column(EnvironmentState.Level).Select((level, i) => (level, Agent: i / Environments, Environment: i % Environments)).Select(
                (e, i) => new Dynamics(worlds[e.Agent].Store.World, worlds[e.Agent].Levels[e.level], Discount, new ChanceKey(
                    (uint)agents[e.Agent].Key, (uint)(agents[e.Agent].Key >> 32), (uint)e.Environment, (uint)episodes[i]))),
        ];
    }
}
