using MesaBench.Inference;

namespace MesaBench.Tests.Inference;

public class NewcombeDifferenceTests
{
    [Theory]
    [InlineData(48, 80, 56, 70, 0.2, 0.0524, 0.3339)] // this and the next by method 10 in table II of Newcombe (1998)
    [InlineData(3, 10, 9, 10, 0.6, 0.1705, 0.8090)]
    [InlineData(2, 7, 6, 7, 0.5714, 0.0582, 0.8062)]
    [InlineData(0, 29, 5, 56, 0.0893, -0.0381, 0.1926)]
    [InlineData(0, 20, 0, 10, 0, -0.1611, 0.2775)]
    [InlineData(0, 20, 10, 10, 1, 0.6791, 1)]
    public void Published_intervals_come_out(int successes1, int trials1, int successes2, int trials2, double difference, double low, double high)
    {
        Estimate estimate = NewcombeDifference.Of(successes1, trials1, successes2, trials2);
        Assert.Equal(difference, estimate.Value, 4);
        Assert.Equal(low, estimate.Interval.Low, 4);
        Assert.Equal(high, estimate.Interval.High, 4);
    }

    [Fact]
    public void Of_nothing_there_is_no_difference()
    {
        Assert.Equal(Estimate.None, NewcombeDifference.Of(0, 0, 1, 2));
        Assert.Equal(Estimate.None, NewcombeDifference.Of(1, 2, 0, 0));
    }

    [Fact]
    public void It_covers_the_truth_about_95_times_in_100() =>
        Assert.InRange(Draws.Coverage(4000, 0.2, random => NewcombeDifference.Of(random.Successes(16, 0.3), 16, random.Successes(24, 0.5), 24).Interval), 0.93, 0.98);
}
