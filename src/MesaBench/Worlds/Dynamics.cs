using System.Numerics;

namespace MesaBench.Worlds;

/// <summary>
/// One environment on the host: the reference for the device's kernels, which follow it bit for bit. A step moves the agent unless a
/// wall or the border is in the way; on entering a cell every live object there takes effect, in the level's order. A bump enters
/// nothing. Rewards of the step taken at time t (from 0) count discount^t.
/// </summary>
public sealed class Dynamics
{
    private readonly World world;
    private readonly Level level;
    private readonly float discount;
    private readonly int[] neighbours;
    private readonly PlacedObject[] slots; // objects that do something, in the level's order
    private float weight;                  // discount^Steps

    /// <summary>An environment at the start of a level.</summary>
    /// <exception cref="ArgumentException">More than 31 objects with an effect.</exception>
    public Dynamics(World world, Level level, float discount = 1)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(level);
        this.world = world;
        this.level = level;
        this.discount = discount;
        neighbours = Paths.Neighbours(world.Size);
        slots = [.. level.Objects.Where(o => !world.Kinds[o.Kind].IsInert)];
        if (slots.Length > 31) throw new ArgumentException($"a level with {slots.Length} objects that do something; allowed: at most 31");
        Rewards = new float[world.Objectives.Count];
        Returns = new float[world.Objectives.Count];
        FirstReached = new int[world.Objectives.Count];
        Reset();
    }

    /// <summary>The agent's cell.</summary>
    public int Cell { get; private set; }

    /// <summary>Bit i: the level's i-th object with an effect is still there.</summary>
    public int LiveMask { get; private set; }

    /// <summary>Steps taken since the start.</summary>
    public int Steps { get; private set; }

    /// <summary>[objective] rewards of the last step.</summary>
    public float[] Rewards { get; }

    /// <summary>[objective] discounted returns from the start.</summary>
    public float[] Returns { get; }

    /// <summary>[objective] number of the step (from 1) on which an object first brought a reward above 0; 0 before there is one.</summary>
    public int[] FirstReached { get; }

    /// <summary>Whether the episode ended in the world: no value is to be bootstrapped.</summary>
    public bool Terminated { get; private set; }

    /// <summary>Whether the episode was cut off after <see cref="World.MaxSteps"/> steps without having ended.</summary>
    public bool Truncated { get; private set; }

    /// <summary>Back to the start of the level.</summary>
    public void Reset()
    {
        (Cell, LiveMask, Steps, weight) = (level.Start, (int)((1u << slots.Length) - 1), 0, 1);
        (Terminated, Truncated) = (false, false);
        Array.Clear(Rewards);
        Array.Clear(Returns);
        Array.Clear(FirstReached);
    }

    /// <summary>Takes one step.</summary>
    /// <param name="action">0 up, 1 left, 2 down, 3 right.</param>
    /// <exception cref="InvalidOperationException">The episode is over.</exception>
    public void Step(int action)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(action);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(action, Paths.Actions);
        if (Terminated || Truncated) throw new InvalidOperationException($"a step after the episode ended at step {Steps}");

        int next = neighbours[Cell * Paths.Actions + action];
        Array.Clear(Rewards);
        Steps++;
        if (next != Cell && !level.Walls[next])
        {
            Cell = next;
            for (int live = LiveMask; live != 0; live &= live - 1)
                Apply(BitOperations.TrailingZeroCount(live));
        }
        weight *= discount;
        Truncated = !Terminated && Steps == world.MaxSteps;
    }

    /// <summary>
    /// The active features: the agent's (its cell, being on plane 0) first, then those of walls and of objects not yet consumed,
    /// ascending. Feature f is plane f / cells at cell f % cells.
    /// </summary>
    public int[] Observation() => [Cell, .. Features(world, level, IsLive)];

    /// <summary>Features of walls and of all objects, ascending; the agent's own is not among them.</summary>
    public static int[] StaticFeatures(World world, Level level) => Features(world, level, _ => true);

    private static int[] Features(World world, Level level, Func<PlacedObject, bool> isLive)
    {
        SortedSet<int> active = [];
        for (int cell = 0; cell < world.Cells; cell++)
            if (level.Walls[cell]) active.Add(world.Cells + cell);
        foreach (PlacedObject o in level.Objects.Where(isLive))
            foreach (int plane in world.Kinds[o.Kind].Planes) active.Add(plane * world.Cells + o.Cell);
        return [.. active];
    }

    private bool IsLive(PlacedObject o)
    {
        int slot = Array.IndexOf(slots, o); // two alike share their fate, so the first tells
        return slot < 0 || (LiveMask >> slot & 1) == 1;
    }

    private void Apply(int slot)
    {
        PlacedObject o = slots[slot];
        if (o.Cell != Cell) return;
        ObjectKind kind = world.Kinds[o.Kind];
        for (int i = 0; i < Rewards.Length; i++)
        {
            Rewards[i] += kind.Rewards[i];
            // Object by object and with one rounding, as on a device.
            Returns[i] = MathF.FusedMultiplyAdd(weight, kind.Rewards[i], Returns[i]);
            if (kind.Rewards[i] > 0 && FirstReached[i] == 0) FirstReached[i] = Steps;
        }
        Terminated |= kind.Ends;
        if (kind.Consumed) LiveMask &= ~(1 << slot);
    }
}
