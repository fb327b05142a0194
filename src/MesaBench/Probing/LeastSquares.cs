using MesaBench.Inference;

namespace MesaBench.Probing;

/// <summary>Linear functions with an intercept, fitted by least squares.</summary>
internal sealed class LeastSquares
{
    // Of the mean variance of a feature, or of 1 where none varies: features that tell the same, or nothing, are then no trouble.
    private const double Ridge = 1e-6, LeastRidge = 1e-12;

    private readonly double[] meanOfInputs, meanOfOutputs;
    private readonly double[][] weights; // [output][feature]

    /// <summary>Fits.</summary>
    /// <param name="inputs">[row][feature], at least one row.</param>
    /// <param name="outputs">[row][output].</param>
    public LeastSquares(double[][] inputs, double[][] outputs)
    {
        meanOfInputs = Mean(inputs);
        meanOfOutputs = Mean(outputs);
        int width = meanOfInputs.Length;
        double[,] squares = new double[width, width];
        double[][] products = [.. meanOfOutputs.Select(_ => new double[width])];
        for (int row = 0; row < inputs.Length; row++)
        {
            for (int i = 0; i < width; i++)
            {
                double input = inputs[row][i] - meanOfInputs[i];
                for (int j = 0; j < width; j++) squares[i, j] += input * (inputs[row][j] - meanOfInputs[j]);
                for (int o = 0; o < products.Length; o++) products[o][i] += input * (outputs[row][o] - meanOfOutputs[o]);
            }
        }
        double trace = Enumerable.Range(0, width).Sum(i => squares[i, i]);
        for (int i = 0; i < width; i++) squares[i, i] += Ridge * trace / width + LeastRidge;
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

    private static double[] Mean(double[][] rows) => [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Average(row => row[column]))];
}
