using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Tests.Worlds;

public class WorldSpecTests
{
    [Fact]
    public void Labels_tell_entries_apart()
    {
        Assert.Equal("corner-blocks7", new CornerSpec { Layout = Layout.Blocks }.Label);
        Assert.Equal("door-open7", new DoorSpec().Label);
        Assert.Equal("door-paint0.25-maze9", new DoorSpec { Paint = 0.25, Layout = Layout.Maze, Size = 9 }.Label);
        Assert.Equal("door-separate-open7", new DoorSpec { Planes = DoorPlanes.Separate, Paint = 0.3 }.Label);
    }

    [Fact]
    public void All_that_is_wrong_with_an_entry_is_reported()
    {
        Problem[] problems = [.. Validation.Problems(new DoorSpec { Size = 400, Paint = 1.5 }, "worlds[0]")];
        Assert.Equal(["worlds[0].paint", "worlds[0].size"], problems.Select(p => p.Path).Order());
        Assert.Empty(Validation.Problems(new DoorSpec(), "worlds[0]"));
    }

    [Theory]
    [InlineData(DoorPlanes.Joint, 0.2)]
    [InlineData(DoorPlanes.Separate, 0.0)]
    public void Paint_covers_its_share_of_the_floor_without_doors(DoorPlanes planes, double share)
    {
        World world = DoorWorld.Build(7, Layout.Open, planes, 0.2);
        double painted = RandomLevels.Candidates(world, 400).Average(l => (l.Objects.Length - 2) / 47.0);
        Assert.InRange(painted, share - 0.02, share + 0.02);
    }

    [Fact]
    public void No_agent_starts_on_a_door_the_cheese_or_the_corner()
    {
        foreach (World world in new[] { new DoorSpec { Layout = Layout.Blocks }.Build(), new CornerSpec { Layout = Layout.Maze }.Build() })
        {
            foreach (Level level in RandomLevels.Candidates(world, 500))
            {
                Assert.False(level.Walls[level.Start]);
                Assert.DoesNotContain(level.Objects, o => o.Cell == level.Start && !world.Kinds[o.Kind].IsInert);
                Assert.DoesNotContain(level.Objects, o => level.Walls[o.Cell]);
            }
        }
    }
}
