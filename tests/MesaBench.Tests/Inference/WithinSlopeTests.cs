using MesaBench.Inference;

namespace MesaBench.Tests.Inference;

public class WithinSlopeTests
{
    // log2(parameters) of three widths.
    private static readonly double[] Widths = [9.3, 11.4, 13.8];

    [Fact]
    public void The_slope_is_that_of_its_definition_written_plainly()
    {
        for (uint study = 0; study < 20; study++)
        {
            SlopePoint[] points = Study(new StatisticsRandom(31, study), sets: 5, strata: 3, perWidth: 2, lost: 0.3);
            SlopeFit fit = WithinSlope.Fit(points, 0, 1)!;
            List<double> slopes = [];
            foreach (IGrouping<int, SlopePoint> set in points.GroupBy(p => p.Set))
            {
                double squares = 0, products = 0;
                foreach (SlopePoint p in set)
                {
                    SlopePoint[] beside = [.. set.Where(q => q.Stratum == p.Stratum)];
                    squares += Math.Pow(p.X - beside.Average(q => q.X), 2);
                    products += (p.X - beside.Average(q => q.X)) * p.Y;
                }
                slopes.Add(products / squares);
            }
            Assert.Equal(slopes.Average(), fit.Slope.Value, 10);
            double error = Math.Sqrt(slopes.Sum(s => Math.Pow(s - slopes.Average(), 2)) / 4 / 5);
            Assert.Equal(slopes.Average() + 2.776445105 * error, fit.Slope.Interval.High, 1e-8);
            Assert.Equal(5, fit.Sets);
        }
    }

    [Fact]
    public void The_p_value_is_that_of_all_permutations()
    {
        // Two sets and two strata with three agents each: 6^4 orders.
        SlopePoint[] points = Study(new StatisticsRandom(32, 0), sets: 2, strata: 2, perWidth: 1, slope: 0.4);
        SlopePoint[][] groups = [.. points.GroupBy(p => (p.Set, p.Stratum)).Select(g => g.ToArray())];
        double observed = Math.Abs(WithinSlope.Fit(points, 0, 1)!.Slope.Value);
        double exact = Orders(groups).Average(order => Math.Abs(WithinSlope.Fit(order, 0, 1)!.Slope.Value) >= observed - 1e-9 ? 1.0 : 0);
        Assert.Equal(exact, WithinSlope.Fit(points, 9999, 7)!.PValue, 0.015);
    }

    [Fact]
    public void The_order_of_points_does_not_matter_in_a_single_bit()
    {
        SlopePoint[] points = Study(new StatisticsRandom(33, 0), sets: 8, strata: 3, perWidth: 2, setEffect: 2, lost: 0.1);
        SlopeFit fit = WithinSlope.Fit(points, 199, 5)!;
        Assert.Equal(fit, WithinSlope.Fit([.. points.Reverse()], 199, 5));
        Assert.Equal(fit, WithinSlope.Fit([.. points.OrderBy(p => p.Y)], 199, 5));
    }

    [Fact]
    public void Neither_the_level_of_a_stratum_nor_what_a_set_does_to_all_of_its_agents_has_a_part_in_it()
    {
        SlopePoint[] points = Study(new StatisticsRandom(34, 0), sets: 8, strata: 2, perWidth: 2);
        SlopeFit fit = WithinSlope.Fit(points, 199, 5)!;
        SlopeFit moved = WithinSlope.Fit([.. points.Select(p => p with { Y = p.Y + 8 * p.Set + (p.Stratum == "w0" ? 64 : 0) })], 199, 5)!;
        Assert.Equal(fit.Slope.Value, moved.Slope.Value, 10);
        Assert.Equal(fit.PValue, moved.PValue);
    }

    [Fact]
    public void A_stratum_with_the_larger_networks_and_the_higher_outcome_makes_no_slope()
    {
        SlopePoint[] points = [.. Enumerable.Range(0, 8).SelectMany(set => new SlopePoint[]
        {
            new("small", set, 8, 0), new("small", set, 9, 0), new("large", set, 12, 5), new("large", set, 13, 5),
        })];
        SlopeFit fit = WithinSlope.Fit(points, 99, 1)!;
        Assert.Equal(0, fit.Slope.Value, 12);
        Assert.Equal(1, fit.PValue); // all orders are ties
    }

    [Fact]
    public void Sets_and_groups_in_which_X_does_not_vary_have_no_part_in_it()
    {
        double third = Math.Log2(637); // three of it do not sum to exactly three times as much
        SlopeFit fit = WithinSlope.Fit(
        [
            new("a", 0, 8, 1), new("a", 0, 9, 3), new("b", 0, third, 5), new("b", 0, third, 8), new("b", 0, third, 2),
            new("a", 1, third, 7), new("a", 1, third, 9), new("a", 1, third, 1),
        ], 99, 1)!;
        Assert.Equal((2, 2, 1), (fit.Slope.Value, fit.Points, fit.Sets));
        Assert.Null(WithinSlope.Fit([new("a", 0, third, 1), new("a", 0, third, 2), new("b", 0, 9, 3), new("a", 1, 9, 4)], 99, 1));
        Assert.Null(WithinSlope.Fit([], 99, 1));
    }

    [Theory]
    [InlineData(1, double.NaN)]
    [InlineData(1, double.NegativeInfinity)]
    [InlineData(double.NaN, 1)]
    [InlineData(double.NegativeInfinity, 1)]
    public void Points_that_do_not_exist_are_refused(double x, double y) =>
        Assert.Throws<ArgumentException>(() => WithinSlope.Fit([new("a", 0, x, y), new("a", 0, 2, 1)], 9, 1));

    [Fact]
    public void Fewer_than_4_sets_or_8_points_have_no_interval()
    {
        SlopeFit ThreeWidths(int sets) => WithinSlope.Fit(Study(new StatisticsRandom(35, 0), sets, strata: 1, perWidth: 1), 99, 1)!;
        Assert.Equal(Interval.None, ThreeWidths(3).Slope.Interval);
        Assert.NotEqual(Interval.None, ThreeWidths(4).Slope.Interval);
        SlopePoint[] pairs = [.. Enumerable.Range(0, 4).SelectMany(set => new SlopePoint[] { new("a", set, 0, set), new("a", set, 1, 0) })];
        Assert.NotEqual(Interval.None, WithinSlope.Fit(pairs, 99, 1)!.Slope.Interval);
        Assert.Equal(Interval.None, WithinSlope.Fit(pairs[..6], 99, 1)!.Slope.Interval);
    }

    [Theory]
    [InlineData(4, 1, 0, false)]
    [InlineData(8, 3, 0, true)]
    [InlineData(8, 1, .3, true)]
    [InlineData(16, 3, .3, false)]
    public void The_interval_covers_the_mean_slope_about_95_times_in_100(int sets, int strata, double slopeSpread, bool uneven)
    {
        double coverage = Draws.Coverage(1500, 0.2, random => WithinSlope.Fit(
            Study(random, sets, strata, perWidth: 1, slope: 0.2, slopeSpread, setEffect: 1, uneven, lost: 0.05), 0, 1)!.Slope.Interval);
        Assert.InRange(coverage, 0.93, 0.97);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(2, .3)]
    public void Where_X_makes_no_difference_p_is_uniform_whatever_sets_and_strata_do(int perWidth, double lost)
    {
        const int studies = 1000;
        SlopePoint[] Points(int study) => Study(new StatisticsRandom(36, (uint)study), sets: 8, strata: 2, perWidth, setEffect: 2, lost: lost);
        double[] p = Draws.Many(studies, study => WithinSlope.Fit(Points(study), 199, (ulong)study)!.PValue);
        // 1.95 / sqrt(n) is the 0.1% point of the distance; p is a multiple of 1/200.
        Assert.True(Draws.DistanceFromUniform(p) < 1.95 / Math.Sqrt(studies) + 0.005);
        Assert.InRange(p.Count(value => value <= 0.05) / (double)studies, 0.03, 0.07);
    }

    [Fact]
    public void Where_X_moves_the_spread_alone_p_is_too_often_small_and_the_interval_is_not()
    {
        // p tests that X makes no difference at all, and rejects that; the interval is about the mean slope.
        const int studies = 1000;
        SlopeFit[] fits = Draws.Many(studies, study => WithinSlope.Fit(
            Study(new StatisticsRandom(37, (uint)study), sets: 8, strata: 2, perWidth: 2, uneven: true), 199, (ulong)study)!);
        Assert.InRange(fits.Count(f => f.PValue <= 0.05) / (double)studies, 0.06, 0.11);
        Assert.InRange(fits.Count(f => !f.Slope.Interval.Contains(0)) / (double)studies, 0.03, 0.07);
    }

    [Fact]
    public void An_effect_is_found()
    {
        // 96 agents, a third of a standard deviation a doubling.
        SlopeFit[] fits = Draws.Many(100, study => WithinSlope.Fit(
            Study(new StatisticsRandom(38, (uint)study), sets: 8, strata: 2, perWidth: 2, slope: -0.33, setEffect: 2), 199, 1)!);
        Assert.True(fits.Count(f => f.PValue <= 0.05) >= 95);
        Assert.All(fits, f => Assert.True(f.Slope.Value < 0));
    }

    [Fact]
    public void A_key_gives_its_p_value_and_another_key_another()
    {
        SlopePoint[] points = Study(new StatisticsRandom(39, 0), sets: 8, strata: 1, perWidth: 1);
        Assert.Equal(WithinSlope.Fit(points, 199, 1), WithinSlope.Fit(points, 199, 1));
        Assert.NotEqual(WithinSlope.Fit(points, 999, 1)!.PValue, WithinSlope.Fit(points, 999, 2)!.PValue);
    }

    /// <summary>
    /// Agents of three widths: 5 a stratum, a set's effect, its slope, and noise, which may grow with the width.
    /// </summary>
    private static SlopePoint[] Study(
        StatisticsRandom random, int sets, int strata, int perWidth, double slope = 0, double slopeSpread = 0, double setEffect = 0,
        bool uneven = false, double lost = 0)
    {
        List<SlopePoint> points = [];
        for (int set = 0; set < sets; set++)
        {
            double effect = setEffect * random.Normal(), own = slope + slopeSpread * random.Normal();
            for (int stratum = 0; stratum < strata; stratum++)
                foreach (double x in Widths)
                    for (int agent = 0; agent < perWidth; agent++)
                    {
                        double noise = random.Normal() * (uneven ? Math.Pow(x / 11, 4) : 1);
                        if (random.Uniform() >= lost) points.Add(new($"w{stratum}", set, x, 5 * stratum + effect + own * x + noise));
                    }
        }
        return [.. points];
    }

    /// <summary>Every way to exchange the outcomes within each group.</summary>
    private static IEnumerable<SlopePoint[]> Orders(SlopePoint[][] groups)
    {
        int[][] orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        if (groups.Length == 0) return [[]];
        return from rest in Orders(groups[1..])
               from order in orders
               select order.Select((other, place) => groups[0][place] with { Y = groups[0][other].Y }).Concat(rest).ToArray();
    }
}
