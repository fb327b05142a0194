using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>
/// Networks trained to compute as a search does: exchanges between their states have the effect that they have on the compiled search, which is what it means
/// for the one to be a model of the other. That is shown within an environment step: what its memory of the steps before makes it do is not, so nothing is said of its
/// objective.
/// </summary>
[CatalogName("matched", "exchanges between their states have the effect that they have on a compiled search")]
public sealed record MatchedFamily : FamilySpec
{
    // Exchanges that leave no best action as it was. Networks that imitate a planner without being made to match have about .3.
    private const double Changed = 0.9;
    private const double Unaligned = 0.95;

    /// <inheritdoc/>
    public override Tier Tier => Tier.Trained;

    /// <inheritdoc/>
    public override string Established => "exchanges between its states have the effect that they have on a compiled breadth-first search, on held-out levels";

    /// <inheritdoc/>
    public override Known Known(AgentSpec agent) => Zoo.Known.Search;

    /// <inheritdoc/>
    public override string? Refusal(AgentSpec agent) =>
        agent?.Trainer is InterchangeSpec { Start: null } ? null : "trainer interchange";

    /// <inheritdoc/>
    public override IEnumerable<Checked> Tests(MemberBench member)
    {
        ArgumentNullException.ThrowIfNull(member);
        Interchanged all = member.Interchange((InterchangeSpec)member.Agent.Trainer!).All;
        yield return new Checked("agreement with the search where exchanges leave no best action", all.Changed.Share, Least: Changed);
        yield return new Checked("agreement with the search when other channels are exchanged", all.Strict.Share, Least: Unaligned);
    }
}
