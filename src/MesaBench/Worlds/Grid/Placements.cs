using MesaBench.Experiments;

namespace MesaBench.Worlds;

/// <summary>Counts of ways to lay things out.</summary>
internal static class Placements
{
    /// <summary>Ways to lay walls, and groups of things that look alike on the floor, one a cell; infinity for blocks.</summary>
    public static double Count(Layout layout, int size, params ReadOnlySpan<int> groups)
    {
        if (layout == Layout.Blocks) return double.PositiveInfinity;
        double ways = Layouts.Count(layout, size), free = Layouts.Floor(layout, size);
        foreach (int alike in groups)
            for (int i = 1; i <= alike; i++) ways *= free-- / i;
        return Math.Round(ways);
    }
}
