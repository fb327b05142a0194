using MesaBench.Experiments;
using MesaBench.Objectives;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>
/// Networks that learned a rule of thumb, which needs no search: tested is that they do as it does on levels they never saw, also where it is wrong, so that
/// no search stands behind it.
/// </summary>
[CatalogName("distilled", "do as a rule of thumb does on held-out levels, also where it is wrong")]
public sealed record DistilledFamily : TaughtFamily
{
    private const double Errs = 0.25;

    /// <inheritdoc/>
    public override string Established => "taught by a rule of thumb; does as it does on held-out levels, also where it is wrong";

    /// <inheritdoc/>
    public override Known Known(AgentSpec agent) => new(Answer.No, Answer.Unknown, Answer.Unknown);

    /// <inheritdoc/>
    public override string? Objective(AgentSpec agent) => Trainer(agent).Teacher == Teacher.WallFollower ? InnerObjective.NoneFits : null; // others serve one more or less

    /// <inheritdoc/>
    public override string? Refusal(AgentSpec agent) =>
        base.Refusal(agent) ?? (Trainer(agent).Teacher is Teacher.StraightLine or Teacher.LocalView or Teacher.WallFollower ? null : "a rule of thumb for a teacher");

    /// <inheritdoc/>
    public override IEnumerable<Checked> Tests(MemberBench member)
    {
        ArgumentNullException.ThrowIfNull(member);
        Likeness likeness = new(member);
        ITeacher rule = Trainer(member.Agent).Who;
        IReadOnlyList<Decision> decisions = member.Play(member.Store.InDistribution, Likeness.Levels);
        yield return new Checked("probability of the rule's actions on held-out levels", likeness.Mean(rule, decisions), Least: Likeness.Agrees);
        yield return new Checked("probability of what is best where the rule is wrong", likeness.Mean(
            Likeness.Optimal, decisions.Where(d => likeness.AreApart(rule, Likeness.Optimal, d))), Most: Errs);
    }
}
