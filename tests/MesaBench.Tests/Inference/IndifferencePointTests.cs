using MesaBench.Inference;

namespace MesaBench.Tests.Inference;

public class IndifferencePointTests
{
    private const double Chi = 3.841459;

    [Fact]
    public void Two_numbers_with_opposite_shares_are_even_in_their_middle()
    {
        IndifferencePoint point = Of([2, 6], [20, 20], [17, 3]);
        Assert.Equal(IndifferenceKind.Rate, point.Kind);
        Assert.Equal(4, point.Rate.Value, 1e-5);
        Assert.Equal(4 - point.Rate.Interval.Low, point.Rate.Interval.High - 4, 1e-4);
    }

    [Fact]
    public void Two_numbers_are_even_where_the_line_through_their_log_odds_is()
    {
        // A saturated model with Firth's penalty adds one half to every count.
        double first = Math.Log(18.5 / 2.5), second = Math.Log(6.5 / 14.5);
        Assert.Equal(1 + 4 * first / (first - second), Of([1, 5], [20, 20], [18, 6]).Rate.Value, 1e-5);
    }

    [Fact]
    public void Of_a_slope_that_is_barely_sure_the_far_end_is_found()
    {
        IndifferencePoint point = Of([0, 1], [26, 33], [17, 13]);
        Assert.Equal((IndifferenceKind.Rate, 0.594), (point.Kind, Math.Round(point.Rate.Value, 3)));
        Assert.True(double.IsFinite(point.Rate.Interval.High));
    }

    [Fact]
    public void A_point_outside_of_what_was_observed_is_no_rate_on_either_side()
    {
        Assert.Equal((IndifferenceKind.Never, false), Told(Of([10, 14], [40, 40], [14, 4])));
        Assert.Equal((IndifferenceKind.Always, false), Told(Of([10, 14], [40, 40], [36, 26])));
        Assert.Equal((IndifferenceKind.Rate, true), Told(Of([10, 14], [40, 40], [26, 14])));

        static (IndifferenceKind, bool) Told(IndifferencePoint point) => (point.Kind, point.Rate.Exists);
    }

    [Fact]
    public void The_ends_are_where_the_profile_of_the_point_written_out_in_full_falls_by_half_of_chi_squared()
    {
        (double[] x, bool[] y) = Study(new StatisticsRandom(41, 0), 60, -0.5, 1);
        Interval interval = IndifferencePoint.Of(x, y).Rate.Interval;
        double best = Likelihood(x, y, FirthLogistic.Fit([.. x.Select(v => new[] { 1, v })], y)!.Coefficients);
        foreach (double end in new[] { interval.Low, interval.High })
        {
            // The largest likelihood on the line a = -b r, over a fine grid of b.
            double profile = Enumerable.Range(1, 20_000).Max(i => Likelihood(x, y, [i * 1e-4 * end, -i * 1e-4]));
            Assert.Equal(Chi, 2 * (best - profile), 1e-3);
        }
    }

    [Fact]
    public void There_is_a_point_just_where_the_interval_of_the_fitted_slope_lies_below_0_and_the_point_within_the_numbers()
    {
        int points = 0;
        for (uint study = 0; study < 60; study++)
        {
            (double[] x, bool[] y) = Study(new StatisticsRandom(45, study), 40, -0.15, 2);
            FirthFit fit = FirthLogistic.Fit([.. x.Select(v => new[] { 1, v })], y)!;
            double rate = -fit.Coefficients[0] / fit.Coefficients[1];
            IndifferencePoint point = IndifferencePoint.Of(x, y);
            Assert.Equal(fit.Intervals[1].High < 0 && x.Min() <= rate && rate <= x.Max(), point.Kind == IndifferenceKind.Rate);
            if (point.Kind != IndifferenceKind.Rate) continue;
            Assert.Equal(rate, point.Rate.Value, 1e-6);
            Assert.True(double.IsFinite(point.Rate.Interval.Low) && double.IsFinite(point.Rate.Interval.High));
            points++;
        }
        Assert.InRange(points, 15, 45);
    }

    [Fact]
    public void The_point_moves_with_the_numbers_and_scales_with_their_unit()
    {
        (double[] x, bool[] y) = Study(new StatisticsRandom(42, 0), 100, -0.4, 2);
        Estimate rate = IndifferencePoint.Of(x, y).Rate, moved = IndifferencePoint.Of([.. x.Select(v => 10 + 3 * v)], y).Rate;
        Assert.Equal(10 + 3 * rate.Value, moved.Value, 1e-4);
        Assert.Equal(10 + 3 * rate.Interval.Low, moved.Interval.Low, 1e-4);
        Assert.Equal(10 + 3 * rate.Interval.High, moved.Interval.High, 1e-4);
    }

    [Fact]
    public void Complete_separation_puts_the_point_into_the_gap()
    {
        IndifferencePoint point = Of([-4, -2, 3, 5], [10, 10, 10, 10], [10, 10, 0, 0]);
        Assert.InRange(point.Rate.Value, -2, 3);
        Assert.InRange(point.Rate.Interval.Low, -4, point.Rate.Value);
        Assert.InRange(point.Rate.Interval.High, point.Rate.Value, 5);
    }

    [Theory]
    [InlineData(1, IndifferenceKind.Always)]
    [InlineData(0, IndifferenceKind.Never)]
    public void One_outcome_only_is_always_or_never_however_the_numbers_lie(double share, IndifferenceKind kind)
    {
        for (uint study = 0; study < 20; study++)
        {
            var random = new StatisticsRandom(43, study);
            double[] skewed = Draws.Many(10 + random.Below(200), _ => Math.Floor(Math.Exp(1.5 * random.Normal())));
            Assert.Equal(kind, IndifferencePoint.Of(skewed, [.. skewed.Select(_ => share == 1)]).Kind);
        }
    }

    [Fact]
    public void A_point_beyond_all_numbers_is_none() =>
        Assert.Equal(IndifferenceKind.Always, Of([0, 2, 4], [60, 60, 60], [59, 54, 42]).Kind);

    [Fact]
    public void An_outcome_that_becomes_more_frequent_has_no_point() =>
        Assert.Equal(IndifferenceKind.Flat, Of([0, 4], [50, 50], [5, 45]).Kind);

    [Theory]
    [InlineData(20, IndifferenceKind.Flat)]
    [InlineData(36, IndifferenceKind.Always)]
    [InlineData(4, IndifferenceKind.Never)]
    public void One_number_only_leaves_the_share(int events, IndifferenceKind kind)
    {
        IndifferencePoint point = Of([3], [40], [events]);
        Assert.Equal(kind, point.Kind);
        Assert.Equal(Estimate.None, point.Rate);
    }

    [Fact]
    public void Too_little_or_nothing_at_all_is_said_to_be_so()
    {
        Assert.Equal(IndifferenceKind.None, IndifferencePoint.Of([], []).Kind);
        Assert.Equal(IndifferenceKind.Flat, IndifferencePoint.Of([1], [true]).Kind);
        Assert.Equal(IndifferenceKind.Flat, IndifferencePoint.Of([1, 2], [true, false]).Kind);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Numbers_that_are_none_are_refused(double x) =>
        Assert.Throws<ArgumentException>(() => IndifferencePoint.Of([1, x], [true, false]));

    [Theory]
    [InlineData(64, -1, 2)]
    [InlineData(128, -.3, 0)]
    [InlineData(128, -.3, 4)]
    [InlineData(256, -1, 2)]
    public void The_interval_covers_the_truth_about_95_times_in_100(int episodes, double slope, double rate) =>
        Assert.InRange(Coverage(episodes, slope, rate, studies: 400), 0.93, 0.97);

    [Theory]
    [InlineData(64, -5, 1.3)]
    [InlineData(30, -5, 1.3)]
    public void So_near_to_separation_that_whole_numbers_hide_the_truth_it_covers_it_more_often(int episodes, double slope, double rate) =>
        Assert.InRange(Coverage(episodes, slope, rate, studies: 100), 0.97, 1);

    [Fact]
    public void An_agent_that_does_not_mind_the_number_seldom_gets_a_point()
    {
        // A slope below 0 by chance, at a fortieth, in agents that take either outcome as often.
        IndifferenceKind[] kinds = Draws.Many(400, study =>
        {
            (double[] x, bool[] y) = Study(new StatisticsRandom(44, (uint)study), 100, 0, 0);
            return IndifferencePoint.Of(x, y).Kind;
        });
        Assert.InRange(kinds.Count(k => k == IndifferenceKind.Flat) / 400.0, 0.88, 1);
        Assert.InRange(kinds.Count(k => k == IndifferenceKind.Rate) / 400.0, 0, 0.045);
    }

    private static double Coverage(int episodes, double slope, double rate, int studies) => Draws.Coverage(studies, rate, random =>
    {
        (double[] x, bool[] y) = Study(random, episodes, slope, rate);
        return IndifferencePoint.Of(x, y).Rate.Interval;
    });

    /// <summary>Whole numbers between -12 and 12 and an outcome with log odds slope (x - rate).</summary>
    private static (double[] X, bool[] Y) Study(StatisticsRandom random, int count, double slope, double rate)
    {
        double[] x = Draws.Many(count, _ => (double)(random.Below(7) - random.Below(7) + random.Below(7) - random.Below(7)));
        return (x, [.. x.Select(v => random.Uniform() < 1 / (1 + Math.Exp(-slope * (v - rate))))]);
    }

    private static IndifferencePoint Of(double[] x, int[] trials, int[] events) => IndifferencePoint.Of(
        [.. x.SelectMany((v, i) => Enumerable.Repeat(v, trials[i]))],
        [.. x.SelectMany((_, i) => Enumerable.Range(0, trials[i]).Select(trial => trial < events[i]))]);

    /// <summary>The penalised log likelihood of a + b x, from its definition.</summary>
    private static double Likelihood(double[] x, bool[] y, double[] beta)
    {
        double sum = 0, m00 = 0, m01 = 0, m11 = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double p = 1 / (1 + Math.Exp(-beta[0] - beta[1] * x[i])), w = p * (1 - p);
            sum += Math.Log(y[i] ? p : 1 - p);
            (m00, m01, m11) = (m00 + w, m01 + w * x[i], m11 + w * x[i] * x[i]);
        }
        return sum + Math.Log(m00 * m11 - m01 * m01) / 2;
    }
}
