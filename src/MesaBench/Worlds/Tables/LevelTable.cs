using MesaBench.Kernels;

namespace MesaBench.Worlds;

/// <summary>
/// Levels as whole numbers for a device, each at the same stride. A level is: a header (start, counts, goal, steps, targets; see the
/// kernels' columns), the open moves (bit 4 * (c % 8) + a of word c / 8: action a leaves cell c), terrain bits (cell c is bit c % 32 of
/// word c / 32), for each kind the bits of its slots, a (kind, cell) pair for each slot, the path of what moves along one, then the
/// features of walls, terrain and inert objects, ascending. What is not in use is 0.
/// </summary>
public sealed record LevelTable
{
    /// <summary>Numbers before a level's open moves.</summary>
    public const int MoveOffset = LevelHeader.Columns;

    /// <summary>The most slots that a level may have: objects with an effect, but for terrain.</summary>
    public const int SlotLimit = 31;

    /// <summary>The most objects that may move in a level.</summary>
    public const int MoverLimit = EnvironmentState.Columns - EnvironmentState.Movers;

    /// <summary>Levels.</summary>
    public required int Count { get; init; }

    /// <summary>Slots that each level has room for.</summary>
    public required int MaxSlots { get; init; }

    /// <summary>Cells of a path that each level has room for.</summary>
    public required int MaxPath { get; init; }

    /// <summary>Static features that each level has room for.</summary>
    public required int MaxFeatures { get; init; }

    /// <summary>The most features that are active at once in any of the levels, the agent's own among them.</summary>
    public required int MaxActive { get; init; }

    /// <summary>Cells of the grid.</summary>
    public required int Cells { get; init; }

    /// <summary>Kinds of the world.</summary>
    public required int Kinds { get; init; }

    /// <summary>[level * <see cref="Stride"/> + offset].</summary>
    public required int[] Data { get; init; }

    /// <summary>Numbers before a level's terrain bits.</summary>
    public int TerrainOffset => MoveOffset + (Cells + 7) / 8;

    /// <summary>Numbers before the bits of each kind's slots.</summary>
    public int KindOffset => TerrainOffset + (Cells + 31) / 32;

    /// <summary>Numbers before a level's slots.</summary>
    public int SlotOffset => KindOffset + Kinds;

    /// <summary>Numbers before a level's path.</summary>
    public int PathOffset => SlotOffset + 2 * MaxSlots;

    /// <summary>Numbers before a level's static features.</summary>
    public int FeatureOffset => PathOffset + MaxPath;

    /// <summary>Numbers a level.</summary>
    public int Stride => FeatureOffset + MaxFeatures;

    /// <summary>Encodes levels of one world.</summary>
    /// <exception cref="ArgumentException">
    /// Two objects of a level show on one plane at one cell, it has more slots or movers than there is room for, something that follows a
    /// path does not start on it, or something that never appears is absent.
    /// </exception>
    public static LevelTable Encode(World world, IReadOnlyList<Level> levels)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(levels);
        PlacedObject[][] slots = [.. levels.Select(l => l.Slots(world))];
        int[][] features = [.. levels.Select(l => Dynamics.StaticFeatures(world, l))];
        for (int i = 0; i < levels.Count; i++) Check(world, levels[i], slots[i], i);
        LevelTable table = new()
        {
            Count = levels.Count,
            MaxSlots = slots.Max(s => (int?)s.Length) ?? 0,
            MaxPath = levels.Max(l => (int?)l.Path.Length) ?? 0,
            MaxFeatures = features.Max(f => (int?)f.Length) ?? 0,
            MaxActive = features.Zip(slots, (f, s) => 1 + f.Length + s.Sum(o => MostShown(world.Kinds[o.Kind]))).DefaultIfEmpty().Max()
                + world.MostShown,
            Cells = world.Cells,
            Kinds = world.Kinds.Count,
            Data = [],
        };
        table = table with { Data = new int[table.Count * table.Stride] };
        for (int i = 0; i < levels.Count; i++)
            table.Write(table.Data.AsSpan(i * table.Stride, table.Stride), world, levels[i], slots[i], features[i]);
        return table;
    }

    private static int MostShown(ObjectKind kind) => kind.Planes.Count + kind.ReadyPlanes.Count;

    private static void Check(World world, Level level, PlacedObject[] slots, int number)
    {
        int movers = slots.Count(o => world.Kinds[o.Kind].Motion != Motion.None);
        if (slots.Length > SlotLimit || movers > MoverLimit)
        {
            throw new ArgumentException(
                $"level {number}: {slots.Length} objects with an effect, {movers} that move; allowed: {SlotLimit} and {MoverLimit}",
                nameof(level));
        }
        foreach (PlacedObject o in level.Objects)
        {
            ObjectKind kind = world.Kinds[o.Kind];
            if (kind.Motion == Motion.OnPath && (level.Path.Length == 0 || level.Path[0] != o.Cell))
                throw new ArgumentException($"level {number}: {kind.Name} off the path; allowed: at its first cell", nameof(level));
            if (o.IsAbsent && kind.Regrowth is null)
                throw new ArgumentException($"level {number}: an absent {kind.Name}; allowed: what grows again", nameof(level));
        }
        HashSet<int> shown = [];
        foreach (PlacedObject o in level.Objects.Where(o => world.Kinds[o.Kind].Motion == Motion.None))
            foreach (int plane in world.Kinds[o.Kind].Planes.Concat(world.Kinds[o.Kind].ReadyPlanes))
                if (!shown.Add(plane * world.Cells + o.Cell))
                    throw new ArgumentException($"level {number}: two objects show on one plane at one cell; allowed: one", nameof(level));
    }

    private void Write(Span<int> row, World world, Level level, PlacedObject[] slots, int[] features)
    {
        row[LevelHeader.Start] = level.Start;
        row[LevelHeader.Slots] = slots.Length;
        row[LevelHeader.Features] = features.Length;
        row[LevelHeader.Goal] = level.Goal;
        row[LevelHeader.Steps] = level.StepLimit(world);
        row[LevelHeader.Live] = Level.InitialMask(slots);
        row[LevelHeader.PathLength] = level.Path.Length;
        row[LevelHeader.Seed] = (int)level.Seed(world);
        row[LevelHeader.Movers] = slots.Count(o => world.Kinds[o.Kind].Motion != Motion.None);
        for (int o = 0; o < RuleTable.MaxObjectives; o++) row[LevelHeader.Targets + o] = level.Target(o);
        int[] neighbours = Paths.Neighbours(world.Size);
        for (int move = 0; move < neighbours.Length; move++)
        {
            (int cell, int next) = (move / Paths.Actions, neighbours[move]);
            if (next != cell && !level.Walls[next]) row[MoveOffset + move / 32] |= 1 << (move % 32);
        }
        foreach (PlacedObject o in level.Objects)
            if (world.Kinds[o.Kind].IsTerrain) row[TerrainOffset + o.Cell / 32] |= 1 << (o.Cell % 32);
        for (int i = 0; i < slots.Length; i++)
        {
            row[KindOffset + slots[i].Kind] |= 1 << i;
            row[SlotOffset + 2 * i] = slots[i].Kind;
            row[SlotOffset + 2 * i + 1] = slots[i].Cell;
        }
        level.Path.CopyTo(row[PathOffset..]);
        features.CopyTo(row[FeatureOffset..]);
    }
}
