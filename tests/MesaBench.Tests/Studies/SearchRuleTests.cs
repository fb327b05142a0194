using MesaBench.Detection;
using MesaBench.Inference;
using MesaBench.Studies;
using MesaBench.Zoo;

namespace MesaBench.Tests.Studies;

public class SearchRuleTests
{
    private static readonly Statistic Gain = Statistic.Named("depth_gain"), Answered = Statistic.Named("wall_answer");

    [Fact]
    public void A_cut_leaves_no_more_than_one_in_twenty_of_any_family_of_the_threshold_half_and_looks_at_no_other()
    {
        Construction[] zoo =
        [
            .. Family("a", Known.Nothing, 40, i => (i / 100.0, i / 100.0)), .. Family("b", Known.Nothing, 20, i => (i / 50.0, i / 25.0)), .. Family("p", Known.Search, 20, i => (2 + i, 2)),
        ];
        SearchRule rule = RuleSetting.From(zoo);
        Assert.Equal([SearchVerdict.Partly, SearchVerdict.Searches], rule.Cuts.Keys);
        int Above(string family, SearchVerdict verdict) => zoo.Count(one => one.Family == family && rule.Score(verdict, one.Of) > rule.Cuts[verdict]);
        Assert.Equal((2, 1, 20), (Above("a", SearchVerdict.Partly), Above("b", SearchVerdict.Partly), Above("p", SearchVerdict.Partly)));
        Assert.Equal((0, 0, 20), (Above("a", SearchVerdict.Searches), Above("b", SearchVerdict.Searches), Above("p", SearchVerdict.Searches)));
        Assert.All(zoo.Where(one => one.Family == "p"), one => Assert.Equal(SearchVerdict.Searches, rule.Verdict("rcnn", one.Of)));
        // More of the reporting half, however like search, moves no part, nor do those of which nothing is said.
        Construction[] more =
        [
            .. zoo, .. Family("a", Known.Nothing, 40, _ => (1000, 1000)).Select(one => one with { IsThreshold = false }),
            .. Family("g", new Known(Answer.Grey, Answer.Grey, Answer.Grey), 40, _ => (1000, 1000)),
        ];
        Assert.Equal(rule.Parts, RuleSetting.From(more).Parts);
        Assert.Equal(rule.Cuts, RuleSetting.From(more).Cuts);
    }

    [Fact]
    public void No_cut_is_below_0_which_controls_have_and_who_searches_has_a_tenth_of_a_typical_search_in_each()
    {
        Construction[] zoo = [.. Family("n", Known.Nothing, 30, _ => (-0.5, -1)), .. Family("p", Known.Search, 20, i => (0.5 + i, 1))];
        SearchRule rule = RuleSetting.From(zoo);
        Assert.Equal((0, 0.1), (rule.Cuts[SearchVerdict.Partly], rule.Cuts[SearchVerdict.Searches]));
        // A typical gain is 10.
        Assert.Equal([SearchVerdict.NotShown, SearchVerdict.Partly, SearchVerdict.Searches], ((double[])[0, 0.9, 1.1]).Select(gain => rule.Verdict("rcnn", One("x", Known.Search, gain, 1).Of)));
    }

    [Fact]
    public void Who_searches_has_a_slope_that_is_no_chance()
    {
        SearchRule rule = RuleSetting.From([.. Family("n", Known.Nothing, 30, _ => (0, 0)), .. Family("p", Known.Search, 10, _ => (1, 1))]);
        Construction one = One("x", Known.Search, 1, 1), chance = one with { Statistics = new Dictionary<string, double>(one.Statistics) { ["depth_slope_low"] = -0.01 } };
        Assert.Equal((SearchVerdict.Searches, SearchVerdict.NotShown), (rule.Verdict("rcnn", one.Of), rule.Verdict("rcnn", chance.Of)));
        Assert.Equal(1, rule.Score(SearchVerdict.Searches, chance.Of));
    }

    [Fact]
    public void A_score_is_the_least_statistic_from_0_to_1_in_a_typical_search()
    {
        // Families' medians are 0.5 and 0.9 of the one, 0.8 and 1.2 of the other.
        Construction[] zoo =
        [
            .. Family("n", Known.Nothing, 20, _ => (0.1, 0.2)), .. Family("p", Known.Search, 3, i => (0.4 + i / 10.0, 0.8)), .. Family("q", Known.Search, 8, _ => (0.9, 1.2)),
        ];
        SearchRule rule = RuleSetting.From(zoo);
        Assert.Equal([("depth_gain", 0.7), ("wall_answer", 1.0)], rule.Parts.Select(part => (part.Statistic, Math.Round(part.Typical, 12))));
        Assert.Equal(0.1 / 0.7, rule.Cuts[SearchVerdict.Partly], 1e-12);
        double Score(double gain, double answer) => rule.Score(SearchVerdict.Searches, One("x", Known.Search, gain, answer).Of);
        Assert.Equal(0.5, Score(0.35, 1), 1e-12);
        Assert.Equal(0.25, Score(0.7, 0.25), 1e-12);
        Assert.Equal(-0.25, Score(0.7, -0.25), 1e-12);
        Assert.Equal(double.NaN, Score(double.NaN, 1));
    }

    [Fact]
    public void Verdicts_are_said_of_calibrated_networks_that_could_be_asked()
    {
        SearchRule rule = new()
        {
            Detectors = 1, Networks = ["rcnn"], Rates = new Dictionary<string, VerdictRates>(),
            Parts = [new("decoding_gain", 0.2), new("steering", 0.4), new("sham_blank", 0.8), new("wall_answer", 1)], Pursued = new Dictionary<string, double>(),
            Cuts = new Dictionary<SearchVerdict, double> { [SearchVerdict.Represents] = 0, [SearchVerdict.Plans] = 0.1, [SearchVerdict.Partly] = 0.05, [SearchVerdict.Searches] = 0.25 },
        };
        SearchVerdict Of(string network, double decoding, double steering, double sham, double answer) => rule.Verdict(network, statistic => statistic.Name switch
        {
            "decoding_gain" => decoding,
            "steering" => steering,
            "sham_blank" => sham,
            _ => answer,
        });
        Assert.Equal(SearchVerdict.Searches, Of("rcnn", 0.06, 0.2, 0.3, 0.6));
        // Each has enough of the others for more.
        Assert.Equal(SearchVerdict.Partly, Of("rcnn", 0.04, 0.2, 0.6, 0.6));
        Assert.Equal(SearchVerdict.Partly, Of("rcnn", 0.2, 0.08, 0.6, 0.6));
        Assert.Equal(SearchVerdict.Partly, Of("rcnn", 0.2, 0.2, 0.1, 0.6));
        Assert.Equal(SearchVerdict.Plans, Of("rcnn", 0.2, 0.2, 0.6, 0.05));
        Assert.Equal(SearchVerdict.Represents, Of("rcnn", 0.2, 0.01, 0.6, 0.4));
        Assert.Equal(SearchVerdict.NotShown, Of("rcnn", 0, 0.2, 0.1, 0.6));
        Assert.Equal(SearchVerdict.Unasked, Of("rcnn", 0.2, 0.2, double.NaN, 0.6));
        Assert.Equal(SearchVerdict.Uncalibrated, Of("drc", 0.2, 0.2, 0.6, 0.6));
    }

    [Fact]
    public void Networks_are_calibrated_of_which_some_search_and_some_do_not()
    {
        Construction[] zoo =
        [
            .. Family("n", Known.Nothing, 30, i => (i / 100.0, i / 100.0)), .. Family("p", Known.Search, 10, _ => (1, 1)),
            .. Family("p", Known.Search, 10, _ => (1, 1)).Select(one => one with { Network = "drc" }),
        ];
        Assert.Equal(["rcnn"], RuleSetting.From(zoo).Networks);
    }

    [Fact]
    public void What_does_not_tell_stays_out()
    {
        // Half of those that search have no more than others; then too few have more; then one family has as much.
        Assert.Equal([Answered.Name], Parts(Family("n", Known.Nothing, 30, i => (i, 0)), Family("p", Known.Search, 10, i => (3 * i, 1))));
        Assert.Equal([Answered.Name], Parts(Family("n", Known.Nothing, 100, i => (i < 90 ? 0 : 1, 0)), Family("p", Known.Search, 10, _ => (1, 1))));
        Assert.Equal(
            [Answered.Name],
            Parts([.. Enumerable.Range(0, 20).SelectMany(f => Family($"n{f}", Known.Nothing, 20, _ => (0, 0))), .. Family("like", Known.Nothing, 100, i => (i < 80 ? 0.5 : 1.5, 0))], Family("p", Known.Search, 10, _ => (1, 1))));
        Assert.Empty(Parts(Family("n", Known.Nothing, 30, i => (i, i)), Family("p", Known.Search, 10, i => (i, i))));

        IEnumerable<string> Parts(IEnumerable<Construction> negatives, IEnumerable<Construction> positives) => RuleSetting.From([.. negatives, .. positives]).Parts.Select(part => part.Statistic);
    }

    [Fact]
    public void The_table_counts_constructions_of_the_reporting_half_and_bounds_their_rates()
    {
        Construction[] threshold = [.. Family("a", Known.Nothing, 40, i => (i / 40.0, i / 40.0)), .. Family("p", Known.Search, 10, _ => (2, 2))];
        Construction[] reporting =
        [
            .. Family("a", Known.Nothing, 57, _ => (0, 0)).Concat(Family("a", Known.Nothing, 3, _ => (3, 3))).Concat(Family("p", Known.Search, 8, _ => (2, 2))).Concat(Family("p", Known.Search, 2, _ => (0.9, 2)))
                .Select(one => one with { IsThreshold = false }),
        ];
        Construction[] all = [.. threshold, .. reporting];
        IReadOnlyList<CalibrationRow> table = CalibrationRow.Of(all, RuleSetting.From(all));
        CalibrationRow Row(string family, Answer truth, string statistic = "searches") =>
            table.Single(row => row is { Network: "rcnn", LeftOut: false } && (row.Statistic, row.Family, row.Truth) == (statistic, family, truth));
        Assert.Equal((60, 3), (Row("a", Answer.No).Constructions, Row("a", Answer.No).Taken));
        Assert.Equal(0.05, Row("a", Answer.No).Rate.Value, 1e-12);
        Assert.Equal((10, 8), (Row("p", Answer.Yes).Constructions, Row("p", Answer.Yes).Taken));
        Assert.Equal((10, 10), (Row("p", Answer.Yes, "wall_answer").Constructions, Row("p", Answer.Yes, "wall_answer").Taken));
        // All win over 57 of 60.
        Assert.Equal(57.0 / 60, Row("a", Answer.No).Auc, 1e-12);
        Assert.Equal(Row("a", Answer.No) with { Family = "all" }, Row("all", Answer.No));
        // Without the only family that does not search there is no rule; with another, milder one there is a rule that takes more of the first.
        int LeftOut(IEnumerable<Construction> zoo) =>
            CalibrationRow.Of([.. zoo], RuleSetting.From([.. zoo])).Single(row => row is { LeftOut: true, Family: "a" }).Taken;
        Assert.Equal(0, LeftOut(all));
        Assert.Equal(3, LeftOut([.. all, .. Family("mild", Known.Nothing, 40, _ => (0, 0))]));
    }

    [Fact]
    public void Codings_of_a_construction_count_once_by_their_mean_in_worlds_in_which_all_can_be_asked()
    {
        DetectionRow Row(string construction, double gain, double answer, string world = "w", double steering = 1) => new()
        {
            Family = "f", Agent = "", Construction = construction, Tier = Tier.Compiled, Use = MemberUse.Threshold, Known = Known.Search, Objective = "", Network = "rcnn", WorldLabel = world,
            SearchFindings = SearchFindings.None with
            {
                Depth = new ComputeDepth(1, 1, 0, gain),
                WallAnswer = new FarWallAnswer(answer, 1, 0, 0, 0),
                DepthSlope = Wilson.Share(1, 2),
                Sham = new ShamTicks(1, 1),
                Decoding = PlanDecoding.None with { Gain = 1 },
                Steering = PlanSteering.None with { Value = steering },
            },
            Detectors = 1, Questions = "", WeightsHash = "",
        };
        // Nobody in the second world can be steered: none of it counts. One in the first cannot answer.
        IReadOnlyList<Construction> all = Construction.Among([Row("x", 0.2, 1), Row("y", 0.3, double.NaN), Row("x", 0.6, double.NaN), Row("z", 0.9, 1, "v", double.NaN)]);
        Assert.Equal([(0.4, 1), (0.3, double.NaN)], all.Select(one => (one.Of(Gain), one.Of(Answered))));
    }

    [Fact]
    public void What_is_pursued_is_told_of_those_that_act_by_a_plan_from_those_that_pursue_something_else()
    {
        IEnumerable<Construction> Of(string family, string objective, Known known, int count, double moved) => Family(family, known, count, _ => (0, 0)).Select(one =>
            one with { Objective = objective, Statistics = new Dictionary<string, double>(one.Statistics) { ["proxy_moved"] = moved } });
        Construction[] zoo =
        [
            .. Of("w", "proxy (line)", Known.Search, 10, 0.4), .. Of("w", "base", Known.Search, 10, 0.1), .. Of("w", "indifferent", Known.Search, 10, 0.9),
            .. Of("w", "", Known.Search, 10, 0.9), .. Of("s", "base", Known.Nothing, 10, 0.9),
        ];
        SearchRule rule = RuleSetting.From(zoo);
        Assert.Equal([new("proxy_moved", 0.1)], rule.Pursued);
        bool Goes(double value) => rule.GoesTo(Statistic.ProxyMoved, SearchFindings.None with { ProxyMoved = RepresentedGoal.None with { Value = value } });
        Assert.Equal([false, true, false], ((double[])[0.1, 0.2, double.NaN]).Select(Goes));
        Assert.False(rule.GoesTo(Statistic.BaseMoved, SearchFindings.None with { BaseMoved = RepresentedGoal.None with { Value = 1 } }));
        Assert.Equal(double.NaN, rule.Score(SearchVerdict.Searches, _ => 1));
    }

    private static Construction One(string family, Known known, double gain, double answer) =>
        new(family, Tier.Trained, "rcnn", true, known, "", Statistic.All.Append(Statistic.SlopeEnd).ToDictionary(own => own.Name, own => own == Gain ? gain : own == Answered ? answer : own == Statistic.SlopeEnd ? 1 : double.NaN));

    private static IEnumerable<Construction> Family(string name, Known known, int count, Func<int, (double Gain, double Answer)> of) =>
        Enumerable.Range(0, count).Select(i => One(name, known, of(i).Gain, of(i).Answer));
}
