using MesaBench.Inference;

namespace MesaBench.Tests.Inference;

public class SetMeansTests
{
    [Fact]
    public void A_worked_example_comes_out()
    {
        // Set means 1, 2, 3, 6: mean 3, standard error sqrt(14 / 3 / 4), t with 3 degrees of freedom 3.182446.
        Estimate estimate = SetMeans.Of([0, 2, 2, 2, 3, 3, 5, 7], [0, 0, 1, 1, 2, 2, 3, 3]);
        double half = 3.182446 * Math.Sqrt(14.0 / 12);
        Assert.Equal(3, estimate.Value, 12);
        Assert.Equal(3 - half, estimate.Interval.Low, 1e-5);
        Assert.Equal(3 + half, estimate.Interval.High, 1e-5);
    }

    [Fact]
    public void Every_set_counts_the_same_however_many_agents_it_has() =>
        Assert.Equal(2, SetMeans.Of([1, 1, 1, 1, 1, 3], [4, 4, 4, 4, 4, 9]).Value, 12);

    [Theory]
    [InlineData(1, 12.7062)]
    [InlineData(3, 3.1824)]
    [InlineData(7, 2.3646)]
    [InlineData(15, 2.1314)]
    [InlineData(120, 1.9799)]
    public void Quantiles_are_those_of_the_table_of_Student(int freedom, double quantile) =>
        Assert.Equal(quantile, StudentMean.Quantile(freedom), 4);

    [Theory]
    [InlineData(7, 7)]
    [InlineData(40, 3)]
    public void Too_few_agents_or_sets_have_a_mean_and_no_interval(int agents, int sets)
    {
        Estimate estimate = SetMeans.Of(Draws.Many(agents, i => (double)i), Draws.Many(agents, i => i % sets));
        Assert.True(estimate.Exists);
        Assert.Equal(Interval.None, estimate.Interval);
    }

    [Fact]
    public void Just_enough_of_both_have_one()
    {
        double[] values = Draws.Many(SetMeans.LeastValues, i => (double)i);
        Assert.NotEqual(Interval.None, SetMeans.Of(values, Draws.Many(values.Length, i => i % SetMeans.LeastSets)).Interval);
    }

    [Fact]
    public void Nothing_has_no_mean() => Assert.Equal(Estimate.None, SetMeans.Of([], []));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_value_that_does_not_exist_is_refused(double value) => Assert.Throws<ArgumentException>(() => SetMeans.Of([1, value], [0, 0]));

    [Fact]
    public void The_order_of_agents_does_not_matter_in_a_single_bit()
    {
        var random = new StatisticsRandom(8, 0);
        double[] values = Draws.Many(40, _ => random.Normal());
        int[] sets = Draws.Many(40, i => i * 7 % 8);
        Assert.Equal(SetMeans.Of(values, sets), SetMeans.Of([.. values.Reverse()], [.. sets.Reverse()]));
    }

    [Theory]
    [InlineData(4, 2, 0)]
    [InlineData(4, 8, 1)]
    [InlineData(8, 2, 1)]
    [InlineData(8, 8, 0)]
    [InlineData(16, 8, 1)]
    public void It_covers_the_truth_about_95_times_in_100_whatever_sets_do_to_their_agents(int setCount, int perSet, double setEffect)
    {
        double coverage = Draws.Coverage(2500, 0, random =>
        {
            double[] effects = Draws.Many(setCount, _ => setEffect * random.Normal());
            return Over(setCount, perSet, set => effects[set] + random.Normal());
        });
        Assert.InRange(coverage, 0.93, 0.97);
    }

    [Fact]
    public void It_covers_the_truth_too_where_a_tenth_of_agents_have_all_of_it_and_the_others_none() =>
        Assert.InRange(Draws.Coverage(2500, 0.3, random => Over(16, 8, _ => 3.0 * random.Successes(1, 0.1))), 0.93, 0.97);

    [Fact]
    public void Where_few_agents_of_64_differ_from_a_bound_the_interval_may_have_no_width_and_misses_the_truth()
    {
        // In a quarter of such studies no agent differs: what the interval cannot show, a share's Wilson interval beside it does.
        double coverage = Draws.Coverage(2500, 0.06, random => Over(8, 8, _ => 3.0 * random.Successes(1, 0.02)));
        Assert.InRange(coverage, 0.70, 0.78);
        Assert.Equal(new Interval(3, 3), Over(8, 8, _ => 3));
    }

    private static Interval Over(int setCount, int perSet, Func<int, double> draw)
    {
        int[] sets = Draws.Many(setCount * perSet, i => i % setCount);
        return SetMeans.Of([.. sets.Select(draw)], sets).Interval;
    }
}
