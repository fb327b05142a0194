namespace MesaBench.Inference;

/// <summary>The factor L of a small symmetric positive definite matrix A = L L^T.</summary>
internal sealed class Cholesky
{
    private readonly double[,] factor; // [row][column], lower triangle

    private Cholesky(double[,] factor) => this.factor = factor;

    /// <summary>Natural logarithm of the determinant of A.</summary>
    public double LogDeterminant => 2 * Enumerable.Range(0, factor.GetLength(0)).Sum(i => PortableMath.Log(factor[i, i]));

    /// <summary>Factors a matrix; null when it is not positive definite beyond rounding.</summary>
    public static Cholesky? Of(double[,] matrix)
    {
        int size = matrix.GetLength(0);
        double[,] l = new double[size, size];
        for (int row = 0; row < size; row++)
            for (int column = 0; column <= row; column++)
            {
                double rest = matrix[row, column];
                for (int k = 0; k < column; k++) rest -= l[row, k] * l[column, k];
                if (row > column) l[row, column] = rest / l[column, column];
                // What is left of the diagonal is what the earlier columns do not explain: noise when they explain all of it.
                else if (rest > 1e-11 * matrix[row, row]) l[row, row] = Math.Sqrt(rest);
                else return null;
            }
        return new Cholesky(l);
    }

    /// <summary>The solution v of A v = <paramref name="right"/>.</summary>
    public double[] Solve(double[] right)
    {
        double[] v = [.. right];
        for (int i = 0; i < v.Length; i++)
        {
            for (int k = 0; k < i; k++) v[i] -= factor[i, k] * v[k];
            v[i] /= factor[i, i];
        }
        for (int i = v.Length - 1; i >= 0; i--)
        {
            for (int k = i + 1; k < v.Length; k++) v[i] -= factor[k, i] * v[k];
            v[i] /= factor[i, i];
        }
        return v;
    }
}
