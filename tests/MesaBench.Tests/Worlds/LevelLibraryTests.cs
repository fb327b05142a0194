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
    public void A_set_is_the_same_whichever_others_are_drawn()
    {
        LevelLibrary all = LevelLibrary.Draw(Study);
        foreach (AgentSpec agent in AgentSpec.Expand(Study).DistinctBy(a => (a.World.Label, a.LevelSet)))
            Assert.Equal(all.Of(agent).Table.Data, LevelLibrary.Draw(Study, [agent]).Of(agent).Table.Data);
    }
}
