using MesaBench.Experiments;

namespace MesaBench.Worlds;

/// <summary>Counts of ways to lay things out.</summary>
internal static class Placements
{
    /// <summary>Floor cells of a layout without blocks; a maze of k x k rooms has k^2 - 1 passages.</summary>
    public static int Floor(Layout layout, int size)
    {
        int rooms = (size + 1) / 2 * ((size + 1) / 2);
        return layout == Layout.Maze ? 2 * rooms - 1 : size * size;
    }

    /// <summary>Ways to lay walls, and groups of things that look alike on the floor, one a cell; infinity for blocks.</summary>
    public static double Count(Layout layout, int size, params ReadOnlySpan<int> groups)
    {
        if (layout == Layout.Blocks) return double.PositiveInfinity;
        double ways = Layouts.Count(layout, size), free = Floor(layout, size);
        foreach (int alike in groups)
            for (int i = 1; i <= alike; i++) ways *= free-- / i;
        return Math.Round(ways);
    }
}
