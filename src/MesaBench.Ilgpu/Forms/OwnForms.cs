using MesaBench.Engines.Operations;
using MesaBench.Kernels;

namespace MesaBench.Ilgpu;

/// <summary>Which operations this target performs by forms of its own, and by which.</summary>
internal partial class IlgpuEngine
{
    /// <summary>Whether it does; otherwise the plain kernels alone are run, with which the forms must agree to the bit.</summary>
    public bool HasOwnForms { get; init; } = true;

    // A tensor's rows begin at multiples of 16 floats and are padded to them, so that any 4 columns from a multiple of 4 on are a lane.

    /// <inheritdoc/>
    protected override bool OwnForm(Product o)
    {
        if (!HasOwnForms) return false;
        int lanes = Lanes(o.Y);
        ProductTerms terms = new()
        {
            X = View(o.X), W = View(o.W), Y = View(o.Y), RowTiles = o.X.Rows / 8, ColumnTiles = lanes / 2, Depth = o.W.Rows,
            Epilogue = EpilogueOf(o.Y, o.Addend, o.Activation, o.Output),
        };
        long items = (long)o.X.Agents * terms.RowTiles * terms.ColumnTiles;
        switch (o.X.RowStride, o.W.RowStride, lanes * LaneWidth)
        {
            case (64, 64, 64): Launch(items, new ProductForm64 { Terms = terms }); break;
            case (16, 16, 16): Launch(items, new ProductForm16 { Terms = terms }); break;
            default: Launch(items, new ProductForm { Terms = terms }); break;
        }
        return true;
    }

    /// <inheritdoc/>
    protected override bool OwnForm(WeightGradient o)
    {
        if (!HasOwnForms || o.X.Rows % 4 != 0) return false;
        int lanes = Lanes(o.Dy), depthLanes = (o.Dw.Rows + LaneWidth - 1) / LaneWidth;
        WeightGradientTerms terms = new()
        {
            X = View(o.X), Dy = View(o.Dy), Dw = View(o.Dw), Depth = o.Dw.Rows, DepthTiles = (depthLanes + 1) / 2, ColumnTiles = lanes / 2,
            Rows = o.X.Rows,
        };
        long items = (long)o.X.Agents * terms.DepthTiles * terms.ColumnTiles;
        switch (o.X.RowStride, o.Dy.RowStride, terms.DepthTiles, lanes * LaneWidth)
        {
            case (64, 64, 8, 64): Launch(items, new WeightGradientForm64 { Terms = terms }); break;
            case (16, 16, 2, 16): Launch(items, new WeightGradientForm16 { Terms = terms }); break;
            default: Launch(items, new WeightGradientForm { Terms = terms }); break;
        }
        return true;
    }

    /// <inheritdoc/>
    protected override int OwnForm(LocalProduct o, LocalTerms terms)
    {
        terms.OutputTiles = terms.Outputs / 8;
        terms.LaneTiles = o.Y.Columns / LaneWidth / 2;
        if (!HasOwnForms || terms.OutputTiles == 0) return 0;
        long items = (long)o.Y.Agents * terms.Cells * terms.OutputTiles * terms.LaneTiles;
        LocalProductFormTerms form = new() { Terms = terms };
        bool areUsual = o.X.RowStride == 32 && o.Y.Columns == 32;
        if (areUsual && o.W.RowStride == 16) Launch(items, new LocalProductForm32x16 { Form = form });
        else if (areUsual) Launch(items, new LocalProductForm32 { Form = form });
        else Launch(items, new LocalProductForm { Form = form });
        return 8 * terms.OutputTiles;
    }

    /// <inheritdoc/>
    protected override bool OwnForm(LocalWeightGradient o)
    {
        const int Samples = LocalWeightGradientForm32.Samples;
        bool hasUsualRows = o.Dy.Columns == Samples && o.X.RowStride == Samples && o.Dy.RowStride == Samples && o.Partials.RowStride == 16;
        if (!HasOwnForms || !hasUsualRows || o.Inputs % 8 != 0 || o.Outputs % 8 != 0 || (long)o.X.Rows * Samples > int.MaxValue) return false;
        bool isShared = o.Partials.Rows == o.Inputs * o.Outputs;
        int taps = o.Sources.Rows, inputTiles = o.Inputs / 8, outputTiles = o.Outputs / 8;
        Launch((long)o.Dy.Agents * (isShared ? 1 : taps) * inputTiles * outputTiles * 16, new LocalWeightGradientForm32
        {
            X = View(o.X), Dy = View(o.Dy), Partials = View(o.Partials), Sources = View(o.Sources), Taps = taps, Cells = o.Sources.Columns,
            Inputs = o.Inputs, Outputs = o.Outputs, InputTiles = inputTiles, OutputTiles = outputTiles, IsShared = isShared ? 1 : 0,
        });
        return true;
    }
}
