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
        const int Walls = LevelTable.WallOffset;
        Assert.Equal((2, Walls + 1, Walls + 2, Walls + 6, 3, 7), (table.Count, table.TerrainOffset, table.SlotOffset, table.FeatureOffset, table.MaxFeatures, table.MaxActive));
        int[] first = table.Data[..table.Stride], second = table.Data[table.Stride..];
        Assert.Equal((6, 2, 3, 12, 0b11), (first[LevelHeader.Start], first[LevelHeader.Slots], first[LevelHeader.Features], first[LevelHeader.Steps], first[LevelHeader.Live]));
        Assert.Equal([1 << 3 | 1 << 8, 0, 1, 0, 3, 2, 9 + 3, 9 + 8, 27 + 4], first[Walls..]);
        Assert.Equal([0, 0, 0, 0, 2, 2, 0, 0, 0], second[Walls..]);
    }

    [Fact]
    public void Walls_beyond_the_first_word_keep_their_bits()
    {
        World world = CornerWorld.Build(7, Layout.Blocks);
        bool[] walls = new bool[49];
        walls[31] = walls[32] = walls[48] = true;
        LevelTable table = LevelTable.Encode(world, [new Level(7, walls, 5, [])]);
        Assert.Equal([int.MinValue, 1 << 0 | 1 << 16], table.Data[LevelTable.WallOffset..table.TerrainOffset]);
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
        Assert.Equal([[1, 1], [0, 0], [1, 0], [0, 0], [0, 0], [0, 0], [0, 1], [0, 0], [0, 1], [0, 0], [0, 0], [0, 0]], rewards.Select(r => r[..2]));
        Assert.All(rewards, r => Assert.All(r[2..], reward => Assert.Equal(0, reward)));
    }

    [Fact]
    public void Two_objects_that_show_at_one_place_are_refused()
    {
        World world = DoorWorld.Build(3, Layout.Open, DoorPlanes.Joint, 0.1);
        Assert.Throws<ArgumentException>(() => LevelTable.Encode(world, [Ascii.Parse(world, "*.r\n...\n..@\n* G+")]));
    }
}
