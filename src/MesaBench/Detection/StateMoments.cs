using MesaBench.Networks;

namespace MesaBench.Detection;

/// <summary>Moments of the states of networks and of labels of their cells, by agent and by where a state arises.</summary>
internal sealed class StateMoments
{
    private readonly Dictionary<Site, CellMoments[]> moments = []; // [agent]
    private readonly Dictionary<(int, Site), Components> components = [], leading = [];

    private StateMoments()
    {
    }

    /// <summary>Where states arise.</summary>
    public IEnumerable<Site> Sites => moments.Keys;

    /// <summary>Listens to networks that are asked.</summary>
    /// <param name="bench">The networks.</param>
    /// <param name="asked">The levels.</param>
    /// <param name="ticks">Most ticks.</param>
    /// <param name="labelled">[level] cells and their labels.</param>
    public static StateMoments Hear(TickBench bench, AskedLevels asked, int ticks, IReadOnlyList<CellLabels> labelled) =>
        Hear(bench, asked, ticks, 1, (_, level) => (0, labelled[level]))[0];

    /// <summary>The same, of several sets of levels: [set].</summary>
    /// <param name="bench">The networks.</param>
    /// <param name="asked">The levels.</param>
    /// <param name="ticks">Most ticks.</param>
    /// <param name="sets">How many sets there are.</param>
    /// <param name="labelled">The set of a level, and its cells and their labels at a tick.</param>
    public static StateMoments[] Hear(TickBench bench, AskedLevels asked, int ticks, int sets, Func<int, int, (int Set, CellLabels Labels)> labelled)
    {
        StateMoments[] heard = [.. Enumerable.Range(0, sets).Select(_ => new StateMoments())];
        HashSet<(Site, int)> known = [];
        _ = bench.Ask(asked, ticks, at =>
        {
            // Who remembers nothing goes through its first ticks again and again.
            if (!at.Site.IsSpatial || !known.Add((at.Site, at.FirstLevel))) return;
            for (int level = 0; level < at.Levels; level++)
            {
                (int set, CellLabels labels) = labelled(at.Site.Tick, at.FirstLevel + level);
                if (!heard[set].moments.TryGetValue(at.Site, out CellMoments[]? own))
                    heard[set].moments[at.Site] = own = [.. Enumerable.Range(0, bench.Agents).Select(_ => new CellMoments(at.Site.Width, labels.Count))];
                for (int agent = 0; agent < own.Length; agent++) own[agent].Add(at, agent, level, labels.Cells, labels.Of);
            }
        });
        return heard;
    }

    /// <summary>The moments of an agent's states at a site.</summary>
    public CellMoments this[int agent, Site site] => moments[site][agent];

    /// <summary>All components of them.</summary>
    public Components ComponentsOf(int agent, Site site) => components.TryGetValue((agent, site), out Components? known) ? known
        : components[(agent, site)] = this[agent, site].Leading(site.Width);

    /// <summary>The leading components of an agent's states at all ticks at which the same arise.</summary>
    public Components Leading(int agent, Site site, int most)
    {
        Site any = site with { Tick = 0 };
        if (leading.TryGetValue((agent, any), out Components? known)) return known;
        CellMoments all = new(site.Width, this[agent, site].Labels);
        foreach ((Site own, CellMoments[] of) in moments)
            if (own with { Tick = 0 } == any) all.Add(of[agent]);
        return leading[(agent, any)] = all.Leading(most);
    }
}

/// <summary>Labels of some cells of a level.</summary>
/// <param name="Cells">The cells.</param>
/// <param name="Of">[cell][label]; empty for other cells.</param>
internal sealed record CellLabels(int[] Cells, double[][] Of)
{
    /// <summary>Labels of a cell.</summary>
    public int Count => Of[Cells[0]].Length;
}
