using MesaBench.Inference;

namespace MesaBench.Detection;

/// <summary>First and second moments of the states of cells, and of labels of these cells: all that a linear map between them depends on.</summary>
/// <param name="features">Numbers of a state.</param>
/// <param name="labels">Labels of a cell.</param>
internal sealed class CellMoments(int features, int labels)
{
    private readonly int width = features + labels;
    private readonly double[] sums = new double[features + labels], products = new double[(features + labels) * (features + labels)]; // lower triangle
    private readonly double[] row = new double[features + labels];
    private int count;

    /// <summary>Numbers of a state.</summary>
    public int Features => features;

    /// <summary>Labels of a cell.</summary>
    public int Labels => labels;

    /// <summary>Adds the states of some cells of a level.</summary>
    /// <param name="at">The states.</param>
    /// <param name="agent">The agent.</param>
    /// <param name="level">The level, from 0 for the first that the states are of.</param>
    /// <param name="cells">The cells.</param>
    /// <param name="labelsOf">[cell][label].</param>
    public void Add(TickMoment at, int agent, int level, int[] cells, double[][] labelsOf)
    {
        float[] values = at.Values;
        int first = at.Index(agent, level, 0, 0), stride = at.Index(agent, level, 0, 1) - first;
        foreach (int cell in cells)
        {
            for (int f = 0; f < features; f++) row[f] = values[first + (cell * features + f) * stride];
            labelsOf[cell].CopyTo(row, features);
            for (int i = 0; i < width; i++)
            {
                double own = row[i];
                sums[i] += own;
                Span<double> to = products.AsSpan(i * width, i + 1);
                for (int j = 0; j < to.Length; j++) to[j] += own * row[j];
            }
            count++;
        }
    }

    /// <summary>Adds all that others were given.</summary>
    public void Add(CellMoments others)
    {
        for (int i = 0; i < sums.Length; i++) sums[i] += others.sums[i];
        for (int i = 0; i < products.Length; i++) products[i] += others.products[i];
        count += others.count;
    }

    /// <summary>The mean of a feature, or, from <see cref="Features"/> on, of a label.</summary>
    public double Mean(int i) => sums[i] / count;

    /// <summary>The mean product of two.</summary>
    public double Product(int i, int j) => products[Math.Max(i, j) * width + Math.Min(i, j)] / count;

    /// <summary>The covariance of two.</summary>
    public double Covariance(int i, int j) => Product(i, j) - Mean(i) * Mean(j);

    /// <summary>The states' principal components.</summary>
    /// <param name="most">How many at most; those are left out in which there is nothing but rounding.</param>
    public Components Leading(int most)
    {
        double[,] covariance = new double[features, features];
        for (int i = 0; i < features; i++)
            for (int j = 0; j < features; j++) covariance[i, j] = Covariance(i, j);
        SymmetricEigen eigen = SymmetricEigen.Of(covariance);
        // Of states that hardly vary, what varies is the rounding of their squares.
        double least = Math.Max(Components.Nothing * eigen.Values[0], Components.Rounding * Enumerable.Range(0, features).Sum(i => Product(i, i)));
        int there = eigen.Values.TakeWhile(value => value > least).Take(most).Count();
        return new Components([.. Enumerable.Range(0, features).Select(Mean)], eigen.Vectors[..there], [.. eigen.Values[..there].Select(Math.Sqrt)]);
    }

    /// <summary>[feature] the covariances of the features with a label.</summary>
    public double[] With(int label) => [.. Enumerable.Range(0, features).Select(f => Covariance(f, features + label))];

    /// <summary>[feature] the covariances of the features with a linear function of them.</summary>
    public double[] With(double[] function) => [.. Enumerable.Range(0, features).Select(f => Enumerable.Range(0, features).Sum(g => function[g] * Covariance(f, g)))];
}

/// <summary>Principal components of states.</summary>
/// <param name="Mean">[feature] the mean.</param>
/// <param name="Axes">[component][feature] orthonormal.</param>
/// <param name="Deviations">[component] standard deviations.</param>
internal sealed record Components(double[] Mean, double[][] Axes, double[] Deviations)
{
    /// <summary>The share of the largest variance that is taken for rounding.</summary>
    public const double Nothing = 1e-9;

    /// <summary>The share of the mean square that is.</summary>
    public const double Rounding = 1e-12;

    /// <summary>How many there are.</summary>
    public int Count => Axes.Length;

    /// <summary>[component] what a covariance with the features is with the components, each measured by its deviation.</summary>
    public double[] Whitened(double[] covariances) => [.. Axes.Select((axis, k) => Dot(axis, covariances) / Deviations[k])];

    /// <summary>The scalar product.</summary>
    public static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }
}
