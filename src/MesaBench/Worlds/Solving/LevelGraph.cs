namespace MesaBench.Worlds;

/// <summary>What a level has come to, but for where the agent is.</summary>
/// <param name="Live">Bit i: slot i is there.</param>
/// <param name="Held">Items held.</param>
/// <param name="Counted">Effects that counted towards the goal.</param>
/// <param name="Marks">Marks of the objectives that are kept track of, no more than their targets, side by side.</param>
internal readonly record struct Configuration(int Live, int Held, int Counted, ulong Marks);

/// <summary>
/// A level's rules worked out: every configuration that its objects can come to, and what entering each cell does in each of them. What
/// moves along a path only pays; chance has no place here. It holds memory for levels of one world: one a thread.
/// </summary>
internal sealed class LevelGraph
{
    /// <summary>The configuration after an effect that ends the episode.</summary>
    public const int Ended = -1;

    /// <summary>Greatest number of slots in a level; configurations can double with each.</summary>
    public const int MaxSlots = 12;

    private static readonly int[] BaseAndProxy = [0, 1];

    private readonly World world;
    private readonly int objectives;
    private readonly Dictionary<Configuration, int> numbers = [];
    private readonly List<Configuration> configurations = [];
    private readonly int[] special; // [cell] number of a cell where something may happen, or -1
    private readonly int[] specialCells;
    private PlacedObject[] slots = [];
    private Level level;
    private int knownMask, specials, standing;
    private bool seesAll;
    private int[] tracked = BaseAndProxy;
    private int[] next = [];      // [configuration][special] the next configuration, or Ended
    private int[] heldAfter = []; // [configuration][special] items held after the effect
    private byte[] reached = [];  // [configuration][special] bit i: the i-th objective that is kept track of
    private double[] rewards = []; // [configuration][special][objective]

    /// <summary>A graph for levels of a world.</summary>
    public LevelGraph(World world)
    {
        this.world = world;
        objectives = world.Objectives.Count;
        special = new int[world.Cells];
        specialCells = new int[world.Cells];
        level = new Level(world.Size, [], 0, []);
    }

    /// <summary>Configurations that can be reached; the first is the level's start.</summary>
    public int Count => configurations.Count;

    /// <summary>Whether something moves along the level's path.</summary>
    public bool HasMovers => standing < slots.Length;

    /// <summary>Works out a level.</summary>
    /// <param name="of">The level.</param>
    /// <param name="seesAll">Whether objects that show on no plane count; without, they are as if they were not there.</param>
    /// <param name="tracking">Objectives of which configurations tell how far they are from being reached; null for base and proxy.</param>
    /// <exception cref="ArgumentException">
    /// Chances in the world, more slots than can be solved, or a start on something with an effect.
    /// </exception>
    public void Build(Level of, bool seesAll = true, IReadOnlyList<int>? tracking = null)
    {
        level = of;
        this.seesAll = seesAll;
        tracked = tracking is null ? BaseAndProxy : [.. tracking];
        slots = of.Slots(world);
        standing = slots.Length;
        knownMask = 0;
        Array.Fill(special, -1);
        specials = 0;
        for (int i = 0; i < slots.Length; i++) Add(i);
        if (standing > MaxSlots)
            throw new ArgumentException($"a level with {standing} objects that do something; allowed: at most {MaxSlots}", nameof(of));
        foreach (PlacedObject o in of.Objects)
            if (world.Kinds[o.Kind].IsTerrain) AddCell(o.Cell);

        numbers.Clear();
        configurations.Clear();
        _ = NumberOf(new Configuration(Level.InitialMask(slots) & knownMask, 0, 0, 0));
        for (int from = 0; from < configurations.Count; from++)
        {
            int needed = (from + 1) * specials;
            if (next.Length < needed) Grow(needed * 2);
            for (int s = 0; s < specials; s++) WorkOut(from, s);
        }
    }

    /// <summary>
    /// The number of the configuration of a situation, or -1 for one that the level's known objects cannot come to; of several the first.
    /// </summary>
    /// <param name="live">Bit i: slot i is there.</param>
    /// <param name="held">Items held.</param>
    /// <param name="isReached">Whether any of the objectives that are kept track of was reached.</param>
    public int Find(int live, int held, bool isReached)
    {
        for (int i = 0; i < configurations.Count; i++)
            if (configurations[i].Live == (live & knownMask) && configurations[i].Held == held && IsReached(i) == isReached) return i;
        return -1;
    }

    /// <summary>The configuration in which exactly these slots are there; -1 for none.</summary>
    /// <param name="live">Bit i: slot i is there.</param>
    /// <param name="mindsReached">Whether it matters what was reached before.</param>
    /// <exception cref="InvalidOperationException">Of several, one differs in what matters.</exception>
    public int FindAlone(int live, bool mindsReached)
    {
        int found = -1;
        for (int i = 0; i < configurations.Count; i++)
        {
            if (configurations[i].Live != (live & knownMask)) continue;
            if (found < 0) found = i;
            else if (configurations[i].Held != configurations[found].Held || configurations[i].Counted != configurations[found].Counted)
                throw new InvalidOperationException("what is held, or was counted, is told by what is gone");
            else if (mindsReached && IsReached(i) != IsReached(found))
                throw new InvalidOperationException("what was reached is told by what is gone");
        }
        return found;
    }

    /// <summary>The slots that are there in a configuration, a bit each, and the items held.</summary>
    public (int Live, int Held) At(int configuration) => (configurations[configuration].Live, configurations[configuration].Held);

    /// <summary>The slots that configurations tell of, a bit each.</summary>
    public int Known => knownMask;

    /// <summary>Whether any of the objectives that are kept track of was reached before a configuration.</summary>
    public bool IsReached(int configuration)
    {
        for (int place = 0; place < tracked.Length; place++)
            if (MarksAt(configurations[configuration].Marks, place) >= Target(place)) return true;
        return false;
    }

    /// <summary>Where something happens on entering a cell in a configuration, the number of that; -1 where nothing ever does.</summary>
    public int EffectAt(int configuration, int cell) => special[cell] is var s and >= 0 ? configuration * specials + s : -1;

    /// <summary>The configuration after an effect, or <see cref="Ended"/>.</summary>
    public int Next(int effect) => next[effect];

    /// <summary>Whether an effect makes base and proxy reached, or whichever two objectives are kept track of first.</summary>
    public (bool Base, bool Proxy) Reached(int effect) => ((reached[effect] & 1) != 0, (reached[effect] & 2) != 0);

    /// <summary>Whether an effect makes any of the objectives reached that are kept track of.</summary>
    public bool ReachesAny(int effect) => reached[effect] != 0;

    /// <summary>[objective] an effect's rewards.</summary>
    public ReadOnlySpan<double> Rewards(int effect) => rewards.AsSpan(effect * objectives, objectives);

    /// <summary>Adds what is paid for sharing a cell with something that moves along the path, after a step (from 1).</summary>
    /// <param name="configuration">The configuration before the step.</param>
    /// <param name="effect">The step's effect, or -1: what it hands out is held when the two meet.</param>
    /// <param name="cell">The cell after the step.</param>
    /// <param name="step">The step.</param>
    /// <param name="to">[objective] rewards to add to.</param>
    public void AddContact(int configuration, int effect, int cell, int step, Span<double> to)
    {
        if (!HasMovers || level.Path[Math.Min(step, level.Path.Length - 1)] != cell) return;
        int held = effect < 0 ? configurations[configuration].Held : heldAfter[effect];
        for (int i = standing; i < slots.Length; i++)
        {
            ObjectKind kind = world.Kinds[slots[i].Kind];
            if (IsKnown(kind) && Paid(kind, held) is { } pay) Add(pay, to);
        }
    }

    private bool IsKnown(ObjectKind kind) => seesAll || kind.Planes.Count > 0;

    private void Add(int slot)
    {
        ObjectKind kind = world.Kinds[slots[slot].Kind];
        if (kind.Motion == Motion.Chasing || kind.Regrowth is not null)
            throw new ArgumentException($"'{kind.Name}' follows chance; allowed: what stays or follows the level's path", nameof(slot));
        if (kind.Motion == Motion.OnPath)
        {
            if (kind.Consumed || kind.Ends || kind.Gives != 0 || kind.Counts || kind.Marked.Any() || kind.LastMarks.Count > 0)
                throw new ArgumentException($"'{kind.Name}' moves and does more than pay; allowed: rewards alone", nameof(slot));
            standing = Math.Min(standing, slot);
            return;
        }
        if (!IsKnown(kind)) return;
        knownMask |= 1 << slot;
        AddCell(slots[slot].Cell);
        // An object of no effect could be there, but nothing is entered at the start.
        if (slots[slot].Cell == level.Start && !kind.IsInert && kind.LeastHeld == 0)
            throw new ArgumentException($"the agent starts on '{kind.Name}'; allowed: floor or inert objects", nameof(slot));
    }

    private void AddCell(int cell)
    {
        if (special[cell] >= 0) return;
        special[cell] = specials;
        specialCells[specials++] = cell;
    }

    private int NumberOf(Configuration configuration)
    {
        if (numbers.TryGetValue(configuration, out int number)) return number;
        number = configurations.Count;
        numbers.Add(configuration, number);
        configurations.Add(configuration);
        return number;
    }

    private void Grow(int length)
    {
        Array.Resize(ref next, length);
        Array.Resize(ref heldAfter, length);
        Array.Resize(ref reached, length);
        Array.Resize(ref rewards, length * objectives);
    }

    /// <summary>What entering a special cell does in a configuration.</summary>
    private void WorkOut(int from, int s)
    {
        Configuration now = configurations[from];
        int cell = specialCells[s], effect = from * specials + s;
        Span<double> paid = rewards.AsSpan(effect * objectives, objectives);
        paid.Clear();
        reached[effect] = 0;
        bool ends = false;
        foreach (PlacedObject o in level.Objects)
        {
            if (o.Cell == cell && world.Kinds[o.Kind].IsTerrain)
                TakeEffect(world.Kinds[o.Kind], -1, ref now, ref ends, ref reached[effect], paid);
        }
        for (int slot = 0; slot < standing; slot++)
        {
            if (slots[slot].Cell == cell && (now.Live >> slot & 1) == 1)
                TakeEffect(world.Kinds[slots[slot].Kind], slot, ref now, ref ends, ref reached[effect], paid);
        }
        heldAfter[effect] = now.Held;
        next[effect] = ends ? Ended : NumberOf(now);
    }

    private void TakeEffect(ObjectKind kind, int slot, ref Configuration now, ref bool ends, ref byte reachedBits, Span<double> paid)
    {
        if (Paid(kind, now.Held) is { } pay) Add(pay, paid);
        if (!kind.IsReady(now.Held)) return;
        now = now with
        {
            Held = now.Held + kind.Gives,
            Counted = kind.Counts && level.Goal > 0 ? now.Counted + 1 : now.Counted,
            Live = kind.Consumed && slot >= 0 ? now.Live & ~(1 << slot) : now.Live,
        };
        ends |= kind.Ends || (kind.Counts && level.Goal > 0 && now.Counted == level.Goal);
        if (tracked.Length == 0) return;
        foreach (int objective in kind.Marked) Mark(ref now, objective, 1, ref reachedBits);
        if (kind.LastMarks.Count == 0 || Stands(now.Live, kind)) return;
        foreach (int objective in kind.LastMarks) Mark(ref now, objective, int.MaxValue, ref reachedBits);
    }

    private void Mark(ref Configuration now, int objective, long marks, ref byte reachedBits)
    {
        int place = Array.IndexOf(tracked, objective);
        if (place < 0) return;
        long target = Target(place), before = MarksAt(now.Marks, place), after = Math.Min(target, before + marks);
        if (before < target && after == target) reachedBits |= (byte)(1 << place);
        now = now with { Marks = now.Marks + ((ulong)(after - before) << (place * MarkBits)) };
    }

    // An int each for two objectives, less for more: no episode is long enough to tell the difference.
    private int MarkBits => 64 / Math.Max(2, tracked.Length);

    private long MarksAt(ulong marks, int place) => (long)(marks >> (place * MarkBits) & MostMarks);

    private long Target(int place) => Math.Min(level.Target(tracked[place]), (long)MostMarks);

    private ulong MostMarks => (1UL << MarkBits) - 1;

    private bool Stands(int live, ObjectKind kind)
    {
        for (int slot = 0; slot < slots.Length; slot++)
            if ((live >> slot & 1) == 1 && ReferenceEquals(world.Kinds[slots[slot].Kind], kind)) return true;
        return false;
    }

    private static IReadOnlyList<float>? Paid(ObjectKind kind, int held) => kind.IsReady(held) ? kind.Rewards : kind.Refusal;

    private static void Add(IReadOnlyList<float> pay, Span<double> to)
    {
        for (int o = 0; o < to.Length; o++) to[o] += pay[o];
    }
}
