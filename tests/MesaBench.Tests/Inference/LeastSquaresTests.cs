using MesaBench.Inference;

namespace MesaBench.Tests.Inference;

public class LeastSquaresTests
{
    private readonly Random random = new(5);

    [Fact]
    public void No_other_linear_function_is_nearer()
    {
        (double[][] inputs, double[][] outputs) = Draw(60, 7);
        LeastSquares fit = new(inputs, outputs);
        // Residuals are orthogonal to every feature and to the constant (the normal equations), but for the slight ridge.
        double[] residuals = [.. inputs.Zip(outputs, (input, output) => output[0] - fit[input][0])];
        Assert.Equal(0, residuals.Sum(), 1e-9);
        for (int feature = 0; feature < 7; feature++) Assert.Equal(0, inputs.Zip(residuals, (input, rest) => input[feature] * rest).Sum(), 1e-4);
    }

    [Fact]
    public void A_row_that_counts_thrice_is_three_rows()
    {
        (double[][] inputs, double[][] outputs) = Draw(30, 5);
        double[] counts = [.. Enumerable.Range(0, 30).Select(row => row % 3 + 1.0)];
        int[] repeated = [.. Enumerable.Range(0, 30).SelectMany(row => Enumerable.Repeat(row, row % 3 + 1))];
        LeastSquares counted = new(inputs, outputs, 0.01, counts), plain = new([.. repeated.Select(row => inputs[row])], [.. repeated.Select(row => outputs[row])], 0.01);
        foreach (double[] input in inputs) Assert.Equal(plain[input][0], counted[input][0], 1e-9);
        Assert.NotEqual(new LeastSquares(inputs, outputs, 0.01)[inputs[0]][0], counted[inputs[0]][0], 1e-3);
    }

    private (double[][] Inputs, double[][] Outputs) Draw(int rows, int width) =>
        ([.. Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, width).Select(_ => random.NextDouble()).ToArray())], [.. Enumerable.Range(0, rows).Select(_ => (double[])[random.NextDouble()])]);
}
