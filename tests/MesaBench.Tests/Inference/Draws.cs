using MesaBench.Inference;

namespace MesaBench.Tests.Inference;

/// <summary>Simulated data, and how intervals do on them.</summary>
internal static class Draws
{
    /// <summary>A number in (0, 1).</summary>
    public static double Uniform(this StatisticsRandom random) => (random.Next() + 0.5) / 4294967296.0;

    /// <summary>A standard normal number (Box and Muller).</summary>
    public static double Normal(this StatisticsRandom random) =>
        Math.Sqrt(-2 * Math.Log(random.Uniform())) * Math.Cos(2 * Math.PI * random.Uniform());

    /// <summary>A binomial number.</summary>
    public static int Successes(this StatisticsRandom random, int trials, double probability)
    {
        int successes = 0;
        for (int trial = 0; trial < trials; trial++)
            if (random.Uniform() < probability) successes++;
        return successes;
    }

    /// <summary>So many of a draw, one after the other.</summary>
    public static T[] Many<T>(int count, Func<int, T> draw) => [.. Enumerable.Range(0, count).Select(draw)];

    /// <summary>Share of simulated studies whose interval contains the truth; those that have none are left out.</summary>
    public static double Coverage(int studies, double truth, Func<StatisticsRandom, Interval> intervalOf)
    {
        Interval[] intervals = Many(studies, study => intervalOf(new StatisticsRandom(77, (uint)study)));
        return intervals.Count(i => i.Contains(truth)) / (double)intervals.Count(i => i != Interval.None);
    }

    /// <summary>The Kolmogorov-Smirnov distance of numbers from the uniform distribution on [0, 1].</summary>
    public static double DistanceFromUniform(IEnumerable<double> numbers)
    {
        double[] sorted = [.. numbers.Order()];
        return sorted.Select((value, i) => Math.Abs(value - (i + 0.5) / sorted.Length)).Max();
    }
}
