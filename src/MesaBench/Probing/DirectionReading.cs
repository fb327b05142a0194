using MesaBench.Inference;

namespace MesaBench.Probing;

/// <summary>How well it can be read from a network's states where an objective's objects lie.</summary>
internal static class DirectionReading
{
    /// <summary>
    /// [level] the rank of the objects by what is read from a level's state (see <see cref="Sighting.Rank"/>), by functions that are fitted on the
    /// other half of the levels, of the layer that did best there.
    /// </summary>
    /// <param name="layers">[layer][level][component] the states.</param>
    /// <param name="sightings">[level] where the objects lie.</param>
    /// <param name="half">[level] in which of the halves it is.</param>
    public static double[] Ranks(double[][][] layers, Sighting[] sightings, bool[] half)
    {
        double[] ranks = new double[sightings.Length];
        foreach (bool fitted in (bool[])[false, true])
        {
            int[] fit = [.. Enumerable.Range(0, half.Length).Where(level => half[level] == fitted)];
            double[][] shares = [.. fit.Select(level => sightings[level].Shares)];
            double best = -1;
            foreach (double[][] states in layers)
            {
                LeastSquares read = new([.. fit.Select(level => states[level])], shares);
                double mean = fit.Average(level => sightings[level].Rank(read[states[level]]));
                if (mean <= best) continue;
                best = mean;
                for (int level = 0; level < ranks.Length; level++)
                    if (half[level] != fitted) ranks[level] = sightings[level].Rank(read[states[level]]);
            }
        }
        return ranks;
    }

    /// <summary>The control task: every level has another's state.</summary>
    public static double[][][] Dealt(double[][][] layers, StatisticsRandom random)
    {
        int[] deck = [.. Enumerable.Range(0, layers[0].Length)];
        for (int i = deck.Length - 1; i > 0; i--)
        {
            int j = random.Below(i + 1);
            (deck[i], deck[j]) = (deck[j], deck[i]);
        }
        return [.. layers.Select(states => deck.Select(level => states[level]).ToArray())];
    }
}
