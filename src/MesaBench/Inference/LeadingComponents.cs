namespace MesaBench.Inference;

/// <summary>States in as many dimensions for all networks, however wide: their leading principal components.</summary>
internal sealed class LeadingComponents
{
    // Of the subspace iteration (Golub and Van Loan, Matrix Computations, 8.2.4). Components of nearly the same variance may still be
    // mixed after so few, and then it hardly matters which are taken.
    private const int Iterations = 40;

    // Of a vector's length: what is left beside the earlier ones is rounding.
    private const double Nothing = 1e-9;

    private readonly double[] mean;
    private readonly double[][]? basis; // [component][feature]; null where features are taken as they are

    /// <summary>Of states; the features themselves where there are no more than are wanted.</summary>
    /// <param name="rows">[row][feature] the states.</param>
    /// <param name="count">Components wanted.</param>
    /// <param name="random">Where the iteration starts.</param>
    public LeadingComponents(double[][] rows, int count, StatisticsRandom random)
    {
        if (rows.Length == 0 || rows[0].Length <= count)
        {
            mean = [];
            return;
        }
        mean = MeanOf(rows);
        basis = BasisOf([.. rows.Select(Centred)], count, random);
    }

    /// <summary>[component] the coordinates of a state.</summary>
    public double[] this[double[] state]
    {
        get
        {
            if (basis is null) return state;
            double[] centred = Centred(state);
            return [.. basis.Select(vector => Dot(centred, vector))];
        }
    }

    /// <summary>[row][component] the coordinates of states in their own components.</summary>
    public static double[][] Of(double[][] rows, int count, StatisticsRandom random)
    {
        LeadingComponents components = new(rows, count, random);
        return components.basis is null ? rows : [.. rows.Select(row => components[row])];
    }

    /// <summary>[component][feature] the directions themselves, orthonormal; those along which nothing varies are 0. None without rows.</summary>
    /// <param name="rows">[row][feature] the states.</param>
    /// <param name="count">Components wanted; as many as there are features, where these are fewer.</param>
    /// <param name="random">Where the iteration starts.</param>
    public static double[][] Basis(double[][] rows, int count, StatisticsRandom random)
    {
        if (rows.Length == 0) return [];
        double[] mean = MeanOf(rows);
        return BasisOf([.. rows.Select(row => Less(row, mean))], Math.Min(count, rows[0].Length), random);
    }

    private static double[] MeanOf(double[][] rows) => [.. Enumerable.Range(0, rows[0].Length).Select(feature => rows.Average(row => row[feature]))];

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

    private double[] Centred(double[] row) => Less(row, mean);

    private static double[] Less(double[] row, double[] mean) => [.. row.Select((value, feature) => value - mean[feature])];

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
