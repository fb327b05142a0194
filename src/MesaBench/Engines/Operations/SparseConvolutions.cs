namespace MesaBench.Engines.Operations;

/// <summary>y[sample, cell] = border[cell] + the 3x3 convolution of the active features.</summary>
/// <param name="Features">[agent][sample][1 + most active].</param>
/// <param name="Neighbours">[1][9][cell] the cell under each tap, or -1.</param>
/// <param name="W">[agent][tap x plane][column].</param>
/// <param name="Border">[agent][cell][column].</param>
/// <param name="Y">[agent][sample x cell][column], written.</param>
public readonly record struct SparseConvolution(IntTensor Features, IntTensor Neighbours, Tensor W, Tensor Border, Tensor Y) : IOperation
{
    /// <inheritdoc/>
    public int Agents => Y.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [Y];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => _ = check.In(Features).In(Neighbours).In(W).In(Border).In(Y)
        .Equal(Neighbours.Rows, 9).Equal(Neighbours.Columns, Border.Rows).Equal(Y.Rows, (long)Features.Rows * Border.Rows)
        .Multiple(W.Rows, 9).Equal(W.Columns, Y.Columns).Equal(Border.Columns, Y.Columns);
}

/// <summary>dw += the sparse convolution's weight gradient.</summary>
/// <param name="Features">[agent][sample][1 + most active].</param>
/// <param name="Neighbours">[1][9][cell].</param>
/// <param name="Dy">[agent][sample x cell][column].</param>
/// <param name="Dw">[agent][tap x plane][column], written.</param>
public readonly record struct SparseConvolutionGradient(IntTensor Features, IntTensor Neighbours, Tensor Dy, Tensor Dw) : IOperation
{
    /// <inheritdoc/>
    public int Agents => Dw.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [Dw];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => _ = check.In(Features).In(Neighbours).In(Dy).In(Dw)
        .Equal(Neighbours.Rows, 9).Equal(Dy.Rows, (long)Features.Rows * Neighbours.Columns)
        .Multiple(Dw.Rows, 9).Equal(Dw.Columns, Dy.Columns);
}

/// <summary>border[cell] = bias + ones under the taps inside the grid.</summary>
/// <param name="Neighbours">[1][9][cell].</param>
/// <param name="Bias">[agent][1][column].</param>
/// <param name="Ones">[agent][9][column].</param>
/// <param name="Border">[agent][cell][column], written.</param>
public readonly record struct BorderMap(IntTensor Neighbours, Tensor Bias, Tensor Ones, Tensor Border) : IOperation
{
    /// <inheritdoc/>
    public int Agents => Border.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [Border];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => Check(check, Neighbours, Bias, Ones, Border);

    internal static void Check(OperationCheck check, IntTensor neighbours, Tensor bias, Tensor ones, Tensor border) =>
        _ = check.In(neighbours).In(bias).In(ones).In(border)
            .Equal(neighbours.Rows, 9).Equal(neighbours.Columns, border.Rows).Equal(bias.Rows, 1).Equal(ones.Rows, 9)
            .Equal(bias.Columns, border.Columns).Equal(ones.Columns, border.Columns);
}

/// <summary>Adds the gradients of the bias and of the ones from the border's.</summary>
/// <param name="Neighbours">[1][9][cell].</param>
/// <param name="Border">[agent][cell][column].</param>
/// <param name="Bias">[agent][1][column], written.</param>
/// <param name="Ones">[agent][9][column], written.</param>
public readonly record struct BorderMapGradient(IntTensor Neighbours, Tensor Border, Tensor Bias, Tensor Ones) : IOperation
{
    /// <inheritdoc/>
    public int Agents => Border.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [Bias, Ones];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => BorderMap.Check(check, Neighbours, Bias, Ones, Border);
}

/// <summary>total[cell] += dy[sample, cell] over samples.</summary>
/// <param name="Dy">[agent][sample x cell][column].</param>
/// <param name="Total">[agent][cell][column], written.</param>
public readonly record struct SumOverSamples(Tensor Dy, Tensor Total) : IOperation
{
    /// <inheritdoc/>
    public int Agents => Total.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [Total];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => _ = check.In(Dy).In(Total).Multiple(Dy.Rows, Total.Rows).Equal(Dy.Columns, Total.Columns);
}
