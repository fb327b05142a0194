using MesaBench.Detection;
using MesaBench.Studies;
using MesaBench.Zoo;

namespace MesaBench.Tests.Studies;

public class SearchRuleTests
{
    private static readonly Statistic Gain = Statistic.Named("depth_gain"), Answered = Statistic.Named("wall_answer");

    [Fact]
    public void Cuts_take_no_more_than_one_in_twenty_of_any_family_of_the_threshold_half_or_none_and_look_at_no_other()
    {
        Construction[] zoo =
        [
            .. Family("a", Known.Nothing, 40, i => (i / 100.0, i / 100.0)), .. Family("b", Known.Nothing, 20, i => (i / 50.0, i / 25.0)), .. Family("p", Known.Search, 20, i => (2 + i, 2)),
        ];
        SearchRule rule = RuleSetting.From(zoo);
        Cuts cuts = rule.Verdicts[SearchVerdict.Searches];
        double Score(Construction one) => rule.Score(SearchVerdict.Searches, one.Of);
        foreach ((string family, int most) in (ValueTuple<string, int>[])[("a", 2), ("b", 1)])
            Assert.InRange(zoo.Count(one => one.Family == family && Score(one) > cuts.Partly), 0, most);
        Assert.Contains(zoo, one => one.Known == Known.Nothing && Score(one) > cuts.Partly);
        Assert.Equal(zoo.Where(one => one.Known == Known.Nothing).Max(Score), cuts.Whole);
        Assert.All(zoo.Where(one => one.Family == "p"), one => Assert.Equal(SearchVerdict.Searches, rule.Verdict("rcnn", one.Of)));
        // More of the reporting half, however like search, moves nothing, nor do those of which nothing is said.
        Construction[] more =
        [
            .. zoo, .. Family("a", Known.Nothing, 40, _ => (1000, 1000)).Select(one => one with { IsThreshold = false }),
            .. Family("g", new Known(Answer.Grey, Answer.Grey, Answer.Grey), 40, _ => (1000, 1000)),
        ];
        Assert.Equal(SearchRuleFile.ToJson(rule), SearchRuleFile.ToJson(RuleSetting.From(more)));
    }

    [Fact]
    public void A_score_is_the_least_statistic_as_a_part_of_a_typical_search()
    {
        // Families' medians are 0.5 and 0.9 of the one, 0.8 and 1.2 of the other.
        Construction[] zoo =
        [
            .. Family("n", Known.Nothing, 20, _ => (0.1, 0.2)), .. Family("p", Known.Search, 3, i => (0.4 + i / 10.0, 0.8)), .. Family("q", Known.Search, 8, _ => (0.9, 1.2)),
        ];
        SearchRule rule = RuleSetting.From(zoo);
        Assert.Equal([("depth_gain", 0.7), ("wall_answer", 1.0)], rule.Typical.Select(part => (part.Key, Math.Round(part.Value, 12))));
        Assert.Equal(0.5, rule.Score(SearchVerdict.Searches, One("x", Known.Search, 0.35, 1).Of), 1e-12);
        Assert.Equal(0.25, rule.Score(SearchVerdict.Searches, One("x", Known.Search, 0.7, 0.25).Of), 1e-12);
        Assert.Equal(double.NaN, rule.Score(SearchVerdict.Searches, One("x", Known.Search, double.NaN, 1).Of));
        Assert.Equal(0.1 / 0.7, rule.Verdicts[SearchVerdict.Searches].Whole, 1e-12);
    }

    [Fact]
    public void Verdicts_are_said_of_calibrated_networks_that_could_be_asked()
    {
        Construction[] zoo =
        [
            .. Family("n", Known.Nothing, 30, i => (i / 100.0, i / 100.0)), .. Family("p", Known.Search, 10, _ => (1, 1)),
            .. Family("p", Known.Search, 10, _ => (1, 1)).Select(one => one with { Network = "drc" }),
        ];
        SearchRule rule = RuleSetting.From(zoo);
        Assert.Equal(["rcnn"], rule.Networks);
        SearchVerdict Of(string network, double gain, double answer) => rule.Verdict(network, One("x", Known.Search, gain, answer).Of);
        Assert.Equal(
            [SearchVerdict.Searches, SearchVerdict.Partly, SearchVerdict.NotShown, SearchVerdict.Unasked, SearchVerdict.Uncalibrated],
            [Of("rcnn", 0.3, 0.9), Of("rcnn", 0.9, 0.285), Of("rcnn", 0.9, 0.28), Of("rcnn", 0.9, double.NaN), Of("drc", 0.9, 0.9)]);
    }

    [Fact]
    public void What_does_not_tell_stays_out()
    {
        SearchRule rule = RuleSetting.From([.. Family("n", Known.Nothing, 30, i => (i, 0)), .. Family("p", Known.Search, 10, i => (3 * i, 1))]);
        Assert.Equal([Answered.Name], rule.Typical.Keys);
        Assert.Empty(RuleSetting.From([.. Family("n", Known.Nothing, 30, i => (i, i)), .. Family("p", Known.Search, 10, i => (i, i))]).Verdicts);
    }

    [Fact]
    public void The_table_counts_constructions_of_the_reporting_half_and_bounds_their_rates()
    {
        Construction[] threshold = [.. Family("a", Known.Nothing, 40, i => (i / 40.0, i / 40.0)), .. Family("p", Known.Search, 10, _ => (2, 2))];
        Construction[] reporting =
        [
            .. Family("a", Known.Nothing, 57, _ => (0, 0)).Concat(Family("a", Known.Nothing, 3, _ => (3, 3))).Concat(Family("p", Known.Search, 8, _ => (2, 2))).Concat(Family("p", Known.Search, 2, _ => (0.96, 2)))
                .Select(one => one with { IsThreshold = false }),
        ];
        Construction[] all = [.. threshold, .. reporting];
        IReadOnlyList<CalibrationRow> table = CalibrationRow.Of(all, RuleSetting.From(all));
        CalibrationRow Row(string family, Answer truth, string statistic = "searches") =>
            table.Single(row => row.Network == "rcnn" && (row.Statistic, row.Family, row.Truth) == (statistic, family, truth));
        Assert.Equal((60, 3, 0), (Row("a", Answer.No).Constructions, Row("a", Answer.No).Taken, Row("a", Answer.No).Partly));
        Assert.Equal(0.05, Row("a", Answer.No).Rate.Value, 1e-12);
        Assert.Equal((10, 8, 2), (Row("p", Answer.Yes).Constructions, Row("p", Answer.Yes).Taken, Row("p", Answer.Yes).Partly));
        Assert.Equal((10, 10), (Row("p", Answer.Yes, "wall_answer").Constructions, Row("p", Answer.Yes, "wall_answer").Taken));
        // All win over 57 of 60.
        Assert.Equal(57.0 / 60, Row("a", Answer.No).Auc, 1e-12);
        Assert.Equal(Row("a", Answer.No) with { Family = "all" }, Row("all", Answer.No));
    }

    [Fact]
    public void Codings_of_a_construction_count_once_by_their_mean()
    {
        DetectionRow Row(string construction, double gain, double answer) => new()
        {
            Family = "f", Agent = "", Construction = construction, Tier = Tier.Compiled, Use = MemberUse.Threshold, Known = Known.Search, Network = "rcnn", WorldLabel = "",
            SearchFindings = SearchFindings.None with { Depth = new ComputeDepth(1, 1, 0, gain), WallAnswer = new FarWallAnswer(answer, 1, 0, 0, 0) }, Detectors = 1, WeightsHash = "",
        };
        IReadOnlyList<Construction> all = Construction.Among([Row("x", 0.2, 1), Row("y", 0.3, double.NaN), Row("x", 0.6, double.NaN)]);
        Assert.Equal([(0.4, 1), (0.3, double.NaN)], all.Select(one => (one.Of(Gain), one.Of(Answered))));
    }

    private static Construction One(string family, Known known, double gain, double answer) =>
        new(family, Tier.Trained, "rcnn", true, known, Statistic.All.ToDictionary(own => own.Name, own => own == Gain ? gain : own == Answered ? answer : double.NaN));

    private static IEnumerable<Construction> Family(string name, Known known, int count, Func<int, (double Gain, double Answer)> of) =>
        Enumerable.Range(0, count).Select(i => One(name, known, of(i).Gain, of(i).Answer));
}
