namespace MesaBench.Engines.Operations;

/// <summary>A formula that is applied number by number.</summary>
public enum Formula
{
    /// <summary>a b.</summary>
    Product,

    /// <summary>a + b (c - a).</summary>
    Blend,

    /// <summary>a (b - c).</summary>
    TimesDifference,

    /// <summary>a (1 - b).</summary>
    TimesRest,
}

/// <summary>to = a formula of two or three tensors, number by number.</summary>
/// <param name="Formula">The formula.</param>
/// <param name="A">[agent][row][column].</param>
/// <param name="B">The same shape.</param>
/// <param name="To">The same shape, written.</param>
/// <param name="C">The same shape; null where the formula has no c.</param>
public readonly record struct Pointwise(Formula Formula, Tensor A, Tensor B, Tensor To, Tensor? C = null) : IOperation
{
    /// <inheritdoc/>
    public int Agents => To.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [To];

    /// <inheritdoc/>
    public void Check(OperationCheck check)
    {
        int read = Formula switch { Formula.Product or Formula.TimesRest => 2, _ => 3 };
        Tensor?[] given = [A, B, C];
        check = check.In(A).In(B).In(C).In(To)
            .That(given.TakeWhile(t => t is not null).Count() == read, nameof(Formula), $"is {Formula}", $"{read} tensors for it");
        foreach (Tensor tensor in given.OfType<Tensor>()) check = check.Equal(tensor.Rows, To.Rows).Equal(tensor.Columns, To.Columns);
    }
}

/// <summary>y = activation(y), or y times an activation's slope.</summary>
/// <param name="Y">[agent][row][column], written.</param>
/// <param name="Activation">The activation.</param>
/// <param name="Output">The output of which the activation is the gradient; null where it is none.</param>
public readonly record struct Activate(Tensor Y, Activation Activation, Tensor? Output = null) : IOperation
{
    /// <inheritdoc/>
    public int Agents => Y.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [Y];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => check.In(Y).Epilogue(Y, null, Activation, Output);
}
