using MesaBench.Inference;

namespace MesaBench.Tests.Inference;

public class WilsonTests
{
    [Theory]
    [InlineData(5, 10, 0.2366, 0.7634)]
    [InlineData(0, 8, 0, 0.3244)]
    [InlineData(8, 8, 0.6756, 1)]
    [InlineData(81, 263, 0.2553, 0.3662)] // the worked example of Newcombe (1998)
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void Published_intervals_come_out(int successes, int trials, double low, double high)
    {
        Interval interval = Wilson.Interval(successes, trials);
        Assert.Equal(low, interval.Low, 4);
        Assert.Equal(high, interval.High, 4);
    }

    [Fact]
    public void No_data_exclude_nothing() => Assert.Equal(new Interval(0, 1), Wilson.Interval(0, 0));

    [Fact]
    public void Counts_that_cannot_be_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Wilson.Interval(3, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Wilson.Interval(-1, 2));
    }

    [Theory]
    [InlineData(20, 0.3)]
    [InlineData(64, 0.1)]
    [InlineData(64, 0.5)]
    public void It_covers_the_truth_about_95_times_in_100(int trials, double probability)
    {
        const int studies = 4000;
        int covered = 0;
        for (uint study = 0; study < studies; study++)
        {
            var random = new StatisticsRandom(1, study);
            int successes = Enumerable.Range(0, trials).Count(_ => random.Next() < probability * 4294967296.0);
            if (Wilson.Interval(successes, trials).Contains(probability)) covered++;
        }
        Assert.InRange(covered / (double)studies, 0.93, 0.98);
    }
}
