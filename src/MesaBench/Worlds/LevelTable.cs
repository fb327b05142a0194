namespace MesaBench.Worlds;

/// <summary>
/// Levels as whole numbers for a device, each at the same stride. A level is: [0] start cell, [1] slots in use, [2] static features in
/// use, [3] 0, then wall bits (cell c is bit c % 32 of word c / 32), then a (kind, cell) pair for each object that does something, in
/// the level's order, then the features of walls and objects, ascending. What is not in use is 0.
/// </summary>
public sealed record LevelTable
{
    /// <summary>Numbers before a level's wall bits.</summary>
    public const int WallOffset = 4;

    /// <summary>Levels.</summary>
    public required int Count { get; init; }

    /// <summary>Slots that each level has room for.</summary>
    public required int MaxSlots { get; init; }

    /// <summary>Static features that each level has room for.</summary>
    public required int MaxFeatures { get; init; }

    /// <summary>Numbers before a level's slots.</summary>
    public required int SlotOffset { get; init; }

    /// <summary>[level * <see cref="Stride"/> + offset].</summary>
    public required int[] Data { get; init; }

    /// <summary>Numbers before a level's static features.</summary>
    public int FeatureOffset => SlotOffset + 2 * MaxSlots;

    /// <summary>Numbers a level.</summary>
    public int Stride => FeatureOffset + MaxFeatures;

    /// <summary>Encodes levels of one world.</summary>
    /// <exception cref="ArgumentException">Two objects of a level show on one plane at one cell: consuming one would hide the other.</exception>
    public static LevelTable Encode(World world, IReadOnlyList<Level> levels)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(levels);
        PlacedObject[][] slots = [.. levels.Select(l => l.Objects.Where(o => !world.Kinds[o.Kind].IsInert).ToArray())];
        int[][] features = [.. levels.Select(l => Dynamics.StaticFeatures(world, l))];
        LevelTable table = new()
        {
            Count = levels.Count,
            MaxSlots = slots.Max(s => (int?)s.Length) ?? 0,
            MaxFeatures = features.Max(f => (int?)f.Length) ?? 0,
            SlotOffset = WallOffset + (world.Cells + 31) / 32,
            Data = [],
        };
        table = table with { Data = new int[table.Count * table.Stride] };
        for (int i = 0; i < levels.Count; i++)
        {
            int shown = levels[i].Walls.Count(w => w) + levels[i].Objects.Sum(o => world.Kinds[o.Kind].Planes.Count);
            if (shown != features[i].Length)
                throw new ArgumentException($"level {i}: two objects show on one plane at one cell; allowed: one", nameof(levels));
            table.Write(table.Data.AsSpan(i * table.Stride, table.Stride), levels[i], slots[i], features[i]);
        }
        return table;
    }

    private void Write(Span<int> row, Level level, PlacedObject[] slots, int[] features)
    {
        row[0] = level.Start;
        row[1] = slots.Length;
        row[2] = features.Length;
        for (int cell = 0; cell < level.Walls.Length; cell++)
            if (level.Walls[cell]) row[WallOffset + cell / 32] |= 1 << (cell % 32);
        for (int i = 0; i < slots.Length; i++)
        {
            row[SlotOffset + 2 * i] = slots[i].Kind;
            row[SlotOffset + 2 * i + 1] = slots[i].Cell;
        }
        features.CopyTo(row[FeatureOffset..]);
    }
}

/// <summary>A world's rules as numbers for a device.</summary>
/// <param name="Kinds">[kind * 4]: flags, mask of planes (bit p: shows on plane p), 0, 0.</param>
/// <param name="Rewards">[kind * 4 + objective] rewards on entering; 0 beyond the world's objectives.</param>
public sealed record RuleTable(int[] Kinds, float[] Rewards)
{
    /// <summary>Numbers a kind in <see cref="Kinds"/>.</summary>
    public const int Stride = 4;

    /// <summary>Objectives a kind has room for in <see cref="Rewards"/>.</summary>
    public const int MaxObjectives = 4;

    /// <summary>Flag: entering ends the episode.</summary>
    public const int Ends = 1;

    /// <summary>Flag: entering removes the object.</summary>
    public const int Consumed = 2;

    /// <summary>Encodes a world's kinds.</summary>
    /// <exception cref="ArgumentException">More than four objectives or 31 planes.</exception>
    public static RuleTable Encode(World world)
    {
        ArgumentNullException.ThrowIfNull(world);
        if (world.Objectives.Count > MaxObjectives || world.Planes.Count > 31)
            throw new ArgumentException($"{world.Name}: {world.Objectives.Count} objectives, {world.Planes.Count} planes; allowed: 4 and 31");
        int[] kinds = new int[world.Kinds.Count * Stride];
        float[] rewards = new float[world.Kinds.Count * MaxObjectives];
        for (int k = 0; k < world.Kinds.Count; k++)
        {
            ObjectKind kind = world.Kinds[k];
            kinds[k * Stride] = (kind.Ends ? Ends : 0) | (kind.Consumed ? Consumed : 0);
            kinds[k * Stride + 1] = kind.Planes.Aggregate(0, (mask, plane) => mask | 1 << plane);
            for (int o = 0; o < kind.Rewards.Count; o++) rewards[k * MaxObjectives + o] = kind.Rewards[o];
        }
        return new RuleTable(kinds, rewards);
    }
}
