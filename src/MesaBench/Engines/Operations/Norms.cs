namespace MesaBench.Engines.Operations;

/// <summary>
/// Normalises each group of neighbouring rows to mean 0 and variance 1 over the group, then y = gain normalised + bias, samples side by
/// side (Ba et al. 2016; over all cells, Wu and He 2018 with one group).
/// </summary>
/// <param name="X">[agent][group x row][sample].</param>
/// <param name="Gain">[agent][1][feature]; row r has that of feature r modulo features.</param>
/// <param name="Bias">[agent][1][feature].</param>
/// <param name="Y">The same shape as x, written.</param>
/// <param name="Moments">[agent][group x 2][sample] mean, then 1 / standard deviation; written.</param>
public readonly record struct Normalise(Tensor X, Tensor Gain, Tensor Bias, Tensor Y, Tensor Moments) : IOperation
{
    /// <summary>Added to the variance, so that a group of equal numbers has one.</summary>
    public const float Epsilon = 1e-5f;

    /// <inheritdoc/>
    public int Agents => Y.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [Y, Moments];

    /// <inheritdoc/>
    public void Check(OperationCheck check) =>
        _ = Check(check, X, Moments, Gain.Columns).In(Gain).In(Bias).In(Y).Equal(Gain.Rows, 1).Equal(Bias.Rows, 1).Equal(Bias.Columns, Gain.Columns)
            .Equal(Y.Rows, X.Rows).Equal(Y.Columns, X.Columns);

    internal static OperationCheck Check(OperationCheck check, Tensor x, Tensor moments, int features) => check.In(x).In(moments)
        .Multiple(x.Columns, OperationCheck.Lane).Equal(moments.Columns, x.Columns).Multiple(moments.Rows, 2)
        .Multiple(x.Rows, moments.Rows / 2).Multiple(x.Rows / (moments.Rows / 2), features);
}

/// <summary>The gradient of a normalisation's input.</summary>
/// <param name="X">[agent][group x row][sample] the input.</param>
/// <param name="Gain">[agent][1][feature].</param>
/// <param name="Dy">The same shape as x.</param>
/// <param name="Moments">[agent][group x 2][sample] as the forward pass wrote them.</param>
/// <param name="Dx">The same shape as x, written.</param>
public readonly record struct NormaliseGradient(Tensor X, Tensor Gain, Tensor Dy, Tensor Moments, Tensor Dx) : IOperation
{
    /// <inheritdoc/>
    public int Agents => Dx.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [Dx];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => _ = Normalise.Check(check, X, Moments, Gain.Columns).In(Gain).In(Dy).In(Dx)
        .Equal(Gain.Rows, 1).Equal(Dy.Rows, X.Rows).Equal(Dy.Columns, X.Columns).Equal(Dx.Rows, X.Rows).Equal(Dx.Columns, X.Columns);
}

/// <summary>The gradient of a normalisation's gain, added to 16 partial sums for each, as a local weight's.</summary>
/// <param name="X">[agent][group x row][sample] the input.</param>
/// <param name="Dy">The same shape as x.</param>
/// <param name="Moments">[agent][group x 2][sample] as the forward pass wrote them.</param>
/// <param name="Partials">[agent][feature][16], written.</param>
public readonly record struct NormaliseGainGradient(Tensor X, Tensor Dy, Tensor Moments, Tensor Partials) : IOperation
{
    /// <inheritdoc/>
    public int Agents => Dy.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [Partials];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => _ = Normalise.Check(check, X, Moments, Partials.Rows).In(Dy).In(Partials)
        .Equal(Dy.Rows, X.Rows).Equal(Dy.Columns, X.Columns).Equal(Partials.Columns, OperationCheck.Lane);
}
