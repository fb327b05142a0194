using System.Runtime.CompilerServices;

namespace MesaBench.Kernels;

/// <summary>Where the data of one level of one agent's world lie, looked up once a step.</summary>
internal struct Scene
{
    /// <summary>Where the agent's descriptor begins, and the level's header, slots and static features.</summary>
    public long Agent, Level, SlotAt, FeatureAt;

    /// <summary>Kinds of the cohort's other worlds before this one's.</summary>
    public int KindOrigin;

    /// <summary>Cells along a side; slots in use, and how many of them, the first, stay where they are.</summary>
    public int Size, Slots, Standing;
}

/// <summary>The data of all worlds of a cohort, and what every rule needs to reach them.</summary>
internal struct WorldData
{
    /// <summary>Where nothing happens there is no row of rewards.</summary>
    public const int Nothing = -1;

    public Table Agents, Levels, Kinds;
    public Matrix Rewards;

    /// <summary>An entry of the agent's descriptor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Of(int agent, int column) => Agents.Data[Agents.Row(agent, 0) + column];

    /// <summary>An entry of the scene's descriptor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Of(in Scene scene, int column) => Agents.Data[scene.Agent + column];

    /// <summary>An entry of the level's header.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Header(in Scene scene, int column) => Levels.Data[scene.Level + column];

    /// <summary>Looks up a level of an agent's world.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Scene Look(int agent, int level)
    {
        Scene scene;
        scene.Agent = Agents.Row(agent, 0);
        scene.Level = Levels.Offset + Agents.Data[scene.Agent + Descriptor.LevelOrigin]
            + (long)level * Agents.Data[scene.Agent + Descriptor.LevelStride];
        scene.SlotAt = scene.Level + Agents.Data[scene.Agent + Descriptor.SlotOffset];
        scene.FeatureAt = scene.Level + Agents.Data[scene.Agent + Descriptor.FeatureOffset];
        scene.KindOrigin = Agents.Data[scene.Agent + Descriptor.KindOrigin];
        scene.Size = Agents.Data[scene.Agent + Descriptor.Size];
        scene.Slots = Levels.Data[scene.Level + LevelHeader.Slots];
        scene.Standing = scene.Slots - Levels.Data[scene.Level + LevelHeader.Movers];
        return scene;
    }

    /// <summary>Where a kind's ints begin.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly long Kind(in Scene scene, int kind) => Kinds.Row(0, scene.KindOrigin + kind);

    /// <summary>The kind of a slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int KindOf(in Scene scene, int slot) => Levels.Data[scene.SlotAt + 2 * slot];

    /// <summary>The bits of a kind's slots.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int SlotsOf(in Scene scene, int kind) => Levels.Data[scene.Level + Of(scene, Descriptor.KindOffset) + kind];

    /// <summary>Where a slot's object is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int CellOf(in Scene scene, Ints states, long state, int slot) => slot < scene.Standing
        ? Levels.Data[scene.SlotAt + 2 * slot + 1]
        : states[state + EnvironmentState.Movers + slot - scene.Standing];

    /// <summary>The cell reached by an action: 0 up, 1 left, 2 down, 3 right; walls and the border stop it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Move(in Scene scene, int cell, int action)
    {
        int open = (Levels.Data[scene.Level + LevelHeader.Columns + (cell >> 3)] >> (4 * (cell & 7) + action)) & 1;
        // Up and down are a row away, left and right a cell; without branches, since nobody can foresee an action.
        int distance = scene.Size + (action & 1) * (1 - scene.Size);
        return cell + open * distance * ((action & 2) - 1);
    }

    /// <summary>
    /// What takes effect: bit 0 for the terrain, bit 1 + i for slot i. What stays is met by entering its cell, what moves by sharing it
    /// once it has moved; it may do so before any effect, since it goes by nothing that those change.
    /// </summary>
    /// <param name="scene">The level.</param>
    /// <param name="states">The states.</param>
    /// <param name="state">Where the environment's begins.</param>
    /// <param name="entered">The cell that the agent has just entered; -1 after a bump.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Met(in Scene scene, Ints states, long state, int entered)
    {
        int live = states[state + EnvironmentState.Live], cell = states[state + EnvironmentState.Cell], met = 0;
        if (Of(scene, Descriptor.TerrainKind) >= 0 && entered >= 0 && HasBit(scene.Level + Of(scene, Descriptor.TerrainOffset), entered)) met = 1;
        for (int left = live & ((1 << scene.Standing) - 1); left != 0; left &= left - 1)
        {
            int slot = FirstOne(left);
            if (Levels.Data[scene.SlotAt + 2 * slot + 1] == entered) met |= 2 << slot;
        }
        for (int left = live >> scene.Standing; left != 0; left &= left - 1)
        {
            int mover = FirstOne(left);
            if (states[state + EnvironmentState.Movers + mover] == cell) met |= 2 << scene.Standing << mover;
        }
        return met;
    }

    /// <summary>
    /// What one of the <see cref="Met"/> brings: changes the state and returns the row of rewards to pay, or <see cref="Nothing"/>.
    /// </summary>
    /// <param name="of">The level; a copy is taken, so that the caller's need not have an address.</param>
    /// <param name="states">The states.</param>
    /// <param name="state">Where the environment's begins.</param>
    /// <param name="met">Its bit.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int TakeEffect(Scene of, Ints states, long state, int met) =>
        TakeEffect(of, states, state, met == 0 ? Of(of, Descriptor.TerrainKind) : KindOf(of, met - 1), met - 1);

    /// <summary>An effect on the state, and its row of rewards.</summary>
    [MethodImpl(Rare)]
    private readonly int TakeEffect(in Scene scene, Ints states, long state, int kind, int slot)
    {
        long rule = Kind(scene, kind);
        int rewards = 2 * (scene.KindOrigin + kind);
        int flags = Kinds.Data[rule + KindRule.Flags];
        if (!IsReady(rule, states[state + EnvironmentState.Held])) return (flags & KindFlag.Refuses) != 0 ? rewards + 1 : Nothing;

        states[state + EnvironmentState.Held] += Kinds.Data[rule + KindRule.Gives];
        bool ends = (flags & KindFlag.Ends) != 0;
        if ((flags & KindFlag.Counts) != 0)
        {
            int counted = states[state + EnvironmentState.Counted] + 1;
            states[state + EnvironmentState.Counted] = counted;
            if (counted == Header(scene, LevelHeader.Goal)) ends = true;
        }
        if (ends) states[state + EnvironmentState.Phase] = EpisodePhase.Ended;
        if ((flags & KindFlag.Consumed) != 0) states[state + EnvironmentState.Live] &= ~(1 << slot);
        Mark(scene, states, state, Kinds.Data[rule + KindRule.Marks]);
        int last = Kinds.Data[rule + KindRule.LastMarks];
        if (last != 0 && Standing(scene, states[state + EnvironmentState.Live], kind) == 0) Reach(states, state, last);
        return rewards;
    }

    /// <summary>Writes what is seen: a count, the agent's feature, the level's static features, those of its slots, and items held.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Observe(in Scene scene, Ints states, long state, Ints to, long list)
    {
        int cells = scene.Size * scene.Size, features = Header(scene, LevelHeader.Features);
        int live = states[state + EnvironmentState.Live], held = states[state + EnvironmentState.Held];
        to[list + 1] = states[state + EnvironmentState.Cell];
        Copy(Levels.Data, scene.FeatureAt, to, list + 2, features);
        int count = 1 + features;
        for (int left = live; left != 0; left &= left - 1)
        {
            int slot = FirstOne(left), cell = CellOf(scene, states, state, slot);
            long rule = Kind(scene, KindOf(scene, slot));
            for (int planes = Kinds.Data[rule + KindRule.Planes]; planes != 0; planes &= planes - 1)
                to[list + ++count] = FirstOne(planes) * cells + cell;
            int ready = Kinds.Data[rule + KindRule.ReadyPlanes];
            if (ready == 0 || !IsReady(rule, held)) continue;
            for (; ready != 0; ready &= ready - 1) to[list + ++count] = FirstOne(ready) * cells + cell;
        }
        int heldPlane = Of(scene, Descriptor.HeldPlane);
        if (heldPlane >= 0)
        {
            int shown = held < Of(scene, Descriptor.MostShown) ? held : Of(scene, Descriptor.MostShown);
            for (int item = 0; item < shown; item++) to[list + ++count] = heldPlane * cells + item;
        }
        to[list] = count;
    }

    /// <summary>How many objects of a kind are there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Standing(in Scene scene, int live, int kind) => Ones(live & SlotsOf(scene, kind));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool IsReady(long rule, int held) =>
        held >= Kinds.Data[rule + KindRule.LeastHeld] && held <= Kinds.Data[rule + KindRule.MostHeld];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool HasBit(long bits, int cell) => ((Levels.Data[bits + (cell >> 5)] >> (cell & 31)) & 1) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Mark(in Scene scene, Ints states, long state, int objectives)
    {
        for (int objective = 0; objectives != 0; objectives >>= 1, objective++)
        {
            if ((objectives & 1) == 0) continue;
            int marks = states[state + EnvironmentState.Marks + objective] + 1;
            states[state + EnvironmentState.Marks + objective] = marks;
            if (marks == Header(scene, LevelHeader.Targets + objective)) Reach(states, state, 1 << objective);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Reach(Ints states, long state, int objectives)
    {
        for (int objective = 0; objectives != 0; objectives >>= 1, objective++)
            if ((objectives & 1) != 0 && states[state + EnvironmentState.FirstReached + objective] == 0)
                states[state + EnvironmentState.FirstReached + objective] = states[state + EnvironmentState.Step];
    }
}
