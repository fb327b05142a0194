namespace MesaBench.Engines.Operations;

/// <summary>state[feature of each sample] += scale direction[feature].</summary>
/// <param name="State">[agent][feature][sample] with samples side by side, else [agent][sample][feature]; written.</param>
/// <param name="SideBySide">Whether samples are side by side.</param>
/// <param name="Direction">[agent][1][feature].</param>
/// <param name="Scale">The factor.</param>
public readonly record struct AddDirection(Tensor State, bool SideBySide, Tensor Direction, float Scale) : IOperation
{
    /// <inheritdoc/>
    public int Agents => State.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [State];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => _ = check.In(State).In(Direction).Equal(Direction.Rows, 1)
        .Equal(Direction.Columns, SideBySide ? State.Rows : State.Columns);
}

/// <summary>
/// Takes a subspace out of each sample's state: for one direction d after the other, state -= d (d . state). Orthonormal directions leave
/// nothing along any of them.
/// </summary>
/// <param name="State">[agent][feature][sample] with samples side by side, else [agent][sample][feature]; written.</param>
/// <param name="SideBySide">Whether samples are side by side.</param>
/// <param name="Directions">[agent][direction][feature].</param>
public readonly record struct ProjectOut(Tensor State, bool SideBySide, Tensor Directions) : IOperation
{
    /// <inheritdoc/>
    public int Agents => State.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [State];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => _ = check.In(State).In(Directions)
        .Equal(Directions.Columns, SideBySide ? State.Rows : State.Columns);
}

/// <summary>to[sample] = from[source of the sample]: each sample gets another's state.</summary>
/// <param name="From">[agent][feature][sample] with samples side by side, else [agent][sample][feature].</param>
/// <param name="To">The same shape, other memory; written.</param>
/// <param name="SideBySide">Whether samples are side by side.</param>
/// <param name="Sources">[agent][1][sample] a sample.</param>
public readonly record struct TakeSamples(Tensor From, Tensor To, bool SideBySide, IntTensor Sources) : IOperation
{
    /// <inheritdoc/>
    public int Agents => To.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [To];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => _ = check.In(From).In(To).In(Sources).Equal(From.Rows, To.Rows).Equal(From.Columns, To.Columns)
        .Equal(Sources.Rows, 1).Equal(Sources.Columns, SideBySide ? To.Columns : To.Rows)
        .That(From.Storage != To.Storage, nameof(To), "is the memory that is read", "other memory");
}
