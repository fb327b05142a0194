using MesaBench.Inference;

namespace MesaBench.Tests.Inference;

public class PairedDifferenceTests
{
    [Fact]
    public void Whole_differences_have_the_interval_of_Bonett_and_Price()
    {
        // 21 pairs, 1 and 7 of them discordant (Bentur et al. 2009): u = 2/23, v = 8/23.
        Estimate estimate = PairedDifference.Of([1, -1, -1, -1, -1, -1, -1, -1, .. new double[13]]);
        Assert.Equal(-6.0 / 21, estimate.Value, 12);
        Assert.Equal(-0.5084, estimate.Interval.Low, 4);
        Assert.Equal(-0.0134, estimate.Interval.High, 4);
    }

    [Fact]
    public void Whole_differences_count_by_their_signs_alone()
    {
        for (uint study = 0; study < 50; study++)
        {
            var random = new StatisticsRandom(5, study);
            double[] differences = Draws.Many(1 + random.Below(40), _ => (double)(random.Below(3) - 1));
            double n = differences.Length + 2, u = (differences.Count(d => d > 0) + 1) / n, v = (differences.Count(d => d < 0) + 1) / n;
            double half = Wilson.Quantile * Math.Sqrt((u + v - (u - v) * (u - v)) / n);
            Interval interval = PairedDifference.Of(differences).Interval;
            Assert.Equal(Math.Max(-1, u - v - half), interval.Low, 12);
            Assert.Equal(Math.Min(1, u - v + half), interval.High, 12);
        }
    }

    [Fact]
    public void The_mean_lies_in_its_interval_and_the_interval_in_the_possible_range()
    {
        for (uint study = 0; study < 200; study++)
        {
            var random = new StatisticsRandom(6, study);
            double bias = 2 * random.Uniform() - 1;
            (double mean, Interval interval) = PairedDifference.Of(
                Draws.Many(1 + random.Below(30), _ => Math.Clamp(bias + random.Normal(), -1, 1)));
            Assert.True(interval.Contains(mean));
            Assert.True(interval.Low >= -1 && interval.High <= 1);
        }
    }

    [Fact]
    public void An_agent_that_does_the_same_in_both_has_exactly_0() => Assert.Equal(0, PairedDifference.Of(new double[256]).Value);

    [Fact]
    public void No_pairs_have_no_difference() => Assert.Equal(Estimate.None, PairedDifference.Of([]));

    [Theory]
    [InlineData(1.5)]
    [InlineData(double.NaN)]
    public void What_is_no_difference_of_shares_is_refused(double difference) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PairedDifference.Of([0, difference]));

    [Theory]
    [InlineData(64, .3, .3)]
    [InlineData(64, .5, .1)]
    [InlineData(256, .3, .3)]
    [InlineData(256, .5, .1)]
    [InlineData(256, .1, .05)]
    [InlineData(256, .9, .02)]
    [InlineData(256, .15, .02)]
    public void It_covers_the_truth_about_95_times_in_100(int pairs, double up, double down) =>
        Assert.InRange(Coverage(pairs, up, down), 0.93, 0.97);

    [Theory]
    [InlineData(16, .1, .05)]
    [InlineData(64, .02, 0)]
    [InlineData(256, 0, 0)]
    public void It_covers_the_truth_more_often_where_hardly_any_pair_differs(int pairs, double up, double down) =>
        Assert.InRange(Coverage(pairs, up, down), 0.97, 1);

    [Theory]
    [InlineData(64, .25, .25)]
    [InlineData(64, .5, .25)]
    [InlineData(256, .25, .25)]
    [InlineData(256, .9, .1)]
    [InlineData(256, .1, .1)]
    [InlineData(256, .3, .1)]
    public void So_it_does_where_one_side_of_a_pair_is_the_mean_of_three(int pairs, double share, double mirrored)
    {
        double coverage = Draws.Coverage(3000, share - mirrored, random => PairedDifference.Of(
            Draws.Many(pairs, _ => random.Successes(1, share) - random.Successes(3, mirrored) / 3.0)).Interval);
        Assert.InRange(coverage, 0.93, 0.97);
    }

    private static double Coverage(int pairs, double up, double down) =>
        Draws.Coverage(3000, up - down, random => PairedDifference.Of(Draws.Many(pairs, _ =>
        {
            double u = random.Uniform();
            return u < up ? 1.0 : u < up + down ? -1 : 0;
        })).Interval);
}
