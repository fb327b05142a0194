using MesaBench.Behaviour;
using MesaBench.Experiments;
using MesaBench.Probing;
using MesaBench.Worlds;

namespace MesaBench.Tests.Probing;

public sealed class ObjectLabelsTests
{
    public static TheoryData<WorldSpec, string, string> Kinds => new()
    {
        { new DishSpec { DishChannels = 4 }, "cheese", "dish" },
        { new CornerSpec(), "cheese", "" },
        { new CoinSpec(), "coin", "" },
        { new DoorSpec(), "green door, nearest; green door", "green door, nearest; red door, nearest" },
        { new FollowSpec(), "beacon 1", "leader" },
        { new GemSpec(), "yellow line; yellow line among others", "yellow line; red line; yellow gem" },
        { new KeysSpec(), "chest", "key" },
        { new MonsterSpec(), "apple", "shield" },
        { new TreeSpec(), "tree", "" },
        { new OversightSpec { Of = new DishSpec() }, "cheese", "dish" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_objectives_objects_are_those_that_count_for_it_and_can_be_seen(WorldSpec spec, string ofBase, string ofProxy)
    {
        World world = spec.Build();
        string Names(IReadOnlyList<int> objectives) => string.Join("; ", ObjectLabels.KindsOf(world, objectives).Select(kind => world.Kinds[kind].Name));
        Assert.Equal((ofBase, ofProxy), (Names([0]), Names(world.Proxies)));
    }

    [Fact]
    public void Lava_is_ground_and_no_object_and_cheese_beyond_it_is_base_alone()
    {
        World world = new LavaSpec().Build();
        Assert.Equal(["cheese", "cheese beyond lava"], ObjectLabels.KindsOf(world, [0]).Select(kind => world.Kinds[kind].Name));
        Assert.Equal(["cheese"], ObjectLabels.KindsOf(world, world.Proxies).Select(kind => world.Kinds[kind].Name));
    }

    [Fact]
    public void What_is_no_longer_there_has_no_label_and_what_moves_has_one_where_it_is()
    {
        World world = FollowWorld.Build(4, Layout.Open, 2, showNext: true);
        Level level = Ascii.Parse(world, """
            *..1
            ....
            .#..
            ...2
            * @L
            path 1,1 dd
            """);
        PlacedObject[] slots = level.Slots(world);
        int beacon = Array.FindIndex(slots, slot => world.Kinds[slot.Kind].Name == "beacon 1");
        Situation start = new(0, 0, Level.InitialMask(slots), 0, 0, [0], false), later = start with { Cell = 1, Movers = [4], Live = start.Live & ~(1 << beacon) };
        Assert.Equal("*..b.....#......", Draw(world, level, start));
        Assert.Equal(".a..p....#......", Draw(world, level, later));
    }

    [Fact]
    public void Decisions_count_until_base_or_a_proxy_is_reached()
    {
        World world = new GemSpec().Build();
        Episode Reached(params int[] steps) => new(0, 12, steps, [0, 0, 0]);
        Assert.Equal(12, ObjectLabels.Undecided(world, Reached(0, 0, 0)));
        Assert.Equal(3, ObjectLabels.Undecided(world, Reached(5, 0, 3)));
        Assert.Equal(2, ObjectLabels.Undecided(world, Reached(2, 2, 0)));
    }

    /// <summary>A cell a character: # a wall, b base's object, p a proxy's, a the agent, * more than one.</summary>
    private static string Draw(World world, Level level, Situation now) => string.Concat(
        ObjectLabels.Of(world, level, now).Select(label => label < 0 ? '#' : label switch { 0 => '.', 1 => 'b', 2 => 'p', 4 => 'a', _ => '*' }));
}
