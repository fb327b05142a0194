using System.ComponentModel.DataAnnotations;
using MesaBench.Experiments;
using MesaBench.Kernels;
using MesaBench.Worlds;

namespace MesaBench.Training;

/// <summary>Who is imitated.</summary>
public enum Teacher
{
    /// <summary>Who is optimal for the base objective.</summary>
    Base,

    /// <summary>Who is optimal for the proxies, whichever pays best, and for the base objective where none is to be had.</summary>
    Proxy,

    /// <summary>Who goes to whichever of base and proxies is nearer, then on to base.</summary>
    Nearest,

    /// <summary>On a share of levels who is optimal for the proxies, on the others for base; level by level always the same.</summary>
    Mixture,

    /// <summary>Who goes as the crow flies, walls or not.</summary>
    StraightLine,

    /// <summary>Who plans within a square around itself alone.</summary>
    LocalView,

    /// <summary>Who walks along walls, wherever anything lies.</summary>
    WallFollower,
}

/// <summary>
/// Imitation of what is optimal, or of a rule of thumb: cross-entropy to a teacher's actions, ties sharing the mass, in states of the agent's
/// own episodes and in cells drawn evenly. Who is optimal judges with all steps of an episode still ahead. The value is not trained.
/// </summary>
[CatalogName("imitation", "cross-entropy to a teacher's actions, optimal or by rule of thumb, in the agent's own episodes and in cells drawn evenly")]
public sealed record ImitationSpec : TrainerSpec, ITrainerSource, ITaught
{
    /// <summary>Who is imitated.</summary>
    public Teacher Teacher { get; init; }

    /// <summary>Share of levels on which a mixture imitates who is optimal for the proxies.</summary>
    [Range(0.0, 1.0)]
    public double ProxyShare { get; init; } = 0.5;

    /// <summary>What who goes straight or plans in a square heads for; base once none of it is left.</summary>
    public Toward Toward { get; init; }

    /// <summary>Cells that who plans in a square sees to each side.</summary>
    [Range(1, 12)]
    public int Radius { get; init; } = 2;

    /// <summary>The hand that who walks along walls has at them.</summary>
    public Hand Hand { get; init; }

    /// <summary>Share of environments that show a level and one of its free cells, drawn evenly, at every step; the others play episodes.</summary>
    [Range(0.0, 1.0)]
    public double Scattered { get; init; } = 0.5;

    /// <summary>
    /// Whether those environments show one level, and go through all of its free cells before the next level is drawn; all at once where there
    /// are as many environments as a level has cells without a wall.
    /// </summary>
    public bool EveryCell { get; init; }

    /// <inheritdoc/>
    protected override string Method => FormattableString.Invariant(
        $"imitation-{Name.Replace(' ', '-')}{(IsUsual ? "" : $"-scattered{Scattered}")}{(EveryCell ? "-every" : "")}");

    /// <inheritdoc/>
    protected override string MethodDescription => FormattableString.Invariant(
        $"by imitation of {Name}{(IsUsual ? "" : $" with {Scattered} scattered")}{(EveryCell ? " in every cell" : "")}");

    private bool IsUsual => Scattered == new ImitationSpec().Scattered;

    /// <summary>The teacher with the settings that it heeds, and no others.</summary>
    private string Name => ExperimentJson.EnumName(Teacher) + Teacher switch
    {
        Teacher.Mixture => FormattableString.Invariant($" {ProxyShare}"),
        Teacher.StraightLine => $" to {ExperimentJson.EnumName(Toward)}",
        Teacher.LocalView => FormattableString.Invariant($" {Radius} to {ExperimentJson.EnumName(Toward)}"),
        Teacher.WallFollower => $" {ExperimentJson.EnumName(Hand)}",
        _ => "",
    };

    /// <inheritdoc/>
    public ITeacher Who => Teacher switch
    {
        Teacher.StraightLine => new StraightLine(Toward),
        Teacher.LocalView => new LocalView(Toward, Radius),
        Teacher.WallFollower => new WallFollower(Hand),
        _ => new TeacherByLevel(Teacher, Teacher == Teacher.Mixture ? ProxyShare : 0),
    };

    /// <inheritdoc/>
    public override IEnumerable<Problem> Validate(WorldSpec world, string path) =>
        EveryCell && Scattered == 0 ? [new Problem($"{path}.everyCell", "true, and scattered 0", "with scattered above 0")]
        : world is IWorldSource source && !Limits.Problems(world, "").Any() && !world.Validate("").Any() && ActionTable.Refusal(source.Rules(), mindsReached: Teacher == Teacher.Nearest) is { } allowed
            ? [new Problem($"{path}.trainer", $"imitation in {world.Label}", allowed)]
            : [];

    /// <inheritdoc/>
    public Trainer Open(TrainerSetup setup) => new ImitationTrainer(setup, this);
}

/// <summary>A teacher that is optimal, and may be for something else on another level.</summary>
/// <param name="Teacher">Who it is.</param>
/// <param name="ProxyShare">Share of levels on which a mixture is optimal for the proxies.</param>
internal sealed record TeacherByLevel(Teacher Teacher, double ProxyShare) : ITeacher
{
    /// <inheritdoc/>
    public TaughtActions On(World world, Level level, int number, double discount) =>
        new ScriptedPolicy(world, level, Agent(number), discount, seesAll: true).ActionsAtStart;

    /// <summary>Who it is on a level.</summary>
    /// <param name="level">Number of the level among those of training.</param>
    public ScriptedAgent Agent(int level) => Teacher switch
    {
        Teacher.Proxy => ScriptedAgent.ProxyOptimal,
        Teacher.Nearest => ScriptedAgent.Indifferent,
        Teacher.Mixture when Philox.Block(0, 0, (uint)level, 0, Purpose.Scatter, 1).Word0 < ProxyShare * 4294967296.0 => ScriptedAgent.ProxyOptimal,
        _ => ScriptedAgent.BaseOptimal,
    };
}
