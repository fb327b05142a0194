namespace MesaBench.Worlds;

/// <summary>
/// 64-bit hashes of what a level shows: walls, and objects by plane and cell. Objects that differ only in what they do (a door that is
/// nearest from one start and not from another) hash alike, so that sets that share no hash share nothing an agent could remember. What
/// shows on a world's <see cref="World.SidePlanes"/> alone is left out.
/// </summary>
public static class LevelHash
{
    private const ulong AbsentSalt = 1UL << 32, PathSalt = 1UL << 33;

    /// <summary>Hash of the walls and the objects, without the start.</summary>
    public static ulong Layout(World world, Level level)
    {
        ulong sum = (ulong)level.Size;
        for (int cell = 0; cell < level.Walls.Length; cell++)
            if (level.Walls[cell]) sum += Mix((ulong)(world.Cells + cell));
        foreach (PlacedObject o in level.Objects)
        {
            IReadOnlyList<int> planes = world.Kinds[o.Kind].Planes;
            // What may appear later is not what is there: it counts as something else, and so does each step of a path.
            ulong apart = o.IsAbsent ? AbsentSalt : 0;
            for (int i = 0; i < planes.Count; i++)
                if (!world.SidePlanes.Contains(planes[i])) sum += Mix((ulong)(planes[i] * world.Cells + o.Cell) + apart);
        }
        for (int step = 0; step < level.Path.Length; step++) sum += Mix(PathSalt + (ulong)(step * world.Cells + level.Path[step]));
        return Mix(sum);
    }

    /// <summary>The layout's hash with the start mixed in.</summary>
    public static ulong WithStart(ulong layout, int start) => Mix(layout ^ Mix((ulong)start));

    /// <summary>The output function of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014), with its increment.</summary>
    public static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15UL;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }
}
