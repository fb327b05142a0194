namespace MesaBench.Inference;

/// <summary>States in as many dimensions for all networks, however wide: their leading principal components.</summary>
internal static class LeadingComponents
{
    // Of the subspace iteration (Golub and Van Loan, Matrix Computations, 8.2.4). Components of nearly the same variance may still be
    // mixed after so few, and then it hardly matters which are taken.
    private const int Iterations = 40;

    // Of a vector's length: what is left beside the earlier ones is rounding.
    private const double Nothing = 1e-9;

    /// <summary>[row][component] the coordinates of states; as they are where they have no more features than are wanted.</summary>
    /// <param name="rows">[row][feature] the states.</param>
    /// <param name="count">Components wanted.</param>
    /// <param name="random">Where the iteration starts.</param>
    public static double[][] Of(double[][] rows, int count, StatisticsRandom random)
    {
        if (rows.Length == 0 || rows[0].Length <= count) return rows;
        double[][] centred = Centred(rows), basis = BasisOf(centred, count, random);
        return [.. centred.Select(row => basis.Select(vector => Dot(row, vector)).ToArray())];
    }

    /// <summary>[component][feature] the directions themselves, orthonormal; those along which nothing varies are 0. None without rows.</summary>
    /// <param name="rows">[row][feature] the states.</param>
    /// <param name="count">Components wanted, no more than features.</param>
    /// <param name="random">Where the iteration starts.</param>
    public static double[][] Basis(double[][] rows, int count, StatisticsRandom random) => rows.Length == 0 ? [] : BasisOf(Centred(rows), count, random);

    private static double[][] Centred(double[][] rows)
    {
        double[] mean = [.. Enumerable.Range(0, rows[0].Length).Select(feature => rows.Average(row => row[feature]))];
        return [.. rows.Select(row => row.Select((value, feature) => value - mean[feature]).ToArray())];
    }

    private static double[][] BasisOf(double[][] centred, int count, StatisticsRandom random)
    {
        int width = centred[0].Length;
        double[][] covariance = Covariance(centred, width);
        double[][] basis = [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, width).Select(_ => random.Below(1 << 16) - 32767.5).ToArray())];
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            basis = [.. basis.Select(vector => covariance.Select(row => Dot(row, vector)).ToArray())];
            MakeOrthonormal(basis);
        }
        return basis;
    }

    private static double[][] Covariance(double[][] centred, int width)
    {
        double[][] sums = [.. Enumerable.Range(0, width).Select(_ => new double[width])];
        foreach (double[] row in centred)
            for (int i = 0; i < width; i++)
                for (int j = 0; j < width; j++) sums[i][j] += row[i] * row[j];
        return sums;
    }

    /// <summary>Modified Gram-Schmidt; a vector of which the earlier ones leave nothing becomes 0.</summary>
    /// <param name="vectors">[vector][feature]; changed.</param>
    public static void MakeOrthonormal(double[][] vectors)
    {
        for (int i = 0; i < vectors.Length; i++)
        {
            double[] vector = vectors[i];
            double before = Math.Sqrt(Dot(vector, vector));
            for (int k = 0; k < i; k++)
            {
                double share = Dot(vector, vectors[k]);
                for (int f = 0; f < vector.Length; f++) vector[f] -= share * vectors[k][f];
            }
            double length = Math.Sqrt(Dot(vector, vector)), scale = length > Nothing * before ? 1 / length : 0;
            for (int f = 0; f < vector.Length; f++) vector[f] *= scale;
        }
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }
}
