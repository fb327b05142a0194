using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Tests.Worlds;

public class LevelTableTests
{
    [Fact]
    public void A_level_is_written_as_its_layout_says()
    {
        World world = DoorWorld.Build(3, Layout.Open, DoorPlanes.Joint, 0.1);
        LevelTable table = LevelTable.Encode(world, [Ascii.Parse(world, "g.R\n#+.\n@.#"), Ascii.Parse(world, "G.r\n...\n..@")]);
        Assert.Equal((2, 4, 5, 9, 6, 15), (table.Count, LevelTable.WallOffset, table.SlotOffset, table.FeatureOffset, table.MaxFeatures, table.Stride));
        Assert.Equal(
        [
            6, 2, 6, 0, 1 << 3 | 1 << 8, 1, 0, 3, 2, 9 + 3, 9 + 8, 18 + 0, 18 + 2, 27 + 0, 27 + 4,
            8, 2, 3, 0, 0, 0, 0, 2, 2, 18 + 0, 18 + 2, 27 + 0, 0, 0, 0,
        ], table.Data);
    }

    [Fact]
    public void Walls_beyond_the_first_word_keep_their_bits()
    {
        World world = CornerWorld.Build(7, Layout.Blocks);
        bool[] walls = new bool[49];
        walls[31] = walls[32] = walls[48] = true;
        LevelTable table = LevelTable.Encode(world, [new Level(7, walls, 5, [])]);
        Assert.Equal([int.MinValue, 1 << 0 | 1 << 16], table.Data[LevelTable.WallOffset..table.SlotOffset]);
    }

    [Fact]
    public void Rules_are_flags_planes_and_rewards()
    {
        RuleTable rules = RuleTable.Encode(DoorWorld.Build(3, Layout.Open, DoorPlanes.Joint, 0.1));
        Assert.Equal([3, 0b1100, 0, 0, 3, 0b1100, 0, 0, 3, 0b100, 0, 0, 3, 0b100, 0, 0, 2, 0, 0, 0, 0, 0b1000, 0, 0], rules.Kinds);
        Assert.Equal([1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0], rules.Rewards);
    }

    [Fact]
    public void Two_objects_that_show_at_one_place_are_refused()
    {
        World world = DoorWorld.Build(3, Layout.Open, DoorPlanes.Joint, 0.1);
        Level level = Ascii.Parse(world, "G.r\n...\n..@"); // paint shows on the plane of what is green
        Assert.Throws<ArgumentException>(() => LevelTable.Encode(world, [level with { Objects = [.. level.Objects, new PlacedObject(Kind: 5, Cell: 0)] }]));
    }
}
