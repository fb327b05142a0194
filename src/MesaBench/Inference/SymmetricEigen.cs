namespace MesaBench.Inference;

/// <summary>Eigenvalues and eigenvectors of a small symmetric matrix, by Jacobi's rotations (Golub and Van Loan, Matrix Computations, 8.5): sums, products, quotients and roots alone.</summary>
/// <param name="Values">[k] in descending order.</param>
/// <param name="Vectors">[k][row] orthonormal.</param>
internal sealed record SymmetricEigen(double[] Values, double[][] Vectors)
{
    // Convergence is quadratic: a dozen sweeps leave nothing but rounding.
    private const int Sweeps = 16;

    /// <summary>Of a matrix, which is left as it is.</summary>
    public static SymmetricEigen Of(double[,] matrix)
    {
        int size = matrix.GetLength(0);
        double[,] a = (double[,])matrix.Clone(), v = new double[size, size];
        for (int i = 0; i < size; i++) v[i, i] = 1;
        for (int sweep = 0; sweep < Sweeps; sweep++)
            for (int p = 0; p < size; p++)
                for (int q = p + 1; q < size; q++) Rotate(a, v, p, q);
        int[] order = [.. Enumerable.Range(0, size).OrderByDescending(i => a[i, i])];
        return new SymmetricEigen([.. order.Select(i => a[i, i])], [.. order.Select(i => Enumerable.Range(0, size).Select(row => v[row, i]).ToArray())]);
    }

    /// <summary>Turns the plane of two coordinates so that a[p, q] becomes 0.</summary>
    private static void Rotate(double[,] a, double[,] v, int p, int q)
    {
        if (a[p, q] == 0) return;
        double tau = (a[q, q] - a[p, p]) / (2 * a[p, q]);
        double t = (tau >= 0 ? 1 : -1) / (Math.Abs(tau) + Math.Sqrt(1 + tau * tau)), c = 1 / Math.Sqrt(1 + t * t), s = t * c;
        int size = a.GetLength(0);
        for (int k = 0; k < size; k++) (a[k, p], a[k, q]) = (c * a[k, p] - s * a[k, q], s * a[k, p] + c * a[k, q]);
        for (int k = 0; k < size; k++) (a[p, k], a[q, k]) = (c * a[p, k] - s * a[q, k], s * a[p, k] + c * a[q, k]);
        for (int k = 0; k < size; k++) (v[k, p], v[k, q]) = (c * v[k, p] - s * v[k, q], s * v[k, p] + c * v[k, q]);
    }
}
