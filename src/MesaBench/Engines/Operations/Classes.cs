namespace MesaBench.Engines.Operations;

/// <summary>
/// Gradient of the mean cross-entropy of a five-class softmax, in place: class c of (row, column) stands at column + c classStride.
/// </summary>
/// <param name="Logits">[agent][row][class x place], written.</param>
/// <param name="Labels">[agent][row][place] the right class.</param>
/// <param name="Weights">[agent][row][place].</param>
/// <param name="ClassStride">Columns from a class to the next; a multiple of 16.</param>
public readonly record struct ClassLossGradient(Tensor Logits, Tensor Labels, Tensor Weights, int ClassStride) : IOperation
{
    /// <inheritdoc/>
    public int Agents => Logits.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [Logits];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => BestClasses.Check(
        check.In(Labels).In(Weights).Equal(Weights.Rows, Labels.Rows).Equal(Weights.Columns, Labels.Columns), Logits, Labels, ClassStride);
}

/// <summary>best(row, column) = the most probable of five classes, the first on a tie; classes stand as for the gradient.</summary>
/// <param name="Logits">[agent][row][class x place].</param>
/// <param name="Best">[agent][row][place], written.</param>
/// <param name="ClassStride">Columns from a class to the next; a multiple of 16.</param>
public readonly record struct BestClasses(Tensor Logits, Tensor Best, int ClassStride) : IOperation
{
    /// <inheritdoc/>
    public int Agents => Best.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [Best];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => Check(check.In(Best), Logits, Best, ClassStride);

    /// <summary>Five classes of every place, so far apart that no two meet, and none beyond the logits.</summary>
    internal static void Check(OperationCheck check, Tensor Logits, Tensor places, int ClassStride)
    {
        int width = Tensor.Pad(places.Columns);
        _ = check.In(Logits).Multiple(ClassStride, OperationCheck.Lane).AtLeast(ClassStride, width);
        if (places.Rows > 1) _ = check.AtLeast(Logits.RowStride, 5L * ClassStride);
        long last = (places.Rows - 1L) * Logits.RowStride + 4L * ClassStride + width;
        long room = (Logits.Rows - 1L) * Logits.RowStride + Tensor.Pad(Logits.Columns);
        _ = check.That(last <= room, nameof(Logits), $"has room for {room} numbers an agent", $"at least {last}");
    }
}
