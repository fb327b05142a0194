namespace MesaBench.Engines;

// Products, convolutions and their gradients.
internal sealed partial class CheckedEngine
{
    /// <inheritdoc/>
    public void Product(Tensor x, Tensor w, Tensor y, Tensor? addend, Activation activation, Tensor? output = null)
    {
        OperationCheck check = Check(nameof(Product), y.Agents).In(x).In(w).In(y)
            .Multiple(x.Rows, Lane).Equal(y.Rows, x.Rows).Equal(x.Columns, w.Rows).Equal(w.Columns, y.Columns);
        Epilogue(check, y, addend, activation, output);
        inner.Product(x, w, y, addend, activation, output);
    }

    /// <inheritdoc/>
    public void WeightGradient(Tensor x, Tensor dy, Tensor dw)
    {
        _ = Check(nameof(WeightGradient), dw.Agents).In(x).In(dy).In(dw)
            .Equal(dy.Rows, x.Rows).Equal(dw.Rows, x.Columns).Equal(dw.Columns, dy.Columns);
        inner.WeightGradient(x, dy, dw);
    }

    /// <inheritdoc/>
    public void BiasGradient(Tensor dy, Tensor db)
    {
        _ = Check(nameof(BiasGradient), db.Agents).In(dy).In(db).Equal(db.Rows, 1).Equal(db.Columns, dy.Columns);
        inner.BiasGradient(dy, db);
    }

    /// <inheritdoc/>
    public void SparseInput(IntTensor features, IntTensor? changed, Tensor w, Tensor bias, Tensor y, Activation activation)
    {
        OperationCheck check = Check(nameof(SparseInput), y.Agents).In(features).In(changed).In(w).In(bias).In(y)
            .Equal(features.Rows, y.Rows).AtLeast(features.Columns, 2).Equal(w.Columns, y.Columns).Equal(bias.Columns, y.Columns)
            .That(activation is Activation.Identity or Activation.Relu, nameof(activation), $"is {activation}", "Identity, Relu");
        if (changed is not null) _ = check.Equal(y.Rows, (long)changed.Rows * changed.Columns);
        inner.SparseInput(features, changed, w, bias, y, activation);
    }

    /// <inheritdoc/>
    public void SparseInputGradient(IntTensor features, IntTensor? changed, Tensor dy, Tensor dw)
    {
        OperationCheck check = Check(nameof(SparseInputGradient), dw.Agents).In(features).In(changed).In(dy).In(dw)
            .Equal(features.Rows, dy.Rows).AtLeast(features.Columns, 2).Equal(dw.Columns, dy.Columns);
        if (changed is not null) _ = check.Equal(dy.Rows, (long)changed.Rows * changed.Columns);
        inner.SparseInputGradient(features, changed, dy, dw);
    }

    /// <inheritdoc/>
    public void Convolution(Tensor x, IntTensor sources, Tensor w, Tensor y, Tensor? addend, Activation activation, Tensor? output = null)
    {
        OperationCheck check = Check(nameof(Convolution), y.Agents).In(x).In(sources).In(w).In(y)
            .Multiple(y.Rows, Lane).Equal(sources.Rows, 9).Equal(sources.Columns, y.Rows)
            .Equal(w.Rows, 9 * x.Columns).Equal(w.Columns, y.Columns);
        Epilogue(check, y, addend, activation, output);
        inner.Convolution(x, sources, w, y, addend, activation, output);
    }

    /// <inheritdoc/>
    public void ConvolutionWeightGradient(Tensor x, IntTensor sources, Tensor dy, Tensor dw)
    {
        _ = Check(nameof(ConvolutionWeightGradient), dw.Agents).In(x).In(sources).In(dy).In(dw)
            .Equal(sources.Rows, 9).Equal(sources.Columns, dy.Rows).Equal(dw.Rows, 9 * x.Columns).Equal(dw.Columns, dy.Columns);
        inner.ConvolutionWeightGradient(x, sources, dy, dw);
    }

    /// <inheritdoc/>
    public void SparseConvolution(IntTensor features, IntTensor neighbours, Tensor w, Tensor border, Tensor y)
    {
        _ = Check(nameof(SparseConvolution), y.Agents).In(features).In(neighbours).In(w).In(border).In(y)
            .Equal(neighbours.Rows, 9).Equal(neighbours.Columns, border.Rows).Equal(y.Rows, (long)features.Rows * border.Rows)
            .Multiple(w.Rows, 9).Equal(w.Columns, y.Columns).Equal(border.Columns, y.Columns);
        inner.SparseConvolution(features, neighbours, w, border, y);
    }

    /// <inheritdoc/>
    public void SparseConvolutionGradient(IntTensor features, IntTensor neighbours, Tensor dy, Tensor dw)
    {
        _ = Check(nameof(SparseConvolutionGradient), dw.Agents).In(features).In(neighbours).In(dy).In(dw)
            .Equal(neighbours.Rows, 9).Equal(dy.Rows, (long)features.Rows * neighbours.Columns)
            .Multiple(dw.Rows, 9).Equal(dw.Columns, dy.Columns);
        inner.SparseConvolutionGradient(features, neighbours, dy, dw);
    }

    /// <inheritdoc/>
    public void BorderMap(IntTensor neighbours, Tensor bias, Tensor ones, Tensor border)
    {
        Border(Check(nameof(BorderMap), border.Agents), neighbours, bias, ones, border);
        inner.BorderMap(neighbours, bias, ones, border);
    }

    /// <inheritdoc/>
    public void BorderMapGradient(IntTensor neighbours, Tensor border, Tensor bias, Tensor ones)
    {
        Border(Check(nameof(BorderMapGradient), border.Agents), neighbours, bias, ones, border);
        inner.BorderMapGradient(neighbours, border, bias, ones);
    }

    /// <inheritdoc/>
    public void SumOverSamples(Tensor dy, Tensor total)
    {
        _ = Check(nameof(SumOverSamples), total.Agents).In(dy).In(total).Multiple(dy.Rows, total.Rows).Equal(dy.Columns, total.Columns);
        inner.SumOverSamples(dy, total);
    }

    private static void Border(OperationCheck check, IntTensor neighbours, Tensor bias, Tensor ones, Tensor border) =>
        _ = check.In(neighbours).In(bias).In(ones).In(border)
            .Equal(neighbours.Rows, 9).Equal(neighbours.Columns, border.Rows).Equal(bias.Rows, 1).Equal(ones.Rows, 9)
            .Equal(bias.Columns, border.Columns).Equal(ones.Columns, border.Columns);

    /// <summary>What follows a sum has its shape; an addend of one row may stand for all, and a gradient needs the output it is of.</summary>
    private static void Epilogue(OperationCheck check, Tensor y, Tensor? addend, Activation activation, Tensor? output)
    {
        _ = check.In(addend).In(output).That(
            output is not null || activation is not (Activation.ReluGradient or Activation.TanhGradient), nameof(output), "is missing",
            $"the activation's output, of which {activation} is the gradient");
        if (addend is not null)
        {
            _ = check.Equal(addend.Columns, y.Columns);
            if (addend.RowStride != 0) _ = check.Equal(addend.Rows, y.Rows);
        }
        if (output is not null) _ = check.Equal(output.Columns, y.Columns).Equal(output.Rows, y.Rows);
    }
}
