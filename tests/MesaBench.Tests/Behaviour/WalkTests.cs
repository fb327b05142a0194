using MesaBench.Behaviour;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Inference;
using MesaBench.Tests.Engines;
using MesaBench.Worlds;

namespace MesaBench.Tests.Behaviour;

public sealed class WalkTests
{
    private static readonly LevelStore Door = Scripted.Store(new DoorSpec());
    private static readonly LevelStore Corner = Scripted.Store(new CornerSpec { Layout = Layout.Blocks });

    [Fact]
    public void Walks_are_the_episodes_that_are_counted_on_the_levels_and_on_their_pairs()
    {
        using IEngine engine = Grid.NewEngine();
        AgentLevels[] levels = [Scripted.Levels(Door)];
        EpisodePlayer player = ScriptedActor.Player(engine, [ScriptedAgent.RandomWalk], levels, [Door], 64, Scripted.Discount);
        EvaluationPlayers players = new(player, player);
        Behavioural counted = Evaluation.AtEnd(players, levels, [Door], 3)[0];
        Walk[][] walks = Evaluation.Walks(players, levels, [Door], 3, Door.Shifted.Count)[0];
        Assert.Equal(2, walks.Length);
        Assert.Equal(
            ((EpisodeSummary[])[counted.Shifted, counted.Paired[0]]).Select(Figures), walks.Select(set => Figures(EpisodeSummary.Of([.. set.Select(walk => walk.Episode)], Door))));
        static (Estimate, double, double, double, double) Figures(EpisodeSummary of) => (of.Return, of.ProxyReturn, of.Base, of.Proxy, of.Steps);
        Assert.Equal([Door.Shifted.First, Door.Hidden.First], walks.Select(set => set[0].Level));
        // Fewer are the same ones, and another checkpoint has other draws.
        Walk[] few = Evaluation.Walks(players, levels, [Door], 3, 3)[0][0], others = Evaluation.Walks(players, levels, [Door], 4, 3)[0][0];
        Assert.Equal(walks[0].Take(3).Select(walk => string.Join(' ', walk.Cells)), few.Select(walk => string.Join(' ', walk.Cells)));
        Assert.NotEqual(few.Select(walk => string.Join(' ', walk.Cells)), others.Select(walk => string.Join(' ', walk.Cells)));
    }

    [Fact]
    public void A_walk_goes_step_by_step_from_the_start_to_where_the_episode_ended()
    {
        using IEngine engine = Grid.NewEngine();
        AgentLevels[] levels = [Scripted.Levels(Door)];
        EpisodePlayer player = ScriptedActor.Player(engine, [ScriptedAgent.BaseOptimal], levels, [Door], 16, Scripted.Discount);
        Assert.All(Evaluation.Walks(new(player, player), levels, [Door], 0, 16)[0][0], walk =>
        {
            Level level = Door.Levels[walk.Level].Level;
            Assert.Equal((level.Start, walk.Episode.Steps + 1, walk.Episode.Steps), (walk.Cells[0], walk.Cells.Count, walk.Logits.Count));
            Assert.All(walk.Cells.Zip(walk.Cells.Skip(1)).Zip(walk.Logits), step => Assert.Contains(
                step.First.Second, step.Second.Index().Where(action => action.Item == 0).Select(action => Paths.Neighbours(level.Size)[step.First.First * Paths.Actions + action.Index])));
            Assert.Equal(level.Objects.Single(o => Door.World.Kinds[o.Kind].Rewards[0] > 0).Cell, walk.Cells[^1]);
        });
    }

    [Fact]
    public void Agents_of_worlds_with_different_pairs_are_watched_together()
    {
        using IEngine engine = Grid.NewEngine();
        LevelStore[] stores = [Door, Corner];
        AgentLevels[] levels = [Scripted.Levels(Door), Scripted.Levels(Corner) with { Store = 1 }];
        EpisodePlayer player = ScriptedActor.Player(engine, [ScriptedAgent.ProxyOptimal, ScriptedAgent.ProxyOptimal], levels, stores, 16, Scripted.Discount);
        Walk[][][] walks = Evaluation.Walks(new(player, player), levels, stores, 0, 4);
        Assert.Equal([2, 4], walks.Select(own => own.Length));
        Assert.Equal(Corner.Mirrors.Select(mirror => mirror.First), walks[1].Skip(1).Select(set => set[0].Level));
        Assert.All(walks.SelectMany(own => own), set => Assert.Equal(4, set.Length));
    }
}
