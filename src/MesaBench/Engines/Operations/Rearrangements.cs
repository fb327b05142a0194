namespace MesaBench.Engines.Operations;

/// <summary>Transposes each of a number of equal blocks of rows.</summary>
/// <param name="From">[agent][block x row][column].</param>
/// <param name="To">[agent][block x column][row], written.</param>
/// <param name="Blocks">Blocks of rows.</param>
public readonly record struct Transpose(Tensor From, Tensor To, int Blocks = 1) : IOperation
{
    /// <inheritdoc/>
    public int Agents => To.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [To];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => _ = check.In(From).In(To)
        .Multiple(From.Rows, Blocks).Equal(To.Rows, (long)Blocks * From.Columns).Equal(To.Columns, From.Rows / Blocks);
}

/// <summary>to[column][row] = from[row][column].</summary>
/// <param name="From">[agent][row][column]; rows are a multiple of 16.</param>
/// <param name="To">[agent][column][row], written.</param>
/// <param name="Columns">How many columns.</param>
public readonly record struct RowsToPlanes(Tensor From, Tensor To, int Columns) : IOperation
{
    /// <inheritdoc/>
    public int Agents => To.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [To];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => _ = check.In(From).In(To)
        .Multiple(From.Rows, OperationCheck.Lane).Equal(To.Columns, From.Rows).AtLeast(From.Columns, Columns).AtLeast(To.Rows, Columns);
}

/// <summary>to[row][column] = from[column][row].</summary>
/// <param name="From">[agent][column][row].</param>
/// <param name="To">[agent][row][column], written; rows are a multiple of 16.</param>
/// <param name="Columns">How many columns.</param>
public readonly record struct PlanesToRows(Tensor From, Tensor To, int Columns) : IOperation
{
    /// <inheritdoc/>
    public int Agents => To.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [To];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => _ = check.In(From).In(To)
        .Multiple(To.Rows, OperationCheck.Lane).AtLeast(From.Columns, To.Rows).AtLeast(To.Columns, Columns).AtLeast(From.Rows, Columns);
}
