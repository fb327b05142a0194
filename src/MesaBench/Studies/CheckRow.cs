using MesaBench.Verdicts;
using MesaBench.Zoo;

namespace MesaBench.Studies;

/// <summary>A test of a member of the zoo: a row of <c>checks.csv</c>.</summary>
public sealed record CheckRow
{
    /// <summary>Its family.</summary>
    public required string Family { get; init; }

    /// <summary>The agent's name, in the family's folder.</summary>
    public required string Agent { get; init; }

    /// <summary>What was tested.</summary>
    public required string Test { get; init; }

    /// <summary>The figure.</summary>
    public required double Figure { get; init; }

    /// <summary>The least that it may be; none where it may be any.</summary>
    public required double Least { get; init; }

    /// <summary>The most that it may be; none where it may be any.</summary>
    public required double Most { get; init; }

    /// <summary>Whether it is that.</summary>
    public required YesNo Passed { get; init; }

    internal static CheckRow Of(string family, string agent, Checked check) => new()
    {
        Family = family,
        Agent = agent,
        Test = check.Test,
        Figure = check.Figure,
        Least = double.IsFinite(check.Least) ? check.Least : double.NaN,
        Most = double.IsFinite(check.Most) ? check.Most : double.NaN,
        Passed = check.Passed ? YesNo.Yes : YesNo.No,
    };
}
