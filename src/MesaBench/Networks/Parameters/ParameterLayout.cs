using MesaBench.Engines;
using MesaBench.Experiments;

namespace MesaBench.Networks;

/// <summary>One named array of parameters within an agent's parameter vector.</summary>
/// <param name="Name">Its name in safetensors files.</param>
/// <param name="Shape">Its logical shape; the last axis is the output.</param>
/// <param name="Gain">Scale of the orthogonal initial value; 0 for zeros.</param>
public sealed record ParameterBlock(string Name, IReadOnlyList<int> Shape, double Gain)
{
    /// <summary>What is added to the initial values.</summary>
    public double Fill { get; init; }

    /// <summary>Columns that are initialised on their own (the value's column of a head) and their gain.</summary>
    public (int Column, double Gain)? Apart { get; init; }

    /// <summary>Whether it is of the head, by its name.</summary>
    public bool IsHead => IsOfHead(Name);

    /// <summary>Whether a block of that name is the head's.</summary>
    internal static bool IsOfHead(string name) => name.StartsWith("head.", StringComparison.Ordinal);

    /// <summary>Outputs.</summary>
    public int Columns => Shape[^1];

    /// <summary>Logical rows: the product of all axes but the last.</summary>
    public int Rows => Shape.SkipLast(1).Aggregate(1, (a, b) => a * b);
}

/// <summary>
/// How a network's arrays lie in an agent's parameter vector: one after the other, columns padded to a multiple of 16, the whole to
/// rows of 64 floats. Padding is zero and stays zero.
/// </summary>
public sealed class ParameterLayout
{
    /// <summary>Floats in a row of the parameter vector.</summary>
    public const int RowWidth = 64;

    private readonly Dictionary<string, (ParameterBlock Block, int Offset)> blocks = [];

    /// <summary>Lays out blocks in the given order.</summary>
    public ParameterLayout(IReadOnlyList<ParameterBlock> blocks)
    {
        Blocks = blocks;
        int offset = 0;
        foreach (ParameterBlock block in blocks)
        {
            this.blocks.Add(block.Name, (block, offset));
            offset += block.Rows * Tensor.Pad(block.Columns);
        }
        Rows = (offset + RowWidth - 1) / RowWidth;
    }

    /// <summary>The blocks in order.</summary>
    public IReadOnlyList<ParameterBlock> Blocks { get; }

    /// <summary>Rows of 64 floats.</summary>
    public int Rows { get; }

    /// <summary>Parameters without padding: the network's capacity.</summary>
    public int Count => Blocks.Sum(b => b.Rows * b.Columns);

    /// <summary>A block of a parameter tensor [agent][row][64], as [agent][row][column].</summary>
    public Tensor Slice(Tensor parameters, string name)
    {
        (ParameterBlock block, int offset) = blocks[name];
        return parameters with
        {
            Offset = parameters.Offset + offset,
            RowStride = Tensor.Pad(block.Columns),
            Rows = block.Rows,
            Columns = block.Columns,
        };
    }

    /// <summary>Initial parameters of one agent: [row][64].</summary>
    public float[] Initial(ulong key)
    {
        float[] vector = new float[Rows * RowWidth];
        for (int i = 0; i < Blocks.Count; i++)
        {
            ParameterBlock block = Blocks[i];
            double[] values = Orthogonal.Matrix(key, (uint)i, block);
            Write(vector, block, (row, column) => (float)(values[row * block.Columns + column] + block.Fill));
        }
        return vector;
    }

    /// <summary>An agent's parameters by name, without padding.</summary>
    public IReadOnlyList<NamedTensor> Unpack(float[] vector) =>
        [.. Blocks.Select(block => new NamedTensor(block.Name, [.. block.Shape], Extract(vector, block)))];

    /// <summary>An agent's parameter vector, [row][64], from its parameters by name, in any order.</summary>
    /// <param name="tensors">Every block's values, in its shape, and no others.</param>
    /// <param name="source">Where they come from, e.g. a file, for messages.</param>
    /// <exception cref="InvalidInputException">Tensors are missing, unknown, given twice or of another shape; all of them are named.</exception>
    public float[] Pack(IReadOnlyList<NamedTensor> tensors, string source)
    {
        ILookup<string, NamedTensor> given = tensors.ToLookup(tensor => tensor.Name);
        Problem Bad(string name, string found, string allowed) => new($"{source}: tensor '{name}'", found, allowed);
        string Shape(ParameterBlock block) => NamedTensor.Words(block.Shape);
        Problem[] problems =
        [
            .. Blocks.Where(block => !given.Contains(block.Name)).Select(block => Bad(block.Name, "none", $"one of shape {Shape(block)}")),
            .. Blocks.SelectMany(block => given[block.Name].Where(t => !t.Shape.SequenceEqual(block.Shape))
                .Select(t => Bad(t.Name, $"shape {t.ShapeText}", Shape(block)))),
            .. given.Where(g => g.Count() > 1).Select(g => Bad(g.Key, $"{g.Count()} of this name", "one")),
            .. given.Where(g => !blocks.ContainsKey(g.Key)).Select(g => Bad(g.Key, "a tensor that the network does not have", Names.Suggest(g.Key, blocks.Keys))),
        ];
        if (problems.Length > 0) throw new InvalidInputException(problems);
        float[] vector = new float[Rows * RowWidth];
        foreach (ParameterBlock block in Blocks)
        {
            float[] values = given[block.Name].Single().Values;
            Write(vector, block, (row, column) => values[row * block.Columns + column]);
        }
        return vector;
    }

    /// <summary>One agent's block without padding, from its parameter vector: logical rows by columns.</summary>
    public float[] Extract(ReadOnlySpan<float> vector, ParameterBlock block)
    {
        int offset = blocks[block.Name].Offset, stride = Tensor.Pad(block.Columns);
        float[] values = new float[block.Rows * block.Columns];
        for (int row = 0; row < block.Rows; row++)
            vector.Slice(offset + row * stride, block.Columns).CopyTo(values.AsSpan(row * block.Columns));
        return values;
    }

    /// <summary>
    /// An agent's vector in this layout, from one of the same architecture for a smaller observation: every block keeps its place at the
    /// start of each axis, and the rest is zero. The rows stay in their order, so sums over them do too.
    /// </summary>
    public float[] Embed(float[] vector, ParameterLayout own)
    {
        ArgumentNullException.ThrowIfNull(own);
        if (ReferenceEquals(own, this)) return vector;
        float[] all = new float[Rows * RowWidth];
        foreach ((int from, int to, int count) in Pairs(own)) vector.AsSpan(from, count).CopyTo(all.AsSpan(to));
        return all;
    }

    /// <summary>The inverse: an agent's own vector from one of this layout.</summary>
    public float[] Recover(ReadOnlySpan<float> vector, ParameterLayout own)
    {
        ArgumentNullException.ThrowIfNull(own);
        if (ReferenceEquals(own, this)) return vector.ToArray();
        float[] result = new float[own.Rows * RowWidth];
        foreach ((int to, int from, int count) in Pairs(own)) vector.Slice(from, count).CopyTo(result.AsSpan(to));
        return result;
    }

    /// <summary>Where each row of a smaller layout stands there and in this one.</summary>
    private IEnumerable<(int Own, int Here, int Count)> Pairs(ParameterLayout own)
    {
        for (int i = 0; i < Blocks.Count; i++)
        {
            (ParameterBlock small, int ownOffset) = own.blocks[own.Blocks[i].Name];
            (ParameterBlock large, int offset) = blocks[Blocks[i].Name];
            int ownStride = Tensor.Pad(small.Columns), stride = Tensor.Pad(large.Columns);
            for (int row = 0; row < small.Rows; row++)
                yield return (ownOffset + row * ownStride, offset + RowIn(small, large, row) * stride, small.Columns);
        }
    }

    /// <summary>The row of a larger array with the same place along every axis as a row of a smaller one.</summary>
    private static int RowIn(ParameterBlock small, ParameterBlock large, int row)
    {
        int result = 0;
        for (int axis = small.Shape.Count - 2, scale = 1; axis >= 0; scale *= large.Shape[axis], row /= small.Shape[axis], axis--)
            result += row % small.Shape[axis] * scale;
        return result;
    }

    /// <summary>Where in an agent's parameter vector the numbers of a block stand: row by row.</summary>
    internal IEnumerable<(int Place, int Row, int Column)> Places(ParameterBlock block)
    {
        int offset = blocks[block.Name].Offset, stride = Tensor.Pad(block.Columns);
        for (int row = 0; row < block.Rows; row++)
            for (int column = 0; column < block.Columns; column++)
                yield return (offset + row * stride + column, row, column);
    }

    private void Write(float[] vector, ParameterBlock block, Func<int, int, float> value)
    {
        foreach ((int place, int row, int column) in Places(block)) vector[place] = value(row, column);
    }
}
