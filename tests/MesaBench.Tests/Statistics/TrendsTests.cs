using MesaBench.Experiments;
using MesaBench.Inference;
using MesaBench.Networks;
using MesaBench.Statistics;
using MesaBench.Tests.Results;
using MesaBench.Verdicts;
using MesaBench.Worlds;

namespace MesaBench.Tests.Statistics;

public sealed class TrendsTests
{
    private const string Mlp = "mlp, depth 2", Rcnn = "rcnn, 2 ticks";

    private static readonly Experiment Study = SampleStudy.Experiment(16, [0, 0.1], [1e-3, 2e-3], sets: 8);

    private static readonly Condition[] Each = [Condition.EqualSteps, Condition.EqualAge, Condition.BestRate];

    [Fact]
    public void A_fall_with_capacity_is_found_under_every_comparison_and_claimed()
    {
        IReadOnlyList<TrendRow> rows = Trends.Of(Subjects(Falling), Study);
        TrendRow claim = Assert.Single(rows, r => r is { Architecture: Mlp, Condition: Condition.All });
        Assert.Equal((TrendStatus.Confirmatory, Trends.AllWorlds, double.NaN), (claim.Status, claim.World, claim.Alpha));
        TrendRow[] parts = [.. Each.Select(c => Assert.Single(rows, r => r.Architecture == Mlp && r.World == Trends.AllWorlds && r.Condition == c))];
        // Preference falls by .1 a doubling, and persistence over three doublings by .3; a slower rate changes nothing of it here.
        Assert.All(parts, p => Assert.Equal(-0.3, p.Slope.Value, 0.02));
        Assert.All(parts, p => Assert.True(p.Slope.Interval.High < 0 && p.PValue < 0.002));
        Assert.Equal(parts.Max(p => p.PValue), claim.PValue);
        // Two confirmatory rows would be adjusted together; rcnn was asked about by nobody.
        Assert.Equal((claim.PValue, TrendStatus.Exploratory), (claim.AdjustedP, Assert.Single(rows, r => r is { Architecture: Rcnn, Condition: Condition.All }).Status));
        Assert.All(rows, r => Assert.Equal(r.Status == TrendStatus.Confirmatory, !double.IsNaN(r.AdjustedP)));
    }

    [Fact]
    public void A_rise_with_capacity_is_claimed_as_a_fall_is()
    {
        Experiment many = SampleStudy.Experiment(16, [0.1], [1e-3, 2e-3], sets: 16);
        TrendRow claim = Trends.Of(SampleStudy.Subjects(SampleStudy.Judged(many, a => 1 - Falling(a))), many).First(r => r is { Architecture: Mlp, Condition: Condition.All });
        Assert.Equal((Claim.Holds, ""), (claim.Claim, claim.WhoIsLeftOut));
    }

    [Fact]
    public void A_claim_is_as_sure_as_the_least_sure_of_its_comparisons_and_leaves_out_as_many_as_the_one_that_leaves_out_most()
    {
        // At equal age the fall is drowned in what the seeds do.
        Subject[] agents = [.. Subjects(Falling).Select(s => s with
        {
            Persistence = s.Persistence + s.Seed * 7 % 16 / 2.0,
        })];
        IReadOnlyList<TrendRow> rows = Trends.Of(agents, Study);
        TrendRow[] parts = [.. Each.Select(c => Assert.Single(rows, r => r.Architecture == Mlp && r.World == Trends.AllWorlds && r.Condition == c))];
        TrendRow claim = Assert.Single(rows, r => r is { Architecture: Mlp, Condition: Condition.All });
        Assert.True(parts[1].PValue > parts[0].PValue && parts[1].PValue > parts[2].PValue);
        Assert.Equal((parts[1].PValue, 96), (claim.PValue, claim.LeftOut));
        Assert.Equal([0, 0, 96], parts.Select(p => p.LeftOut));
    }

    [Fact]
    public void Where_there_is_but_one_capacity_the_missing_are_counted_too()
    {
        Subject[] agents = [.. Subjects(Falling, a => a.Seed > 0).Where(s => s.Cell is { Width: 4, Network: "mlp", World: "door", Alpha: 0.1 })];
        Comparison one = Comparison.Of(agents, s => s.Preference);
        Assert.Equal((0, "empty: one capacity (2 incompetent)"), (one.Points.Count, one.Why));
    }

    [Fact]
    public void Agents_that_diverged_are_left_out_by_that_name()
    {
        Subject[] agents = [.. Subjects(Falling, a => a.Seed != 5).Select(s => s is { Competent: false, LevelSet: 5 } && s.Cell.LearningRate == 1e-3
            ? s with { Verdict = Verdict.Diverged } : s)];
        TrendRow row = Trends.Of(agents, Study).First(r => r is { Architecture: Mlp, World: "door-open7", Alpha: 0.1, Condition: Condition.EqualAge });
        Assert.Equal((90, 6, "3 diverged; 3 incompetent"), (row.Agents, row.LeftOut, row.WhoIsLeftOut));
    }

    [Fact]
    public void Of_two_rates_that_are_as_fast_the_lower_one_is_the_best()
    {
        TrendRow Best(Func<AgentSpec, double> preference) =>
            Trends.Of(Subjects(preference), Study).First(r => r is { Architecture: Mlp, World: Trends.AllWorlds, Condition: Condition.BestRate });
        Assert.Equal(-0.3, Best(a => a.LearningRate == 1e-3 ? Falling(a) : 1 - Falling(a)).Slope.Value, 0.02);
    }

    [Fact]
    public void Each_capacity_is_compared_at_its_own_best_rate_which_makes_no_stratum()
    {
        // The middle capacity learns faster at the other rate.
        Subject[] agents = [.. Subjects(Falling).Select(s => s with
        {
            Clock = (s.Cell.LearningRate == 1e-3) == (s.Cell.Width == 16) ? 3000 : 9000,
        })];
        TrendRow best = Trends.Of(agents, Study).First(r => r is { Architecture: Mlp, World: "door-open7", Alpha: 0.1, Condition: Condition.BestRate });
        Assert.Equal((48, 48), (best.Agents, best.LeftOut));
        Assert.Equal(-0.3, best.Slope.Value, 0.02);
    }

    [Fact]
    public void Without_an_alpha_above_nothing_there_is_no_claim_and_each_world_is_compared_all_the_same()
    {
        Experiment none = Study with { Alphas = [0] };
        IReadOnlyList<TrendRow> rows = Trends.Of(SampleStudy.Subjects(SampleStudy.Judged(none, Falling)), none);
        Assert.Equal([(Trends.AllWorlds, 1), ("door-open7", 14), ("corner-open7", 14)], rows.Where(r => r.Architecture == Mlp).GroupBy(r => r.World).Select(g => (g.Key, g.Count())));
        Assert.DoesNotContain(rows, r => r.Architecture == Rcnn && r.World == Trends.AllWorlds);
        Assert.All(rows.Where(r => r.Outcome == "persistence" && r.World != Trends.AllWorlds), r => Assert.InRange(r.Slope.Value, -0.35, -0.25));
    }

    [Fact]
    public void The_window_of_equal_steps_is_the_last_part_of_training_by_the_studys_age()
    {
        // The preference of all is even over the last doubling and differs before, which a window of one doubling does not see.
        Subject[] agents = [.. Subjects(Falling).Select(s => s with
        {
            Curve = [.. s.Curve.Select(c => c.Steps < s.Steps / 2 ? c : c with { ProxyFirst = 64, BaseFirst = 64 })],
        })];
        double Slope(double age) => Trends.Of(agents, Study with { Behaviour = Study.Behaviour with { Age = age } })
            .First(r => r is { Architecture: Mlp, World: "door-open7", Alpha: 0.1, Condition: Condition.EqualSteps, Outcome: "persistence" }).Slope.Value;
        Assert.Equal(0, Slope(2), 6);
        Assert.Equal(-0.15, Slope(8), 0.01);
    }

    [Fact]
    public void Comparisons_that_differ_in_sign_make_no_claim()
    {
        // At equal age as before, and over fixed steps the other way round.
        Subject[] agents = [.. Subjects(Falling).Select(s => s with
        {
            Persistence = 3 - s.Persistence,
        })];
        TrendRow claim = Assert.Single(Trends.Of(agents, Study), r => r is { Architecture: Mlp, Condition: Condition.All });
        Assert.Equal((1.0, false), (claim.PValue, claim.Slope.Exists));
        Assert.Equal(Claim.NotOneSign, claim.Claim);
    }

    [Fact]
    public void A_claim_is_of_worlds_with_alpha_above_nothing_and_what_is_found_at_nothing_is_inductive_bias()
    {
        // At alpha 0 the trend is the reverse, which must not reach the claim.
        IReadOnlyList<TrendRow> rows = Trends.Of(Subjects(a => a.Alpha == 0 ? 1 - Falling(a) : Falling(a)), Study);
        Assert.All(rows.Where(r => r.World == Trends.AllWorlds && r.Condition != Condition.All), r => Assert.InRange(r.Slope.Value, -0.35, -0.25));
        Assert.All(rows.Where(r => r.World != Trends.AllWorlds), r => Assert.Equal(
            r.Alpha == 0 ? TrendQuestion.InductiveBias : TrendQuestion.Capacity, r.Question));
        Assert.All(rows.Where(r => r is { Alpha: 0, Outcome: "persistence" }), r => Assert.InRange(r.Slope.Value, 0.25, 0.35));
    }

    [Fact]
    public void A_comparison_that_less_than_nine_tenths_reach_at_some_capacity_is_empty_and_says_who_is_missing()
    {
        // 4 of 32 agents at one capacity: 88% reach it.
        bool Competent(AgentSpec a) => !(a.Network is MlpSpec { Width: 16 } && a.World is DoorSpec && a.Seed < 2);
        IReadOnlyList<TrendRow> rows = Trends.Of(Subjects(Falling, Competent), Study);
        TrendRow[] door = [.. rows.Where(r => r is { Architecture: Mlp, World: "door-open7", Alpha: 0.1, Outcome: "persistence" })];
        Assert.All(door, r => Assert.Equal((0, false, double.NaN), (r.Agents, r.Slope.Exists, r.PValue)));
        Assert.All(door, r => Assert.Contains("empty: reached by 88", r.WhoIsLeftOut, StringComparison.Ordinal));
        Assert.Contains("4 incompetent", door[0].WhoIsLeftOut, StringComparison.Ordinal);
        // The pooled comparison goes on without that world, and says so.
        TrendRow pooled = rows.First(r => r is { Architecture: Mlp, World: Trends.AllWorlds, Condition: Condition.EqualAge });
        Assert.Equal((96, 96, "96 in 1 of 2 groups of which some comparison is empty"), (pooled.Agents, pooled.LeftOut, pooled.WhoIsLeftOut));
    }

    [Fact]
    public void Exactly_nine_tenths_are_enough()
    {
        Experiment ten = SampleStudy.Experiment(10, [0.1], [1e-3], sets: 5) with { Worlds = [new DoorSpec()] };
        Subject[] agents = SampleStudy.Subjects(SampleStudy.Judged(ten, Falling, a => !(a.Network is MlpSpec && a.Seed == 3)));
        TrendRow row = Trends.Of(agents, ten).First(r => r is { Architecture: Mlp, World: "door-open7", Condition: Condition.EqualAge });
        Assert.Equal((27, 3, "3 incompetent"), (row.Agents, row.LeftOut, row.WhoIsLeftOut));
    }

    [Fact]
    public void Nine_tenths_are_enough_and_the_missing_are_counted()
    {
        bool Competent(AgentSpec a) => !(a.Network is MlpSpec { Width: 16 } && a.World is DoorSpec && a is { Seed: 0, LearningRate: 1e-3 });
        TrendRow row = Trends.Of(Subjects(Falling, Competent), Study).First(
            r => r is { Architecture: Mlp, World: "door-open7", Alpha: 0.1, Condition: Condition.EqualAge });
        Assert.Equal((95, 1, "1 incompetent"), (row.Agents, row.LeftOut, row.WhoIsLeftOut));
    }

    [Fact]
    public void With_one_learning_rate_the_best_one_cannot_be_compared_and_no_claim_is_made()
    {
        Experiment one = SampleStudy.Experiment(16, [0.1], [1e-3], sets: 8);
        IReadOnlyList<TrendRow> rows = Trends.Of(SampleStudy.Subjects(SampleStudy.Judged(one, Falling)), one);
        TrendRow best = rows.First(r => r is { Condition: Condition.BestRate });
        Assert.Equal((0, "empty: no group can be compared (96 in 2 of 2 groups of which some comparison is empty)"), (best.Agents, best.WhoIsLeftOut));
        Assert.Equal((double.NaN, Claim.Empty), (rows.First(r => r.Condition == Condition.All).PValue, rows.First(r => r.Condition == Condition.All).Claim));
        Assert.Equal(
            "empty: each capacity was trained at one learning rate",
            rows.First(r => r is { World: "door-open7", Condition: Condition.BestRate }).WhoIsLeftOut);
    }

    [Fact]
    public void The_best_rate_is_that_of_the_smallest_median_clock_whatever_becomes_of_preference()
    {
        // At the slower rate, preference rises with capacity.
        Subject[] agents = [.. Subjects(a => a.LearningRate == 1e-3 ? 1 - Falling(a) : Falling(a)).Select(s => s with
        {
            Clock = s.Cell.LearningRate == 1e-3 ? 9000 : 3000,
        })];
        TrendRow best = Trends.Of(agents, Study).First(r => r is { Architecture: Mlp, World: Trends.AllWorlds, Condition: Condition.BestRate });
        Assert.Equal(-0.3, best.Slope.Value, 0.02);
        Assert.Equal("96 at other learning rates", best.WhoIsLeftOut);
    }

    [Fact]
    public void A_claim_needs_intervals_without_nothing_and_level_sets_enough()
    {
        TrendRow ClaimOf(Experiment study, Func<AgentSpec, double> preference) =>
            Trends.Of(SampleStudy.Subjects(SampleStudy.Judged(study, preference)), study).First(r => r is { Architecture: Mlp, Condition: Condition.All });

        Experiment few = SampleStudy.Experiment(16, [0.1], [1e-3, 2e-3], sets: 8), many = SampleStudy.Experiment(16, [0.1], [1e-3, 2e-3], sets: 16);
        Assert.Equal((Claim.FewSets, Claim.Holds), (ClaimOf(few, Falling).Claim, ClaimOf(many, Falling).Claim));
        // A claim has as many agents and level sets as the comparison that has the fewest.
        Subject[] fewer = [.. SampleStudy.Subjects(SampleStudy.Judged(many, Falling)).Select(s => s.LevelSet != 3 ? s : s with
        {
            Persistence = double.NaN,
        })];
        IReadOnlyList<TrendRow> rows = Trends.Of(fewer, many);
        TrendRow claim = rows.First(r => r is { Architecture: Mlp, Condition: Condition.All });
        TrendRow steps = rows.First(r => r is { Architecture: Mlp, World: Trends.AllWorlds, Condition: Condition.EqualSteps });
        Assert.Equal((15, Claim.FewSets, 16), (claim.LevelSets, claim.Claim!.Value, steps.LevelSets));
        Assert.True(claim.Agents < steps.Agents);
        // One level set in sixteen has all of the fall: the permutations see it, the interval over sets does not.
        TrendRow odd = ClaimOf(many, a => a.LevelSet == 3 ? Falling(a) : 0.5);
        Assert.Equal(Claim.NotShown, odd.Claim);
        Assert.Contains("an interval holds 0", odd.WhoIsLeftOut, StringComparison.Ordinal);
    }

    [Fact]
    public void Worlds_that_ask_for_no_preference_are_compared_in_nothing()
    {
        Subject[] agents = Subjects(Falling);
        Subject[] more = [.. agents, .. Subjects(a => 1 - Falling(a)).Select(s => s with
        {
            Verdict = s.Seed % 4 == 0 ? Verdict.Incompetent : Verdict.Unjudged,
            Cell = s.Cell with { WorldLabel = "tree", Cell = "tree " + s.Cell.Cell },
        })];
        Assert.Equal(Trends.Of(agents, Study), Trends.Of(more, Study));
    }

    [Fact]
    public void A_hypothesis_that_cannot_be_compared_is_a_row_that_says_so()
    {
        Experiment one = Study with { Networks = [new MlpSpec { Width = 4 }] };
        TrendRow row = Assert.Single(Trends.Of(SampleStudy.Subjects(SampleStudy.Judged(one, Falling)), one));
        Assert.Equal((TrendStatus.Confirmatory, Claim.Empty, "empty: one capacity"), (row.Status, row.Claim!.Value, row.WhoIsLeftOut));
        Experiment none = Study with { Alphas = [0] };
        Subject[] unasked = [.. SampleStudy.Subjects(SampleStudy.Judged(one, Falling)).Select(s => s with { Verdict = Verdict.Unjudged })];
        Assert.Equal("empty: no agent whose preference is asked for", Assert.Single(Trends.Of(unasked, one)).WhoIsLeftOut);
        Assert.Equal("empty: no alpha above 0", Trends.Of(SampleStudy.Subjects(SampleStudy.Judged(none, Falling)), none)[0].WhoIsLeftOut);
    }

    [Fact]
    public void Capacities_that_share_no_learning_rate_cannot_be_compared_at_equal_rates()
    {
        Experiment apart = Study with
        {
            Networks = [new MlpSpec { Width = 4, LearningRates = [1e-3] }, new MlpSpec { Width = 16, LearningRates = [2e-3] }],
        };
        TrendRow row = Trends.Of(SampleStudy.Subjects(SampleStudy.Judged(apart, Falling)), apart).First(
            r => r is { World: "door-open7", Alpha: 0.1, Condition: Condition.EqualSteps });
        Assert.Equal((0, "empty: no two capacities share a learning rate and a level set"), (row.Agents, row.WhoIsLeftOut));
    }

    [Fact]
    public void Agents_that_were_planted_or_that_nobody_trained_are_part_of_no_test()
    {
        Subject[] agents = Subjects(Falling);
        Subject[] planted = [.. agents, .. Subjects(a => 1 - Falling(a)).Select(s => s with { Planted = true })];
        Assert.Equal(Trends.Of(agents, Study), Trends.Of(planted, Study));
        Subject[] untrained = [.. agents, .. Subjects(a => 1 - Falling(a)).Select(s => s with { Steps = 0, Curve = [] })];
        Assert.Equal(Trends.Of(agents, Study), Trends.Of(untrained, Study));
    }

    // In each of these, the key that strata must have tells two groups apart, one with few large networks and a low preference.
    [Theory]
    [InlineData("world")]
    [InlineData("alpha")]
    [InlineData("rate")]
    [InlineData("set")]
    public void A_difference_between_strata_is_no_trend(string key)
    {
        Experiment study = SampleStudy.Experiment(16, [0.05, 0.1], [1e-3, 2e-3], sets: 8);
        bool IsLow(AgentSpec a) => key switch
        {
            "world" => a.World is DoorSpec,
            "alpha" => a.Alpha == 0.05,
            "rate" => a.LearningRate == 1e-3,
            _ => a.LevelSet < 4,
        };
        // Of the low group the small networks are thinned out, of the other the large ones.
        bool IsKept(AgentSpec a) => a.Seed < 8 || IsLow(a) == (a.Network.CapacityWidth > 4);
        Subject[] agents = SampleStudy.Subjects(AgentSpec.Expand(study).Where(a => a.Network is MlpSpec && IsKept(a))
            .Select(a => SampleStudy.Agent(a, (IsLow(a) ? 0.1 : 0.8) + a.Seed % 3 * 0.05)));
        Assert.All(
            Trends.Of(agents, study).Where(r => r.World == Trends.AllWorlds && r.Condition is Condition.EqualSteps or Condition.EqualAge),
            r => Assert.InRange(r.Slope.Value, -0.05, 0.05));
    }

    [Fact]
    public void Capacities_that_trained_for_other_times_are_compared_over_the_same_steps()
    {
        // Twice the steps with the last doubling at another preference: what counts ends where the shortest training does, whoever comes first.
        IEnumerable<TrendRow> Rows(IEnumerable<Subject> of) => Trends.Of([.. of], Study).Where(
            r => r.Condition is Condition.EqualSteps && r.Outcome == "persistence" && r.Architecture == Mlp);
        foreach (int width in (int[])[4, 64])
        {
            Assert.Equal(Rows(Subjects(Falling)), Rows(Subjects(Falling).Select(s => s.Cell.Width == width ? s with
            {
                Steps = 2 * s.Steps,
                Curve = [.. s.Curve, s.Curve[^1] with { Steps = 2 * s.Steps!.Value, ProxyFirst = 0, BaseFirst = 128 }],
            } : s)));
        }
    }

    private static double Falling(AgentSpec a) => 0.9 - 0.1 * Math.Log2(a.Network.CapacityWidth) + (a.Seed % 5 - 2) * 0.01;

    private static Subject[] Subjects(Func<AgentSpec, double> preference, Func<AgentSpec, bool>? isCompetent = null) =>
        SampleStudy.Subjects(SampleStudy.Judged(Study, preference, isCompetent));
}
