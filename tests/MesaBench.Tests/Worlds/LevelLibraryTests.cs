using MesaBench.Experiments;
using MesaBench.Tests.Studies;
using MesaBench.Worlds;

namespace MesaBench.Tests.Worlds;

public class LevelLibraryTests
{
    private static readonly Experiment Study = TinyStudy.Experiment;

    [Fact]
    public void Only_the_sets_that_the_agents_play_are_drawn()
    {
        AgentSpec[] agents = [.. AgentSpec.Expand(Study).Where(a => a.World is DoorSpec && a.Seed == 1)];
        Assert.Equal([("door-open7", 1)], LevelLibrary.Draw(Study, agents, TestContext.Current.CancellationToken).Sizes.Select(s => (s.World, s.Set)));
        Assert.Empty(LevelLibrary.Draw(Study, [], TestContext.Current.CancellationToken).Sizes);
        Assert.Equal(
            [("corner-blocks7", 0), ("corner-blocks7", 1), ("door-open7", 0), ("door-open7", 1)],
            LevelLibrary.Draw(Study).Sizes.Select(s => (s.World, s.Set)));
    }

    [Fact]
    public void Whether_distinguishing_levels_to_train_on_are_needed_goes_by_the_worlds_own_alphas()
    {
        // In a region of side 1 there are none, which is no matter at alpha 0 alone.
        Experiment Of(double[] alphas, double[]? own) =>
            Study with { Alphas = alphas, Worlds = [new CornerSpec { Layout = Layout.Blocks, Region = 1, Alphas = own }] };
        Assert.All(LevelLibrary.Draw(Of([0], null)).Sizes, s => Assert.Equal(0, s.TrainingDistinguishing));
        Assert.All(LevelLibrary.Draw(Of([0.1], [0])).Sizes, s => Assert.Equal(0, s.TrainingDistinguishing));
        Assert.Throws<LevelSupplyException>(() => LevelLibrary.Draw(Of([0], [0.1])));
    }

    [Fact]
    public void A_world_has_its_own_discount_and_sizes_where_it_says_so_and_else_the_experiments()
    {
        Experiment two = Study with
        {
            Training = Study.Training with { Discount = 0.9 },
            Worlds = [new DoorSpec(), new DoorSpec { Paint = 0.2, Discount = 0.8, Levels = new LevelOverrides { Training = 40 } }],
        };
        LevelLibrary library = LevelLibrary.Draw(two);
        foreach (AgentSpec agent in AgentSpec.Expand(two).DistinctBy(a => a.World.Label))
        {
            LevelSets sets = library.Of(agent).Sets;
            bool isOwn = agent.World.Discount is not null;
            Assert.Equal(isOwn ? (40, 32) : (64, 32), (sets.Training.Count, sets.TrainingDistinguishing.Count));
            double discount = isOwn ? 0.8 : 0.9;
            Assert.All(sets.Shifted, l => Assert.Equal(Math.Pow(discount, l.Facts.BaseDistance - 1), l.Facts.Optimal[0], 9));
        }
    }

    [Fact]
    public void Another_study_another_world_and_another_number_draw_other_sets()
    {
        AgentSpec[] agents = [.. AgentSpec.Expand(Study).DistinctBy(a => (a.World.Label, a.LevelSet))];
        (LevelLibrary one, LevelLibrary other) = (LevelLibrary.Draw(Study), LevelLibrary.Draw(Study with { StudySeed = Study.StudySeed + 1 }));
        Assert.All(agents, a => Assert.NotEqual(one.Of(a).Table.Data, other.Of(a).Table.Data));
        Assert.Distinct(agents.Concat(agents).Select((a, i) => (i < agents.Length ? one : other).Of(a).Levels[0].Level.Seed(one.Of(a).World)));
    }

    [Fact]
    public void A_set_is_the_same_whichever_others_are_drawn()
    {
        LevelLibrary all = LevelLibrary.Draw(Study);
        foreach (AgentSpec agent in AgentSpec.Expand(Study).DistinctBy(a => (a.World.Label, a.LevelSet)))
            Assert.Equal(all.Of(agent).Table.Data, LevelLibrary.Draw(Study, [agent], TestContext.Current.CancellationToken).Of(agent).Table.Data);
    }

    [Fact]
    public void Drawing_ends_when_it_is_to()
    {
        using CancellationTokenSource soon = new(TimeSpan.FromMilliseconds(50));
        // It would take minutes.
        Experiment large = Study with { Levels = new() { Sets = 8, Training = 1_000_000, TrainingDistinguishing = 1_000_000 }, Seeds = 8 };
        Assert.ThrowsAny<OperationCanceledException>(() => LevelLibrary.Draw(large, AgentSpec.Expand(large), soon.Token));
    }
}
