using MesaBench.Networks;

namespace MesaBench.Tests.Networks;

/// <summary>Where a layout puts each number of each block in an agent's parameter vector; all other places are padding.</summary>
internal sealed class ParameterMap(ParameterLayout layout)
{
    private readonly Dictionary<string, int[]> places = layout.Blocks.ToDictionary(b => b.Name, b => Places(layout, b));

    /// <summary>[index] places of a block's numbers.</summary>
    public int[] this[string block] => places[block];

    /// <summary>Names of the blocks.</summary>
    public IEnumerable<string> Blocks => places.Keys;

    /// <summary>Floats drawn evenly from [-scale, scale) in every place, zeros in the padding.</summary>
    public float[] Random(Random random, double scale)
    {
        float[] vector = new float[layout.Rows * ParameterLayout.RowWidth];
        foreach (int place in places.Values.SelectMany(p => p)) vector[place] = (float)(scale * (2 * random.NextDouble() - 1));
        return vector;
    }

    /// <summary>Every block's numbers, in double precision.</summary>
    public Dictionary<string, double[]> Read(ReadOnlySpan<float> vector)
    {
        float[] copy = vector.ToArray();
        return places.ToDictionary(p => p.Key, p => p.Value.Select(place => (double)copy[place]).ToArray());
    }

    /// <summary>Asserts that nothing but zeros lies between the blocks' numbers.</summary>
    public void AssertPaddingIsZero(ReadOnlySpan<float> vector)
    {
        HashSet<int> used = [.. places.Values.SelectMany(p => p)];
        Assert.Equal(layout.Count, used.Count);
        for (int i = 0; i < vector.Length; i++)
            if (!used.Contains(i)) Assert.True(vector[i] == 0, $"padding at {i} is {vector[i]}");
    }

    // A vector of its own indices, taken apart.
    private static int[] Places(ParameterLayout layout, ParameterBlock block)
    {
        float[] indices = [.. Enumerable.Range(0, layout.Rows * ParameterLayout.RowWidth).Select(i => (float)i)];
        return [.. layout.Extract(indices, block).Select(i => (int)i)];
    }
}
