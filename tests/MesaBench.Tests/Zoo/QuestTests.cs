using MesaBench.Experiments;
using MesaBench.Worlds;
using MesaBench.Zoo;

namespace MesaBench.Tests.Zoo;

public class QuestTests
{
    [Fact]
    public void What_pays_is_looked_for_and_what_ends_the_episode_for_nothing_is_kept_away_from()
    {
        World world = new DoorSpec { Layout = Layout.Blocks }.Build();
        Quest quest = Quest.For(world, [0]);
        Level level = Ascii.Parse(world, """
            .......
            .G.....
            .....r.
            .......
            ..#....
            .......
            @......
            """);
        Ground ground = new(quest, level);
        Assert.Equal([8], ground.Goals.Select(goal => goal.Cell));
        Assert.Equal([19, 30], Enumerable.Range(0, ground.Cells).Where(ground.IsClosed));
        Assert.Equal([8, 19, 30], Enumerable.Range(0, ground.Cells).Where(ground.LooksClosed)); // doors share a plane
    }

    [Fact]
    public void A_goal_that_shares_planes_with_what_is_kept_away_from_looks_closed_and_is_not()
    {
        World world = new GemSpec().Build();
        PlacedObject On(int cell, params string[] planes) => new(
            world.Kinds.Index().First(kind => kind.Item.Planes.Select(plane => world.Planes[plane]).SequenceEqual(planes)).Index, cell);
        Quest quest = Quest.For(world, [0]);
        Ground ground = new(quest, new Level(7, new bool[49], 0, [On(10, "line", "yellow"), On(20, "line", "red"), On(30, "gem", "yellow")]));
        int[] Cells(Func<int, bool> are) => [.. Enumerable.Range(0, ground.Cells).Where(are)];
        Assert.Equal([10, 20, 30], Cells(ground.LooksClosed));
        Assert.Equal([20, 30], Cells(ground.IsClosed));
        Assert.Equal([10], Cells(ground.IsGoal));
        Assert.Equal([(10, 0)], ground.Compound);
        Assert.Same(ground.Goals.Single().Look, quest.Compound[0]);
    }

    [Fact]
    public void Lava_is_kept_away_from_by_whom_it_costs_and_no_one_else()
    {
        World world = new LavaSpec().Build();
        int lava = world.Kinds.Index().Single(kind => kind.Item.IsTerrain).Item.Planes[0];
        Assert.Contains(lava, Quest.For(world, [0]).Blocking);
        Assert.DoesNotContain(lava, Quest.For(world, [1]).Blocking);
    }

    public static TheoryData<WorldSpec, int[], string> Refused => new()
    {
        { new CornerSpec(), [1], "no corner that can be seen" },
        { new CoinSpec(), [0, 1], "no right end that can be seen" },
        { new DoorSpec(), [1], "green door, nearest looks like green door, which is no goal" },
        { new KeysSpec(), [0], "goals that move, or have to be come to in an order" },
        { new MonsterSpec(), [0], "goals that move, or have to be come to in an order" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_cannot_be_seen_or_takes_more_than_being_there_is_refused_by_name(WorldSpec spec, int[] objectives, string found) =>
        Assert.Equal(found, Assert.Throws<UnsuitedException>(() => Quest.For(spec.Build(), objectives)).Message);

    [Fact]
    public void What_counts_towards_a_goal_of_several_is_refused()
    {
        World dish = new DishSpec().Build();
        World counted = dish with { Kinds = [.. dish.Kinds.Select(kind => kind with { Counts = true })] };
        Assert.Equal("goals that move, or have to be come to in an order", Assert.Throws<UnsuitedException>(() => Quest.For(counted, [0])).Message);
    }
}
