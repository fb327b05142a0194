namespace MesaBench.Tests.Training;

/// <summary>Adam (Kingma and Ba 2015, algorithm 1) on one agent's parameters in double precision, after clipping the gradient's norm.</summary>
/// <param name="parameters">Blocks by name; changed in place.</param>
/// <param name="rate">Learning rate.</param>
/// <param name="maxNorm">The gradient is scaled down to this Euclidean norm.</param>
/// <param name="epsilon">Adam's epsilon.</param>
internal sealed class ReferenceAdam(IReadOnlyDictionary<string, double[]> parameters, double rate, double maxNorm, double epsilon)
{
    private const double Decay1 = 0.9, Decay2 = 0.999;

    private readonly Dictionary<string, double[]> mean = Zeros(parameters), square = Zeros(parameters);
    private int steps;

    /// <summary>Norms of the gradients so far, before clipping.</summary>
    public List<double> Norms { get; } = [];

    /// <summary>Takes one step.</summary>
    /// <param name="gradient">The gradient by block.</param>
    /// <param name="factor">Multiplies the learning rate.</param>
    public void Step(IReadOnlyDictionary<string, double[]> gradient, double factor)
    {
        steps++;
        Norms.Add(Math.Sqrt(gradient.Values.SelectMany(g => g).Sum(g => g * g)));
        double clip = Math.Min(1, maxNorm / Norms[^1]);
        foreach ((string block, double[] numbers) in parameters)
            for (int i = 0; i < numbers.Length; i++)
            {
                double g = clip * gradient[block][i];
                double m = mean[block][i] = Decay1 * mean[block][i] + (1 - Decay1) * g;
                double v = square[block][i] = Decay2 * square[block][i] + (1 - Decay2) * g * g;
                m /= 1 - Math.Pow(Decay1, steps);
                v /= 1 - Math.Pow(Decay2, steps);
                numbers[i] -= factor * rate * m / (Math.Sqrt(v) + epsilon);
            }
    }

    private static Dictionary<string, double[]> Zeros(IReadOnlyDictionary<string, double[]> like) =>
        like.ToDictionary(block => block.Key, block => new double[block.Value.Length]);
}
