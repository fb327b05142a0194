using MesaBench.Kernels;

namespace MesaBench.Worlds;

/// <summary>A world's rules as numbers for a device.</summary>
/// <param name="Kinds">[kind * 32 + column] flags, planes, needs and chances (see the kernels' columns).</param>
/// <param name="Rewards">
/// [(2 * kind + refused) * 8 + objective] rewards of an effect, and of one that is refused; 0 beyond the world's objectives.
/// </param>
public sealed record RuleTable(int[] Kinds, float[] Rewards)
{
    /// <summary>Numbers a kind in <see cref="Kinds"/>.</summary>
    public const int Stride = KindRule.Columns;

    /// <summary>Objectives that a row of <see cref="Rewards"/> has room for.</summary>
    public const int MaxObjectives = 8;

    /// <summary>Observation planes that a kind's mask has room for.</summary>
    public const int MaxPlanes = 31;

    /// <summary>Encodes a world's kinds.</summary>
    /// <exception cref="ArgumentException">
    /// More objectives, planes or chances than there is room for, or rules that contradict each other.
    /// </exception>
    public static RuleTable Encode(World world)
    {
        ArgumentNullException.ThrowIfNull(world);
        Check(world);
        int[] kinds = new int[world.Kinds.Count * Stride];
        float[] rewards = new float[2 * world.Kinds.Count * MaxObjectives];
        for (int k = 0; k < world.Kinds.Count; k++)
        {
            ObjectKind kind = world.Kinds[k];
            Write(kinds.AsSpan(k * Stride, Stride), kind);
            for (int o = 0; o < kind.Rewards.Count; o++) rewards[2 * k * MaxObjectives + o] = kind.Rewards[o];
            for (int o = 0; o < (kind.Refusal?.Count ?? 0); o++) rewards[(2 * k + 1) * MaxObjectives + o] = kind.Refusal![o];
        }
        return new RuleTable(kinds, rewards);
    }

    /// <summary>A probability as a fraction of 2^32. No draw reaches 2^32, so a certain event is one in 2^32 short of certain.</summary>
    internal static uint Chance(double probability) => (uint)Math.Min(probability * 4294967296.0, uint.MaxValue);

    private static void Write(Span<int> row, ObjectKind kind)
    {
        row[KindRule.Flags] = (kind.Ends ? KindFlag.Ends : 0) | (kind.Consumed ? KindFlag.Consumed : 0)
            | (kind.Counts ? KindFlag.Counts : 0) | (kind.Refusal is null ? 0 : KindFlag.Refuses);
        row[KindRule.Planes] = Mask(kind.Planes);
        row[KindRule.ReadyPlanes] = Mask(kind.ReadyPlanes);
        row[KindRule.LeastHeld] = kind.LeastHeld;
        row[KindRule.MostHeld] = kind.MostHeld;
        row[KindRule.Gives] = kind.Gives;
        row[KindRule.Marks] = Mask(kind.Marked);
        row[KindRule.LastMarks] = Mask(kind.LastMarks);
        row[KindRule.Motion] = (int)kind.Motion;
        IReadOnlyList<double> chances = kind.Regrowth ?? [];
        row[KindRule.RegrowthLength] = chances.Count;
        for (int n = 0; n < chances.Count; n++) row[KindRule.Regrowth + n] = (int)Chance(chances[n]);
    }

    private static int Mask(IEnumerable<int> bits) => bits.Aggregate(0, (mask, bit) => mask | 1 << bit);

    private static void Check(World world)
    {
        (int objectives, int planes) = (world.Objectives.Count, world.Planes.Count);
        if (objectives > MaxObjectives || planes > MaxPlanes)
            throw Wrong(world, $"{objectives} objectives, {planes} planes", $"{MaxObjectives} and {MaxPlanes}");
        if (world.HeldPlane is not null && world.MostShown > world.Cells)
            throw Wrong(world, $"{world.MostShown} items held that show", $"{world.Cells}, a cell each");
        if (world.Kinds.Count(k => k.IsTerrain) > 1 || world.Kinds.Any(k => k.IsTerrain && (k.Consumed || k.Motion != Motion.None)))
            throw Wrong(world, "several kinds of terrain, or one that moves or is consumed", "one that stays");
        foreach (ObjectKind kind in world.Kinds)
        {
            if (kind.Regrowth?.Count > KindRule.MostRegrowth)
                throw Wrong(world, $"{kind.Name}: {kind.Regrowth.Count} chances", $"{KindRule.MostRegrowth}");
            // Nobody can hold less than nothing.
            if (kind.LeastHeld + kind.Gives < 0)
                throw Wrong(world, $"{kind.Name} takes {-kind.Gives} from who holds {kind.LeastHeld}", "no more than is held");
        }
    }

    private static ArgumentException Wrong(World world, string found, string allowed) =>
        new($"{world.Name}: {found}; allowed: {allowed}", nameof(world));
}
