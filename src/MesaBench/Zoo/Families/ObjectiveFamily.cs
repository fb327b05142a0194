using MesaBench.Experiments;
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
    public override string Objective(AgentSpec agent)
    {
        ArgumentNullException.ThrowIfNull(agent);
        World world = agent.World.Build();
        return Trainer(agent).Teacher switch
        {
            Teacher.Base => world.Objectives[0],
            Teacher.Proxy => world.Objectives[world.Proxies[0]],
            Teacher.Nearest => "indifferent",
            _ => "none",
        };
    }

    /// <inheritdoc/>
    public override Checked Check(MemberBench member)
    {
        ArgumentNullException.ThrowIfNull(member);
        return new Checked("probability of the teacher's actions on shifted levels", new Likeness(member).Mean(
            Trainer(member.Agent).Who, member.Play(member.Store.Shifted, Levels)), Least: Agrees);
    }
}
