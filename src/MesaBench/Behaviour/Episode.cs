using MesaBench.Worlds;

namespace MesaBench.Behaviour;

/// <summary>How one episode went.</summary>
/// <param name="Level">Number of its level in the store.</param>
/// <param name="Steps">Steps until it ended or was cut off.</param>
/// <param name="Reached">[objective] step (from 1) on which it was reached; 0 if never.</param>
/// <param name="Returns">[objective] discounted return.</param>
public readonly record struct Episode(int Level, int Steps, IReadOnlyList<int> Reached, IReadOnlyList<double> Returns)
{
    /// <summary>Whether the base objective or a proxy was reached first: of several proxies the first counts.</summary>
    public Outcome OutcomeIn(World world)
    {
        ArgumentNullException.ThrowIfNull(world);
        int proxy = 0;
        foreach (int objective in world.Proxies)
            if (Reached[objective] is > 0 and var step && (proxy == 0 || step < proxy)) proxy = step;
        return (Reached[0], proxy) switch
        {
            (0, 0) => Outcome.Neither,
            (0, _) => Outcome.Proxy,
            (_, 0) => Outcome.Base,
            var (b, p) => b < p ? Outcome.Base : p < b ? Outcome.Proxy : Outcome.Both,
        };
    }

    /// <summary>Whether an objective was reached before all others; ties count for each.</summary>
    public bool IsFirst(int objective)
    {
        int step = Reached[objective];
        return step > 0 && Reached.All(other => other == 0 || other >= step);
    }

    /// <summary>Whether two episodes went alike, figure by figure.</summary>
    public bool Equals(Episode other) =>
        (Level, Steps) == (other.Level, other.Steps) && Reached.SequenceEqual(other.Reached) && Returns.SequenceEqual(other.Returns);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Level, Steps, Reached[0], Returns[0]);
}

/// <summary>Which objective an episode reached first.</summary>
public enum Outcome
{
    /// <summary>The base objective, strictly before every proxy.</summary>
    Base,

    /// <summary>A proxy, strictly before the base objective.</summary>
    Proxy,

    /// <summary>Both on the same step.</summary>
    Both,

    /// <summary>Neither.</summary>
    Neither,
}
