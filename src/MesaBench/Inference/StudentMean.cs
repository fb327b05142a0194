using System.Collections.Concurrent;

namespace MesaBench.Inference;

/// <summary>Student's interval of a mean, with quantiles that are the same bits on every machine.</summary>
public static class StudentMean
{
    private const double TwoTails = 0.05;
    // Every checkpoint asks for the same few.
    private static readonly ConcurrentDictionary<int, double> Known = [];

    private const int Bisections = 60, MostTerms = 500;

    /// <summary>
    /// The 95% interval of the mean of independent values, with one degree of freedom less than values; none for fewer than two.
    /// </summary>
    public static Interval Interval(IReadOnlyCollection<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        int count = values.Count;
        if (count < 2) return Inference.Interval.None;
        double mean = values.Average(), squares = values.Sum(v => (v - mean) * (v - mean));
        double half = Quantile(count - 1) * Math.Sqrt(squares / (count - 1) / count);
        return new Interval(mean - half, mean + half);
    }

    /// <summary>The 97.5% quantile of Student's t, by bisection of its distribution.</summary>
    /// <param name="degreesOfFreedom">At least 1.</param>
    public static double Quantile(int degreesOfFreedom)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degreesOfFreedom, 1);
        return Known.GetOrAdd(degreesOfFreedom, Bisected);
    }

    private static double Bisected(int degreesOfFreedom)
    {
        double low = 1.9, high = 13;
        for (int i = 0; i < Bisections; i++)
        {
            double middle = (low + high) / 2;
            if (BothTails(middle, degreesOfFreedom) > TwoTails) low = middle;
            else high = middle;
        }
        return (low + high) / 2;
    }

    /// <summary>
    /// P(|t| > value) = I_x(n/2, 1/2) with x = n / (n + t^2), the regularised incomplete beta function (Abramowitz and Stegun 26.7.1).
    /// </summary>
    internal static double BothTails(double value, int n)
    {
        double x = n / (n + value * value), y = value * value / (n + value * value);
        // 1 / B(n/2, 1/2), by B(a + 1, 1/2) = B(a, 1/2) a / (a + 1/2) from B(1/2, 1/2) = pi or B(1, 1/2) = 2.
        double a = n % 2 == 1 ? 0.5 : 1, inverseBeta = n % 2 == 1 ? 1 / Math.PI : 0.5;
        for (; a < n / 2.0; a++) inverseBeta *= (a + 0.5) / a;
        // I_x(a, b) = x^a y^b / (a B) times the sum of (a + b)_k / (a + 1)_k x^k: converges, since x < 1.
        double term = 1, sum = 1;
        for (int k = 0; k < MostTerms * n && term > sum * 1e-17; k++)
        {
            term *= (a + 0.5 + k) / (a + 1 + k) * x;
            sum += term;
        }
        return PortableMath.Exp(a * PortableMath.Log(x)) * Math.Sqrt(y) * inverseBeta / a * sum;
    }
}
