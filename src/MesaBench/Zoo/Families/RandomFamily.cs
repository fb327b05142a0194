using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>Networks whose bodies are as they were drawn: untrained ones, and those of which the head alone was trained.</summary>
[CatalogName("random", "a random body, with a head that may be trained")]
public sealed record RandomFamily : FamilySpec
{
    /// <inheritdoc/>
    public override Tier Tier => Tier.Trained;

    /// <inheritdoc/>
    public override string Established => "the body's weights are those that were drawn, bit for bit";

    /// <inheritdoc/>
    public override Known Known(AgentSpec agent) => agent is { Trainer.Trains: false } ? Zoo.Known.Nothing : new(Answer.No, Answer.Unknown, Answer.Unknown);

    /// <inheritdoc/>
    public override string? Objective(AgentSpec agent) => agent is { Trainer: { Trains: false, Start: null } } ? Candidates.Uniform : null;

    /// <inheritdoc/>
    public override string? Refusal(AgentSpec agent) =>
        agent?.Trainer is { Trains: false, Start: null } or { Start: FrozenSpec } ? null : "trainer none, or trainers that start from frozen";

    /// <inheritdoc/>
    public override IEnumerable<Checked> Tests(MemberBench member)
    {
        ArgumentNullException.ThrowIfNull(member);
        float[] drawn = member.Agent.Trainer?.Start is { } start
            ? start.Source().Weights(member.Store.World, member.Network, member.Key) : member.Network.Layout.Initial(member.Key);
        int changed = member.Network.Layout.Blocks.Where(block => !block.IsHead)
            .SelectMany(member.Network.Layout.Places).Count(at => drawn[at.Place] != member.Weights[at.Place]);
        yield return new Checked("weights of the body that are not as drawn", changed, Most: 0);
    }
}
