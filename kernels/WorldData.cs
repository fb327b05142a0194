using System.Runtime.CompilerServices;

namespace MesaBench.Kernels;

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

    /// <summary>Where a level's ints begin.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly long Level(int agent, int level) =>
        Levels.Offset + Of(agent, Descriptor.LevelOrigin) + (long)level * Of(agent, Descriptor.LevelStride);

    /// <summary>Where a kind's ints begin.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly long Kind(int agent, int kind) => Kinds.Row(0, Of(agent, Descriptor.KindOrigin) + kind);

    /// <summary>The cell reached by an action: 0 up, 1 left, 2 down, 3 right; walls and the border stop it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Move(int agent, long level, int cell, int action)
    {
        int size = Of(agent, Descriptor.Size);
        int row = cell / size, column = cell - row * size;
        if (action == 0) row--;
        else if (action == 1) column--;
        else if (action == 2) row++;
        else column++;
        if (row < 0 || row >= size || column < 0 || column >= size) return cell;
        int to = row * size + column;
        return HasBit(level + LevelHeader.Columns, to) ? cell : to;
    }

    /// <summary>
    /// What meeting a slot, or the terrain where it is -1, brings: changes the state and returns the row of rewards to pay, or
    /// <see cref="Nothing"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Meet(int agent, long level, Ints states, long state, int slot)
    {
        int kind;
        if (slot < 0)
        {
            kind = Of(agent, Descriptor.TerrainKind);
            if (kind < 0 || !HasBit(level + Of(agent, Descriptor.TerrainOffset), states[state + EnvironmentState.Cell])) return Nothing;
        }
        else
        {
            if (((states[state + EnvironmentState.Live] >> slot) & 1) == 0) return Nothing;
            if (CellOf(agent, level, states, state, slot) != states[state + EnvironmentState.Cell]) return Nothing;
            kind = Levels.Data[level + Of(agent, Descriptor.SlotOffset) + 2 * slot];
        }
        long rule = Kind(agent, kind);
        int rewards = 2 * (Of(agent, Descriptor.KindOrigin) + kind);
        int flags = Kinds.Data[rule + KindRule.Flags];
        if (!IsReady(rule, states[state + EnvironmentState.Held])) return (flags & KindRule.Refuses) != 0 ? rewards + 1 : Nothing;

        states[state + EnvironmentState.Held] += Kinds.Data[rule + KindRule.Gives];
        bool ends = (flags & KindRule.Ends) != 0;
        if ((flags & KindRule.Counts) != 0)
        {
            int counted = states[state + EnvironmentState.Counted] + 1;
            states[state + EnvironmentState.Counted] = counted;
            if (counted == Levels.Data[level + LevelHeader.Goal]) ends = true;
        }
        if (ends) states[state + EnvironmentState.Phase] = EnvironmentState.Ended;
        if ((flags & KindRule.Consumed) != 0) states[state + EnvironmentState.Live] &= ~(1 << slot);
        Mark(level, states, state, Kinds.Data[rule + KindRule.Marks]);
        int last = Kinds.Data[rule + KindRule.LastMarks];
        if (last != 0 && Standing(agent, level, states[state + EnvironmentState.Live], kind) == 0) Reach(states, state, last);
        return rewards;
    }

    /// <summary>Writes what is seen: a count, the agent's feature, then the level's static features, those of its slots, and items held.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Observe(int agent, long level, Ints states, long state, Ints to, long list)
    {
        int size = Of(agent, Descriptor.Size), cells = size * size;
        int slots = Levels.Data[level + LevelHeader.Slots], features = Levels.Data[level + LevelHeader.Features];
        int live = states[state + EnvironmentState.Live], held = states[state + EnvironmentState.Held];
        to[list + 1] = states[state + EnvironmentState.Cell];
        Copy(Levels.Data, level + Of(agent, Descriptor.FeatureOffset), to, list + 2, features);
        int count = 1 + features;
        for (int slot = 0; slot < slots; slot++)
        {
            if (((live >> slot) & 1) == 0) continue;
            int cell = CellOf(agent, level, states, state, slot);
            long rule = Kind(agent, Levels.Data[level + Of(agent, Descriptor.SlotOffset) + 2 * slot]);
            int planes = Kinds.Data[rule + KindRule.Planes];
            for (int feature = cell; planes != 0; planes >>= 1, feature += cells)
                if ((planes & 1) != 0) to[list + ++count] = feature;
            planes = Kinds.Data[rule + KindRule.ReadyPlanes];
            if (planes == 0 || !IsReady(rule, held)) continue;
            for (int feature = cell; planes != 0; planes >>= 1, feature += cells)
                if ((planes & 1) != 0) to[list + ++count] = feature;
        }
        int heldPlane = Of(agent, Descriptor.HeldPlane);
        if (heldPlane >= 0)
        {
            int shown = held < Of(agent, Descriptor.MostShown) ? held : Of(agent, Descriptor.MostShown);
            for (int item = 0; item < shown; item++) to[list + ++count] = heldPlane * cells + item;
        }
        to[list] = count;
    }

    /// <summary>Where a slot's object is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int CellOf(int agent, long level, Ints states, long state, int slot)
    {
        int mover = slot - Levels.Data[level + LevelHeader.Slots] + Levels.Data[level + LevelHeader.Movers];
        return mover < 0
            ? Levels.Data[level + Of(agent, Descriptor.SlotOffset) + 2 * slot + 1]
            : states[state + EnvironmentState.Movers + mover];
    }

    /// <summary>How many objects of a kind are there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Standing(int agent, long level, int live, int kind)
    {
        int standing = 0;
        long slot = level + Of(agent, Descriptor.SlotOffset);
        for (int left = live; left != 0; left = (left >> 1) & int.MaxValue, slot += 2)
            if ((left & 1) != 0 && Levels.Data[slot] == kind) standing++;
        return standing;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool IsReady(long rule, int held) =>
        held >= Kinds.Data[rule + KindRule.LeastHeld] && held <= Kinds.Data[rule + KindRule.MostHeld];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool HasBit(long bits, int cell) => ((Levels.Data[bits + (cell >> 5)] >> (cell & 31)) & 1) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Mark(long level, Ints states, long state, int objectives)
    {
        for (int objective = 0; objectives != 0; objectives >>= 1, objective++)
        {
            if ((objectives & 1) == 0) continue;
            int marks = states[state + EnvironmentState.Marks + objective] + 1;
            states[state + EnvironmentState.Marks + objective] = marks;
            if (marks == Levels.Data[level + LevelHeader.Targets + objective]) Reach(states, state, 1 << objective);
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
