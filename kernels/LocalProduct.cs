using System.Runtime.CompilerServices;
using MesaBench.Engines.Operations;

namespace MesaBench.Kernels;

/// <summary>
/// What the tiles of a local product share: y[cell, out] = activation(addend + bias + w x of the cells under the taps). Each output sums over
/// taps, then over in, in index order, so tile shapes do not show in the bits. Taps that point nowhere are left out. A tile reads its addend
/// before it writes y, which may be the same memory.
/// </summary>
internal struct LocalTerms
{
    public Matrix X, W, Bias, Addend, Y;
    public Table Sources;
    public Epilogue Epilogue;
    public int Taps, WeightStride, Inputs, Outputs, HasBias, HasAddend;

    /// <summary>Which tile a work item owns: outputs first, then cells, lanes and agents.</summary>
    public int FirstOutput, OutputTiles, Cells, LaneTiles;

    /// <summary>The agent of a work item.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Agent(int item) => item / OutputTiles / Cells / LaneTiles;

    /// <summary>The cell of y of a work item.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Cell(int item) => item / OutputTiles % Cells;

    /// <summary>The lane tile of a work item.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int LaneTile(int item) => item / OutputTiles / Cells % LaneTiles;

    /// <summary>The first output of a work item, of so many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Output(int item, int count) => FirstOutput + item % OutputTiles * count;

    /// <summary>What a cell's output sum begins with.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Lane First(int agent, int cell, int output, int column)
    {
        Lane bias = HasBias != 0 ? Broadcast(Bias.Data, Bias.Row(agent, cell) + output) : Splat(0f);
        return HasAddend != 0 ? Add(Load(Addend.Data, Addend.Row(agent, cell * Outputs + output) + column), bias) : bias;
    }
}

/// <summary>A local product; one work item owns 4 outputs x 2 lanes of a cell.</summary>
internal struct LocalProductWide : IKernel
{
    public LocalTerms Terms;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int agent = Terms.Agent(item), cell = Terms.Cell(item), column = Terms.LaneTile(item) * (2 * LaneWidth), output = Terms.Output(item, 4);
        Floats x = Terms.X.Data, w = Terms.W.Data;
        long xStride = Terms.X.RowStride, wStride = Terms.W.RowStride;
        int inputs = Terms.Inputs;
        Lane a0 = Terms.First(agent, cell, output, column), a1 = Terms.First(agent, cell, output, column + LaneWidth);
        Lane b0 = Terms.First(agent, cell, output + 1, column), b1 = Terms.First(agent, cell, output + 1, column + LaneWidth);
        Lane c0 = Terms.First(agent, cell, output + 2, column), c1 = Terms.First(agent, cell, output + 2, column + LaneWidth);
        Lane d0 = Terms.First(agent, cell, output + 3, column), d1 = Terms.First(agent, cell, output + 3, column + LaneWidth);
        for (int tap = 0; tap < Terms.Taps; tap++)
        {
            int source = Terms.Sources.Data[Terms.Sources.Row(agent, tap) + cell];
            if (source < 0) continue;
            long from = Terms.X.Row(agent, source * inputs) + column, k = Terms.W.Row(agent, tap * Terms.WeightStride) + output;
            for (int i = 0; i < inputs; i++, from += xStride, k += wStride)
            {
                Lane x0 = Load(x, from), x1 = Load(x, from + LaneWidth);
                Lane v = Broadcast(w, k);
                a0 = Fma(v, x0, a0);
                a1 = Fma(v, x1, a1);
                v = Broadcast(w, k + 1);
                b0 = Fma(v, x0, b0);
                b1 = Fma(v, x1, b1);
                v = Broadcast(w, k + 2);
                c0 = Fma(v, x0, c0);
                c1 = Fma(v, x1, c1);
                v = Broadcast(w, k + 3);
                d0 = Fma(v, x0, d0);
                d1 = Fma(v, x1, d1);
            }
        }
        int row = cell * Terms.Outputs + output;
        Put(agent, row, column, a0, a1);
        Put(agent, row + 1, column, b0, b1);
        Put(agent, row + 2, column, c0, c1);
        Put(agent, row + 3, column, d0, d1);
        Terms.Epilogue.Finish(Terms.Y, agent, row, 4, column, 2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Put(int agent, int row, int column, Lane left, Lane right)
    {
        long y = Terms.Y.Row(agent, row) + column;
        Store(Terms.Y.Data, y, left);
        Store(Terms.Y.Data, y + LaneWidth, right);
    }
}

/// <summary>The same with 4 outputs x 1 lane a work item, for an odd number of lanes.</summary>
internal struct LocalProductTall : IKernel
{
    public LocalTerms Terms;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int agent = Terms.Agent(item), cell = Terms.Cell(item), column = Terms.LaneTile(item) * LaneWidth, output = Terms.Output(item, 4);
        Floats x = Terms.X.Data, w = Terms.W.Data;
        long xStride = Terms.X.RowStride, wStride = Terms.W.RowStride;
        int inputs = Terms.Inputs;
        Lane a = Terms.First(agent, cell, output, column), b = Terms.First(agent, cell, output + 1, column);
        Lane c = Terms.First(agent, cell, output + 2, column), d = Terms.First(agent, cell, output + 3, column);
        for (int tap = 0; tap < Terms.Taps; tap++)
        {
            int source = Terms.Sources.Data[Terms.Sources.Row(agent, tap) + cell];
            if (source < 0) continue;
            long from = Terms.X.Row(agent, source * inputs) + column, k = Terms.W.Row(agent, tap * Terms.WeightStride) + output;
            for (int i = 0; i < inputs; i++, from += xStride, k += wStride)
            {
                Lane v = Load(x, from);
                a = Fma(Broadcast(w, k), v, a);
                b = Fma(Broadcast(w, k + 1), v, b);
                c = Fma(Broadcast(w, k + 2), v, c);
                d = Fma(Broadcast(w, k + 3), v, d);
            }
        }
        int row = cell * Terms.Outputs + output;
        Store(Terms.Y.Data, Terms.Y.Row(agent, row) + column, a);
        Store(Terms.Y.Data, Terms.Y.Row(agent, row + 1) + column, b);
        Store(Terms.Y.Data, Terms.Y.Row(agent, row + 2) + column, c);
        Store(Terms.Y.Data, Terms.Y.Row(agent, row + 3) + column, d);
        Terms.Epilogue.Finish(Terms.Y, agent, row, 4, column, 1);
    }
}

/// <summary>The same with 8 outputs x 1 lane a work item, for outputs of a multiple of eight: as many sums at a time as keep a core's multipliers busy.</summary>
internal struct LocalProductHigh : IKernel
{
    public LocalTerms Terms;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int agent = Terms.Agent(item), cell = Terms.Cell(item), column = Terms.LaneTile(item) * LaneWidth, output = Terms.Output(item, 8);
        Floats x = Terms.X.Data, w = Terms.W.Data;
        long xStride = Terms.X.RowStride, wStride = Terms.W.RowStride;
        int inputs = Terms.Inputs;
        Lane a = Terms.First(agent, cell, output, column), b = Terms.First(agent, cell, output + 1, column);
        Lane c = Terms.First(agent, cell, output + 2, column), d = Terms.First(agent, cell, output + 3, column);
        Lane e = Terms.First(agent, cell, output + 4, column), f = Terms.First(agent, cell, output + 5, column);
        Lane g = Terms.First(agent, cell, output + 6, column), h = Terms.First(agent, cell, output + 7, column);
        for (int tap = 0; tap < Terms.Taps; tap++)
        {
            int source = Terms.Sources.Data[Terms.Sources.Row(agent, tap) + cell];
            if (source < 0) continue;
            long from = Terms.X.Row(agent, source * inputs) + column, k = Terms.W.Row(agent, tap * Terms.WeightStride) + output;
            for (int i = 0; i < inputs; i++, from += xStride, k += wStride)
            {
                Lane v = Load(x, from);
                a = Fma(Broadcast(w, k), v, a);
                b = Fma(Broadcast(w, k + 1), v, b);
                c = Fma(Broadcast(w, k + 2), v, c);
                d = Fma(Broadcast(w, k + 3), v, d);
                e = Fma(Broadcast(w, k + 4), v, e);
                f = Fma(Broadcast(w, k + 5), v, f);
                g = Fma(Broadcast(w, k + 6), v, g);
                h = Fma(Broadcast(w, k + 7), v, h);
            }
        }
        int row = cell * Terms.Outputs + output;
        Put(agent, row, column, a);
        Put(agent, row + 1, column, b);
        Put(agent, row + 2, column, c);
        Put(agent, row + 3, column, d);
        Put(agent, row + 4, column, e);
        Put(agent, row + 5, column, f);
        Put(agent, row + 6, column, g);
        Put(agent, row + 7, column, h);
        Terms.Epilogue.Finish(Terms.Y, agent, row, 8, column, 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Put(int agent, int row, int column, Lane sum) => Store(Terms.Y.Data, Terms.Y.Row(agent, row) + column, sum);
}

/// <summary>The same with 1 output x 4 lanes a work item, for what four outputs at a time leave over.</summary>
internal struct LocalProductBroad : IKernel
{
    public LocalTerms Terms;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int agent = Terms.Agent(item), cell = Terms.Cell(item), column = Terms.LaneTile(item) * (4 * LaneWidth), output = Terms.Output(item, 1);
        Floats x = Terms.X.Data, w = Terms.W.Data;
        long xStride = Terms.X.RowStride, wStride = Terms.W.RowStride;
        int inputs = Terms.Inputs;
        Lane a0 = Terms.First(agent, cell, output, column), a1 = Terms.First(agent, cell, output, column + LaneWidth);
        Lane a2 = Terms.First(agent, cell, output, column + 2 * LaneWidth), a3 = Terms.First(agent, cell, output, column + 3 * LaneWidth);
        for (int tap = 0; tap < Terms.Taps; tap++)
        {
            int source = Terms.Sources.Data[Terms.Sources.Row(agent, tap) + cell];
            if (source < 0) continue;
            long from = Terms.X.Row(agent, source * inputs) + column, k = Terms.W.Row(agent, tap * Terms.WeightStride) + output;
            for (int i = 0; i < inputs; i++, from += xStride, k += wStride)
            {
                Lane v = Broadcast(w, k);
                a0 = Fma(v, Load(x, from), a0);
                a1 = Fma(v, Load(x, from + LaneWidth), a1);
                a2 = Fma(v, Load(x, from + 2 * LaneWidth), a2);
                a3 = Fma(v, Load(x, from + 3 * LaneWidth), a3);
            }
        }
        int row = cell * Terms.Outputs + output;
        FourLanes.Put(Terms.Y.Data, Terms.Y.Row(agent, row) + column, a0, a1, a2, a3);
        Terms.Epilogue.Finish(Terms.Y, agent, row, 1, column, 4);
    }
}

/// <summary>The same with 1 output x 1 lane a work item, for what is left over of both.</summary>
internal struct LocalProductSingle : IKernel
{
    public LocalTerms Terms;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int agent = Terms.Agent(item), cell = Terms.Cell(item), column = Terms.LaneTile(item) * LaneWidth, output = Terms.Output(item, 1);
        Floats x = Terms.X.Data, w = Terms.W.Data;
        long xStride = Terms.X.RowStride, wStride = Terms.W.RowStride;
        int inputs = Terms.Inputs;
        Lane a = Terms.First(agent, cell, output, column);
        for (int tap = 0; tap < Terms.Taps; tap++)
        {
            int source = Terms.Sources.Data[Terms.Sources.Row(agent, tap) + cell];
            if (source < 0) continue;
            long from = Terms.X.Row(agent, source * inputs) + column, k = Terms.W.Row(agent, tap * Terms.WeightStride) + output;
            for (int i = 0; i < inputs; i++, from += xStride, k += wStride) a = Fma(Broadcast(w, k), Load(x, from), a);
        }
        int row = cell * Terms.Outputs + output;
        Store(Terms.Y.Data, Terms.Y.Row(agent, row) + column, a);
        Terms.Epilogue.Finish(Terms.Y, agent, row, 1, column, 1);
    }
}

internal abstract partial class KernelEngine
{
    private void Perform(LocalProduct o)
    {
        LocalTerms terms = TermsOf(o);
        int lanes = o.Y.Columns / LaneWidth, first = OwnForm(o, terms), outputs = terms.Outputs - first, tiles = outputs / 4, rest = outputs - 4 * tiles;
        int cells = o.Sources.Columns;
        if (tiles > 0)
        {
            bool isHigh = TileOf(lanes) == 1 && outputs % 8 == 0;
            if (isHigh) tiles = outputs / 8;
            terms.FirstOutput = first;
            terms.OutputTiles = tiles;
            terms.LaneTiles = TileOf(lanes) > 1 ? lanes / 2 : lanes;
            if (isHigh) Launch(o.Y.Agents, cells * tiles * terms.LaneTiles, new LocalProductHigh { Terms = terms });
            else if (TileOf(lanes) > 1) Launch(o.Y.Agents, cells * tiles * terms.LaneTiles, new LocalProductWide { Terms = terms });
            else Launch(o.Y.Agents, cells * tiles * terms.LaneTiles, new LocalProductTall { Terms = terms });
        }
        if (rest > 0)
        {
            terms.FirstOutput = first + 4 * tiles;
            terms.OutputTiles = rest;
            terms.LaneTiles = TileOf(lanes) == 4 ? lanes / 4 : lanes;
            if (TileOf(lanes) == 4) Launch(o.Y.Agents, cells * rest * terms.LaneTiles, new LocalProductBroad { Terms = terms });
            else Launch(o.Y.Agents, cells * rest * terms.LaneTiles, new LocalProductSingle { Terms = terms });
        }
    }

    /// <summary>A local product's data; which tile a work item owns is left open.</summary>
    private LocalTerms TermsOf(LocalProduct o) => new()
    {
        X = View(o.X), W = View(o.W), Bias = View(o.Bias ?? o.W), Addend = View(o.Addend ?? o.Y), Y = View(o.Y), Sources = View(o.Sources),
        Epilogue = EpilogueOf(o.Y, null, o.Activation, o.Output), Taps = o.Sources.Rows,
        WeightStride = o.W.Rows == o.Inputs ? 0 : o.Inputs, Inputs = o.Inputs, Outputs = o.W.Columns, HasBias = o.Bias is null ? 0 : 1,
        HasAddend = o.Addend is null ? 0 : 1, Cells = o.Sources.Columns,
    };
}
