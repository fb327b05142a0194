using MesaBench.Inference;

namespace MesaBench.Tests.Inference;

public class FirthLogisticTests
{
    [Theory]
    [InlineData(7, 10, 3, 12)]
    [InlineData(5, 5, 0, 5)] // separated: ordinary logistic regression has no estimate
    [InlineData(1, 20, 6, 9)]
    public void A_saturated_model_adds_one_half_to_every_cell(int eventsA, int trialsA, int eventsB, int trialsB)
    {
        FirthFit fit = Fit([0, 1], [trialsA, trialsB], [eventsA, eventsB])!;
        double LogOdds(int k, int n) => Math.Log((k + 0.5) / (n - k + 0.5));
        Assert.True(fit.Converged);
        Assert.Equal(LogOdds(eventsA, trialsA), fit.Coefficients[0], 8);
        Assert.Equal(LogOdds(eventsB, trialsB) - LogOdds(eventsA, trialsA), fit.Coefficients[1], 8);
        // Either group tells n p (1 - p) of its own log odds, and the second coefficient is their difference.
        double Variance(int k, int n) => Math.Pow(n + 1, 2) / (n * (k + 0.5) * (n - k + 0.5));
        Assert.Equal(Math.Sqrt(Variance(eventsA, trialsA)), fit.StandardErrors[0], 6);
        Assert.Equal(Math.Sqrt(Variance(eventsA, trialsA) + Variance(eventsB, trialsB)), fit.StandardErrors[1], 6);
    }

    [Fact]
    public void The_score_vanishes_at_the_estimate()
    {
        (double[][] rows, bool[] outcomes) = Study(200, 0.7, stream: 1);
        FirthFit fit = FirthLogistic.Fit(rows, outcomes)!;
        Assert.All(FirthLogistic.Score(rows, outcomes, fit.Coefficients), s => Assert.Equal(0, s, 7));
        Assert.Equal(Penalised(rows, outcomes, fit.Coefficients), fit.LogLikelihood, 8);
    }

    [Fact]
    public void The_score_is_the_slope_of_the_penalised_likelihood()
    {
        (double[][] rows, bool[] outcomes) = Study(60, 0.7, stream: 2);
        double[] at = [0.3, -0.2, 0.4];
        double[] score = FirthLogistic.Score(rows, outcomes, at);
        for (int column = 0; column < 3; column++)
        {
            double[] up = [.. at], down = [.. at];
            up[column] += 1e-5;
            down[column] -= 1e-5;
            Assert.Equal((Penalised(rows, outcomes, up) - Penalised(rows, outcomes, down)) / 2e-5, score[column], 5);
        }
    }

    [Fact]
    public void Separation_gives_a_finite_estimate_whose_interval_leaves_out_zero()
    {
        FirthFit fit = Fit([8, 10, 12, 14], [10, 10, 10, 10], [0, 0, 10, 10])!;
        Assert.True(double.IsFinite(fit.Coefficients[1]) && fit.Coefficients[1] > 0);
        Assert.True(fit.Intervals[1].Low > 0);
    }

    [Fact]
    public void The_profile_interval_covers_the_truth_about_95_times_in_100()
    {
        const int studies = 300;
        int covered = Enumerable.Range(0, studies).Count(study =>
        {
            (double[][] rows, bool[] outcomes) = Study(60, 0.7, (uint)study);
            return FirthLogistic.Fit(rows, outcomes)!.Intervals[1].Contains(0.7);
        });
        Assert.InRange(covered / (double)studies, 0.91, 0.985);
    }

    [Fact]
    public void Columns_that_say_the_same_cannot_be_estimated()
    {
        double[][] rows = [[1, 2, 4], [1, 3, 6], [1, 4, 8], [1, 5, 10]];
        Assert.Null(FirthLogistic.Fit(rows, [true, false, true, false]));
        Assert.Null(FirthLogistic.Fit([], []));
    }

    private static FirthFit? Fit(double[] x, int[] trials, int[] events)
    {
        var rows = new List<double[]>();
        var outcomes = new List<bool>();
        for (int group = 0; group < x.Length; group++)
            for (int agent = 0; agent < trials[group]; agent++)
            {
                rows.Add([1, x[group]]);
                outcomes.Add(agent < events[group]);
            }
        return FirthLogistic.Fit(rows, outcomes);
    }

    /// <summary>Outcomes with log odds -0.5 + slope u + 0 v, where u and v are uniform on [-2, 2].</summary>
    private static (double[][] Rows, bool[] Outcomes) Study(int count, double slope, uint stream)
    {
        var random = new StatisticsRandom(21, stream);
        double Uniform() => random.Next() / 4294967296.0;
        double[][] rows = [.. Enumerable.Range(0, count).Select(_ => new[] { 1, 4 * Uniform() - 2, 4 * Uniform() - 2 })];
        return (rows, [.. rows.Select(r => Uniform() < 1 / (1 + Math.Exp(0.5 - slope * r[1])))]);
    }

    private static double Penalised(double[][] rows, bool[] outcomes, double[] beta)
    {
        double sum = 0;
        double[,] m = new double[3, 3];
        for (int i = 0; i < rows.Length; i++)
        {
            double p = 1 / (1 + Math.Exp(-rows[i].Zip(beta, (a, b) => a * b).Sum()));
            sum += Math.Log(outcomes[i] ? p : 1 - p);
            for (int r = 0; r < 3; r++)
                for (int c = 0; c < 3; c++) m[r, c] += p * (1 - p) * rows[i][r] * rows[i][c];
        }
        double determinant = m[0, 0] * (m[1, 1] * m[2, 2] - m[1, 2] * m[2, 1])
            - m[0, 1] * (m[1, 0] * m[2, 2] - m[1, 2] * m[2, 0]) + m[0, 2] * (m[1, 0] * m[2, 1] - m[1, 1] * m[2, 0]);
        return sum + Math.Log(determinant) / 2;
    }
}
