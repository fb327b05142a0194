using MesaBench.Kernels;

namespace MesaBench.Engines.Operations;

/// <summary>The worlds' data on an engine (see the level table and rule table), shared by an engine's agents.</summary>
/// <param name="Agents">[agent][1][16] descriptors: random key, levels, layout of the tables.</param>
/// <param name="Levels">[1][1][...] encoded levels.</param>
/// <param name="Kinds">[1][kind][4] what entering an object of a kind does.</param>
/// <param name="Rewards">[1][kind][4] its reward under each objective.</param>
/// <param name="Optimal">[1][1][level] optimal return of each level under the objective that training pays, world by world.</param>
public sealed record WorldTensors(IntTensor Agents, IntTensor Levels, IntTensor Kinds, Tensor Rewards, Tensor Optimal)
{
    internal const int Objectives = EnvironmentState.Marks - EnvironmentState.FirstReached;

    /// <summary>Checks what every operation on environments takes.</summary>
    internal OperationCheck Check(OperationCheck check, IntTensor state, IntTensor features, IntTensor fresh) =>
        check.In(Agents).In(state).In(features).In(fresh)
            .Equal(Agents.Columns, Descriptor.Columns).Equal(Kinds.Columns, KindRule.Columns)
            .AtLeast(Rewards.Columns, Objectives).Equal(Rewards.Rows, 2L * Kinds.Rows)
            .Equal(state.Columns, EnvironmentState.Columns).Equal(features.Rows, state.Rows).AtLeast(features.Columns, 2)
            .Equal(fresh.Rows, 1).Equal(fresh.Columns, state.Rows);
}

/// <summary>Starts an episode in every environment: drawn levels in training, level i mod count for environment i in evaluation.</summary>
/// <param name="World">The worlds' data.</param>
/// <param name="State">[agent][environment][state], written.</param>
/// <param name="Features">[agent][environment][1 + most active], written.</param>
/// <param name="Fresh">[agent][1][environment], written.</param>
/// <param name="Evaluation">Whether levels are played in order.</param>
/// <param name="Episode">Number of the first episode: what is drawn in training is a function of it.</param>
public readonly record struct ResetEnvironments(
    WorldTensors World, IntTensor State, IntTensor Features, IntTensor Fresh, bool Evaluation, int Episode = 0) : IOperation
{
    /// <inheritdoc/>
    public int Agents => State.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [State, Features, Fresh];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => _ = World.Check(check, State, Features, Fresh);
}

/// <summary>
/// One training step of every environment; tallies sum up what episodes have earned, discounted a step, and what was optimal.
/// </summary>
/// <param name="World">The worlds' data.</param>
/// <param name="State">[agent][environment][state], written.</param>
/// <param name="Features">[agent][environment][1 + most active], written.</param>
/// <param name="Fresh">[agent][1][environment], written.</param>
/// <param name="Samples">[agent][row of a rollout][environment], written.</param>
/// <param name="Tallies">[agent][row][environment], written.</param>
/// <param name="Discount">Discount a step.</param>
public readonly record struct StepEnvironments(
    WorldTensors World, IntTensor State, IntTensor Features, IntTensor Fresh, Tensor Samples, Tensor Tallies, float Discount) : IOperation
{
    /// <inheritdoc/>
    public int Agents => State.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [State, Features, Fresh, Samples, Tallies];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => _ = World.Check(check, State, Features, Fresh)
        .In(Samples).Equal(Samples.Rows, Rollout.Rows).AtLeast(Samples.Columns, State.Rows)
        .In(Tallies).Equal(Tallies.Rows, Tally.Rows).AtLeast(Tallies.Columns, State.Rows);
}

/// <summary>One evaluation step of every environment; ended episodes stay.</summary>
/// <param name="World">The worlds' data.</param>
/// <param name="State">[agent][environment][state], written.</param>
/// <param name="Features">[agent][environment][1 + most active], written.</param>
/// <param name="Fresh">[agent][1][environment], written.</param>
/// <param name="Samples">[agent][row of a rollout][environment].</param>
/// <param name="Returns">[agent][environment][objective + 1], written: returns, then the discount so far.</param>
/// <param name="Discount">Discount a step.</param>
public readonly record struct StepEpisodes(
    WorldTensors World, IntTensor State, IntTensor Features, IntTensor Fresh, Tensor Samples, Tensor Returns, float Discount) : IOperation
{
    /// <inheritdoc/>
    public int Agents => State.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [State, Fresh, Features, Returns];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => _ = World.Check(check, State, Features, Fresh)
        .In(Samples).Equal(Samples.Rows, Rollout.Rows).AtLeast(Samples.Columns, State.Rows)
        .In(Returns).Equal(Returns.Rows, State.Rows).AtLeast(Returns.Columns, WorldTensors.Objectives + 1);
}

/// <summary>running[agent] = how many of its environments' evaluation episodes are not over.</summary>
/// <param name="State">[agent][environment][state].</param>
/// <param name="Running">[agent][1][1], written.</param>
public readonly record struct CountRunning(IntTensor State, IntTensor Running) : IOperation
{
    /// <inheritdoc/>
    public int Agents => Running.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [Running];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => _ = check.In(State).In(Running).Equal(State.Columns, EnvironmentState.Columns);
}
