namespace MesaBench.Engines.Operations;

/// <summary>
/// y = activation(bias + rows of w of the active features), activation the identity or ReLU. Rows are [step x environment] where
/// changed [step][environment] says whether features other than the agent's own differ from the step before; null: samples of their own.
/// </summary>
/// <param name="Features">[agent][row][1 + most active]: how many are active, then their numbers.</param>
/// <param name="Changed">[agent][step][environment], or null.</param>
/// <param name="W">[agent][feature][column].</param>
/// <param name="Bias">[agent][1][column].</param>
/// <param name="Y">[agent][row][column], written.</param>
/// <param name="Activation">What follows the sum.</param>
public readonly record struct SparseInput(
    IntTensor Features, IntTensor? Changed, Tensor W, Tensor Bias, Tensor Y, Activation Activation) : IOperation
{
    /// <inheritdoc/>
    public int Agents => Y.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [Y];

    /// <inheritdoc/>
    public void Check(OperationCheck check)
    {
        check = check.In(Features).In(Changed).In(W).In(Bias).In(Y)
            .Equal(Features.Rows, Y.Rows).AtLeast(Features.Columns, 2).Equal(W.Columns, Y.Columns).Equal(Bias.Columns, Y.Columns)
            .That(Activation is Activation.Identity or Activation.Relu, nameof(Activation), $"is {Activation}", "Identity, Relu");
        if (Changed is not null) _ = check.Equal(Y.Rows, (long)Changed.Rows * Changed.Columns);
    }
}

/// <summary>
/// dw[feature] += dy over the active features; changed as in the forward pass, its rows whole blocks of 8 steps but for the last.
/// </summary>
/// <param name="Features">[agent][row][1 + most active].</param>
/// <param name="Changed">[agent][step][environment], or null.</param>
/// <param name="Dy">[agent][row][column].</param>
/// <param name="Dw">[agent][feature][column], written.</param>
public readonly record struct SparseInputGradient(IntTensor Features, IntTensor? Changed, Tensor Dy, Tensor Dw) : IOperation
{
    /// <inheritdoc/>
    public int Agents => Dw.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [Dw];

    /// <inheritdoc/>
    public void Check(OperationCheck check)
    {
        check = check.In(Features).In(Changed).In(Dy).In(Dw)
            .Equal(Features.Rows, Dy.Rows).AtLeast(Features.Columns, 2).Equal(Dw.Columns, Dy.Columns);
        if (Changed is not null) _ = check.Equal(Dy.Rows, (long)Changed.Rows * Changed.Columns);
    }
}
