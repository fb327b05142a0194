using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>Networks whose ticks after the second change nothing: they may be trained to plan, and cannot.</summary>
[CatalogName("idle", "ticks after the second change nothing")]
public sealed record IdleFamily : FamilySpec
{
    private const int Levels = 32, LeastTicks = 3;

    /// <inheritdoc/>
    public override Tier Tier => Tier.Trained;

    /// <inheritdoc/>
    public override string Established => "states are the same, bit for bit, from the second tick on";

    /// <inheritdoc/>
    public override Known Known(AgentSpec agent) => new(Answer.No, Answer.Unknown, Answer.Unknown);

    /// <inheritdoc/>
    public override string? Refusal(AgentSpec agent) =>
        agent?.Trainer?.Start is not IdleSpec ? "trainers that start from idle"
        : agent.Network.CapacityTicks < LeastTicks ? $"networks of {LeastTicks} ticks or more, so that there is one that does nothing" : null;

    /// <inheritdoc/>
    public override IEnumerable<Checked> Tests(MemberBench member)
    {
        ArgumentNullException.ThrowIfNull(member);
        Dictionary<(int, string), float[]> before = [];
        int changes = 0;
        void Hear(IEngine engine, Site site, Situation[] now, Tensor state)
        {
            float[] values = engine.Download(state);
            if (site.Tick > 2 && !values.AsSpan().SequenceEqual(before[(site.Layer, site.Tensor)])) changes++;
            before[(site.Layer, site.Tensor)] = values;
        }

        _ = member.Play(member.Store.InDistribution, Levels, Hear);
        yield return new Checked("states that a tick after the second changed", changes, Most: 0);
    }
}
