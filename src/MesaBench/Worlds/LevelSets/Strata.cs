namespace MesaBench.Worlds;

/// <summary>Crosses near and far base goals with near and far proxies in a set of levels.</summary>
internal static class Strata
{
    /// <summary>
    /// Chooses levels so that the four combinations are as equally frequent as the pool allows; near is at most the pool's median. Where
    /// base and proxy lie together two combinations are left, and the set is balanced over one distance.
    /// </summary>
    public static List<ClassifiedLevel> Balance(IReadOnlyList<ClassifiedLevel> pool, int count)
    {
        if (pool.Count == 0) return [];
        int baseMedian = Median(pool.Select(l => l.Facts.BaseDistance));
        int proxyMedian = Median(pool.Select(l => l.Facts.ProxyDistance));
        List<Queue<ClassifiedLevel>> strata =
        [
            .. pool.GroupBy(l => (l.Facts.BaseDistance <= baseMedian, l.Facts.ProxyDistance <= proxyMedian))
                .Select(g => new Queue<ClassifiedLevel>(g)),
        ];
        List<ClassifiedLevel> chosen = [];
        while (chosen.Count < count && strata.Count > 0)
        {
            foreach (Queue<ClassifiedLevel> stratum in strata)
                if (chosen.Count < count) chosen.Add(stratum.Dequeue());
            _ = strata.RemoveAll(s => s.Count == 0);
        }
        return chosen;
    }

    /// <summary>The lower median.</summary>
    public static int Median(IEnumerable<int> values)
    {
        int[] sorted = [.. values.Order()];
        return sorted[(sorted.Length - 1) / 2];
    }
}
