namespace MesaBench.Tests.Probing;

/// <summary>Multinomial logistic regression in double precision by plain gradient descent with momentum: the reference for the probe.</summary>
internal sealed class Logistic
{
    private const int Classes = 5;

    private readonly double[,] weights; // [feature, with the bias last][class]

    /// <summary>Fits rows [row][feature] with labels [row]; the loss is convex, so that any way to its minimum will do.</summary>
    public Logistic(double[][] rows, int[] labels)
    {
        int features = rows[0].Length + 1;
        weights = new double[features, Classes];
        double[,] velocity = new double[features, Classes];
        for (int iteration = 0; iteration < 4000; iteration++)
        {
            double[,] gradient = new double[features, Classes];
            for (int row = 0; row < rows.Length; row++)
            {
                double[] p = Probabilities(rows[row]);
                for (int c = 0; c < Classes; c++)
                    for (int f = 0; f < features; f++)
                        gradient[f, c] += (p[c] - (labels[row] == c ? 1 : 0)) * Input(rows[row], f) / rows.Length;
            }
            for (int f = 0; f < features; f++)
                for (int c = 0; c < Classes; c++)
                {
                    velocity[f, c] = 0.9 * velocity[f, c] - 0.1 * gradient[f, c];
                    weights[f, c] += velocity[f, c];
                }
        }
    }

    public double[] Probabilities(double[] row)
    {
        double[] powers = new double[Classes];
        for (int c = 0; c < Classes; c++)
        {
            double logit = 0;
            for (int f = 0; f <= row.Length; f++) logit += Input(row, f) * weights[f, c];
            powers[c] = Math.Exp(logit);
        }
        double sum = powers.Sum();
        return [.. powers.Select(power => power / sum)];
    }

    private static double Input(double[] row, int feature) => feature < row.Length ? row[feature] : 1;
}
