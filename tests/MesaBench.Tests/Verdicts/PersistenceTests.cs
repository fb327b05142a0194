using MesaBench.Inference;
using MesaBench.Tests.Inference;
using MesaBench.Verdicts;

namespace MesaBench.Tests.Verdicts;

public class PersistenceTests
{
    private const int Least = 30;

    // A window of three doublings whose ends lie between checkpoints.
    private static readonly double From = Math.Pow(2, 12.2), To = 8 * From;

    [Fact]
    public void A_constant_preference_fills_its_share_of_the_window()
    {
        Assert.Equal(3, D(_ => 1), 9);
        Assert.Equal(0, D(_ => 0), 9);
        Assert.Equal(1.5, D(_ => 0.5), 9);
    }

    [Theory]
    [InlineData(0, 0.0625)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 2.9375)]
    public void Who_lets_go_at_age_2_to_the_k_has_k(int k, double persistence)
    {
        // Checkpoints stand a quarter of a doubling before and after, and q is linear between them: at an end of the window half
        // of that line is cut off.
        double clock = 12.25, lost = clock + k;
        CurvePoint[] curve = Curves.Exact(l => l < lost ? 1 : 0);
        Assert.Equal(persistence, Persistence.Over(curve, Math.Pow(2, clock), 8 * Math.Pow(2, clock), Least).Value, 1e-3);
    }

    [Fact]
    public void It_is_the_integral_of_the_line_through_the_checkpoints()
    {
        Func<double, double> wavy = l => 0.5 + 0.4 * Math.Sin(2 * l);
        CurvePoint[] curve = Curves.Exact(wavy);
        const int slices = 3000;
        double At(int slice) => Persistence.PreferenceAt(curve, Math.Pow(2, 12.2 + 3 * (slice + 0.5) / slices), Least);
        double sum = Enumerable.Range(0, slices).Sum(At);
        Assert.Equal(3 * sum / slices, Persistence.Over(curve, From, To, Least).Value, 1e-5);
    }

    [Fact]
    public void A_window_between_two_checkpoints_reads_those_alone()
    {
        CurvePoint[] curve = [new(1024, 1, 0, 0), new(2048, 1, 60, 40), new(4096, 1, 20, 80), new(8192, 1, 0, 0)];
        // From log2 11.25 to 11.75 the line goes from 0.5 to 0.7.
        Assert.Equal(0.3, Persistence.Over(curve, Math.Pow(2, 11.25), Math.Pow(2, 11.75), Least).Value, 12);
        Assert.True(Persistence.Over(curve, 2048, 4096, Least).Exists);
        Assert.True(Persistence.Over(curve, 2048 * (1 - 1e-12), 4096 * (1 + 1e-12), Least).Exists);
        Assert.False(Persistence.Over(curve, 2000, 4096, Least).Exists); // its bracket below is read
        Assert.False(Persistence.Over(curve, 2048, 4100, Least).Exists);
    }

    [Fact]
    public void An_undecided_checkpoint_within_empties_it_and_one_outside_does_not()
    {
        CurvePoint[] curve = Curves.Exact(_ => 0.5);
        CurvePoint Undecided(CurvePoint p) => p with { BaseFirst = 14, ProxyFirst = 15 };
        Assert.False(Persistence.Over([.. curve.Select((p, i) => i == 7 ? Undecided(p) : p)], From, To, Least).Exists);
        Assert.True(Persistence.Over([.. curve.Select((p, i) => i is < 4 or > 11 ? Undecided(p) : p)], From, To, Least).Exists);
        Assert.False(Persistence.Over([.. curve.Select(p => p with { BaseFirst = 0, ProxyFirst = 0 })], From, To, 0).Exists);
    }

    [Fact]
    public void A_curve_that_does_not_reach_over_the_window_has_none_but_rounding_is_forgiven()
    {
        CurvePoint[] curve = [new(1000, 1, 50, 50), new(8000, 1, 50, 50)];
        Assert.True(Persistence.Over(curve, 1000 * (1 - 1e-12), 8000 * (1 + 1e-12), Least).Exists);
        Assert.Equal(Estimate.None, Persistence.Over(curve, 1000, 8001, Least));
        Assert.Equal(Estimate.None, Persistence.Over(curve, 999, 8000, Least));
        Assert.Equal(Estimate.None, Persistence.Over([], 999, 8000, Least));
    }

    [Theory]
    [InlineData(0, 8)]
    [InlineData(8, 8)]
    [InlineData(double.NaN, 8)]
    public void What_is_no_window_is_refused(double from, double to) =>
        Assert.Throws<ArgumentException>(() => Persistence.Over(Curves.Exact(_ => 1), from, to, Least));

    [Fact]
    public void The_preference_at_a_time_lies_on_the_line_between_its_neighbours()
    {
        CurvePoint[] curve = [new(1000, 1, 80, 20), new(4000, 1, 40, 60), new(8000, 1, 10, 10)];
        Assert.Equal(0.4, Persistence.PreferenceAt(curve, 2000, Least), 12);
        Assert.Equal(0.2, Persistence.PreferenceAt(curve, 1000, Least));
        Assert.Equal(0.6, Persistence.PreferenceAt(curve, 4000 * (1 + 1e-12), Least)); // it needs no neighbour there
        Assert.Equal(double.NaN, Persistence.PreferenceAt(curve, 4001, Least));
        Assert.Equal(double.NaN, Persistence.PreferenceAt(curve, 999, 0));
        Assert.Equal(double.NaN, Persistence.PreferenceAt(curve, 8001, 0));
        Assert.Equal(double.NaN, Persistence.PreferenceAt([], 1000, Least));
    }

    [Theory]
    [InlineData(60, 0.5, 0.5)]
    [InlineData(60, 0.9, 0.9)]
    [InlineData(200, 0.5, 0.5)]
    [InlineData(200, 0.9, 0.9)]
    [InlineData(200, 0.95, 0.05)]
    [InlineData(200, 0.7, 0.3)]
    public void The_interval_covers_the_truth_about_95_times_in_100(int decided, double before, double after) =>
        Assert.InRange(Coverage(decided, before, after), 0.93, 0.97);

    [Theory]
    [InlineData(30, 0.99, 0.99)]
    [InlineData(60, 0.02, 0.02)]
    [InlineData(200, 0.998, 0.998)]
    public void It_covers_the_truth_more_often_where_hardly_an_episode_goes_the_other_way(int decided, double before, double after) =>
        Assert.InRange(Coverage(decided, before, after), 0.97, 1);

    [Fact]
    public void It_is_of_the_levels_played_and_not_of_all_that_could_be()
    {
        // On half of the levels the agent nearly always takes the proxy, on the others nearly never.
        double PlayedAlike(bool own) => Draws.Coverage(800, 0, random =>
        {
            double[] chances = Draws.Many(200, _ => random.Uniform() < 0.5 ? 0.95 : 0.05);
            CurvePoint[] curve = Draws.Many(20, i =>
            {
                int proxy = chances.Count(chance => random.Uniform() < chance);
                return new CurvePoint((long)Math.Pow(2, 10 + i / 2.0), 1, 200 - proxy, proxy);
            });
            (double low, double high) = Persistence.Over(curve, From, To, Least).Interval;
            double truth = 3 * (own ? chances.Average() : 0.5);
            return new Interval(low - truth, high - truth);
        });
        Assert.InRange(PlayedAlike(own: true), 0.97, 1);
        Assert.InRange(PlayedAlike(own: false), 0.5, 0.7);
    }

    private static double D(Func<double, double> preference) => Persistence.Over(Curves.Exact(preference), From, To, Least).Value;

    /// <summary>Of D, with a preference that changes in the window's middle.</summary>
    private static double Coverage(int decided, double before, double after)
    {
        double Preference(double doublings) => doublings < 13.7 ? before : after;
        return Draws.Coverage(
            2000, D(Preference), random => Persistence.Over(Curves.Sampled(random, Preference, decided), From, To, Least).Interval);
    }
}
