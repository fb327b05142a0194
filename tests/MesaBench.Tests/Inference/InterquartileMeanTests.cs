using MesaBench.Inference;

namespace MesaBench.Tests.Inference;

public class InterquartileMeanTests
{
    [Fact]
    public void A_quarter_is_dropped_at_each_end()
    {
        Assert.Equal(4.5, InterquartileMean.Of([-1000, 3, 4, 5, 6, 1000, 2, 7]));
        Assert.Equal(2, InterquartileMean.Of([3, 1, 2])); // a quarter of three rounds down to none
        Assert.True(double.IsNaN(InterquartileMean.Of([])));
    }

    [Fact]
    public void The_order_of_the_values_does_not_matter() =>
        Assert.Equal(InterquartileMean.Of([.1, .7, .3, .9, .2]), InterquartileMean.Of([.9, .2, .1, .3, .7]));

    [Fact]
    public void Strata_too_small_to_show_a_spread_are_pooled()
    {
        Interval interval = InterquartileMean.Bootstrap([1, 2, 3, 4, 5, 6, 7, 8], [0, 1, 2, 3, 4, 5, 6, 7], 100, 5);
        Assert.Equal(InterquartileMean.Bootstrap([1, 2, 3, 4, 5, 6, 7, 8], new int[8], 100, 5), interval);
        Assert.True(interval.High - interval.Low > 1);
    }

    [Fact]
    public void Differences_between_strata_do_not_widen_the_interval()
    {
        double[] values = [.. Enumerable.Range(0, 40).Select(i => i % 2 * 10.0 + i * 0.001)];
        int[] sets = [.. Enumerable.Range(0, 40).Select(i => i % 2)];
        Interval stratified = InterquartileMean.Bootstrap(values, sets, 500, 5);
        Interval pooled = InterquartileMean.Bootstrap(values, new int[40], 500, 5);
        Assert.True(stratified.High - stratified.Low < 0.1);
        Assert.True(pooled.High - pooled.Low > 2);
    }

    [Fact]
    public void One_value_says_nothing_about_spread() =>
        Assert.Equal(Interval.None, InterquartileMean.Bootstrap([0.5], [0], 100, 5));

    [Fact]
    public void The_interval_covers_the_truth_about_95_times_in_100()
    {
        const int studies = 1000;
        int covered = 0;
        for (uint study = 0; study < studies; study++)
        {
            // Sums of four uniform numbers are symmetric about 2, which is then the interquartile mean of their distribution.
            var random = new StatisticsRandom(2, study);
            double[] values = [.. Enumerable.Range(0, 40).Select(_ => Enumerable.Range(0, 4).Sum(_ => random.Next() / 4294967296.0))];
            if (InterquartileMean.Bootstrap(values, new int[40], 200, study).Contains(2)) covered++;
        }
        Assert.InRange(covered / (double)studies, 0.91, 0.97);
    }
}
