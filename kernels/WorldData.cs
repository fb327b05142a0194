using System.Runtime.CompilerServices;

namespace MesaBench.Kernels;

/// <summary>The data of all worlds of a cohort, and what every rule needs to reach them.</summary>
internal struct WorldData
{
    public Table Agents, Levels, Kinds;
    public Matrix Rewards;

    /// <summary>An entry of the agent's descriptor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Of(int agent, int column) => Agents.Data[Agents.Row(agent, 0) + column];

    /// <summary>Where a level's ints begin.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly long Level(int agent, int level) =>
        Levels.Offset + Of(agent, Descriptor.LevelOrigin) + (long)level * Of(agent, Descriptor.LevelStride);

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
        int word = Levels.Data[level + Of(agent, Descriptor.WallOffset) + (to >> 5)];
        return ((word >> (to & 31)) & 1) != 0 ? cell : to;
    }

    /// <summary>Writes what is seen: a count, the agent's feature, then the level's static features less those of consumed objects.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Observe(int agent, long level, int cell, int live, Ints to, long list)
    {
        int slots = Levels.Data[level + 1], features = Levels.Data[level + 2];
        long from = level + Of(agent, Descriptor.FeatureOffset);
        to[list + 1] = cell;
        int count = 1;
        if (live == AllLive(slots))
        {
            for (int i = 0; i < features; i++) to[list + 2 + i] = Levels.Data[from + i];
            count += features;
        }
        else
        {
            for (int i = 0; i < features; i++)
            {
                int feature = Levels.Data[from + i];
                if (!IsConsumed(agent, level, slots, live, feature)) to[list + ++count] = feature;
            }
        }
        to[list] = count;
    }

    /// <summary>A bit for each of a level's objects that do something.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int AllLive(int slots) => slots >= 32 ? -1 : (1 << slots) - 1;

    private readonly bool IsConsumed(int agent, long level, int slots, int live, int feature)
    {
        int size = Of(agent, Descriptor.Size);
        int plane = feature / (size * size), cell = feature - plane * size * size;
        long slot = level + Of(agent, Descriptor.SlotOffset);
        for (int i = 0; i < slots; i++, slot += 2)
        {
            if (((live >> i) & 1) != 0 || Levels.Data[slot + 1] != cell) continue;
            int planes = Kinds.Data[Kinds.Row(0, Of(agent, Descriptor.KindOrigin) + Levels.Data[slot]) + 1];
            if (((planes >> plane) & 1) != 0) return true;
        }
        return false;
    }
}
