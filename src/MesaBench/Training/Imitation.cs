using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Kernels;
using MesaBench.Worlds;

namespace MesaBench.Training;

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
