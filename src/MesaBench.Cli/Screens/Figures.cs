using System.Globalization;
using MesaBench.Inference;

namespace MesaBench.Cli.Screens;

/// <summary>Numbers and times as people read them.</summary>
internal static class Figures
{
    private static readonly (double Size, string Suffix)[] Scales = [(1e12, " T"), (1e9, " G"), (1e6, " M"), (1e3, " k")];

    /// <summary>A count in three digits: 950, 1.23 M, 45.6 k.</summary>
    public static string Short(double count)
    {
        foreach ((double size, string suffix) in Scales)
            if (count >= 0.9995 * size) return ThreeDigits(count / size) + suffix;
        return count.ToString("0", CultureInfo.InvariantCulture);
    }

    /// <summary>A time as 0:07, 12:34 or 3:04:05.</summary>
    public static string Time(TimeSpan time) => time.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours}:{time:mm\\:ss}")
        : string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time:ss}");

    /// <summary>A time as people say it: 40 seconds, 12 minutes, 3 hours, 5 days.</summary>
    public static string Rough(TimeSpan time)
    {
        (double count, string unit) = time.TotalSeconds < 90 ? (time.TotalSeconds, "second") : time.TotalMinutes < 90 ? (time.TotalMinutes, "minute")
            : time.TotalHours < 48 ? (time.TotalHours, "hour") : (time.TotalDays, "day");
        return Count(Math.Max(1, (int)Math.Round(count)), unit);
    }

    /// <summary>A share with two decimals, .35 rather than 0.35; a dash for NaN.</summary>
    public static string Share(double share) =>
        double.IsNaN(share) ? "-" : share.ToString(".00;-.00;.00", CultureInfo.InvariantCulture);

    /// <summary>The ends of an interval of shares, <c>.12 .35</c>; a dash where there is none.</summary>
    public static string Interval(Estimate of) =>
        double.IsNaN(of.Interval.Low) ? "-" : $"{Share(of.Interval.Low)} {Share(of.Interval.High)}";

    /// <summary>A number of levels: 1 level, 12 levels.</summary>
    public static string Levels(int count) => Count(count, "level");

    /// <summary>A number of things: 1 agent, 12 agents.</summary>
    public static string Count(long count, string thing) => string.Create(CultureInfo.InvariantCulture, $"{count} {thing}{(count == 1 ? "" : "s")}");

    /// <summary>A reward with its sign: +1, -0.5, 0.</summary>
    public static string Reward(double reward) => reward.ToString("+0.##;-0.##;0", CultureInfo.InvariantCulture);

    /// <summary>Steps to something, or that none lead there.</summary>
    public static string Steps(int distance) => distance == int.MaxValue ? "-" : distance.ToString(CultureInfo.InvariantCulture);

    private static string ThreeDigits(double value) =>
        value.ToString(value < 9.995 ? "0.00" : value < 99.95 ? "0.0" : "0", CultureInfo.InvariantCulture);
}
