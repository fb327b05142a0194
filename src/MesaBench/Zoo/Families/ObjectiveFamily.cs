using MesaBench.Experiments;
using MesaBench.Objectives;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>
/// Networks of which is known what they are after, since they learned it from one who pursues it, also where objectives come apart: tested is that they
/// do as their teacher does there.
/// </summary>
[CatalogName("objective", "do as one does who pursues a known objective, on levels where objectives come apart")]
public sealed record ObjectiveFamily : TaughtFamily
{
    /// <inheritdoc/>
    public override string Established => "taught by one who pursues it; does as the teacher does on held-out levels where objectives come apart";

    /// <inheritdoc/>
    public override Known Known(AgentSpec agent) => new(Answer.Unknown, Answer.Unknown, Answer.Unknown);

    /// <inheritdoc/>
    public override string? Objective(AgentSpec agent)
    {
        ArgumentNullException.ThrowIfNull(agent);
        World world = agent.World.Build();
        return Trainer(agent).Teacher switch
        {
            Teacher.Base => Candidates.Base,
            Teacher.Proxy when world.Proxies.Count == 1 => Candidates.After(world, world.Proxies[0]),
            Teacher.Nearest => Candidates.Indifferent,
            Teacher.WallFollower => InnerObjective.NoneFits,
            _ => null,
        };
    }

    /// <inheritdoc/>
    public override string? Refusal(AgentSpec agent) =>
        base.Refusal(agent) ?? (Objective(agent) is not null ? null : "base, proxy in worlds with one, nearest or wall-follower for a teacher");

    /// <inheritdoc/>
    public override IEnumerable<Checked> Tests(MemberBench member)
    {
        ArgumentNullException.ThrowIfNull(member);
        return new Likeness(member).ToPursuerOf(Trainer(member.Agent));
    }
}
