using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MesaBench.Inference;

/// <summary>Linear functions with an intercept, fitted by least squares.</summary>
internal sealed class LeastSquares
{
    /// <summary>Of the mean variance of a feature, or of 1 where none varies: features that tell the same, or nothing, are then no trouble.</summary>
    public const double OwnRidge = 1e-6;

    private const double LeastRidge = 1e-12;

    private readonly double[] meanOfInputs, meanOfOutputs;
    private readonly double[][] weights; // [output][feature]

    /// <summary>Fits.</summary>
    /// <param name="inputs">[row][feature], at least one row.</param>
    /// <param name="outputs">[row][output].</param>
    /// <param name="ridge">Held against weights, in mean variances of a feature; more where there are many features for the rows.</param>
    /// <param name="counts">[row] how much it counts; null where all count 1.</param>
    public LeastSquares(double[][] inputs, double[][] outputs, double ridge = OwnRidge, double[]? counts = null)
    {
        meanOfInputs = Mean(inputs, counts);
        meanOfOutputs = Mean(outputs, counts);
        int width = meanOfInputs.Length;
        double[,] squares = new double[width, width];
        double[][] products = [.. meanOfOutputs.Select(_ => new double[width])];
        double[] centred = new double[width];
        for (int row = 0; row < inputs.Length; row++)
        {
            double count = counts?[row] ?? 1;
            for (int i = 0; i < width; i++) centred[i] = inputs[row][i] - meanOfInputs[i];
            // The lower triangle: a factor needs no more.
            for (int i = 0; i < width; i++) AddTimes(MemoryMarshal.CreateSpan(ref squares[i, 0], i + 1), centred[i] * count, centred);
            for (int o = 0; o < products.Length; o++) AddTimes(products[o], (outputs[row][o] - meanOfOutputs[o]) * count, centred);
        }
        double trace = Enumerable.Range(0, width).Sum(i => squares[i, i]);
        for (int i = 0; i < width; i++) squares[i, i] += ridge * trace / width + LeastRidge;
        // Numbers that are not finite have no factor, and nothing is read from them.
        Cholesky? factor = Cholesky.Of(squares);
        weights = [.. products.Select(product => factor?.Solve(product) ?? [])];
    }

    /// <summary>[output] what is expected for some features.</summary>
    public double[] this[double[] features] =>
    [
        .. weights.Select((own, output) =>
        {
            double sum = meanOfOutputs[output];
            for (int i = 0; i < own.Length; i++) sum += own[i] * (features[i] - meanOfInputs[i]);
            return sum;
        }),
    ];

    /// <summary>sums += factor values, element by element, so that a vector's width makes no difference.</summary>
    private static void AddTimes(Span<double> sums, double factor, ReadOnlySpan<double> values)
    {
        int i = 0;
        for (; i + Vector256<double>.Count <= sums.Length; i += Vector256<double>.Count)
            (Vector256.Create<double>(sums[i..]) + factor * Vector256.Create(values[i..])).CopyTo(sums[i..]);
        for (; i < sums.Length; i++) sums[i] += factor * values[i];
    }

    private static double[] Mean(double[][] rows, double[]? counts)
    {
        double all = counts?.Sum() ?? rows.Length;
        double[] mean = new double[rows[0].Length];
        for (int row = 0; row < rows.Length; row++) AddTimes(mean, counts?[row] ?? 1, rows[row]);
        for (int i = 0; i < mean.Length; i++) mean[i] /= all;
        return mean;
    }
}
