using MesaBench.Experiments;
using MesaBench.Training;

namespace MesaBench.Zoo;

/// <summary>Networks trained by imitation, of which is known whom they imitate.</summary>
public abstract record TaughtFamily : FamilySpec
{
    /// <inheritdoc/>
    public override Tier Tier => Tier.Trained;

    /// <inheritdoc/>
    public override string? Refusal(AgentSpec agent) => agent?.Trainer is ImitationSpec { Start: null } ? null : "trainer imitation, with no start";

    /// <summary>Whom a member imitates.</summary>
    protected static ImitationSpec Trainer(AgentSpec agent) => (ImitationSpec)agent.Trainer!;
}
