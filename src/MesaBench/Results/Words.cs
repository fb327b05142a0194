using System.Globalization;
using MesaBench.Inference;

namespace MesaBench.Results;

/// <summary>Numbers as sentences give them.</summary>
internal static class Words
{
    /// <summary>A sentence with its numbers, whatever the machine's language.</summary>
    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>How many there are of something: 1 agent, 3 agents.</summary>
    public static string Count(int count, string noun) => Text($"{count} {noun}{(count == 1 ? "" : "s")}");

    /// <summary>A share: .35.</summary>
    public static string Share(double share) => share.ToString(".00;-.00;.00", CultureInfo.InvariantCulture);

    /// <summary>A change: +.27, -1.30; small ones with three decimals.</summary>
    public static string Change(double value) =>
        value.ToString(Math.Abs(value) < 0.1 ? "+.000;-.000;.000" : "+.00;-.00;.00", CultureInfo.InvariantCulture);

    /// <summary>A p-value: p = .031, p &lt; .001.</summary>
    public static string P(double p) => p < 0.001 ? "p < .001" : "p = " + p.ToString(p < 0.1 ? ".000" : ".00", CultureInfo.InvariantCulture);

    /// <summary>An interval of a change: 95% -.30 to +.10; nothing where there is none.</summary>
    public static string Interval(Interval interval) =>
        double.IsNaN(interval.Low) ? "no interval" : $"95% {Change(interval.Low)} to {Change(interval.High)}";

    /// <summary>What is held equal in a comparison.</summary>
    public static string Condition(Statistics.Condition condition) => condition switch
    {
        Statistics.Condition.EqualSteps => "at equal steps",
        Statistics.Condition.EqualAge => "at equal age",
        Statistics.Condition.BestRate => "at each capacity's best learning rate",
        _ => "under all comparisons",
    };
}
