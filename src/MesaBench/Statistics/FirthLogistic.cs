using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace MesaBench.Statistics;

/// <summary>A fitted logistic regression. Coefficients are log odds ratios per unit of their column.</summary>
/// <param name="Coefficients">[column] estimates.</param>
/// <param name="StandardErrors">[column] from the inverse Fisher information at the estimate.</param>
/// <param name="Intervals">[column] 95% profile penalised likelihood intervals; infinite ends where the likelihood stays flat.</param>
/// <param name="PValues">[column] penalised likelihood ratio tests of a zero coefficient.</param>
/// <param name="LogLikelihood">Penalised log likelihood.</param>
/// <param name="Converged">Whether the score vanished at the estimate.</param>
public sealed record FirthFit(
    double[] Coefficients, double[] StandardErrors, Interval[] Intervals, double[] PValues, double LogLikelihood, bool Converged);

/// <summary>
/// Logistic regression with Firth's penalty, the log likelihood plus half the log determinant of the Fisher information, whose
/// estimates stay finite when the outcome is separated (Firth, Biometrika 80, 1993; Heinze and Schemper, Statistics in Medicine 21,
/// 2002, also for the likelihood ratio tests and profile intervals).
/// </summary>
public static class FirthLogistic
{
    private const double ChiSquared95 = 3.841458820694124; // 95% quantile of chi squared with one degree of freedom
    private const int MaxIterations = 200;
    private const double LargestStep = 5;

    /// <summary>Fits the regression.</summary>
    /// <param name="rows">[observation][column] the design; the intercept is a column of ones.</param>
    /// <param name="outcomes">[observation] whether the outcome occurred.</param>
    /// <returns>The fit, or null where the columns are linearly dependent (or outnumber the rows), so that nothing can be estimated.</returns>
    public static FirthFit? Fit(IReadOnlyList<double[]> rows, IReadOnlyList<bool> outcomes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(outcomes.Count, rows.Count);
        if (rows.Count == 0) return null;
        var x = Matrix<double>.Build.DenseOfRowArrays(rows);
        if (x.RowCount < x.ColumnCount || x.Rank() < x.ColumnCount) return null;
        Vector<double> y = Vector<double>.Build.Dense([.. outcomes.Select(o => o ? 1.0 : 0.0)]);

        int columns = x.ColumnCount;
        Maximum best = Maximise(x, y, Vector<double>.Build.Dense(columns), null);
        Matrix<double> covariance = At(x, y, best.Beta).Cholesky.Solve(Matrix<double>.Build.DenseIdentity(columns));
        double[] errors = [.. covariance.Diagonal().Select(Math.Sqrt)];
        var intervals = new Interval[columns];
        double[] pValues = new double[columns];
        for (int column = 0; column < columns; column++)
        {
            Vector<double> start = best.Beta.Clone();
            start[column] = 0;
            double ratio = 2 * (best.LogLikelihood - Maximise(x, y, start, column).LogLikelihood);
            pValues[column] = SpecialFunctions.Erfc(Math.Sqrt(Math.Max(0, ratio) / 2));
            intervals[column] = new Interval(
                ProfileEnd(x, y, best, column, -errors[column]), ProfileEnd(x, y, best, column, errors[column]));
        }
        return new FirthFit([.. best.Beta], errors, intervals, pValues, best.LogLikelihood, best.Converged);
    }

    /// <summary>The penalised score, zero at the estimate: sum over observations of (y - p + h (1/2 - p)) x.</summary>
    public static double[] Score(IReadOnlyList<double[]> rows, IReadOnlyList<bool> outcomes, double[] coefficients)
    {
        var x = Matrix<double>.Build.DenseOfRowArrays(rows);
        Vector<double> y = Vector<double>.Build.Dense([.. outcomes.Select(o => o ? 1.0 : 0.0)]);
        return [.. At(x, y, Vector<double>.Build.Dense(coefficients)).Score];
    }

    private sealed record Maximum(Vector<double> Beta, double LogLikelihood, bool Converged);

    private sealed record Point(Matrix<double> Information, Cholesky<double> Cholesky, Vector<double> Score);

    /// <summary>Newton's method with step halving; the coefficient <paramref name="held"/>, if any, stays where it starts.</summary>
    private static Maximum Maximise(Matrix<double> x, Vector<double> y, Vector<double> beta, int? held)
    {
        int[] free = [.. Enumerable.Range(0, x.ColumnCount).Where(c => c != held)];
        double current = LogLikelihood(x, y, beta);
        if (free.Length == 0) return new Maximum(beta, current, true);
        for (int iteration = 0; iteration < MaxIterations; iteration++)
        {
            Point point = At(x, y, beta);
            Vector<double> score = Vector<double>.Build.Dense(free.Length, i => point.Score[free[i]]);
            var information = Matrix<double>.Build.Dense(free.Length, free.Length, (i, j) => point.Information[free[i], free[j]]);
            Vector<double> step = information.Cholesky().Solve(score);
            double size = step.AbsoluteMaximum();
            if (size < 1e-10) return new Maximum(beta, current, true);
            if (size > LargestStep) step *= LargestStep / size;

            Vector<double>? next = null;
            for (int halving = 0; halving < 30; halving++, step /= 2)
            {
                Vector<double> candidate = beta.Clone();
                for (int i = 0; i < free.Length; i++) candidate[free[i]] += step[i];
                double value = LogLikelihood(x, y, candidate);
                if (!(value >= current - 1e-13 * (1 + Math.Abs(current)))) continue;
                (next, current) = (candidate, value);
                break;
            }
            if (next is null) return new Maximum(beta, current, size < 1e-6);
            beta = next;
        }
        return new Maximum(beta, current, false);
    }

    private static Point At(Matrix<double> x, Vector<double> y, Vector<double> beta)
    {
        Vector<double> p = (x * beta).Map(Probability, Zeros.Include);
        Vector<double> weights = p.PointwiseMultiply(1 - p);
        Matrix<double> weighted = Matrix<double>.Build.Dense(x.RowCount, x.ColumnCount, (i, j) => x[i, j] * weights[i]);
        Matrix<double> information = x.TransposeThisAndMultiply(weighted);
        Cholesky<double> cholesky = information.Cholesky();
        Matrix<double> solved = cholesky.Solve(weighted.Transpose()); // [column][observation]
        var residual = Vector<double>.Build.Dense(x.RowCount, i =>
        {
            double leverage = x.Row(i) * solved.Column(i);
            return y[i] - p[i] + leverage * (0.5 - p[i]);
        });
        return new Point(information, cholesky, x.TransposeThisAndMultiply(residual));
    }

    /// <summary>Log likelihood + log det(information) / 2; minus infinity where the information is singular to rounding.</summary>
    private static double LogLikelihood(Matrix<double> x, Vector<double> y, Vector<double> beta)
    {
        Vector<double> eta = x * beta;
        var information = Matrix<double>.Build.Dense(x.ColumnCount, x.ColumnCount);
        double sum = 0;
        for (int i = 0; i < eta.Count; i++)
        {
            double p = Probability(eta[i]);
            double signed = y[i] > 0.5 ? eta[i] : -eta[i];
            sum += Math.Min(signed, 0) - Math.Log(1 + Math.Exp(-Math.Abs(signed)));
            for (int r = 0; r < x.ColumnCount; r++)
                for (int c = 0; c < x.ColumnCount; c++) information[r, c] += p * (1 - p) * x[i, r] * x[i, c];
        }
        double determinant = information.Determinant();
        return determinant > 0 ? sum + Math.Log(determinant) / 2 : double.NegativeInfinity;
    }

    private static double Probability(double eta) => 1 / (1 + Math.Exp(-eta));

    /// <summary>Where the profile of one coefficient falls by half the chi-squared quantile, on the side of <paramref name="step"/>.</summary>
    private static double ProfileEnd(Matrix<double> x, Vector<double> y, Maximum best, int column, double step)
    {
        Vector<double> start = best.Beta;
        bool IsInside(double value)
        {
            Vector<double> held = start.Clone();
            held[column] = value;
            Maximum profile = Maximise(x, y, held, column);
            if (double.IsFinite(profile.LogLikelihood)) start = profile.Beta;
            return 2 * (best.LogLikelihood - profile.LogLikelihood) < ChiSquared95;
        }

        double inside = best.Beta[column], outside = inside + 2 * step;
        for (int doubling = 0; IsInside(outside); doubling++)
        {
            if (doubling == 8) return step < 0 ? double.NegativeInfinity : double.PositiveInfinity;
            (inside, outside) = (outside, outside + (2 << doubling) * step);
        }
        while (Math.Abs(outside - inside) > 1e-5 * (1 + Math.Abs(outside)))
        {
            double middle = (inside + outside) / 2;
            if (IsInside(middle)) inside = middle;
            else outside = middle;
        }
        return (inside + outside) / 2;
    }
}
