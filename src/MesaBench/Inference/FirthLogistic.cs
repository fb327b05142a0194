using MathNet.Numerics;

namespace MesaBench.Inference;

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
        double[][] x = [.. rows];
        bool[] y = [.. outcomes];
        int columns = x[0].Length;
        if (At(x, y, new double[columns]) is null) return null;

        Maximum best = Maximise(x, y, new double[columns], null);
        if (At(x, y, best.Beta) is not { } point) return null;
        double[] errors = [.. Enumerable.Range(0, columns).Select(c => Math.Sqrt(point.Factor.Solve(Unit(columns, c))[c]))];
        var intervals = new Interval[columns];
        double[] pValues = new double[columns];
        for (int column = 0; column < columns; column++)
        {
            double[] start = [.. best.Beta];
            start[column] = 0;
            double ratio = 2 * (best.LogLikelihood - Maximise(x, y, start, column).LogLikelihood);
            pValues[column] = SpecialFunctions.Erfc(Math.Sqrt(Math.Max(0, ratio) / 2));
            intervals[column] = new Interval(
                ProfileEnd(x, y, best, column, -errors[column]), ProfileEnd(x, y, best, column, errors[column]));
        }
        return new FirthFit(best.Beta, errors, intervals, pValues, best.LogLikelihood, best.Converged);
    }

    /// <summary>The penalised score, zero at the estimate: sum over observations of (y - p + h (1/2 - p)) x.</summary>
    /// <exception cref="ArgumentException">The columns are linearly dependent.</exception>
    public static double[] Score(IReadOnlyList<double[]> rows, IReadOnlyList<bool> outcomes, double[] coefficients) =>
        At([.. rows], [.. outcomes], coefficients)?.Score ?? throw new ArgumentException("the columns are linearly dependent");

    private sealed record Maximum(double[] Beta, double LogLikelihood, bool Converged);

    /// <summary>The penalised likelihood and its derivatives at some coefficients.</summary>
    private sealed record Point(double LogLikelihood, double[,] Information, Cholesky Factor, double[] Score);

    /// <summary>Newton's method with step halving; the coefficient <paramref name="held"/>, if any, stays where it starts.</summary>
    private static Maximum Maximise(double[][] x, bool[] y, double[] start, int? held)
    {
        int[] free = [.. Enumerable.Range(0, start.Length).Where(c => c != held)];
        double[] beta = start;
        if (At(x, y, beta) is not { } point) return new Maximum(beta, double.NegativeInfinity, false);
        for (int iteration = 0; iteration < MaxIterations && free.Length > 0; iteration++)
        {
            double[,] information = new double[free.Length, free.Length];
            for (int i = 0; i < free.Length; i++)
                for (int j = 0; j < free.Length; j++) information[i, j] = point.Information[free[i], free[j]];
            double[] step = Cholesky.Of(information)!.Solve([.. free.Select(c => point.Score[c])]);
            double size = step.Max(Math.Abs);
            if (size < 1e-10) break;

            double scale = Math.Min(1, LargestStep / size);
            Point? next = null;
            double[] candidate = beta;
            for (int halving = 0; halving < 30 && next is null; halving++, scale /= 2)
            {
                candidate = [.. beta];
                for (int i = 0; i < free.Length; i++) candidate[free[i]] += scale * step[i];
                next = At(x, y, candidate);
                if (!(next?.LogLikelihood >= point.LogLikelihood - 1e-13 * (1 + Math.Abs(point.LogLikelihood)))) next = null;
            }
            if (next is null) return new Maximum(beta, point.LogLikelihood, size < 1e-6);
            (beta, point) = (candidate, next);
        }
        return new Maximum(beta, point.LogLikelihood, free.All(c => Math.Abs(point.Score[c]) < 1e-6));
    }

    /// <summary>Null where the information is singular to rounding.</summary>
    private static Point? At(double[][] x, bool[] y, double[] beta)
    {
        int columns = beta.Length;
        double[] p = new double[x.Length];
        double[,] information = new double[columns, columns];
        double logLikelihood = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double eta = Dot(x[i], beta);
            double signed = y[i] ? eta : -eta;
            logLikelihood += Math.Min(signed, 0) - Math.Log(1 + Math.Exp(-Math.Abs(signed)));
            p[i] = 1 / (1 + Math.Exp(-eta));
            for (int r = 0; r < columns; r++)
                for (int c = 0; c < columns; c++) information[r, c] += p[i] * (1 - p[i]) * x[i][r] * x[i][c];
        }
        if (Cholesky.Of(information) is not { } factor) return null;

        double[] score = new double[columns];
        for (int i = 0; i < x.Length; i++)
        {
            double leverage = p[i] * (1 - p[i]) * Dot(x[i], factor.Solve(x[i]));
            double residual = (y[i] ? 1 : 0) - p[i] + leverage * (0.5 - p[i]);
            for (int c = 0; c < columns; c++) score[c] += residual * x[i][c];
        }
        return new Point(logLikelihood + factor.LogDeterminant / 2, information, factor, score);
    }

    /// <summary>Where the profile of one coefficient falls by half the chi-squared quantile, on the side of <paramref name="step"/>.</summary>
    private static double ProfileEnd(double[][] x, bool[] y, Maximum best, int column, double step)
    {
        double[] nearby = best.Beta;
        double Excess(double value)
        {
            double[] start = [.. nearby];
            start[column] = value;
            Maximum profile = Maximise(x, y, start, column);
            if (double.IsFinite(profile.LogLikelihood)) nearby = profile.Beta;
            return ExcessOver(best, profile);
        }

        return Crossing(Excess, best.Beta[column], step, doublings: 8);
    }

    /// <summary>
    /// -a / b, the x at which the regression on a constant and one column is even, where b is below 0 by its likelihood ratio
    /// test (which is where its interval is). The 95% interval is of all r at which that test does not reject a zero intercept
    /// when the column is x - r. The shift has determinant 1, so that the penalty, and with it the likelihood at the estimate,
    /// stay what they are.
    /// </summary>
    /// <param name="x">[observation] the column.</param>
    /// <param name="y">[observation] whether the outcome occurred.</param>
    /// <returns>The point, which may lie outside of the observed x; null where b is not shown to be below 0.</returns>
    internal static Estimate? EvenPoint(double[] x, bool[] y)
    {
        double[][] Rows(double origin) => [.. x.Select(value => new[] { 1, value - origin })];
        if (x.Length == 0 || At(Rows(0), y, [0, 0]) is null) return null;
        Maximum best = Maximise(Rows(0), y, [0, 0], null);
        double slope = best.Beta[1], even = -best.Beta[0] / slope;
        if (!(slope < 0) || ExcessOver(best, Maximise(Rows(0), y, [best.Beta[0], 0], held: 1)) <= 0) return null;

        double End(double step)
        {
            double nearby = slope;
            double Excess(double r)
            {
                Maximum profile = Maximise(Rows(r), y, [0, nearby], held: 0);
                if (double.IsFinite(profile.LogLikelihood)) nearby = profile.Beta[1];
                return ExcessOver(best, profile);
            }

            return Crossing(Excess, even, step, doublings: 20);
        }

        // An observation tells at most 1/4 of the intercept, so that the point's standard error is 2 / (|b| sqrt(n)) at least.
        double step = 2 / (-slope * Math.Sqrt(x.Length));
        return new Estimate(even, new Interval(End(-step), End(step)));
    }

    /// <summary>How far the root of the likelihood ratio lies above the normal quantile: negative inside the interval.</summary>
    private static double ExcessOver(Maximum best, Maximum profile) =>
        Math.Sqrt(Math.Max(0, 2 * (best.LogLikelihood - profile.LogLikelihood))) - Wilson.Quantile;

    /// <summary>
    /// Where an excess, -z at <paramref name="inside"/>, becomes 0 on the side of <paramref name="step"/>; infinite where it has
    /// not after so many doublings of that. The root of a likelihood's fall is nearly linear, so that false position (with the
    /// Illinois rule) takes few fits.
    /// </summary>
    private static double Crossing(Func<double, double> excessAt, double inside, double step, int doublings)
    {
        double outside = inside + 2 * step;
        double excessInside = -Wilson.Quantile, excessOutside = excessAt(outside);
        for (int doubling = 0; excessOutside < 0; doubling++)
        {
            if (doubling == doublings) return step < 0 ? double.NegativeInfinity : double.PositiveInfinity;
            (inside, excessInside) = (outside, excessOutside);
            outside += (2 << doubling) * step;
            excessOutside = excessAt(outside);
        }
        int lastSign = 0;
        for (int iteration = 0; iteration < 60; iteration++)
        {
            // A singular fit outside has an infinite excess; halve the bracket then.
            double middle = double.IsFinite(excessOutside)
                ? inside - excessInside * (outside - inside) / (excessOutside - excessInside)
                : (inside + outside) / 2;
            double excess = excessAt(middle);
            if (Math.Abs(excess) < 1e-6) return middle;
            if (excess < 0)
            {
                (inside, excessInside) = (middle, excess);
                if (lastSign < 0) excessOutside /= 2;
            }
            else
            {
                (outside, excessOutside) = (middle, excess);
                if (lastSign > 0) excessInside /= 2;
            }
            lastSign = Math.Sign(excess);
        }
        return (inside + outside) / 2;
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    private static double[] Unit(int length, int index)
    {
        double[] unit = new double[length];
        unit[index] = 1;
        return unit;
    }
}
