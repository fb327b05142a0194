using System.Numerics;
using MesaBench.Kernels;

namespace MesaBench.Worlds;

/// <summary>
/// One environment on the host: the reference for the device's kernels, which follow it bit for bit. A step moves the agent unless a
/// wall or the border is in the way; on entering a cell its terrain and then every live object there takes effect, in the level's order. A
/// bump enters nothing. Then what moves moves, and takes effect where it meets the agent; then what grows grows. Chances are the level's
/// own, as in evaluation. Rewards of the step taken at time t (from 0) count discount^t.
/// </summary>
public sealed class Dynamics
{
    private readonly World world;
    private readonly Level level;
    private readonly float discount;
    private readonly int[] neighbours;
    private readonly PlacedObject[] slots; // objects that do something; those that move are last
    private readonly int[] movers;         // their cells
    private readonly int[] marks;          // [objective]
    private readonly int[] statics;        // features that never change
    private readonly ObjectKind?[] terrain; // [cell]
    private readonly int stepLimit;
    private readonly ChanceKey chances;
    private float weight; // discount^Steps

    /// <summary>An environment at the start of a level.</summary>
    /// <exception cref="ArgumentException">More objects with an effect than a level may have.</exception>
    public Dynamics(World world, Level level, float discount = 1)
        : this(world, level, discount, null)
    {
    }

    /// <summary>The same with chances that are not the level's own, as in training.</summary>
    internal Dynamics(World world, Level level, float discount, ChanceKey? chances)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(level);
        this.world = world;
        this.level = level;
        this.discount = discount;
        neighbours = Paths.Neighbours(world.Size);
        slots = level.Slots(world);
        if (slots.Length > LevelTable.SlotLimit)
            throw new ArgumentException($"a level with {slots.Length} objects that do something; allowed: at most {LevelTable.SlotLimit}");
        movers = new int[slots.Count(o => world.Kinds[o.Kind].Motion != Motion.None)];
        marks = new int[world.Objectives.Count];
        statics = StaticFeatures(world, level);
        terrain = new ObjectKind?[world.Cells];
        foreach (PlacedObject o in level.Objects)
            if (world.Kinds[o.Kind].IsTerrain) terrain[o.Cell] = world.Kinds[o.Kind];
        stepLimit = level.StepLimit(world);
        this.chances = chances ?? new ChanceKey(level.Seed(world), 0, 0, 0);
        Rewards = new float[world.Objectives.Count];
        Returns = new float[world.Objectives.Count];
        FirstReached = new int[world.Objectives.Count];
        Reset();
    }

    /// <summary>The agent's cell.</summary>
    public int Cell { get; private set; }

    /// <summary>Bit i: the level's i-th slot is there.</summary>
    public int LiveMask { get; private set; }

    /// <summary>Items held.</summary>
    public int Held { get; private set; }

    /// <summary>Effects that counted towards the level's goal.</summary>
    public int Counted { get; private set; }

    /// <summary>Steps taken since the start.</summary>
    public int Steps { get; private set; }

    /// <summary>[objective] rewards of the last step.</summary>
    public float[] Rewards { get; }

    /// <summary>[objective] discounted returns from the start.</summary>
    public float[] Returns { get; }

    /// <summary>[objective] number of the step (from 1) on which it was reached: its marks came to the level's target; 0 before.</summary>
    public int[] FirstReached { get; }

    /// <summary>Whether the episode ended in the world: no value is to be bootstrapped.</summary>
    public bool Terminated { get; private set; }

    /// <summary>Whether the episode was cut off at its level's limit without having ended.</summary>
    public bool Truncated { get; private set; }

    /// <summary>Whether it is over either way.</summary>
    public bool IsOver => Terminated || Truncated;

    /// <summary>Where the episode stands.</summary>
    public Situation Now => new(-1, Cell, LiveMask, Held, Steps, movers, IsOver, FirstReached);

    /// <summary>Where a slot's object is, or would be.</summary>
    public int CellOf(int slot) => slot < slots.Length - movers.Length ? slots[slot].Cell : movers[slot - slots.Length + movers.Length];

    /// <summary>Back to the start of the level.</summary>
    public void Reset()
    {
        (Cell, LiveMask, Held, Counted, Steps, weight) = (level.Start, Level.InitialMask(slots), 0, 0, 0, 1);
        (Terminated, Truncated) = (false, false);
        for (int i = 0; i < movers.Length; i++) movers[i] = slots[slots.Length - movers.Length + i].Cell;
        Array.Clear(Rewards);
        Array.Clear(Returns);
        Array.Clear(FirstReached);
        Array.Clear(marks);
    }

    /// <summary>Takes one step.</summary>
    /// <param name="action">0 up, 1 left, 2 down, 3 right.</param>
    /// <exception cref="InvalidOperationException">The episode is over.</exception>
    public void Step(int action)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(action);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(action, Paths.Actions);
        if (IsOver) throw new InvalidOperationException($"a step after the episode ended at step {Steps}");

        int next = neighbours[Cell * Paths.Actions + action];
        int standing = slots.Length - movers.Length;
        Array.Clear(Rewards);
        Steps++;
        if (next != Cell && !level.Walls[next])
        {
            Cell = next;
            if (terrain[Cell] is { } ground) TakeEffect(ground, -1, -1);
            for (int slot = 0; slot < standing; slot++) Meet(slot);
        }
        for (int mover = 0; mover < movers.Length; mover++)
            if (IsLive(standing + mover)) Move(mover);
        for (int slot = standing; slot < slots.Length; slot++) Meet(slot);
        for (int kind = 0; kind < world.Kinds.Count; kind++) Regrow(kind);
        weight *= discount;
        Truncated = !Terminated && Steps == stepLimit;
    }

    /// <summary>
    /// The active features: the agent's (its cell, being on plane 0), the static ones, those of live slots in order, then of items held.
    /// Feature f is plane f / cells at cell f % cells.
    /// </summary>
    public int[] Observation()
    {
        List<int> active = [Cell, .. statics];
        for (int slot = 0; slot < slots.Length; slot++)
        {
            if (!IsLive(slot)) continue;
            ObjectKind kind = world.Kinds[slots[slot].Kind];
            active.AddRange(Features(kind.Planes, slot));
            if (kind.IsReady(Held)) active.AddRange(Features(kind.ReadyPlanes, slot));
        }
        if (world.HeldPlane is { } plane) active.AddRange(Enumerable.Range(plane * world.Cells, Math.Min(Held, world.MostShown)));
        return [.. active];
    }

    /// <summary>Features of walls, terrain and inert objects, ascending: what never changes.</summary>
    public static int[] StaticFeatures(World world, Level level)
    {
        SortedSet<int> active = [];
        for (int cell = 0; cell < world.Cells; cell++)
            if (level.Walls[cell]) active.Add(world.Cells + cell);
        foreach (PlacedObject o in level.Objects.Where(o => !world.Kinds[o.Kind].IsSlot))
            foreach (int plane in world.Kinds[o.Kind].Planes) active.Add(plane * world.Cells + o.Cell);
        return [.. active];
    }

    /// <summary>Every feature but the agent's own that may be active at some time in a level, some of them several times over.</summary>
    public static IEnumerable<int> PossibleFeatures(World world, Level level)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(level);
        IEnumerable<int> floor = Enumerable.Range(0, world.Cells).Where(c => !level.Walls[c]);
        IEnumerable<int> ofSlots = level.Slots(world).SelectMany(o =>
        {
            ObjectKind kind = world.Kinds[o.Kind];
            IEnumerable<int> cells = kind.Motion switch { Motion.None => [o.Cell], Motion.OnPath => level.Path, _ => floor };
            return kind.Planes.Concat(kind.ReadyPlanes).SelectMany(plane => cells.Select(cell => plane * world.Cells + cell));
        });
        IEnumerable<int> held = world.HeldPlane is { } plane ? Enumerable.Range(plane * world.Cells, world.MostShown) : [];
        return StaticFeatures(world, level).Concat(ofSlots).Concat(held);
    }

    // As a device lists them: by plane, ascending.
    private IEnumerable<int> Features(IReadOnlyList<int> planes, int slot) =>
        planes.Order().Select(plane => plane * world.Cells + CellOf(slot));

    private bool IsLive(int slot) => (LiveMask >> slot & 1) == 1;

    private void Meet(int slot)
    {
        if (IsLive(slot) && CellOf(slot) == Cell) TakeEffect(world.Kinds[slots[slot].Kind], slots[slot].Kind, slot);
    }

    private void TakeEffect(ObjectKind kind, int number, int slot)
    {
        if (!kind.IsReady(Held))
        {
            if (kind.Refusal is not null) Pay(kind.Refusal);
            return;
        }
        Pay(kind.Rewards);
        Held += kind.Gives;
        if (kind.Counts) Counted++;
        Terminated |= kind.Ends || (kind.Counts && Counted == level.Goal);
        if (kind.Consumed && slot >= 0) LiveMask &= ~(1 << slot);
        foreach (int objective in kind.Marked)
            if (++marks[objective] == level.Target(objective)) Reach(objective);
        if (kind.LastMarks.Count > 0 && Standing(number) == 0)
            foreach (int objective in kind.LastMarks) Reach(objective);
    }

    private void Pay(IReadOnlyList<float> rewards)
    {
        for (int i = 0; i < Rewards.Length; i++)
        {
            Rewards[i] += rewards[i];
            // Object by object and with one rounding, as on a device.
            Returns[i] = MathF.FusedMultiplyAdd(weight, rewards[i], Returns[i]);
        }
    }

    private void Reach(int objective)
    {
        if (FirstReached[objective] == 0) FirstReached[objective] = Steps;
    }

    private int Standing(int kind)
    {
        int standing = 0;
        for (int live = LiveMask; live != 0; live &= live - 1)
            if (slots[BitOperations.TrailingZeroCount(live)].Kind == kind) standing++;
        return standing;
    }

    private Philox Chance(int counter) =>
        Philox.Block(chances.Key0, chances.Key1, chances.Counter0, chances.Counter1, Purpose.Chance, (uint)(Steps + counter));

    private void Move(int mover)
    {
        ObjectKind kind = world.Kinds[slots[slots.Length - movers.Length + mover].Kind];
        if (kind.Motion == Motion.OnPath)
        {
            movers[mover] = level.Path[Math.Min(Steps, level.Path.Length - 1)];
            return;
        }
        int moves = Chance(Purpose.OfMover * (mover + 1)).Word0 < RuleTable.Chance(world.ChaseTwice) ? 2 : 1;
        for (int move = 0; move < moves; move++) Chase(mover);
    }

    private void Chase(int mover)
    {
        int from = movers[mover];
        int down = Cell / world.Size - from / world.Size, right = Cell % world.Size - from % world.Size;
        (int Action, int Distance) vertical = (down < 0 ? 0 : 2, down), horizontal = (right < 0 ? 1 : 3, right);
        var (first, second) = Math.Abs(down) >= Math.Abs(right) ? (vertical, horizontal) : (horizontal, vertical);
        if (!TryGo(mover, first.Action, first.Distance)) _ = TryGo(mover, second.Action, second.Distance);
    }

    private bool TryGo(int mover, int action, int distance)
    {
        int next = neighbours[movers[mover] * Paths.Actions + action];
        if (distance == 0 || next == movers[mover] || level.Walls[next]) return false;
        for (int other = 0; other < movers.Length; other++)
            if (other != mover && movers[other] == next && IsLive(slots.Length - movers.Length + other)) return false;
        movers[mover] = next;
        return true;
    }

    private void Regrow(int kind)
    {
        if (world.Kinds[kind].Regrowth is not { } chances || Standing(kind) is var standing && standing >= chances.Count) return;
        Philox random = Chance(Purpose.OfKind * (kind + 1));
        if (random.Word0 >= RuleTable.Chance(chances[standing])) return;
        int[] sites = [.. Enumerable.Range(0, slots.Length).Where(s => !IsLive(s) && slots[s].Kind == kind && CellOf(s) != Cell)];
        if (sites.Length > 0) LiveMask |= 1 << sites[Philox.Below(random.Word1, sites.Length)];
    }
}

/// <summary>From what the chances of an episode are drawn: the key and the first words of the counter.</summary>
internal readonly record struct ChanceKey(uint Key0, uint Key1, uint Counter0, uint Counter1);
