namespace MesaBench.Engines.Operations;

/// <summary>to[head, i, j] = scale times the sum over the head's features of a[i] b[j], samples side by side.</summary>
/// <param name="A">[agent][cell x feature][sample].</param>
/// <param name="B">[agent][cell x feature][sample].</param>
/// <param name="To">[agent][head x cell x cell][sample], written.</param>
/// <param name="Heads">Heads; each has equally many of the features, one after the other.</param>
/// <param name="Width">Features a cell.</param>
/// <param name="Scale">The factor.</param>
public readonly record struct AttentionScores(Tensor A, Tensor B, Tensor To, int Heads, int Width, float Scale) : IOperation
{
    /// <inheritdoc/>
    public int Agents => To.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [To];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => AttentionMix.Check(check.In(A).Equal(A.Rows, B.Rows).Equal(A.Columns, B.Columns), B, To, Heads, Width);
}

/// <summary>
/// to[i] = scale times the sum over j of weights[head, i, j] x[j] (transposed: of weights[head, j, i]), samples side by side.
/// </summary>
/// <param name="Weights">[agent][head x cell x cell][sample].</param>
/// <param name="X">[agent][cell x feature][sample].</param>
/// <param name="To">The same shape as x, written.</param>
/// <param name="Heads">Heads; each has equally many of the features, one after the other.</param>
/// <param name="Width">Features a cell.</param>
/// <param name="Transposed">Whether weights are those of j towards i.</param>
/// <param name="Scale">The factor.</param>
public readonly record struct AttentionMix(
    Tensor Weights, Tensor X, Tensor To, int Heads, int Width, bool Transposed, float Scale = 1) : IOperation
{
    /// <inheritdoc/>
    public int Agents => To.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [To];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => Check(check.In(To).Equal(To.Rows, X.Rows).Equal(To.Columns, X.Columns), X, Weights, Heads, Width);

    internal static void Check(OperationCheck check, Tensor x, Tensor weights, int heads, int width) => _ = check.In(x).In(weights)
        .Multiple(x.Columns, OperationCheck.Lane).Equal(weights.Columns, x.Columns).Multiple(x.Rows, width).Multiple(width, heads)
        .Equal(weights.Rows, (long)heads * (x.Rows / width) * (x.Rows / width));
}

/// <summary>Makes each group of neighbouring rows a softmax over the group, samples side by side.</summary>
/// <param name="Y">[agent][group x row][sample], written.</param>
/// <param name="Size">Rows a group.</param>
public readonly record struct SoftmaxGroups(Tensor Y, int Size) : IOperation
{
    /// <inheritdoc/>
    public int Agents => Y.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [Y];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => _ = check.In(Y).Multiple(Y.Columns, OperationCheck.Lane).Multiple(Y.Rows, Size);
}

/// <summary>The gradient of a softmax over groups of rows, in place: d = p (d - the sum over the group of p d).</summary>
/// <param name="P">[agent][group x row][sample] the softmax.</param>
/// <param name="Gradient">The same shape, written: at first the gradient of p.</param>
/// <param name="Size">Rows a group.</param>
public readonly record struct SoftmaxGroupsGradient(Tensor P, Tensor Gradient, int Size) : IOperation
{
    /// <inheritdoc/>
    public int Agents => P.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [Gradient];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => _ = check.In(P).In(Gradient)
        .Multiple(P.Columns, OperationCheck.Lane).Multiple(P.Rows, Size).Equal(Gradient.Rows, P.Rows).Equal(Gradient.Columns, P.Columns);
}
