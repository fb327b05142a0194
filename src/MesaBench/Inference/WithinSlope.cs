namespace MesaBench.Inference;

/// <summary>One agent of a comparison.</summary>
/// <param name="Stratum">What it is compared within, e.g. world, alpha and learning rate.</param>
/// <param name="Set">Its level set.</param>
/// <param name="X">What the outcome may depend on, e.g. log2(parameters).</param>
/// <param name="Y">The outcome.</param>
public readonly record struct SlopePoint(string Stratum, int Set, double X, double Y);

/// <summary>How an outcome changes within strata and sets.</summary>
/// <param name="Slope">Units of Y a unit of X: the mean over sets, with Student's t interval over them.</param>
/// <param name="PValue">Two-sided p-value of no difference at all, from permutations.</param>
/// <param name="Points">
/// Points that have a part in it: those beside which, in their stratum and set, are others with another X.
/// </param>
/// <param name="Sets">Sets that have a slope.</param>
public sealed record SlopeFit(Estimate Slope, double PValue, int Points, int Sets);

/// <summary>
/// The slope of an outcome within strata and level sets. In each set, points are centred within their stratum, and the set's
/// slope is S_xy / S_xx over all of them; the estimate is the mean over sets. Neither the strata's levels nor what a set does to
/// all of its agents has a part in it.
/// </summary>
public static class WithinSlope
{
    /// <summary>Fits the slope and tests it.</summary>
    /// <param name="points">The points, in any order.</param>
    /// <param name="permutations">Permutations of Y within stratum and set, e.g. 9999.</param>
    /// <param name="key">Key of the random numbers behind those.</param>
    /// <returns>
    /// The fit, whose slope has an interval where <see cref="SetMeans"/> gives one; p is (1 + how many permutations have a slope
    /// at least as far from 0) / (1 + permutations). Null when X varies within no stratum and set.
    /// </returns>
    /// <exception cref="ArgumentException">An X or Y is not finite.</exception>
    public static SlopeFit? Fit(IReadOnlyList<SlopePoint> points, int permutations, ulong key) => FitUntil(points, permutations, key, CancellationToken.None);

    /// <summary>The same, until a token ends it.</summary>
    internal static SlopeFit? FitUntil(IReadOnlyList<SlopePoint> points, int permutations, ulong key, CancellationToken token)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(permutations);
        if (points.Any(p => !double.IsFinite(p.X) || !double.IsFinite(p.Y)))
            throw new ArgumentException("found an X or Y that is not finite; leave out points that do not exist");
        Group[][] sets =
        [
            .. points.GroupBy(p => (p.Set, p.Stratum)).Select(g => Group.Of(g.Key.Set, g.Key.Stratum, g)).OfType<Group>()
                .OrderBy(g => g.Stratum, StringComparer.Ordinal).GroupBy(g => g.Set).OrderBy(g => g.Key).Select(g => g.ToArray()),
        ];
        if (sets.Length == 0) return null;

        double[] slopes = [.. sets.Select(set => set.Sum(g => g.Products) / set.Sum(g => g.Squares))];
        int count = sets.Sum(set => set.Sum(g => g.X.Length));
        return new SlopeFit(SetMeans.Over(slopes, count), PValue(sets, permutations, key, token), count, sets.Length);
    }

    /// <summary>
    /// With every set's S_xx fixed, the sum of their slopes is a weighted sum of the outcomes, so that a permutation takes one
    /// pass over them.
    /// </summary>
    private static double PValue(Group[][] sets, int permutations, ulong key, CancellationToken token)
    {
        Group[] groups = [.. sets.SelectMany(set => set)];
        int[] sizes = [.. groups.Select(g => g.X.Length)];
        double[] outcomes = [.. groups.SelectMany(g => g.Y)]; // [point]
        double[] weights = // [point]
        [
            .. sets.SelectMany(set => set.SelectMany(g => g.X).Select(x => x / set.Sum(g => g.Squares))),
        ];
        double observed = Math.Abs(weights.Zip(outcomes, (w, y) => w * y).Sum());
        // Different orders can give slopes that are equal but for rounding; those are ties and count.
        double least = observed - 1e-12 * weights.Sum(Math.Abs) * outcomes.Max(Math.Abs);

        double[] shuffled = new double[outcomes.Length];
        int atLeast = 0;
        for (int permutation = 0; permutation < permutations; permutation++)
        {
            token.ThrowIfCancellationRequested();
            outcomes.CopyTo(shuffled, 0);
            if (Math.Abs(SumShuffled(weights, shuffled, sizes, new StatisticsRandom(key, (uint)permutation))) >= least) atLeast++;
        }
        return (1.0 + atLeast) / (1.0 + permutations);
    }

    /// <summary>Shuffles the outcomes within each group (Fisher and Yates) and sums them with their weights on the way.</summary>
    private static double SumShuffled(double[] weights, double[] outcomes, int[] sizes, StatisticsRandom random)
    {
        double sum = 0;
        int place = 0;
        foreach (int size in sizes)
            for (int left = size; left > 0; left--, place++)
            {
                int other = left == 1 ? place : place + random.Below(left);
                (outcomes[place], outcomes[other]) = (outcomes[other], outcomes[place]);
                sum += weights[place] * outcomes[place];
            }
        return sum;
    }

    /// <summary>The points of one stratum and set, in an order that does not depend on the one they came in.</summary>
    /// <param name="Set">Its set.</param>
    /// <param name="Stratum">Its stratum.</param>
    /// <param name="X">[point] less its mean; to centre Y as well would change no product.</param>
    /// <param name="Y">[point].</param>
    private sealed record Group(int Set, string Stratum, double[] X, double[] Y)
    {
        public double Squares { get; } = X.Sum(x => x * x);

        public double Products { get; } = X.Zip(Y, (x, y) => x * y).Sum();

        /// <summary>Null where X does not vary: such points say nothing of a slope.</summary>
        public static Group? Of(int set, string stratum, IEnumerable<SlopePoint> points)
        {
            SlopePoint[] sorted = [.. points.OrderBy(p => p.X).ThenBy(p => p.Y)];
            if (sorted[0].X == sorted[^1].X) return null;
            double mean = sorted.Average(p => p.X);
            return new Group(set, stratum, [.. sorted.Select(p => p.X - mean)], [.. sorted.Select(p => p.Y)]);
        }
    }
}
