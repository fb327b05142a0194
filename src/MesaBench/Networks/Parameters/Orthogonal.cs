using MesaBench.Kernels;

namespace MesaBench.Networks;

/// <summary>
/// Orthogonal initial weights (Saxe et al. 2014) from additions, products, quotients and square roots in double precision alone, so that
/// they are the same on every machine.
/// </summary>
internal static class Orthogonal
{
    /// <summary>
    /// [row][column] a matrix whose columns (or rows, if there are fewer) are orthogonal with the block's gain as their norm.
    /// </summary>
    public static double[] Matrix(ulong key, uint index, ParameterBlock block)
    {
        int rows = block.Rows, columns = block.Columns;
        double[] result = new double[rows * columns];
        if (block.Gain == 0) return result;
        // The value's column must not share the policy's small scale, so it is drawn and scaled on its own.
        int apart = block.Apart?.Column ?? -1;
        int together = apart < 0 ? columns : columns - 1;
        double[][] vectors = Draw(key, 2 * index, Math.Min(rows, together), Math.Max(rows, together));
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0, source = 0; column < columns; column++)
            {
                if (column == apart) continue;
                double value = rows >= together ? vectors[source][row] : vectors[row][source];
                result[row * columns + column] = block.Gain * value;
                source++;
            }
        }
        if (block.Apart is { } own)
        {
            double[] vector = Draw(key, 2 * index + 1, 1, rows)[0];
            for (int row = 0; row < rows; row++) result[row * columns + own.Column] = own.Gain * vector[row];
        }
        return result;
    }

    /// <summary>Orthonormal vectors: modified Gram-Schmidt on nearly normal draws.</summary>
    private static double[][] Draw(ulong key, uint stream, int count, int length)
    {
        double[][] vectors = new double[count][];
        uint drawn = 0;
        for (int i = 0; i < count; i++)
        {
            double[] v = new double[length];
            for (int j = 0; j < length; j++) v[j] = Normal(key, stream, drawn++);
            for (int k = 0; k < i; k++)
            {
                double dot = Dot(v, vectors[k]);
                for (int j = 0; j < length; j++) v[j] -= dot * vectors[k][j];
            }
            double scale = 1 / Math.Sqrt(Dot(v, v));
            for (int j = 0; j < length; j++) v[j] *= scale;
            vectors[i] = v;
        }
        return vectors;
    }

    /// <summary>A nearly normal number: the sum of twelve uniforms, less 6 (mean 0, variance 1).</summary>
    private static double Normal(ulong key, uint stream, uint index)
    {
        double sum = -6;
        for (uint block = 0; block < 3; block++)
        {
            Philox p = Philox.Block((uint)key, (uint)(key >> 32), index, stream, Purpose.Weights, block);
            sum += ((double)p.Word0 + p.Word1 + p.Word2 + p.Word3) * (1 / 4294967296.0);
        }
        return sum;
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }
}
