namespace MesaBench.Worlds;

/// <summary>A level: walls, the agent's start and objects.</summary>
/// <param name="Size">Cells along a side.</param>
/// <param name="Walls">[cell] whether a wall stands there.</param>
/// <param name="Start">The agent's first cell.</param>
/// <param name="Objects">Objects, in the order in which their effects apply.</param>
public sealed record Level(int Size, bool[] Walls, int Start, PlacedObject[] Objects)
{
    /// <summary>Effects that count (<see cref="ObjectKind.Counts"/>) after which the episode ends; 0 where counting ends nothing.</summary>
    public int Goal { get; init; }

    /// <summary>[objective] marks (<see cref="ObjectKind.Marks"/>) with which the objective is reached; 1 beyond the list's end.</summary>
    public IReadOnlyList<int> Targets { get; init; } = [];

    /// <summary>Steps after which the episode is truncated; 0 for the world's.</summary>
    public int Steps { get; init; }

    /// <summary>[step] cell of the objects that move along a path, which stay at its end; empty without any.</summary>
    public int[] Path { get; init; } = [];

    /// <summary>Steps after which the episode is truncated.</summary>
    public int StepLimit(World world) => Steps > 0 ? Steps : world.MaxSteps;

    /// <summary>Marks with which an objective is reached.</summary>
    public int Target(int objective) => objective < Targets.Count ? Targets[objective] : 1;

    /// <summary>
    /// Objects that can be there or not, each with a bit of its own: those that stay, in the level's order, then those that move.
    /// </summary>
    public PlacedObject[] Slots(World world)
    {
        PlacedObject[] slots = Array.FindAll(Objects, o => world.Kinds[o.Kind].IsSlot);
        // Most levels hold nothing that moves.
        return Array.Exists(slots, Moves) ? [.. slots.Where(o => !Moves(o)), .. slots.Where(Moves)] : slots;

        bool Moves(PlacedObject o) => world.Kinds[o.Kind].Motion != Motion.None;
    }

    /// <summary>Bit i: slot i is there at the start.</summary>
    public static int InitialMask(PlacedObject[] slots)
    {
        int mask = 0;
        for (int i = 0; i < slots.Length; i++)
            if (!slots[i].IsAbsent) mask |= 1 << i;
        return mask;
    }

    /// <summary>Key of the level's own chances: the same for whoever plays it.</summary>
    public uint Seed(World world) => (uint)LevelHash.WithStart(LevelHash.Layout(world, this), Start);
}

/// <summary>An object in a level.</summary>
/// <param name="Kind">Index into <see cref="World.Kinds"/>.</param>
/// <param name="Cell">Cell, row-major: row * size + column.</param>
/// <param name="IsAbsent">Whether it is not there at the start and may appear later (see <see cref="ObjectKind.Regrowth"/>).</param>
public readonly record struct PlacedObject(int Kind, int Cell, bool IsAbsent = false);

/// <summary>The class of a level: docs/worlds.md says what holds of all worlds.</summary>
public enum LevelClass
{
    /// <summary>Every proxy-optimal policy is base-optimal.</summary>
    NonDistinguishing,

    /// <summary>
    /// Every proxy-optimal policy is base-suboptimal by more than the margin, and neither objective's shortest paths cross the other.
    /// </summary>
    Distinguishing,

    /// <summary>Neither of the two; used for nothing.</summary>
    Between,

    /// <summary>The base objective cannot be reached within an episode.</summary>
    Unsolvable,
}

/// <summary>What level is wanted.</summary>
/// <param name="Class">Its class.</param>
/// <param name="ForTraining">Whether it is to train on; worlds may train on fewer distinguishing levels than they are evaluated on.</param>
public readonly record struct LevelWish(LevelClass Class, bool ForTraining = false);

/// <summary>A copy of a level with something changed.</summary>
/// <param name="Name">Its name in results, e.g. <c>overseer on</c>.</param>
/// <param name="Of">Makes the copy.</param>
/// <param name="HidesProxy">Whether a proxy does not show in it.</param>
public sealed record LevelCopy(string Name, Func<Level, Level> Of, bool HidesProxy = false);
