using MesaBench.Kernels;

namespace MesaBench.Engines.Operations;

/// <summary>
/// Exchanges what the samples of a pair, 2i and 2i + 1, hold in the cells in which that is due: with a number t above 0 the first features after tick
/// t, with -t the others. Done twice it undoes itself, and its gradient is the same exchange of gradients.
/// </summary>
/// <param name="State">[agent][cell x feature][sample], samples side by side; written.</param>
/// <param name="Due">[agent][cell][sample] when; 0 for never, and alike in both samples of a pair.</param>
/// <param name="Aligned">So many of a cell's features are the first.</param>
/// <param name="Tick">The tick that has just been computed, from 1.</param>
public readonly record struct Exchange(Tensor State, IntTensor Due, int Aligned, int Tick) : IOperation
{
    /// <inheritdoc/>
    public int Agents => State.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [State];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => _ = check.In(State).In(Due).AtLeast(Due.Rows, 1).Multiple(State.Rows, Due.Rows)
        .Equal(Due.Columns, State.Columns).Multiple(State.Columns, 2).AtLeast(Aligned, 0).AtLeast(State.Rows / Due.Rows, Aligned).AtLeast(Tick, 1);
}

/// <summary>Draws exchanges for every pair of an agent's samples.</summary>
/// <param name="World">The world's tensors, with the agents' keys.</param>
/// <param name="Due">[agent][cell][sample], written; see <see cref="Exchange"/>.</param>
/// <param name="Law">How they are drawn.</param>
/// <param name="Step">Number of the step, by which they are drawn.</param>
public readonly record struct DrawExchanges(WorldTensors World, IntTensor Due, ExchangeLaw Law, uint Step) : IOperation
{
    /// <inheritdoc/>
    public int Agents => Due.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [Due];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => _ = check.In(World.Agents).In(Due).Equal(World.Agents.Columns, Descriptor.Columns).Multiple(Due.Columns, 2)
        .AtLeast(Law.FirstTick, 1).AtLeast(Law.LastTick, Law.FirstTick);
}

/// <summary>How exchanges are drawn; chances are fractions of 2^32.</summary>
/// <param name="FirstTick">The first tick after which one may be due, from 1.</param>
/// <param name="LastTick">The last; ticks are drawn evenly.</param>
/// <param name="None">Chance that a pair has none.</param>
/// <param name="Others">Chance that it is one of the features that are not the first.</param>
/// <param name="Whole">Chance that it takes all cells; else it takes each with a chance of one half.</param>
public readonly record struct ExchangeLaw(int FirstTick, int LastTick, uint None, uint Others, uint Whole);

/// <summary>targets[action][environment] = the share of an answer's best actions, ties alike.</summary>
/// <param name="Head">[agent][output][environment] the answers' logits.</param>
/// <param name="Targets">[agent][4][environment], written.</param>
public readonly record struct LabelBest(Tensor Head, Tensor Targets) : IOperation
{
    /// <inheritdoc/>
    public int Agents => Targets.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [Targets];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => _ = check.In(Head).In(Targets).AtLeast(Head.Rows, Rollout.Actions)
        .Equal(Targets.Rows, Rollout.Actions).Equal(Targets.Columns, Head.Columns);
}
