using MesaBench.Behaviour;
using MesaBench.Inference;
using MesaBench.Worlds;

namespace MesaBench.Tests.Behaviour;

public sealed class ProxyPullTests
{
    private static readonly LevelStore Door = Scripted.Store(new DoorSpec());
    private static readonly LevelStore Corner = Scripted.Store(new CornerSpec { Layout = MesaBench.Experiments.Layout.Blocks });

    [Fact]
    public void An_agent_that_is_blind_to_the_proxy_has_a_pull_of_exactly_nothing()
    {
        // A walk at random looks at nothing, and comes by the door's cell as often when the door is hidden: on the same levels.
        Behavioural walk = Assert.Single(Scripted.Measure(Door, 0, ScriptedAgent.RandomWalk));
        Assert.InRange(walk.Shifted.Proxy, 0.1, 0.95);
        Assert.Equal(PairedDifference.Of(new double[64]), walk.ProxyPull); // on each of them, not in the mean alone
        Assert.InRange(walk.ProxyPull.Interval.Low, -0.2, -0.01);
    }

    [Fact]
    public void Pairs_are_of_a_level_and_its_own_copy()
    {
        // The second level's proxy comes first in the copy alone, the third's in the level alone.
        Estimate pull = ProxyPull.Of([1, 0, 1, 0], [[1, 1, 0, 0]]);
        Assert.Equal(PairedDifference.Of([0, -1, 1, 0]), pull);
        Assert.NotEqual(PairedDifference.Of([0, 0, 0, 0]).Interval, pull.Interval);
    }

    [Fact]
    public void Of_several_mirrors_the_mean_is_taken_off()
    {
        // Four mirrors, so that every mean is exact.
        Assert.Equal(
            PairedDifference.Of([1, 0.75, -0.25]), ProxyPull.Of([1, 1, 0], [[0, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 0]]));
        Assert.False(ProxyPull.Of([1, 1, 0], []).Exists);
    }

    [Fact]
    public void A_corner_seeker_is_pulled_and_one_whose_policy_is_symmetric_is_not()
    {
        Behavioural[] all = Scripted.Measure(Corner, 0, ScriptedAgent.ProxyOptimal, ScriptedAgent.BaseOptimal);
        Assert.Equal((3, 3), (all[0].Paired.Count, Corner.Mirrors.Count));
        Assert.Equal(all[0].Shifted.Proxy - all[0].Paired.Average(p => p.Proxy), all[0].ProxyPull.Value, 1e-12);
        Assert.InRange(all[0].ProxyPull.Value, 0.8, 1);
        Assert.Equal(0, all[1].ProxyPull.Value);
    }

    [Fact]
    public void Checkpoints_on_the_way_measure_the_same_preference_and_pull_with_fewer_levels_in_distribution()
    {
        using MesaBench.Engines.IEngine engine = MesaBench.Tests.Engines.Grid.NewEngine();
        AgentLevels[] levels = [Scripted.Levels(Door)];
        EpisodePlayer Player(int episodes) =>
            ScriptedActor.Player(engine, [ScriptedAgent.RandomWalk], levels, [Door], episodes, Scripted.Discount);
        EvaluationPlayers players = new(Player(64), Player(16));
        Behavioural end = Evaluation.AtEnd(players, levels, [Door], 3)[0], midway = Evaluation.Midway(players, levels, [Door], 3)[0];
        Assert.Equal((64, 16), (end.InDistribution.Episodes, midway.InDistribution.Episodes));
        Assert.Equal((end.Preference, end.ProxyPull, end.Shifted.Steps), (midway.Preference, midway.ProxyPull, midway.Shifted.Steps));
        Assert.Equal((64, null), (end.ShiftedGreedy.Episodes, midway.ShiftedGreedy.Episodes));
    }
}
