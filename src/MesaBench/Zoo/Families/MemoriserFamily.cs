using MesaBench.Experiments;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>Networks that know a few levels by heart: right on those, and no better than guesses on detours of others.</summary>
[CatalogName("memoriser", "right on the levels that they were trained on, and lost on detours of others")]
public sealed record MemoriserFamily : TaughtFamily
{
    // Of the two or three ways that are open in a maze, a guess takes the right one with about this probability.
    private const double Guesses = 0.5;

    /// <inheritdoc/>
    public override string Established => "right on its few training levels, by guess on the detours of held-out ones";

    /// <inheritdoc/>
    public override Known Known(AgentSpec agent) => new(Answer.No, Answer.Unknown, Answer.Unknown);

    /// <inheritdoc/>
    public override string? Refusal(AgentSpec agent) =>
        base.Refusal(agent) ?? (Trainer(agent).Teacher == Teacher.Base ? null : "base for a teacher");

    /// <inheritdoc/>
    public override IEnumerable<Checked> Tests(MemberBench member)
    {
        ArgumentNullException.ThrowIfNull(member);
        Likeness likeness = new(member);
        LevelRange trained = member.Agent.Alpha == 0 ? member.Store.Training : member.Store.TrainingDistinguishing;
        yield return new Checked("probability of what is best on training levels", likeness.Mean(
            Likeness.Optimal, member.Play(trained, Likeness.Levels)), Least: Likeness.Agrees);
        yield return new Checked("probability of what is best on detours of held-out levels", likeness.Mean(
            Likeness.Optimal, member.Play(member.Store.InDistribution, Likeness.Levels).Where(likeness.IsHard)), Most: Guesses);
    }
}
