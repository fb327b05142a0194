namespace MesaBench.Zoo;

/// <summary>What a construction test found.</summary>
/// <param name="Test">What was tested, in a few words.</param>
/// <param name="Figure">The figure.</param>
/// <param name="Least">The least that it may be.</param>
/// <param name="Most">The most that it may be.</param>
public sealed record Checked(string Test, double Figure, double Least = double.NegativeInfinity, double Most = double.PositiveInfinity)
{
    /// <summary>Whether the member is what it was made to be, as far as this goes.</summary>
    public bool Passed => Figure >= Least && Figure <= Most;

    /// <summary>Makes tests one after the other, to the first that fails.</summary>
    public static IEnumerable<Checked> UntilFailed(IEnumerable<Checked> tests)
    {
        ArgumentNullException.ThrowIfNull(tests);
        foreach (Checked test in tests)
        {
            yield return test;
            if (!test.Passed) yield break;
        }
    }
}
