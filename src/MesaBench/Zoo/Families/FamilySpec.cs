using MesaBench.Experiments;
using MesaBench.Inference;

namespace MesaBench.Zoo;

/// <summary>How members of the zoo came by their weights, which detectors of search must not go by.</summary>
public enum Tier
{
    /// <summary>They were written down.</summary>
    Compiled,

    /// <summary>They were drawn at random, or learned.</summary>
    Trained,
}

/// <summary>
/// An entry of the zoo: agents of an experiment of which is known what they are, because of how they were made, and a test of each, without
/// which it does not enter. Its subtypes carry a <see cref="CatalogNameAttribute"/>.
/// </summary>
[CatalogKind("family")]
public abstract record FamilySpec
{
    private const int Parts = 5;

    /// <summary>The experiment that makes them; its name is the family's.</summary>
    public required Experiment Experiment { get; init; }

    /// <summary>How they came by their weights.</summary>
    public abstract Tier Tier { get; }

    /// <summary>How it is known what they are, in a sentence.</summary>
    public abstract string Established { get; }

    /// <summary>What is known of a member.</summary>
    public abstract Known Known(AgentSpec agent);

    /// <summary>
    /// What a member pursues, by its name among candidates for inner objectives: one of them, or that none fits, or that it is next to uniform; null where that
    /// is not known.
    /// </summary>
    public virtual string? Objective(AgentSpec agent) => null;

    /// <summary>What a member is but for its coding: members of the same construction count as one. Its own name where it is one by itself.</summary>
    public virtual string Construction(AgentSpec agent) => agent.Name;

    /// <summary>
    /// Whether a member is to set thresholds, or else to report error rates: of a cell's agents two in five, of constructions in several codings about as many. It hangs on
    /// nobody else, so that who set a threshold never comes to report.
    /// </summary>
    public bool IsThreshold(AgentSpec agent)
    {
        ArgumentNullException.ThrowIfNull(agent);
        string construction = Construction(agent);
        return construction == agent.Name ? Deal(agent.Cell, agent.Seed) : Deal(construction, 0);
    }

    private static bool Deal(string name, int number) =>
        ((uint)RandomKey.Of($"threshold/{name}") % Parts + number) % Parts is 0 or 2;

    /// <summary>Whom the family is about, in words; null for an agent that is one of them.</summary>
    public abstract string? Refusal(AgentSpec agent);

    /// <summary>Cells of the experiment, under a path, that the family is not about.</summary>
    internal IEnumerable<Problem> Validate(string path) =>
        from agent in AgentSpec.Expand(Experiment).DistinctBy(agent => agent.Cell)
        let allowed = Refusal(agent)
        where allowed is not null
        group agent.Cell by allowed into cells
        select new Problem(path, cells.Count() == 1 ? cells.First() : $"{cells.First()} and {cells.Count() - 1} more", cells.Key);

    /// <summary>How good a member's first action would be by ticks: told of compiled searches, and required of nobody. Empty for others.</summary>
    public virtual IReadOnlyList<FirstActions> FirstActions(MemberBench member) => [];

    /// <summary>Tests whether a member is what it was made to be: one after the other, each worth making if those before it were passed.</summary>
    public abstract IEnumerable<Checked> Tests(MemberBench member);
}
