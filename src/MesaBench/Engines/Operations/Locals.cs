namespace MesaBench.Engines.Operations;

/// <summary>
/// y[cell, out] = activation(addend + bias + the sum over taps t of w[t] x[source(t, cell)]), samples side by side: a product with what
/// stands around each cell, such as a convolution, a layer of each cell by itself, or a head that reads all cells.
/// </summary>
/// <param name="X">[agent][cell x in][sample].</param>
/// <param name="Inputs">Numbers a cell of x.</param>
/// <param name="Sources">[1][tap][cell of y] the cell of x under each tap, or -1 for none; shared by agents.</param>
/// <param name="W">[agent][tap x in][out], or one matrix [in][out] for all taps.</param>
/// <param name="Bias">[agent][cell of y][out], or one row for all; null for none.</param>
/// <param name="Y">[agent][cell x out][sample], written; samples are a multiple of 16.</param>
/// <param name="Addend">The same shape as y; null for none. It may be y itself.</param>
/// <param name="Activation">What follows the sum.</param>
/// <param name="Output">The output of which the activation is the gradient; null where it is none.</param>
public readonly record struct LocalProduct(
    Tensor X, int Inputs, IntTensor Sources, Tensor W, Tensor? Bias, Tensor Y, Tensor? Addend, Activation Activation,
    Tensor? Output = null) : IOperation
{
    /// <inheritdoc/>
    public int Agents => Y.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [Y];

    /// <inheritdoc/>
    public void Check(OperationCheck check)
    {
        if (Bias is not null) check = check.In(Bias).Equal(Bias.Columns, W.Columns);
        if (Bias is not null && Bias.RowStride != 0) check = check.Equal(Bias.Rows, Sources.Columns);
        LocalWeightGradient.Check(check, X, Inputs, Sources, W.Rows, W.Columns, Y).In(W).Epilogue(Y, Addend, Activation, Output);
    }
}

/// <summary>
/// The gradient of a local product's weights, added to 16 partial sums for each: samples are summed by their number modulo 16, within each
/// cell by cell. <see cref="SumPartials"/> ends it.
/// </summary>
/// <param name="X">[agent][cell x in][sample].</param>
/// <param name="Inputs">Numbers a cell of x.</param>
/// <param name="Sources">[1][tap][cell of y] the cell of x under each tap, or -1.</param>
/// <param name="Dy">[agent][cell x out][sample].</param>
/// <param name="Outputs">Numbers a cell of y.</param>
/// <param name="Partials">[agent][tap x in x out][16], or [in x out][16] for one matrix; written.</param>
public readonly record struct LocalWeightGradient(
    Tensor X, int Inputs, IntTensor Sources, Tensor Dy, int Outputs, Tensor Partials) : IOperation
{
    /// <inheritdoc/>
    public int Agents => Dy.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [Partials];

    /// <inheritdoc/>
    public void Check(OperationCheck check) =>
        _ = Check(check, X, Inputs, Sources, Partials.Rows / Outputs, Outputs, Dy).In(Partials)
            .Multiple(Partials.Rows, Outputs).Equal(Partials.Columns, OperationCheck.Lane);

    internal static OperationCheck Check(
        OperationCheck check, Tensor x, int inputs, IntTensor sources, int rows, int outputs, Tensor y) =>
        check.In(x).In(sources).In(y)
            .Multiple(y.Columns, OperationCheck.Lane).Equal(x.Columns, y.Columns).Multiple(x.Rows, inputs)
            .Equal(y.Rows, (long)sources.Columns * outputs)
            .That(
                rows == inputs || rows == sources.Rows * inputs, "w", $"has {rows} rows",
                $"{inputs}, or that for each of {sources.Rows} taps");
}

/// <summary>db[out] += the sum of dy over cells and samples, to 16 partial sums as a weight's.</summary>
/// <param name="Dy">[agent][cell x out][sample]; samples are a multiple of 16.</param>
/// <param name="Partials">[agent][out][16], written.</param>
public readonly record struct LocalBiasGradient(Tensor Dy, Tensor Partials) : IOperation
{
    /// <inheritdoc/>
    public int Agents => Dy.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [Partials];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => _ = check.In(Dy).In(Partials)
        .Multiple(Dy.Columns, OperationCheck.Lane).Multiple(Dy.Rows, Partials.Rows).Equal(Partials.Columns, OperationCheck.Lane);
}

/// <summary>to[row][column] += the sum of partials[row x column] by a fixed tree, and the partial sums begin at zero again.</summary>
/// <param name="Partials">[agent][row x column][16], written.</param>
/// <param name="To">[agent][row][column], written.</param>
public readonly record struct SumPartials(Tensor Partials, Tensor To) : IOperation
{
    /// <inheritdoc/>
    public int Agents => To.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [Partials, To];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => _ = check.In(Partials).In(To)
        .Equal(Partials.Columns, OperationCheck.Lane).Equal(Partials.Rows, (long)To.Rows * To.Columns);
}

/// <summary>to[cell x plane][sample] = 1 for every active feature, else 0.</summary>
/// <param name="Features">[agent][sample][1 + most active]; samples are a multiple of 16.</param>
/// <param name="To">[agent][cell x plane][sample], written.</param>
/// <param name="Planes">Planes; feature f is plane f / cells at cell f % cells.</param>
public readonly record struct ShowFeatures(IntTensor Features, Tensor To, int Planes) : IOperation
{
    /// <inheritdoc/>
    public int Agents => To.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [To];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => _ = check.In(Features).In(To)
        .Equal(To.Columns, Features.Rows).Multiple(To.Columns, OperationCheck.Lane).Multiple(To.Rows, Planes);
}

/// <summary>
/// to[cell, out] = bias + the sum over taps that point somewhere of w[tap, out]: what a convolution of a plane of ones gives, whatever the
/// sample.
/// </summary>
/// <param name="Sources">[1][tap][cell] the cell under each tap, or -1 for none; shared by agents.</param>
/// <param name="W">[agent][tap][out].</param>
/// <param name="Bias">[agent][1][out].</param>
/// <param name="To">[agent][cell][out], written.</param>
public readonly record struct LocalOnes(IntTensor Sources, Tensor W, Tensor Bias, Tensor To) : IOperation
{
    /// <inheritdoc/>
    public int Agents => To.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [To];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => _ = check.In(Sources).In(W).In(Bias).In(To)
        .Equal(W.Rows, Sources.Rows).Equal(To.Rows, Sources.Columns).Equal(W.Columns, To.Columns).Equal(Bias.Columns, To.Columns);
}

/// <summary>The gradient of these weights, to 16 partial sums as a local product's.</summary>
/// <param name="Sources">[1][tap][cell] the cell under each tap, or -1.</param>
/// <param name="Dy">[agent][cell x out][sample]; samples are a multiple of 16.</param>
/// <param name="Partials">[agent][tap x out][16], written.</param>
public readonly record struct LocalOnesGradient(IntTensor Sources, Tensor Dy, Tensor Partials) : IOperation
{
    /// <inheritdoc/>
    public int Agents => Dy.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [Partials];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => _ = check.In(Sources).In(Dy).In(Partials)
        .Multiple(Dy.Columns, OperationCheck.Lane).Multiple(Partials.Rows, Sources.Rows).Equal(Partials.Columns, OperationCheck.Lane)
        .Equal(Dy.Rows, (long)Partials.Rows / Sources.Rows * Sources.Columns);
}

/// <summary>to = 0 for samples that are fresh, samples side by side.</summary>
/// <param name="To">[agent][row][sample], written.</param>
/// <param name="Fresh">[agent][1][sample] 1 where an episode begins.</param>
public readonly record struct ClearFresh(Tensor To, IntTensor Fresh) : IOperation
{
    /// <inheritdoc/>
    public int Agents => To.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [To];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => _ = check.In(To).In(Fresh).Equal(Fresh.Rows, 1).Equal(To.Columns, Fresh.Columns);
}
