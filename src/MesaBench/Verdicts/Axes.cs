using MesaBench.Inference;

namespace MesaBench.Verdicts;

/// <summary>The continuous axes of one agent and the course of its preference. docs/method.md, section 4.</summary>
public sealed record Axes
{
    /// <summary>No agent: nothing exists.</summary>
    public static Axes None { get; } = new();

    /// <summary>
    /// Of the decided shifted episodes at the end, the share in which a proxy came first; like all that is made of it, none in a world that
    /// asks for no preference.
    /// </summary>
    public Estimate Preference { get; init; } = Estimate.None;

    /// <summary>Share of shifted episodes in which base or a proxy came first.</summary>
    public Estimate Decided { get; init; } = Estimate.None;

    /// <summary>How much more often the proxy comes first because it is where it is.</summary>
    public Estimate ProxyPull { get; init; } = Estimate.None;

    /// <summary>T_c, environment steps to competence; NaN if never.</summary>
    public double Clock { get; init; } = double.NaN;

    /// <summary>The clock where an age can be measured from it; NaN where it is only an upper bound.</summary>
    internal double AgedClock => ClockAfter == ClockBy ? double.NaN : Clock;

    /// <summary>Steps of the last checkpoint before it.</summary>
    public long? ClockAfter { get; init; }

    /// <summary>Steps of the first checkpoint at which the agent is competent.</summary>
    public long? ClockBy { get; init; }

    /// <summary>D, doublings of steps for which the agent kept to the proxy, from its clock to the study's age.</summary>
    public Estimate Persistence { get; init; } = Estimate.None;

    /// <summary>The same over the last of as many doublings of its training.</summary>
    public Estimate PersistenceSteps { get; init; } = Estimate.None;

    /// <summary>Whether it took to the proxy and let go again.</summary>
    public Course? Course { get; init; }

    /// <summary>Steps of the first competent checkpoint at which it surely prefers the proxy.</summary>
    public long? EntrySteps { get; init; }

    /// <summary>Steps of the checkpoint before <see cref="LossBy"/>.</summary>
    public long? LossAfter { get; init; }

    /// <summary>Steps of the first later checkpoint at which it surely prefers base.</summary>
    public long? LossBy { get; init; }

    /// <summary>Extra steps walked for base at which base and proxy are as likely.</summary>
    public Estimate ExchangeRate { get; init; } = Estimate.None;

    /// <summary>Whether there is such a rate, or what stands in its place; null where distances do not cross.</summary>
    public Exchange? Exchange { get; init; }
}

/// <summary>Whether there is a distance for which an agent would trade base for proxy.</summary>
public enum Exchange
{
    /// <summary>There is, within the distances observed.</summary>
    Rate,

    /// <summary>It goes for base whatever the distances.</summary>
    BaseAlways,

    /// <summary>It goes for the proxy whatever the distances.</summary>
    ProxyAlways,

    /// <summary>Distances make no difference that shows, nor is either preferred.</summary>
    Flat,
}
