namespace MesaBench.Engines.Operations;

/// <summary>to = from for the samples whose chosen step is this one.</summary>
/// <param name="From">[agent][sample x row][column].</param>
/// <param name="Chosen">[agent][1][sample] the step.</param>
/// <param name="To">[agent][sample x row][column], written.</param>
/// <param name="Step">This step.</param>
public readonly record struct Capture(Tensor From, IntTensor Chosen, Tensor To, int Step) : IOperation
{
    /// <inheritdoc/>
    public int Agents => To.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [To];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => _ = check.In(From).In(Chosen).In(To)
        .Equal(Chosen.Rows, 1).Multiple(From.Rows, Chosen.Columns).AtLeast(To.Rows, From.Rows).Equal(From.Columns, To.Columns);
}

/// <summary>The same for states of cells, which are turned to rows: to[sample x cell][feature] = from[cell x feature][sample].</summary>
/// <param name="From">[agent][cell x feature][sample].</param>
/// <param name="Chosen">[agent][1][sample] the step.</param>
/// <param name="To">[agent][sample x cell][feature], written.</param>
/// <param name="Step">This step.</param>
public readonly record struct CaptureCells(Tensor From, IntTensor Chosen, Tensor To, int Step) : IOperation
{
    /// <inheritdoc/>
    public int Agents => To.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [To];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => _ = check.In(From).In(Chosen).In(To)
        .Equal(Chosen.Rows, 1).Equal(From.Columns, Chosen.Columns).Multiple(From.Rows, To.Columns)
        .AtLeast(To.Rows, (long)From.Columns * (From.Rows / To.Columns));
}
