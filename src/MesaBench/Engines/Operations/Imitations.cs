using MesaBench.Kernels;

namespace MesaBench.Engines.Operations;

/// <summary>Labels to imitate, on an engine.</summary>
/// <param name="Actions">[1][1][...] what teachers do, one table after the other (see the worlds' action tables).</param>
/// <param name="Places">[agent][1][3] where its table begins, the states of objects it has room for, and ints a state.</param>
public sealed record TeacherTensors(IntTensor Actions, IntTensor Places);

/// <summary>targets[action][environment] = the share of a teacher's choice, ties alike; all 0 where it has none.</summary>
/// <param name="State">[agent][environment][32] the environments' states.</param>
/// <param name="Teacher">What teachers do.</param>
/// <param name="Targets">[agent][4][environment], written.</param>
public readonly record struct LabelActions(IntTensor State, TeacherTensors Teacher, Tensor Targets) : IOperation
{
    /// <inheritdoc/>
    public int Agents => Targets.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [Targets];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => _ = check.In(State).In(Teacher.Actions).In(Teacher.Places).In(Targets)
        .Equal(State.Columns, EnvironmentState.Columns).Equal(Targets.Rows, Rollout.Actions).AtLeast(Targets.Columns, State.Rows)
        .Equal(Teacher.Places.Columns, 3);
}

/// <summary>
/// Puts the agents of the first environments on a level drawn anew, in a cell drawn evenly from those that are no wall and in which no object
/// lies that may be there or not (terrain may): an episode of its own, of one step.
/// </summary>
/// <param name="World">The world's tensors.</param>
/// <param name="State">[agent][environment][32] the environments' states, written.</param>
/// <param name="Features">[agent][environment][1 + most active] what they show, written.</param>
/// <param name="Fresh">[agent][1][environment] what is new, written.</param>
/// <param name="Environments">So many of the environments, the first.</param>
/// <param name="Step">Number of the step, by which cells are drawn.</param>
public readonly record struct ScatterAgents(
    WorldTensors World, IntTensor State, IntTensor Features, IntTensor Fresh, int Environments, uint Step) : IOperation
{
    /// <inheritdoc/>
    public int Agents => State.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [State, Features, Fresh];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => _ = World.Check(check, State, Features, Fresh).AtLeast(State.Rows, Environments);
}

/// <summary>
/// Puts the agents of the first environments on one level of training, in neighbouring ones, by number, of the cells that
/// <see cref="ScatterAgents"/> takes, from a drawn one on and from step to step the next; after so many steps on the next level. An episode of its
/// own, of one step.
/// </summary>
/// <param name="World">The world's tensors.</param>
/// <param name="State">[agent][environment][32] the environments' states, written.</param>
/// <param name="Features">[agent][environment][1 + most active] what they show, written.</param>
/// <param name="Fresh">[agent][1][environment] what is new, written.</param>
/// <param name="StepsPerLevel">[agent][1][1] steps that a level is shown for.</param>
/// <param name="Environments">So many of the environments, the first.</param>
/// <param name="Episode">Number of the first level's episode, by which levels are drawn.</param>
/// <param name="Step">Number of the step.</param>
public readonly record struct SweepAgents(
    WorldTensors World, IntTensor State, IntTensor Features, IntTensor Fresh, IntTensor StepsPerLevel, int Environments, int Episode, uint Step)
    : IOperation
{
    /// <inheritdoc/>
    public int Agents => State.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [State, Features, Fresh];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => _ = World.Check(check, State, Features, Fresh).In(StepsPerLevel)
        .AtLeast(StepsPerLevel.Columns, 1).AtLeast(State.Rows, Environments);
}

/// <summary>
/// Gradient of the mean cross-entropy to a teacher's choices with respect to head planes; what has no label, or is shown only for its
/// value, counts 0 in the mean.
/// </summary>
/// <param name="Head">[agent][output][sample].</param>
/// <param name="Targets">[agent][4][sample].</param>
/// <param name="Samples">[agent][row of a rollout][sample].</param>
/// <param name="Gradient">[agent][output][sample], written.</param>
/// <param name="Count">Samples of which it is the mean.</param>
public readonly record struct ImitationLossGradient(Tensor Head, Tensor Targets, Tensor Samples, Tensor Gradient, int Count) : IOperation
{
    /// <inheritdoc/>
    public int Agents => Gradient.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [Gradient];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => _ = check.In(Head).In(Targets).In(Samples).In(Gradient)
        .AtLeast(Head.Rows, Rollout.Outputs).Equal(Targets.Rows, Rollout.Actions).Equal(Samples.Rows, Rollout.Rows)
        .AtLeast(Gradient.Rows, Rollout.Outputs).Equal(Targets.Columns, Head.Columns).Equal(Samples.Columns, Head.Columns)
        .Equal(Gradient.Columns, Head.Columns).AtLeast(Count, 1);
}
