using MesaBench.Engines;

namespace MesaBench.Kernels;

/// <summary>
/// Turns an engine's named operations into kernels. It is compiled for each target together with them; a target adds memory, copies and
/// <see cref="Launch"/>.
/// </summary>
internal abstract partial class KernelEngine : IEngine
{
    public abstract long AllocatedBytes { get; }

    public abstract void Wait();

    public abstract TimeSpan Time(Action operations);

    public abstract void Clear();

    public abstract void Upload(ReadOnlySpan<float> from, Tensor to);

    public abstract void Upload(ReadOnlySpan<int> from, IntTensor to);

    public abstract float[] Download(Tensor from);

    public abstract int[] Download(IntTensor from);

    public abstract void Dispose();

    /// <inheritdoc/>
    public virtual int PreferredRows => int.MaxValue;

    /// <summary>Rows a weight-gradient pass takes at once; a target with a cache cuts them so that a block stays in it.</summary>
    protected virtual int RowBlock => int.MaxValue;

    /// <summary>Runs the work items [0, items) of a kernel.</summary>
    protected abstract void Launch<T>(long items, T kernel)
        where T : struct, IKernel;

    /// <summary>The view of a float storage.</summary>
    protected abstract Floats FloatsOf(Storage storage);

    /// <summary>The view of an int storage.</summary>
    protected abstract Ints IntsOf(Storage storage);

    /// <summary>New memory for so many floats or ints, all zero.</summary>
    protected abstract Storage Allocate(long elements);

    public Tensor Floats(int agents, int rows, int columns)
    {
        int stride = Tensor.Pad(columns);
        return new Tensor(Allocate((long)agents * rows * stride), 0, (long)rows * stride, stride, agents, rows, columns);
    }

    public IntTensor Ints(int agents, int rows, int columns) =>
        new(Allocate((long)agents * rows * columns), 0, (long)rows * columns, columns, agents, rows, columns);

    public void Product(Tensor x, Tensor w, Tensor y, Tensor? addend, Activation activation, Tensor? output = null)
    {
        int lanes = Lanes(y);
        Epilogue epilogue = EpilogueOf(y, addend, activation, output);
        if (lanes % 4 == 0)
        {
            Launch((long)x.Agents * (x.Rows / 4) * (lanes / 4), new ProductBroad
            {
                X = View(x), W = View(w), Y = View(y), RowTiles = x.Rows / 4, ColumnTiles = lanes / 4, Depth = w.Rows, Epilogue = epilogue,
            });
        }
        else if (lanes % 2 == 0)
        {
            Launch((long)x.Agents * (x.Rows / 4) * (lanes / 2), new ProductWide
            {
                X = View(x), W = View(w), Y = View(y), RowTiles = x.Rows / 4, ColumnTiles = lanes / 2, Depth = w.Rows, Epilogue = epilogue,
            });
        }
        else
        {
            Launch((long)x.Agents * (x.Rows / 8) * lanes, new ProductNarrow
            {
                X = View(x), W = View(w), Y = View(y), RowTiles = x.Rows / 8, ColumnTiles = lanes, Depth = w.Rows, Epilogue = epilogue,
            });
        }
    }

    public void WeightGradient(Tensor x, Tensor dy, Tensor dw)
    {
        int lanes = Lanes(dy);
        int tiles = (dw.Rows + 3) / 4;
        for (int first = 0, end; first < x.Rows; first = end)
        {
            end = (int)Math.Min(x.Rows, (long)first + RowBlock);
            if (lanes % 4 == 0)
            {
                Launch((long)x.Agents * tiles * (lanes / 4), new WeightGradientBroad
                {
                    X = View(x), Dy = View(dy), Dw = View(dw), Depth = dw.Rows, DepthTiles = tiles, ColumnTiles = lanes / 4,
                    FirstRow = first, EndRow = end,
                });
            }
            else if (lanes % 2 == 0)
            {
                Launch((long)x.Agents * tiles * (lanes / 2), new WeightGradientWide
                {
                    X = View(x), Dy = View(dy), Dw = View(dw), Depth = dw.Rows, DepthTiles = tiles, ColumnTiles = lanes / 2,
                    FirstRow = first, EndRow = end,
                });
            }
            else
            {
                Launch((long)x.Agents * tiles * lanes, new WeightGradientNarrow
                {
                    X = View(x), Dy = View(dy), Dw = View(dw), Depth = dw.Rows, DepthTiles = tiles, ColumnTiles = lanes,
                    FirstRow = first, EndRow = end,
                });
            }
        }
    }

    public void BiasGradient(Tensor dy, Tensor db) =>
        Launch((long)dy.Agents * Lanes(dy), new BiasGradient { Dy = View(dy), Dw = View(db), Lanes = Lanes(dy), Rows = dy.Rows });

    public void SparseInput(IntTensor features, IntTensor? changed, Tensor w, Tensor bias, Tensor y, Activation activation)
    {
        int lanes = Lanes(y), width = lanes % 4 == 0 ? 4 : 1;
        int steps = changed?.Rows ?? 1, environments = y.Rows / steps;
        Launch((long)y.Agents * environments * (lanes / width), new SparseInput
        {
            Features = View(features), Changed = View(changed ?? features), W = View(w), Bias = View(bias), Y = View(y),
            Environments = environments, Steps = steps, Groups = lanes / width, Width = width, Activation = (int)activation,
            HasChanged = changed is null ? 0 : 1,
        });
    }

    public void SparseInputGradient(IntTensor features, IntTensor? changed, Tensor dy, Tensor dw)
    {
        int lanes = Lanes(dy), width = lanes % 4 == 0 ? 4 : 1;
        int steps = changed?.Rows ?? 1;
        Launch((long)dy.Agents * (lanes / width), new SparseInputGradient
        {
            Features = View(features), Changed = View(changed ?? features), Dy = View(dy), Dw = View(dw),
            Environments = dy.Rows / steps, Steps = steps, Groups = lanes / width, Width = width, HasChanged = changed is null ? 0 : 1,
        });
    }

    public void Convolution(Tensor x, IntTensor sources, Tensor w, Tensor y, Tensor? addend, Activation activation, Tensor? output = null)
    {
        int lanes = Lanes(y);
        Epilogue epilogue = EpilogueOf(y, addend, activation, output);
        if (lanes % 4 == 0)
        {
            Launch((long)y.Agents * (y.Rows / 4) * (lanes / 4), new ConvolutionBroad
            {
                X = View(x), W = View(w), Y = View(y), Sources = View(sources), RowTiles = y.Rows / 4, ColumnTiles = lanes / 4,
                Channels = w.Rows / 9, Epilogue = epilogue,
            });
        }
        else
        {
            Launch((long)y.Agents * (y.Rows / 8) * lanes, new Convolution
            {
                X = View(x), W = View(w), Y = View(y), Sources = View(sources), RowTiles = y.Rows / 8, ColumnTiles = lanes,
                Channels = w.Rows / 9, Epilogue = epilogue,
            });
        }
    }

    public void ConvolutionWeightGradient(Tensor x, IntTensor sources, Tensor dy, Tensor dw)
    {
        int lanes = Lanes(dy), channels = dw.Rows / 9;
        for (int first = 0, end; first < dy.Rows; first = end)
        {
            end = (int)Math.Min(dy.Rows, (long)first + RowBlock);
            if (lanes % 4 == 0)
            {
                Launch((long)dy.Agents * 9 * ((channels + 3) / 4) * (lanes / 4), new ConvolutionWeightGradientBroad
                {
                    X = View(x), Dy = View(dy), Dw = View(dw), Sources = View(sources), Channels = channels, ChannelTiles = (channels + 3) / 4,
                    ColumnTiles = lanes / 4, FirstRow = first, EndRow = end,
                });
            }
            else
            {
                Launch((long)dy.Agents * 9 * ((channels + 7) / 8) * lanes, new ConvolutionWeightGradient
                {
                    X = View(x), Dy = View(dy), Dw = View(dw), Sources = View(sources), Channels = channels, ChannelTiles = (channels + 7) / 8,
                    ColumnTiles = lanes, FirstRow = first, EndRow = end,
                });
            }
        }
    }

    public void SparseConvolution(IntTensor features, IntTensor neighbours, Tensor w, Tensor border, Tensor y)
    {
        int cells = border.Rows, samples = y.Rows / cells;
        Launch((long)y.Agents * samples * Lanes(y), new SparseConvolution
        {
            Features = View(features), Neighbours = View(neighbours), W = View(w), Border = View(border), Y = View(y),
            Samples = samples, Lanes = Lanes(y), Cells = cells, Planes = w.Rows / 9,
        });
    }

    public void SparseConvolutionGradient(IntTensor features, IntTensor neighbours, Tensor dy, Tensor dw)
    {
        int cells = neighbours.Columns;
        Launch((long)dy.Agents * 9 * Lanes(dy), new SparseConvolutionGradient
        {
            Features = View(features), Neighbours = View(neighbours), Dy = View(dy), Dw = View(dw), Samples = dy.Rows / cells,
            Lanes = Lanes(dy), Cells = cells, Planes = dw.Rows / 9,
        });
    }

    public void BorderMap(IntTensor neighbours, Tensor bias, Tensor ones, Tensor border) =>
        Launch((long)border.Agents * border.Rows * Lanes(border), new BorderMap
        {
            Neighbours = View(neighbours), Bias = View(bias), Ones = View(ones), Border = View(border), Lanes = Lanes(border),
            Cells = border.Rows,
        });

    public void BorderMapGradient(IntTensor neighbours, Tensor border, Tensor bias, Tensor ones) =>
        Launch((long)border.Agents * Lanes(border), new BorderMapGradient
        {
            Neighbours = View(neighbours), Border = View(border), Bias = View(bias), Ones = View(ones), Lanes = Lanes(border),
            Cells = border.Rows,
        });

    public void SumOverSamples(Tensor dy, Tensor total) =>
        Launch((long)dy.Agents * total.Rows * Lanes(dy), new SumOverSamples
        {
            Dy = View(dy), Total = View(total), Samples = dy.Rows / total.Rows, Lanes = Lanes(dy), Cells = total.Rows,
        });

    public void Zero(Tensor tensor) =>
        Launch((long)tensor.Agents * tensor.Rows, new ZeroRows { To = View(tensor), Rows = tensor.Rows, Lanes = Lanes(tensor) });

    public void Copy(Tensor from, Tensor to) =>
        Launch((long)from.Agents * from.Rows, new CopyRows { From = View(from), To = View(to), Rows = from.Rows, Lanes = Lanes(from) });

    public void Copy(IntTensor from, IntTensor to) =>
        Launch((long)from.Agents * from.Rows, new CopyIntRows { From = View(from), To = View(to), Rows = from.Rows, Columns = from.Columns });

    public void Add(Tensor from, Tensor to) =>
        Launch((long)from.Agents * from.Rows, new AddRows { From = View(from), To = View(to), Rows = from.Rows, Lanes = Lanes(from) });

    public void CarryState(Tensor from, IntTensor fresh, Tensor to) =>
        Launch((long)from.Agents * fresh.Columns, new CarryState
        {
            From = View(from), To = View(to), Fresh = View(fresh), Samples = fresh.Columns, RowsPerSample = from.Rows / fresh.Columns,
            Lanes = Lanes(from),
        });

    public void Transpose(Tensor from, Tensor to, int blocks = 1, bool reverse = false) =>
        Launch((long)from.Agents * blocks * from.Columns, new TransposeBlocks
        {
            From = View(from), To = View(to), Blocks = blocks, Rows = from.Rows / blocks, Columns = from.Columns, Reverse = reverse ? 1 : 0,
        });

    public void RowsToPlanes(Tensor from, Tensor to, int columns) =>
        Launch((long)from.Agents * (from.Rows / 16), new RowsToPlanes { From = View(from), To = View(to), Blocks = from.Rows / 16, Columns = columns });

    public void PlanesToRows(Tensor from, Tensor to, int columns) =>
        Launch((long)to.Agents * (to.Rows / 16), new PlanesToRows { From = View(from), To = View(to), Blocks = to.Rows / 16, Columns = columns });

    public void SampleActions(
        Tensor head, Tensor samples, IntTensor agents, int environments, uint purpose, uint step, uint tag, bool greedy) =>
        Launch((long)head.Agents * (environments / LaneWidth), new SampleActions
        {
            Head = View(head), Samples = View(samples), Agents = View(agents), Lanes = environments / LaneWidth, Greedy = greedy ? 1 : 0,
            Purpose = purpose, Step = step, Tag = tag,
        });

    private static int Lanes(Tensor tensor) => Tensor.Pad(tensor.Columns) / LaneWidth;

    private Matrix View(Tensor tensor) => new()
    {
        Data = FloatsOf(tensor.Storage), Offset = tensor.Offset, AgentStride = tensor.AgentStride, RowStride = tensor.RowStride,
    };

    private Table View(IntTensor tensor) => new()
    {
        Data = IntsOf(tensor.Storage), Offset = tensor.Offset, AgentStride = tensor.AgentStride, RowStride = tensor.RowStride,
    };

    private WorldData ViewOf(WorldTensors world) => new()
    {
        Agents = View(world.Agents), Levels = View(world.Levels), Kinds = View(world.Kinds), Rewards = View(world.Rewards),
    };

    /// <summary>An epilogue; views it does not read stand for the result itself, since a device takes no empty ones.</summary>
    private Epilogue EpilogueOf(Tensor y, Tensor? addend, Activation activation, Tensor? output) => new()
    {
        Activation = (int)activation, HasAddend = addend is null ? 0 : 1, Addend = View(addend ?? y), Output = View(output ?? y),
    };
}
