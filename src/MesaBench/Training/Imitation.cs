using System.ComponentModel.DataAnnotations;
using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Experiments;
using MesaBench.Kernels;
using MesaBench.Networks;
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
}

/// <summary>
/// Imitation of what is optimal: cross-entropy to a teacher's actions, ties sharing the mass, in states of the agent's own episodes and in
/// cells drawn evenly. Teachers judge with all steps of an episode still ahead. The value is not trained.
/// </summary>
[CatalogName("imitation", "cross-entropy to a teacher's optimal actions, in the agent's own episodes and in cells drawn evenly")]
public sealed record ImitationSpec : TrainerSpec, ITrainerSource, ITaught
{
    /// <summary>Who is imitated.</summary>
    public Teacher Teacher { get; init; }

    /// <summary>Share of levels on which a mixture imitates who is optimal for the proxies.</summary>
    [Range(0.0, 1.0)]
    public double ProxyShare { get; init; } = 0.5;

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

    private string Name => Teacher == Teacher.Mixture
        ? FormattableString.Invariant($"mixture {ProxyShare}")
        : ExperimentJson.EnumName(Teacher);

    /// <inheritdoc/>
    public ITeacher Who => new TeacherByLevel(Teacher, Teacher == Teacher.Mixture ? ProxyShare : 0);

    /// <inheritdoc/>
    public override IEnumerable<Problem> Validate(WorldSpec world, string path) =>
        EveryCell && Scattered == 0 ? [new Problem($"{path}.everyCell", "true, and scattered 0", "with scattered above 0")]
        : world is IWorldSource source && !Limits.Problems(world, "").Any() && !world.Validate("").Any() && ActionTable.Refusal(source.Build()) is { } allowed
            ? [new Problem($"{path}.trainer", $"imitation in {world.Label}", allowed)]
            : [];

    /// <inheritdoc/>
    public Trainer Open(TrainerSetup setup) => new ImitationTrainer(setup, this);
}

/// <summary>A teacher that may be another on another level.</summary>
/// <param name="Teacher">Who it is.</param>
/// <param name="ProxyShare">Share of levels on which a mixture is optimal for the proxies.</param>
internal sealed record TeacherByLevel(Teacher Teacher, double ProxyShare) : ITeacher
{
    /// <inheritdoc/>
    public ScriptedAgent Agent(int level) => Teacher switch
    {
        Teacher.Proxy => ScriptedAgent.ProxyOptimal,
        Teacher.Nearest => ScriptedAgent.Indifferent,
        Teacher.Mixture when Philox.Block(0, 0, (uint)level, 0, Purpose.Scatter, 1).Word0 < ProxyShare * 4294967296.0 => ScriptedAgent.ProxyOptimal,
        _ => ScriptedAgent.BaseOptimal,
    };
}

/// <summary>Trains a cohort to do as a teacher does.</summary>
internal sealed class ImitationTrainer : Trainer
{
    private readonly TeacherTensors teacher;
    private readonly Tensor targets; // [agent][action][step x environment]
    private readonly int scattered;
    private readonly IntTensor? stepsPerLevel;

    public ImitationTrainer(TrainerSetup setup, ImitationSpec spec)
        : base(setup)
    {
        scattered = (int)Math.Round(spec.Scattered * setup.Settings.Environments);
        stepsPerLevel = spec.EveryCell && scattered > 0 ? Turns(setup, scattered) : null;
        targets = Engine.Floats(setup.Initial.Count, Rollout.Actions, setup.Settings.Environments * setup.Settings.StepsPerUpdate);
        teacher = Upload(setup, spec.Who);
    }

    /// <inheritdoc/>
    protected override void Begin()
    {
        base.Begin();
        int environments = Settings.Environments;
        Rollouts.Scattered = scattered;
        Rollouts.StepsPerLevel = stepsPerLevel;
        Rollouts.Watcher = (step, state) =>
            Engine.Run(new LabelActions(state, teacher, targets.ColumnRange(step * environments, environments)));
    }

    /// <inheritdoc/>
    protected override void Learn()
    {
        Tensor head = Rollouts.Actor.Experience.Head;
        for (int epoch = 0; epoch < Settings.Epochs; epoch++)
        {
            Descent.Step(isFirst: epoch == 0, Annealed(Settings.FinalLearningRate), (first, count, gradient) => Engine.Run(new ImitationLossGradient(
                head.ColumnRange(first, count), targets.ColumnRange(first, count), Rollouts.Samples.ColumnRange(first, count), gradient,
                targets.Columns)));
        }
    }

    /// <summary>[agent][1][1] steps in which so many environments have shown every free cell of any level that the agent trains on.</summary>
    private static IntTensor Turns(TrainerSetup setup, int environments)
    {
        IntTensor turns = setup.Engine.Ints(setup.Levels.Count, 1, 1);
        setup.Engine.Upload([.. setup.Levels.Select(own => (MostFree(setup.Stores[own.Store]) + environments - 1) / environments)], turns);
        return turns;
    }

    private static int MostFree(LevelStore store) =>
        store.Levels.Skip(store.Training.First).Take(store.Training.Count).Concat(store.Levels.Skip(store.TrainingDistinguishing.First).Take(store.TrainingDistinguishing.Count))
            .Max(level => level.Level.Walls.Count(isWall => !isWall));

    private static TeacherTensors Upload(TrainerSetup setup, ITeacher teacher)
    {
        ActionTable[] tables = [.. setup.Stores.Select(store => store.Taught(teacher))];
        int[] all = [.. tables.SelectMany(table => table.Actions)];
        IntTensor actions = setup.Engine.Ints(1, 1, all.Length), places = setup.Engine.Ints(setup.Levels.Count, 1, 3);
        setup.Engine.Upload(all, actions);
        int[] origins = new int[tables.Length];
        for (int i = 1; i < tables.Length; i++) origins[i] = origins[i - 1] + tables[i - 1].Actions.Length;
        setup.Engine.Upload(
            setup.Levels.SelectMany(l => (int[])[origins[l.Store], tables[l.Store].States, ActionTable.IntsOf(tables[l.Store].Cells)]).ToArray(), places);
        return new TeacherTensors(actions with { AgentStride = 0 }, places);
    }
}
