using System.Globalization;

namespace MesaBench.Cli.Screens;

/// <summary>Counts as a line of bars, one character a bin.</summary>
/// <param name="Last">Counted up to this value.</param>
/// <param name="StepsPerBin">Values that share a bin.</param>
internal sealed record Histogram(int Last, int StepsPerBin)
{
    private const string Bars = "▁▂▃▄▅▆▇█", PlainBars = ".:-=+*%#";

    /// <summary>Bins for values from 1 to the greatest given, at most so many.</summary>
    public static Histogram For(int greatest, int mostBins) =>
        new(Math.Max(1, greatest), (Math.Max(1, greatest) + mostBins - 1) / mostBins);

    /// <summary>What the bars count, in words.</summary>
    public string Words => string.Create(CultureInfo.InvariantCulture,
        $"bars: from 1 to {Last}, {(StepsPerBin == 1 ? "one a step" : $"one for {StepsPerBin} steps")}, the highest the most frequent");

    /// <summary>The bars; a bin without values is blank. Values outside the bins are left out.</summary>
    public string Draw(IEnumerable<int> values, bool unicode)
    {
        int[] counts = new int[(Last + StepsPerBin - 1) / StepsPerBin];
        foreach (int value in values.Where(v => v >= 1 && v <= Last)) counts[(value - 1) / StepsPerBin]++;
        int most = Math.Max(1, counts.Max());
        string bars = unicode ? Bars : PlainBars;
        return string.Concat(counts.Select(c => c == 0 ? ' ' : bars[(int)(((long)c * bars.Length - 1) / most)])).TrimEnd();
    }
}
