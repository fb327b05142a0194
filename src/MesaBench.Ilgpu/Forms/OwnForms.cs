using ILGPU.Runtime;
using MesaBench.Engines.Operations;
using MesaBench.Kernels;

namespace MesaBench.Ilgpu;

/// <summary>Which operations this target performs by forms of its own, and by which.</summary>
internal partial class IlgpuEngine
{
    private readonly bool? hasOwnForms;

    /// <summary>
    /// Whether it does; otherwise the plain kernels alone are run, with which the forms must agree to the bit. Unless said otherwise, only on
    /// CUDA, whose code the tests run. ILGPU's CPU accelerator has given other numbers by the forms in one test, for a reason not known (they move a view
    /// on after their last pass, beyond its end, where nothing reads it); on OpenCL the forms were never run.
    /// </summary>
    public bool HasOwnForms
    {
        get => hasOwnForms ?? device.Accelerator.AcceleratorType == AcceleratorType.Cuda;
        init => hasOwnForms = value;
    }

    private bool TakesForms => HasOwnForms && WidestTile >= 4;

    // A tensor's rows begin at multiples of 16 floats and are padded to them, so that any 4 columns from a multiple of 4 on are a lane.

    /// <inheritdoc/>
    protected override bool OwnForm(Product o)
    {
        if (!TakesForms) return false;
        int lanes = Lanes(o.Y);
        ProductTerms terms = new()
        {
            X = View(o.X), W = View(o.W), Y = View(o.Y), RowTiles = o.X.Rows / 8, ColumnTiles = lanes / 2, Depth = o.W.Rows,
            Epilogue = EpilogueOf(o.Y, o.Addend, o.Activation, o.Output),
        };
        long items = (long)terms.RowTiles * terms.ColumnTiles;
        switch (o.X.RowStride, o.W.RowStride, lanes * LaneWidth)
        {
            case (64, 64, 64): Launch(o.X.Agents, items, new ProductForm64 { Terms = terms }); break;
            case (16, 16, 16): Launch(o.X.Agents, items, new ProductForm16 { Terms = terms }); break;
            default: Launch(o.X.Agents, items, new ProductForm { Terms = terms }); break;
        }
        return true;
    }

    /// <inheritdoc/>
    protected override bool OwnForm(WeightGradient o)
    {
        if (!TakesForms || o.X.Rows % 4 != 0) return false;
        int lanes = Lanes(o.Dy), depthLanes = (o.Dw.Rows + LaneWidth - 1) / LaneWidth;
        WeightGradientTerms terms = new()
        {
            X = View(o.X), Dy = View(o.Dy), Dw = View(o.Dw), Depth = o.Dw.Rows, DepthTiles = (depthLanes + 1) / 2, ColumnTiles = lanes / 2,
            Rows = o.X.Rows,
        };
        long items = (long)terms.DepthTiles * terms.ColumnTiles;
        switch (o.X.RowStride, o.Dy.RowStride, terms.DepthTiles, lanes * LaneWidth)
        {
            case (64, 64, 8, 64): Launch(o.X.Agents, items, new WeightGradientForm64 { Terms = terms }); break;
            case (16, 16, 2, 16): Launch(o.X.Agents, items, new WeightGradientForm16 { Terms = terms }); break;
            default: Launch(o.X.Agents, items, new WeightGradientForm { Terms = terms }); break;
        }
        return true;
    }

    /// <inheritdoc/>
    protected override int OwnForm(LocalProduct o, LocalTerms terms)
    {
        if (!TakesForms) return 0;
        int lanes = o.Y.Columns / LaneWidth, outputs = terms.Outputs / 8 * 8;
        bool areUsual = o.X.RowStride == 32 && o.Y.Columns == 32;
        if (outputs > 0)
        {
            terms.OutputTiles = outputs / 8;
            terms.LaneTiles = lanes / 2;
            LocalProductFormTerms form = new() { Terms = terms };
            long items = (long)terms.Cells * terms.OutputTiles * terms.LaneTiles;
            if (areUsual && o.W.RowStride == 16) Launch(o.Y.Agents, items, new LocalProductForm32x16 { Form = form });
            else if (areUsual) Launch(o.Y.Agents, items, new LocalProductForm32 { Form = form });
            else Launch(o.Y.Agents, items, new LocalProductForm { Form = form });
        }
        if (terms.Outputs - outputs >= 4)
        {
            terms.FirstOutput = outputs;
            terms.OutputTiles = 1;
            terms.LaneTiles = lanes / 4;
            LocalProductFormTerms form = new() { Terms = terms };
            if (areUsual) Launch(o.Y.Agents, (long)terms.Cells * terms.LaneTiles, new LocalProductFormBroad32 { Form = form });
            else Launch(o.Y.Agents, (long)terms.Cells * terms.LaneTiles, new LocalProductFormBroad { Form = form });
            outputs += 4;
        }
        return outputs;
    }

    /// <inheritdoc/>
    protected override bool OwnForm(LocalWeightGradient o)
    {
        const int Samples = LocalWeightGradientTerms.Samples;
        bool isSquare = o.Inputs % 8 == 0 && o.Outputs % 8 == 0, isTall = o.Inputs % 12 == 0 && o.Outputs % 4 == 0;
        bool hasUsualRows = o.Dy.Columns == Samples && o.X.RowStride == Samples && o.Dy.RowStride == Samples && o.Partials.RowStride == 16;
        if (!TakesForms || !(isSquare || isTall) || !hasUsualRows || (long)o.X.Rows * Samples > int.MaxValue) return false;
        int taps = o.Sources.Rows, inputTiles = o.Inputs / (isSquare ? 8 : 12), outputTiles = o.Outputs / (isSquare ? 8 : 4);
        bool isShared = o.Partials.Rows == o.Inputs * o.Outputs;
        LocalWeightGradientTerms terms = new()
        {
            X = View(o.X), Dy = View(o.Dy), Partials = View(o.Partials), Sources = View(o.Sources), Taps = taps, Cells = o.Sources.Columns,
            Inputs = o.Inputs, Outputs = o.Outputs, InputTiles = inputTiles, OutputTiles = outputTiles, IsShared = isShared ? 1 : 0,
        };
        long items = (long)(isShared ? 1 : taps) * inputTiles * outputTiles * 16;
        if (isSquare) Launch(o.Dy.Agents, items, new LocalWeightGradientForm8x8 { Terms = terms });
        else Launch(o.Dy.Agents, items, new LocalWeightGradientForm12x4 { Terms = terms });
        return true;
    }
}
