using MesaBench.Detection;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>How far a member does as teachers do, by the probabilities of what it would do where it comes.</summary>
/// <param name="member">The member.</param>
public sealed class Likeness(MemberBench member)
{
    /// <summary>Levels that a test plays, of each class.</summary>
    public const int Levels = 64;

    /// <summary>Least mean probability of a teacher's actions in who does as the teacher does.</summary>
    public const double Agrees = 0.85;

    private static readonly Teacher[] Pursuers = [Teacher.Base, Teacher.Proxy, Teacher.Nearest];

    private readonly Dictionary<(ITeacher, int), TaughtActions> known = [];

    /// <summary>Who is optimal for the base objective.</summary>
    public static ITeacher Optimal { get; } = new ImitationSpec().Who;

    private static ITeacher Straight { get; } = new ImitationSpec { Teacher = Teacher.StraightLine }.Who;

    private static ITeacher Near { get; } = new ImitationSpec { Teacher = Teacher.LocalView, Radius = DeepDecision.View }.Who;

    /// <summary>
    /// Whether a decision is on a hard detour: what is best is what neither the straight line tells nor a view of the cells around.
    /// </summary>
    public bool IsHard(Decision decision) =>
        (Actions(Optimal, decision) & (Actions(Straight, decision) | Actions(Near, decision))) == 0 && Actions(Optimal, decision) != 0;

    /// <summary>Whether two teachers have nothing in common in a decision.</summary>
    public bool AreApart(ITeacher one, ITeacher other, Decision decision) => (Actions(one, decision) & Actions(other, decision)) == 0;

    /// <summary>Mean probability of a teacher's actions over decisions, of each state the first: who goes in circles has not decided more often. NaN for none.</summary>
    public double Mean(ITeacher teacher, IEnumerable<Decision> decisions)
    {
        ArgumentNullException.ThrowIfNull(decisions);
        IEnumerable<Decision> once = decisions.DistinctBy(d => (d.Now.Level, d.Now.Live, d.Now.Held, d.Now.Cell));
        (double sum, int count) = once.Aggregate((Sum: 0.0, Count: 0), (all, d) => (all.Sum + d.MassOn(Actions(teacher, d)), all.Count + 1));
        return count == 0 ? double.NaN : sum / count;
    }

    /// <summary>
    /// Tests that a member does as a teacher does who pursues something: on shifted levels, until an objective is reached; and there where one who pursues
    /// something else would do otherwise.
    /// </summary>
    /// <param name="teacher">The teacher.</param>
    public IEnumerable<Checked> ToPursuerOf(ImitationSpec teacher)
    {
        ArgumentNullException.ThrowIfNull(teacher);
        World world = member.Store.World;
        ITeacher[] others = [.. Pursuers.Where(other => other != teacher.Teacher).Select(other => new ImitationSpec { Teacher = other })
            .Where(other => !other.Validate(member.Agent.World, "").Any()).Select(other => other.Who)];
        Decision[] decisions = [.. member.Play(member.Store.Shifted, Levels).Where(decision => !decision.Now.IsDecidedIn(world))];
        yield return new Checked("probability of the actions of one who pursues it, on shifted levels", Mean(teacher.Who, decisions), Least: Agrees);
        yield return new Checked("probability of these where who pursues something else would do otherwise", Mean(
            teacher.Who, decisions.Where(decision => others.Any(other => AreApart(teacher.Who, other, decision)))), Least: Agrees);
    }

    private int Actions(ITeacher teacher, Decision decision)
    {
        (ITeacher, int) place = (teacher, decision.Now.Level);
        if (!known.TryGetValue(place, out TaughtActions? taught))
            known[place] = taught = teacher.On(member.Store.World, member.Store.Levels[decision.Now.Level].Level, decision.Now.Level, member.Store.Discount);
        return taught(decision.Now.Live, decision.Now.Cell);
    }
}
