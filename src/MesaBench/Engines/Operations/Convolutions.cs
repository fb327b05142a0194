namespace MesaBench.Engines.Operations;

/// <summary>y = activation(3x3 convolution of x + addend).</summary>
/// <param name="X">[agent][sample x cell][channel], with a row of zeros after the last sample.</param>
/// <param name="Sources">[1][9][row] the row of x under each tap, shared by agents.</param>
/// <param name="W">[agent][tap x channel][column].</param>
/// <param name="Y">[agent][row][column], written; rows are a multiple of 16.</param>
/// <param name="Addend">[agent][row][column], or one row for all; null for none.</param>
/// <param name="Activation">What follows the sum.</param>
/// <param name="Output">The output of which the activation is the gradient; null where it is none.</param>
public readonly record struct Convolution(
    Tensor X, IntTensor Sources, Tensor W, Tensor Y, Tensor? Addend, Activation Activation, Tensor? Output = null) : IOperation
{
    /// <inheritdoc/>
    public int Agents => Y.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [Y];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => check.In(X).In(Sources).In(W).In(Y)
        .Multiple(Y.Rows, OperationCheck.Lane).Equal(Sources.Rows, 9).Equal(Sources.Columns, Y.Rows)
        .Equal(W.Rows, 9 * X.Columns).Equal(W.Columns, Y.Columns)
        .Epilogue(Y, Addend, Activation, Output);
}

/// <summary>dw += the convolution's weight gradient.</summary>
/// <param name="X">[agent][sample x cell][channel], with a row of zeros after the last sample.</param>
/// <param name="Sources">[1][9][row] the row of x under each tap.</param>
/// <param name="Dy">[agent][row][column].</param>
/// <param name="Dw">[agent][tap x channel][column], written.</param>
public readonly record struct ConvolutionWeightGradient(Tensor X, IntTensor Sources, Tensor Dy, Tensor Dw) : IOperation
{
    /// <inheritdoc/>
    public int Agents => Dw.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [Dw];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => _ = check.In(X).In(Sources).In(Dy).In(Dw)
        .Equal(Sources.Rows, 9).Equal(Sources.Columns, Dy.Rows).Equal(Dw.Rows, 9 * X.Columns).Equal(Dw.Columns, Dy.Columns);
}
