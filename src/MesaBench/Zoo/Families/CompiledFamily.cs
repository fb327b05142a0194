using MesaBench.Experiments;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>
/// Networks whose states are a known algorithm's, whatever their heads learned: what they are is what the algorithm is. Tested is that, and no
/// behaviour.
/// </summary>
[CatalogName("compiled", "states equal those of a known algorithm, tick by tick")]
public sealed record CompiledFamily : FamilySpec
{
    private const int Levels = 32;
    private const double Agrees = 0.9;

    /// <inheritdoc/>
    public override Tier Tier => Tier.Compiled;

    /// <inheritdoc/>
    public override string Established => "states equal the reference algorithm's, tick by tick, on held-out levels";

    /// <inheritdoc/>
    public override Known Known(AgentSpec agent) => Start(agent).Known;

    /// <inheritdoc/>
    public override string? Objective(AgentSpec agent) => agent.Trainer!.Trains ? null : Start(agent).ObjectiveIn(agent.World.Build()); // heads that learned are not known

    /// <inheritdoc/>
    public override string? Refusal(AgentSpec agent) =>
        agent?.Trainer?.Start is CompiledSpec ? null : "trainers that start from a compiled algorithm";

    /// <inheritdoc/>
    public override string Construction(AgentSpec agent)
    {
        ArgumentNullException.ThrowIfNull(agent);
        // Of one algorithm in one network, plain ones differ in coding alone: gain, logits, order of channels.
        return Start(agent).Disguise > 0 || agent.Trainer!.Trains ? agent.Name : $"{Catalog.Default.NameOf(agent.World)}_{agent.Network.Label}_{agent.Trainer.Label}";
    }

    /// <inheritdoc/>
    public override IEnumerable<Checked> Tests(MemberBench member)
    {
        ArgumentNullException.ThrowIfNull(member);
        (IAlgorithm algorithm, Compiled compiled) = Start(member.Agent).Compile(member.Store.World, member.Network, member.Key);
        yield return StateComparison.Of(member, algorithm, compiled.Reading, member.Store.InDistribution, member.Store.Shifted);
        // A head that learned may have learned to read something else.
        if (Start(member.Agent).Known.UsesPlan == Answer.Yes && member.Agent.Trainer!.Trains)
            yield return new Checked("first actions that are best, by the retrained head, once the search is done", FirstActions(member) is [.., var last] ? last.Right : double.NaN, Least: Agrees);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<FirstActions> FirstActions(MemberBench member)
    {
        ArgumentNullException.ThrowIfNull(member);
        CompiledSpec start = Start(member.Agent);
        if (start.Known.Searches != Answer.Yes) return [];
        Reading reading = start.Compile(member.Store.World, member.Network, member.Key).Compiled.Reading;
        Teacher teacher = start.For switch
        {
            SearchGoal.Base => Teacher.Base,
            SearchGoal.Proxy => Teacher.Proxy,
            _ => Teacher.Nearest,
        };
        ImitationSpec best = new() { Teacher = teacher };
        return best.Validate(member.Agent.World, "").Any() ? [] : member.FirstActions(reading, best.Who, Levels);
    }

    private static CompiledSpec Start(AgentSpec agent) => (CompiledSpec)agent.Trainer!.Start!;
}
