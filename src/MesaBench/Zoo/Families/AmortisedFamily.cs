using MesaBench.Experiments;

namespace MesaBench.Zoo;

/// <summary>
/// Networks without memory or ticks that do as a planner does: what can be read from their layers may well be the route, and none of it was searched
/// for from step to step; that their layers are the steps of one is not ruled out.
/// </summary>
[CatalogName("amortised", "do as a planner does on held-out levels, in one pass through their layers")]
public sealed record AmortisedFamily : TaughtFamily
{
    /// <inheritdoc/>
    public override string Established => "a feed-forward network; does what is best on held-out levels";

    /// <inheritdoc/>
    public override Known Known(AgentSpec agent) => new(Answer.Grey, Answer.Unknown, Answer.Unknown);

    /// <inheritdoc/>
    public override string? Refusal(AgentSpec agent) =>
        base.Refusal(agent) ?? (agent.Network.CapacityTicks > 0 ? "networks without ticks" : null);

    /// <inheritdoc/>
    public override IEnumerable<Checked> Tests(MemberBench member)
    {
        ArgumentNullException.ThrowIfNull(member);
        yield return new Checked("probability of what is best on held-out levels", new Likeness(member).Mean(
            Likeness.Optimal, member.Play(member.Store.InDistribution, Likeness.Levels)), Least: Likeness.Agrees);
    }
}
