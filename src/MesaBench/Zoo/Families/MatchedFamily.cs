using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>
/// Networks trained to compute as an algorithm does: exchanges between their states have the effect that they have on the compiled algorithm, which is what it means
/// for the one to be a model of the other. That is asked over several steps of their episodes, on held-out levels of the classes that they learned from, in the
/// same shares.
/// </summary>
[CatalogName("matched", "exchanges between their states have the effect that they have on a compiled algorithm")]
public sealed record MatchedFamily : FamilySpec
{
    // Steps of an episode: by then the wave has long been everywhere.
    private const int Span = 8;

    // Exchanges that leave no best action as it was. Networks that imitate a planner without being made to match have about .15 for whole states.
    private const double Whole = 0.9;
    private const double Halves = 0.8, First = 0.8;
    private const double Unaligned = 0.95;

    /// <inheritdoc/>
    public override Tier Tier => Tier.Trained;

    /// <inheritdoc/>
    public override string Established =>
        "exchanges between its states have the effect that they have on the compiled algorithm, over steps of episodes on held-out levels";

    /// <inheritdoc/>
    public override Known Known(AgentSpec agent) => Trainer(agent).Algorithm.Known;

    /// <inheritdoc/>
    /// <remarks>Not known of those that never saw the goal elsewhere: theirs may be the place.</remarks>
    public override string? Objective(AgentSpec agent)
    {
        ArgumentNullException.ThrowIfNull(agent);
        return agent.Alpha > 0 ? Trainer(agent).Algorithm.ObjectiveIn(agent.World.Build()) : null;
    }

    /// <inheritdoc/>
    public override string? Refusal(AgentSpec agent) =>
        agent?.Trainer is InterchangeSpec { Start: null } ? null : "trainer interchange, with no start";

    /// <inheritdoc/>
    public override IEnumerable<Checked> Tests(MemberBench member)
    {
        ArgumentNullException.ThrowIfNull(member);
        InterchangeSpec trainer = Trainer(member.Agent);
        Interchanged whole = member.Interchange(trainer, Span, isWhole: true).All;
        yield return new Checked("agreement with the algorithm when other channels are exchanged", whole.Strict.Share, Least: Unaligned);
        yield return new Checked("agreement with the algorithm where exchanges leave no best action", whole.Changed.Share, Least: Whole);
        // Later steps find the wave everywhere: here it is under way.
        yield return new Checked("agreement with the algorithm where exchanges within the first step leave no best action",
            member.Interchange(trainer, 1, isWhole: true).All.Changed.Share, Least: First);
        yield return new Checked("agreement with the algorithm where exchanges of half the cells leave no best action",
            member.Interchange(trainer, Span, isWhole: false).All.Changed.Share, Least: Halves);
    }

    private static InterchangeSpec Trainer(AgentSpec agent) => (InterchangeSpec)agent.Trainer!;
}
