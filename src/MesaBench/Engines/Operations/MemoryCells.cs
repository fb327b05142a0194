namespace MesaBench.Engines.Operations;

/// <summary>
/// One step of a long short-term memory's content (Hochreiter and Schmidhuber 1997; Gers et al. 2000):
/// after = forget before + input candidate. The sums of a cell's gates lie one after the other, input, forget, output, candidate, and are
/// replaced by sigmoid(input), sigmoid(forget + 1), sigmoid(output), tanh(candidate): with the 1, a content that nothing was learned about
/// is kept (Jozefowicz et al. 2015).
/// </summary>
/// <param name="Gates">[agent][cell x 4 x feature][sample], read and written; samples are a multiple of 16.</param>
/// <param name="Features">Numbers of a cell's content.</param>
/// <param name="Before">[agent][cell x feature][sample] the content before.</param>
/// <param name="After">The same shape, written.</param>
public readonly record struct KeepContent(Tensor Gates, int Features, Tensor Before, Tensor After) : IOperation
{
    /// <inheritdoc/>
    public int Agents => Gates.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [Gates, After];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => Check(check, Gates, Features, Before, After);

    internal static void Check(OperationCheck check, Tensor gates, int features, Tensor content, Tensor other) => _ = check
        .In(gates).In(content).In(other).Multiple(gates.Columns, OperationCheck.Lane).Multiple(content.Rows, features)
        .Equal(gates.Rows, 4L * content.Rows).Equal(gates.Columns, content.Columns).Equal(other.Rows, content.Rows).Equal(other.Columns, content.Columns);
}

/// <summary>Its gradient: those of the sums of input, forget and candidate, and that of the content before in place of the content's.</summary>
/// <param name="Gates">[agent][cell x 4 x feature][sample] the gates.</param>
/// <param name="Features">Numbers of a cell's content.</param>
/// <param name="Before">[agent][cell x feature][sample] the content before.</param>
/// <param name="Content">The same shape: the gradient of the content after, replaced by that of the content before.</param>
/// <param name="Sums">The shape of the gates: gradients of their sums, written but for the output's.</param>
public readonly record struct KeepContentGradient(Tensor Gates, int Features, Tensor Before, Tensor Content, Tensor Sums) : IOperation
{
    /// <inheritdoc/>
    public int Agents => Gates.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [Content, Sums];

    /// <inheritdoc/>
    public void Check(OperationCheck check)
    {
        _ = check.In(Sums).Equal(Sums.Rows, Gates.Rows).Equal(Sums.Columns, Gates.Columns);
        KeepContent.Check(check, Gates, Features, Before, Content);
    }
}

/// <summary>What a memory shows of its content: shown = output tanh(content).</summary>
/// <param name="Gates">[agent][cell x 4 x feature][sample] the gates, as <see cref="KeepContent"/> leaves them.</param>
/// <param name="Features">Numbers of a cell's content.</param>
/// <param name="Content">[agent][cell x feature][sample].</param>
/// <param name="Squashed">The same shape: tanh(content), written.</param>
/// <param name="Shown">The same shape, written.</param>
public readonly record struct ShowContent(Tensor Gates, int Features, Tensor Content, Tensor Squashed, Tensor Shown) : IOperation
{
    /// <inheritdoc/>
    public int Agents => Gates.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [Squashed, Shown];

    /// <inheritdoc/>
    public void Check(OperationCheck check)
    {
        KeepContent.Check(check, Gates, Features, Content, Squashed);
        KeepContent.Check(check, Gates, Features, Content, Shown);
    }
}

/// <summary>Its gradient: that of the output gate's sum, and the content's, which is added to.</summary>
/// <param name="Gates">[agent][cell x 4 x feature][sample] the gates.</param>
/// <param name="Features">Numbers of a cell's content.</param>
/// <param name="Squashed">[agent][cell x feature][sample] tanh(content).</param>
/// <param name="Shown">The same shape: the gradient of what was shown.</param>
/// <param name="Content">The same shape: the gradient of the content, added to.</param>
/// <param name="Sums">The shape of the gates: gradients of their sums, of which the output's is written.</param>
public readonly record struct ShowContentGradient(Tensor Gates, int Features, Tensor Squashed, Tensor Shown, Tensor Content, Tensor Sums) : IOperation
{
    /// <inheritdoc/>
    public int Agents => Gates.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [Content, Sums];

    /// <inheritdoc/>
    public void Check(OperationCheck check)
    {
        _ = check.In(Sums).Equal(Sums.Rows, Gates.Rows).Equal(Sums.Columns, Gates.Columns);
        KeepContent.Check(check, Gates, Features, Squashed, Shown);
        KeepContent.Check(check, Gates, Features, Squashed, Content);
    }
}
