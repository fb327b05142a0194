using MesaBench.Engines;
using MesaBench.Inference;
using MesaBench.Networks;

namespace MesaBench.Detection;

/// <summary>Finds out how a network's states hold plans: from the mean states of cells of which a plan says the same (difference of means).</summary>
internal sealed class StateCodes
{
    // Of a code: more take most of a narrow state, and other directions would be the same. Components of states that random directions lie in.
    private const int MostDirections = 3, Components = 8;

    // Cells of a class, for its mean to be known.
    private const int Least = 16;

    private readonly Dictionary<Site, (double[][] Sums, int[] Counts)>[] seen;

    private StateCodes(int concepts) => seen = [.. Enumerable.Range(0, concepts).Select(_ => new Dictionary<Site, (double[][], int[])>())];

    /// <summary>[site without its tick][component][feature] where the states vary most at the last tick.</summary>
    public Dictionary<(int Layer, string Tensor), double[][]> Leading { get; } = [];

    /// <summary>[agent] of networks.</summary>
    /// <param name="bench">The networks.</param>
    /// <param name="asked">The levels by which is found out.</param>
    /// <param name="classes">[concept][level][cell] what a plan says, from 0; -1 for nothing.</param>
    /// <param name="counts">[concept] how many classes it has.</param>
    /// <param name="ticks">Ticks.</param>
    public static IReadOnlyList<StateCodes> Of(TickBench bench, AskedLevels asked, int[][][] classes, int[] counts, int ticks)
    {
        StateCodes[] codes = [.. Enumerable.Range(0, bench.Agents).Select(_ => new StateCodes(classes.Length))];
        _ = bench.Ask(asked, ticks, at =>
        {
            if (!at.Site.IsSpatial) return;
            float[] values = at.Values;
            PerAgent.Do(at.Agents, agent => codes[agent].Hear(at, values, agent, classes, counts, ticks));
        }, heads: [ticks]);
        return codes;
    }

    /// <summary>The code of a concept.</summary>
    public StateCode this[int concept] => new(seen[concept].ToDictionary(site => site.Key, site => CodeOf(site.Value.Sums, site.Value.Counts)));

    private static SiteCode CodeOf(double[][] sums, int[] counts)
    {
        double[]?[] means = [.. sums.Select((sum, c) => counts[c] < Least ? null : sum.Select(feature => feature / counts[c]).ToArray())];
        double[][] known = [.. means.OfType<double[]>()];
        int width = sums[0].Length;
        double[] mean = [.. Enumerable.Range(0, width).Select(feature => known.Length == 0 ? 0 : known.Average(own => own[feature]))];
        double[][] directions = LeadingComponents.Basis(known, Math.Min(MostDirections, width), new StatisticsRandom(RandomKey.Of("detection/code"), 0));
        return new SiteCode([.. mean.Select(feature => (float)feature)], [.. directions.Select(direction => direction.Select(feature => (float)feature).ToArray())],
            [.. means.Select(own => own is null ? null : directions.Select(direction => (float)direction.Select((d, feature) => d * (own[feature] - mean[feature])).Sum()).ToArray())]);
    }

    private void Hear(TickMoment at, float[] values, int agent, int[][][] classes, int[] counts, int ticks)
    {
        int width = at.Site.Width, cells = classes[0][0].Length, stride = at.Index(0, 0, 0, 1) - at.Index(0, 0, 0, 0);
        for (int concept = 0; concept < classes.Length; concept++)
        {
            if (!seen[concept].TryGetValue(at.Site, out (double[][] Sums, int[] Counts) own))
                seen[concept][at.Site] = own = ([.. Enumerable.Range(0, counts[concept]).Select(_ => new double[width])], new int[counts[concept]]);
            for (int level = 0; level < at.Levels; level++)
            {
                int[] said = classes[concept][at.FirstLevel + level];
                for (int cell = 0; cell < cells; cell++)
                {
                    if (said[cell] < 0) continue;
                    own.Counts[said[cell]]++;
                    double[] sum = own.Sums[said[cell]];
                    for (int feature = 0, i = at.Index(agent, level, cell, 0); feature < width; feature++, i += stride) sum[feature] += values[i];
                }
            }
        }
        if (at.Site.Tick != ticks || at.FirstLevel > 0) return;
        double[][] states =
        [
            .. from level in Enumerable.Range(0, at.Levels / 4)
               from cell in Enumerable.Range(0, cells)
               where classes[0][level][cell] >= 0
               select Enumerable.Range(0, width).Select(feature => (double)values[at.Index(agent, level, cell, feature)]).ToArray(),
        ];
        Leading[(at.Site.Layer, at.Site.Tensor)] = LeadingComponents.Basis(states, Math.Min(Components, width), new StatisticsRandom(RandomKey.Of("detection/components"), 0));
    }
}
