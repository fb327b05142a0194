namespace MesaBench.Engines.Operations;

/// <summary>What follows a sum before it is stored.</summary>
public enum Activation
{
    /// <summary>The sum as it is.</summary>
    Identity,

    /// <summary>max(0, sum).</summary>
    Relu,

    /// <summary>tanh(sum).</summary>
    Tanh,

    /// <summary>The sum where the forward pass's output was positive, else 0.</summary>
    ReluGradient,

    /// <summary>The sum times 1 - output^2.</summary>
    TanhGradient,

    /// <summary>The sum, no less than 0 and no more than 1.</summary>
    Clamp,

    /// <summary>The sum where the forward pass's output was between 0 and 1, else 0.</summary>
    ClampGradient,

    /// <summary>1 / (1 + e^-sum).</summary>
    Sigmoid,

    /// <summary>The sum times output (1 - output).</summary>
    SigmoidGradient,
}

/// <summary>Activations and their slopes.</summary>
internal static class Activations
{
    /// <summary>What an activation's gradient multiplies by.</summary>
    public static Activation Slope(this Activation activation) => activation switch
    {
        Activation.Identity => Activation.Identity,
        Activation.Relu => Activation.ReluGradient,
        Activation.Tanh => Activation.TanhGradient,
        Activation.Clamp => Activation.ClampGradient,
        Activation.Sigmoid => Activation.SigmoidGradient,
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "no activation"),
    };

    /// <summary>Whether it is the slope of one, and so needs the output that it is the slope at.</summary>
    public static bool IsSlope(this Activation activation) => activation is Activation.ReluGradient or Activation.TanhGradient
        or Activation.ClampGradient or Activation.SigmoidGradient;
}

/// <summary>y = activation(x w + addend).</summary>
/// <param name="X">[agent][row][depth]; rows are a multiple of 16.</param>
/// <param name="W">[agent][depth][column].</param>
/// <param name="Y">[agent][row][column], written.</param>
/// <param name="Addend">[agent][row][column], or one row for all; null for none. Not Y itself, which may be written before it is read.</param>
/// <param name="Activation">What follows the sum.</param>
/// <param name="Output">The output of which the activation is the gradient; null where it is none.</param>
public readonly record struct Product(Tensor X, Tensor W, Tensor Y, Tensor? Addend, Activation Activation, Tensor? Output = null) : IOperation
{
    /// <inheritdoc/>
    public int Agents => Y.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [Y];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => check.In(X).In(W).In(Y)
        .Multiple(X.Rows, OperationCheck.Lane).Equal(Y.Rows, X.Rows).Equal(X.Columns, W.Rows).Equal(W.Columns, Y.Columns)
        .That(Addend?.Storage != Y.Storage || Addend?.Offset != Y.Offset, nameof(Addend), "is y", "another tensor, or none")
        .Epilogue(Y, Addend, Activation, Output);
}

/// <summary>dw += x' dy.</summary>
/// <param name="X">[agent][row][depth].</param>
/// <param name="Dy">[agent][row][column].</param>
/// <param name="Dw">[agent][depth][column], written.</param>
public readonly record struct WeightGradient(Tensor X, Tensor Dy, Tensor Dw) : IOperation
{
    /// <inheritdoc/>
    public int Agents => Dw.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [Dw];

    /// <inheritdoc/>
    public void Check(OperationCheck check) =>
        _ = check.In(X).In(Dy).In(Dw).Equal(Dy.Rows, X.Rows).Equal(Dw.Rows, X.Columns).Equal(Dw.Columns, Dy.Columns);
}

/// <summary>db += the rows of dy.</summary>
/// <param name="Dy">[agent][row][column].</param>
/// <param name="Db">[agent][1][column], written.</param>
public readonly record struct BiasGradient(Tensor Dy, Tensor Db) : IOperation
{
    /// <inheritdoc/>
    public int Agents => Db.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [Db];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => _ = check.In(Dy).In(Db).Equal(Db.Rows, 1).Equal(Db.Columns, Dy.Columns);
}
