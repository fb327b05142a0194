using MesaBench.Experiments;
using MesaBench.Kernels;
using MesaBench.Worlds;

namespace MesaBench.Tests.Worlds;

public class LevelTableTests
{
    [Fact]
    public void A_level_is_written_as_its_layout_says()
    {
        World world = DoorWorld.Build(3, Layout.Open, DoorPlanes.Joint, 0.1);
        LevelTable table = LevelTable.Encode(world, [Ascii.Parse(world, "g.R\n#+.\n@.#"), Ascii.Parse(world, "G.r\n...\n..@")]);
        const int Moves = LevelTable.MoveOffset;
        Assert.Equal(
            (2, Moves + 2, Moves + 3, Moves + 9, Moves + 13, 3, 7),
            (table.Count, table.TerrainOffset, table.KindOffset, table.SlotOffset, table.FeatureOffset, table.MaxFeatures,
                table.MaxActive));
        int[] first = table.Data[..table.Stride], second = table.Data[table.Stride..];
        Assert.Equal(
            (6, 2, 3, 12, 0b11),
            (first[LevelHeader.Start], first[LevelHeader.Slots], first[LevelHeader.Features], first[LevelHeader.Steps],
                first[LevelHeader.Live]));
        Assert.Equal([0, 0, 0b01, 0, 0b10, 0, 0, 1, 0, 3, 2, 9 + 3, 9 + 8, 27 + 4], first[table.TerrainOffset..]);
        Assert.Equal([0, 0b01, 0, 0b10, 0, 0, 0, 0, 0, 2, 2, 0, 0, 0], second[table.TerrainOffset..]);
    }

    [Fact]
    public void What_is_absent_and_the_order_of_a_path_make_another_layout()
    {
        World world = Orchard.Build(3);
        Level level = Ascii.Parse(world, "@.a\n...\nL..\npath 3,1 uur");
        ulong Hash(Level of) => LevelHash.Layout(world, of);
        Assert.Equal(Hash(level), Hash(level with { Start = 4, Goal = 1 }));
        Assert.NotEqual(Hash(level), Hash(level with { Objects = [.. level.Objects.Select(o => o with { IsAbsent = o.Kind == Orchard.Apple })] }));
        Assert.NotEqual(Hash(level), Hash(level with { Path = [6, 3, 0, 3, 0, 1] }));
        Assert.NotEqual(Hash(level with { Path = [6, 3, 6, 7] }), Hash(level with { Path = [6, 7, 6, 3] }));
    }

    [Fact]
    public void The_most_that_is_active_counts_what_may_be_ready_and_what_may_be_held()
    {
        World keys = KeysWorld.Build(5, Layout.Open, 2, 3, 3, 2);
        Level level = Ascii.Parse(keys, "@ckck\n.....\n..#..\n.....\n....c");
        // The agent, a wall, two keys, three chests that may all be openable, and two keys held.
        Assert.Equal(1 + 1 + 2 + 2 * 3 + 2, LevelTable.Encode(keys, [level]).MaxActive);
    }

    [Fact]
    public void A_level_has_room_for_31_objects_that_do_something_and_for_8_that_move()
    {
        World world = Orchard.Build(7);
        Level Of(int kind, int count) =>
            new(7, new bool[49], 48, [.. Enumerable.Range(0, count).Select(i => new PlacedObject(kind, i))]);
        Assert.Equal(31, LevelTable.Encode(world, [Of(Orchard.Apple, 31)]).MaxSlots);
        Assert.Equal(8, LevelTable.Encode(world, [Of(Orchard.Wolf, 8)]).MaxSlots);
        Assert.Contains("32 objects", Assert.Throws<ArgumentException>(() => LevelTable.Encode(world, [Of(Orchard.Apple, 32)])).Message, StringComparison.Ordinal);
        Assert.Contains("9 that move", Assert.Throws<ArgumentException>(() => LevelTable.Encode(world, [Of(Orchard.Wolf, 9)])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_moves_may_share_a_cell_and_what_may_lie_ready_shares_none_with_what_shows_on_its_plane()
    {
        World world = Orchard.Build(3);
        Level level = new(3, new bool[9], 8, [new(Orchard.Wolf, 0), new(Orchard.Wolf, 0), new(Orchard.Chest, 1), new(Orchard.Paint, 1)]);
        Assert.Equal(4, LevelTable.Encode(world, [level]).MaxFeatures + LevelTable.Encode(world, [level]).MaxSlots);
        World ready = world with
        {
            Kinds = [.. world.Kinds.Select((k, i) => i == Orchard.Chest ? k with { ReadyPlanes = [8] } : k)],
        };
        Assert.Throws<ArgumentException>(() => LevelTable.Encode(ready, [level]));
    }

    [Fact]
    public void Open_moves_are_those_that_leave_a_cell()
    {
        World world = CornerWorld.Build(3, Layout.Open);
        LevelTable table = LevelTable.Encode(world, [Ascii.Parse(world, "x.c\n.#.\n@..")]);
        int[] words = table.Data[LevelTable.MoveOffset..table.TerrainOffset];
        string[] open = [.. Enumerable.Range(0, 9).Select(cell => string.Concat("ULDR".Where((_, a) => IsOpen(cell, a))))];
        // The wall's own moves are there too, though nobody can be where it stands.
        Assert.Equal(["DR", "LR", "LD", "UD", "ULDR", "UD", "UR", "LR", "UL"], open);

        bool IsOpen(int cell, int action) => (words[cell / 8] >> (4 * (cell % 8) + action) & 1) == 1;
    }

    [Fact]
    public void Rules_are_flags_planes_and_rewards()
    {
        RuleTable rules = RuleTable.Encode(DoorWorld.Build(3, Layout.Open, DoorPlanes.Joint, 0.1));
        int[] Column(int column) => [.. rules.Kinds.Chunk(RuleTable.Stride).Select(kind => kind[column])];
        Assert.Equal([3, 3, 3, 3, 2, 0], Column(KindRule.Flags));
        Assert.Equal([0b1100, 0b1100, 0b100, 0b100, 0, 0b1000], Column(KindRule.Planes));
        Assert.Equal([0b11, 0b1, 0, 0b10, 0b10, 0], Column(KindRule.Marks));
        Assert.Equal([int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue], Column(KindRule.MostHeld));
        // A row for each kind's effect and one for its refusal, eight objectives each.
        float[][] rewards = [.. rules.Rewards.Chunk(RuleTable.MaxObjectives)];
        Assert.Equal(
            [[1, 1], [0, 0], [1, 0], [0, 0], [0, 0], [0, 0], [0, 1], [0, 0], [0, 1], [0, 0], [0, 0], [0, 0]], rewards.Select(r => r[..2]));
        Assert.All(rewards, r => Assert.All(r[2..], reward => Assert.Equal(0, reward)));
    }

    [Fact]
    public void Two_objects_that_show_at_one_place_are_refused()
    {
        World world = DoorWorld.Build(3, Layout.Open, DoorPlanes.Joint, 0.1);
        Level level = Ascii.Parse(world, "G.r\n...\n..@"); // paint shows on the plane of what is green
        Level crowded = level with { Objects = [.. level.Objects, new PlacedObject(Kind: 5, Cell: 0)] };
        Assert.Throws<ArgumentException>(() => LevelTable.Encode(world, [crowded]));
    }

    [Fact]
    public void A_level_that_no_device_could_follow_is_refused()
    {
        World world = Orchard.Build(3);
        Level level = Ascii.Parse(world, "L.a\n...\n..@\npath 1,1 r");
        _ = LevelTable.Encode(world, [level]);
        AssertRefused(level with { Path = [] }, "leader off the path");
        AssertRefused(level with { Path = [1, 0] }, "leader off the path");
        AssertRefused(level with { Objects = [.. level.Objects, new PlacedObject(Orchard.Key, 4, IsAbsent: true)] }, "an absent key");

        void AssertRefused(Level wrong, string why) => Assert.Contains(
            why, Assert.Throws<ArgumentException>(() => LevelTable.Encode(world, [wrong])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_that_no_device_could_follow_are_refused()
    {
        World world = Orchard.Build(3);
        ObjectKind chest = world.Kinds[Orchard.Chest], apple = world.Kinds[Orchard.Apple], lava = world.Kinds[Orchard.Lava];
        _ = RuleTable.Encode(world);
        AssertRefused(world with { Kinds = [chest with { LeastHeld = 0 }] }, "chest takes 1 from who holds 0");
        AssertRefused(world with { Kinds = [apple with { Regrowth = new double[23] }] }, "23 chances");
        AssertRefused(world with { Kinds = [lava, lava] }, "several kinds of terrain");
        AssertRefused(world with { Kinds = [lava with { Consumed = true }] }, "one that moves or is consumed");
        AssertRefused(world with { Kinds = [lava with { Motion = Motion.Chasing }] }, "one that moves or is consumed");
        AssertRefused(world with { MostShown = 10 }, "10 items held");
        _ = RuleTable.Encode(world with { MostShown = 10, HeldPlane = null });
        AssertRefused(world with { Objectives = [.. Enumerable.Repeat("objective", 9)] }, "9 objectives");
        AssertRefused(world with { Planes = [.. Enumerable.Repeat("plane", 32)] }, "32 planes");

        static void AssertRefused(World wrong, string why) => Assert.Contains(
            why, Assert.Throws<ArgumentException>(() => RuleTable.Encode(wrong)).Message, StringComparison.Ordinal);
    }
}
