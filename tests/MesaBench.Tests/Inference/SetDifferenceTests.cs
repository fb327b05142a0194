using MesaBench.Inference;

namespace MesaBench.Tests.Inference;

public class SetDifferenceTests
{
    private static readonly double[] First = [.51, .62, .44, .58, .39], Second = [.71, .66, .90, .52, .77, .81];

    [Fact]
    public void Sets_that_both_have_are_compared_within()
    {
        // Two agents a set, whose mean is the value; the second side has a sixth set, which the first lacks.
        (Estimate difference, int sets) = SetDifference.Paired(Twice(First), Twice([.61, .67, .42, .78, .50, 9]));
        Assert.Equal(5, sets);
        Assert.Equal(0.088, difference.Value, 12);
        // t.test(c(.1, .05, -.02, .2, .11)) in R
        Assert.Equal(-0.0126437415478, difference.Interval.Low, 1e-10);
        Assert.Equal(0.1886437415478, difference.Interval.High, 1e-10);
    }

    [Fact]
    public void Sets_of_their_own_are_compared_by_Welch()
    {
        (Estimate difference, int sets) = SetDifference.Apart(Twice(First), Twice(Second));
        Assert.Equal(11, sets);
        Assert.Equal(0.220333333333, difference.Value, 1e-10);
        // Standard error of t.test(b, a) in R, whose 8.88 degrees of freedom are rounded down to 8
        Assert.Equal(0.0624080562677, difference.Interval.Low, 1e-10);
        Assert.Equal(0.3782586103990, difference.Interval.High, 1e-10);
    }

    [Fact]
    public void Of_few_sets_that_hardly_vary_and_many_that_do_the_many_tell_how_sure_it_is()
    {
        Interval interval = SetDifference.Apart(Twice([.50, .51, .52, .53]), Twice([.1, .9, .3, .7, .5, .2, .8, .6, .4, .95, .05, .75])).Difference.Interval;
        // The same in R: 11.11 degrees of freedom
        Assert.Equal(-0.192124828459, interval.Low, 1e-10);
        Assert.Equal(0.203791495125, interval.High, 1e-10);
    }

    [Fact]
    public void Below_8_agents_or_4_sets_there_is_a_difference_and_no_interval()
    {
        (double, int)[] enough = Twice([.1, .2, .3, .5]), fewSets = [.. Twice([.1, .2, .3]), .. Twice([.4, .1, .2])], fewAgents = enough[1..];
        foreach ((double, int)[] few in (IEnumerable<(double, int)[]>)[fewSets, fewAgents])
        {
            foreach (Estimate difference in (IEnumerable<Estimate>)[SetDifference.Paired(enough, few).Difference, SetDifference.Paired(few, enough).Difference, SetDifference.Apart(enough, few).Difference, SetDifference.Apart(few, enough).Difference])
            {
                Assert.True(difference.Exists);
                Assert.Equal(Interval.None, difference.Interval);
            }
        }
        Assert.NotEqual(Interval.None, SetDifference.Paired(enough, enough).Difference.Interval);
        Assert.NotEqual(Interval.None, SetDifference.Apart(enough, enough).Difference.Interval);
    }

    [Fact]
    public void Where_no_set_is_in_both_or_a_side_is_empty_there_is_none()
    {
        Assert.Equal((Estimate.None, 0), SetDifference.Paired([(1, 0)], [(1, 1)]));
        Assert.Equal(Estimate.None, SetDifference.Apart([], [(1, 1)]).Difference);
    }

    [Theory]
    [InlineData(8, 8, true)]
    [InlineData(16, 16, true)]
    [InlineData(8, 8, false)]
    [InlineData(4, 12, false)]
    public void It_covers_the_truth_about_95_times_in_100_whatever_sets_do_to_their_agents(int firstSets, int secondSets, bool areShared)
    {
        double coverage = Draws.Coverage(2500, 0.5, random =>
        {
            double[] effects = Draws.Many(Math.Max(firstSets, secondSets), _ => 2 * random.Normal()), others = areShared ? effects : Draws.Many(secondSets, _ => 2 * random.Normal());
            (double, int)[] first = Draws.Many(2 * firstSets, i => (effects[i % firstSets] + random.Normal(), i % firstSets));
            (double, int)[] second = Draws.Many(3 * secondSets, i => (0.5 + others[i % secondSets] + random.Normal(), i % secondSets));
            return (areShared ? SetDifference.Paired(first, second) : SetDifference.Apart(first, second)).Difference.Interval;
        });
        Assert.InRange(coverage, 0.93, 0.975);
    }

    private static (double Value, int Set)[] Twice(double[] means) => [.. means.SelectMany((mean, set) => ((double, int)[])[(mean - 0.25, set), (mean + 0.25, set)])];
}
