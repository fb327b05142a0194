using System.Diagnostics;

namespace MesaBench.Bench;

/// <summary>Wall time and medians.</summary>
internal static class Timing
{
    /// <summary>Seconds of one call of <paramref name="work"/>.</summary>
    public static double Seconds(Action work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>The middle value; the upper one of two.</summary>
    public static double Median(IReadOnlyCollection<double> values) => values.Order().ElementAt(values.Count / 2);
}
