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
        Assert.Equal([("door-open7", 1)], LevelLibrary.Draw(Study, agents).Sizes.Select(s => (s.World, s.Set)));
        Assert.Empty(LevelLibrary.Draw(Study, []).Sizes);
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
    public void A_set_is_the_same_whichever_others_are_drawn()
    {
        LevelLibrary all = LevelLibrary.Draw(Study);
        foreach (AgentSpec agent in AgentSpec.Expand(Study).DistinctBy(a => (a.World.Label, a.LevelSet)))
            Assert.Equal(all.Of(agent).Table.Data, LevelLibrary.Draw(Study, [agent]).Of(agent).Table.Data);
    }
}
