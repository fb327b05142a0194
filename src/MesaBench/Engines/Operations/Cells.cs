namespace MesaBench.Engines.Operations;

/// <summary>to[feature][sample] = x at the cell where the sample's agent is: the first of its active features.</summary>
/// <param name="X">[agent][cell x feature][sample].</param>
/// <param name="Features">[agent][sample][1 + most active].</param>
/// <param name="To">[agent][feature][sample], written.</param>
public readonly record struct PickCell(Tensor X, IntTensor Features, Tensor To) : IOperation
{
    /// <inheritdoc/>
    public int Agents => To.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [To];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => Check(check, X, Features, To);

    internal static void Check(OperationCheck check, Tensor cells, IntTensor features, Tensor one) => _ = check.In(cells).In(features).In(one)
        .Multiple(one.Columns, OperationCheck.Lane).Equal(cells.Columns, one.Columns).Equal(features.Rows, one.Columns)
        .Multiple(cells.Rows, one.Rows).AtLeast(features.Columns, 2);
}

/// <summary>to += x at the cell where the sample's agent is.</summary>
/// <param name="X">[agent][feature][sample].</param>
/// <param name="Features">[agent][sample][1 + most active].</param>
/// <param name="To">[agent][cell x feature][sample], written.</param>
public readonly record struct AddAtCell(Tensor X, IntTensor Features, Tensor To) : IOperation
{
    /// <inheritdoc/>
    public int Agents => To.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [To];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => PickCell.Check(check, To, Features, X);
}

/// <summary>to = the mean over cells of each feature, then the greatest over cells of each.</summary>
/// <param name="X">[agent][cell x feature][sample].</param>
/// <param name="To">[agent][2 x feature][sample], written.</param>
public readonly record struct Pool(Tensor X, Tensor To) : IOperation
{
    /// <inheritdoc/>
    public int Agents => To.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [To];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => _ = check.In(X).In(To)
        .Multiple(To.Columns, OperationCheck.Lane).Equal(X.Columns, To.Columns).Multiple(To.Rows, 2).Multiple(X.Rows, To.Rows / 2);
}

/// <summary>The gradient of a pool's input; of cells that are equally great the first has it.</summary>
/// <param name="X">[agent][cell x feature][sample] the input.</param>
/// <param name="Dy">[agent][2 x feature][sample] the output's gradient.</param>
/// <param name="Dx">[agent][cell x feature][sample], written.</param>
public readonly record struct PoolGradient(Tensor X, Tensor Dy, Tensor Dx) : IOperation
{
    /// <inheritdoc/>
    public int Agents => Dx.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [Dx];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => _ = check.In(X).In(Dy).In(Dx)
        .Multiple(Dx.Columns, OperationCheck.Lane).Equal(X.Columns, Dx.Columns).Equal(Dy.Columns, Dx.Columns).Equal(X.Rows, Dx.Rows)
        .Multiple(Dy.Rows, 2).Multiple(X.Rows, Dy.Rows / 2);
}
