namespace MesaBench.Engines.Operations;

/// <summary>Sets a whole tensor, its padding included, to zero.</summary>
/// <param name="To">[agent][row][column], written.</param>
public readonly record struct Zero(Tensor To) : IOperation
{
    /// <inheritdoc/>
    public int Agents => To.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [To];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => _ = check.In(To);
}

/// <summary>to = from.</summary>
/// <param name="From">[agent][row][column].</param>
/// <param name="To">The same shape, written.</param>
public readonly record struct Copy(Tensor From, Tensor To) : IOperation
{
    /// <inheritdoc/>
    public int Agents => To.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [To];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => _ = check.In(From).In(To).Equal(From.Rows, To.Rows).Equal(From.Columns, To.Columns);
}

/// <summary>to = from.</summary>
/// <param name="From">[agent][row][column].</param>
/// <param name="To">The same shape, written.</param>
public readonly record struct CopyInts(IntTensor From, IntTensor To) : IOperation
{
    /// <inheritdoc/>
    public int Agents => To.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [To];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => _ = check.In(From).In(To).Equal(From.Rows, To.Rows).Equal(From.Columns, To.Columns);
}

/// <summary>to += from.</summary>
/// <param name="From">[agent][row][column].</param>
/// <param name="To">The same shape, written.</param>
public readonly record struct Add(Tensor From, Tensor To) : IOperation
{
    /// <inheritdoc/>
    public int Agents => To.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [To];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => _ = check.In(From).In(To).Equal(From.Rows, To.Rows).Equal(From.Columns, To.Columns);
}
