using MesaBench.Detection;
using MesaBench.Studies;
using MesaBench.Zoo;

namespace MesaBench.Tests.Studies;

public class SearchRuleTests
{
    [Fact]
    public void The_cut_takes_no_more_than_one_in_twenty_of_any_family_of_the_threshold_half_and_looks_at_no_other()
    {
        Construction[] zoo = [.. Family("a", Answer.No, 40, i => (i, i)), .. Family("b", Answer.No, 40, i => (i / 2.0, 100 - i)), .. Family("p", Answer.Yes, 20, i => (200 + i, 200))];
        SearchRule rule = SearchRule.From(zoo);
        foreach (string family in (string[])["a", "b"])
            Assert.InRange(zoo.Count(one => one.Family == family && rule.Score(one) >= rule.Cut), 0, 2);
        Assert.All(zoo.Where(one => one.Family == "p"), one => Assert.True(rule.Score(one) >= rule.Cut));
        // More of the reporting half, however like search, moves nothing.
        Construction[] more = [.. zoo, .. Family("a", Answer.No, 40, i => (1000, 1000)).Select(one => one with { IsThreshold = false }), .. Family("g", Answer.Grey, 40, _ => (1000, 1000))];
        Assert.Equal(rule.Cut, SearchRule.From(more).Cut);
    }

    [Fact]
    public void A_score_is_the_least_quantile_over_statistics_and_families()
    {
        SearchRule rule = SearchRule.From([.. Family("a", Answer.No, 4, i => (i, 0)), .. Family("b", Answer.No, 2, i => (10 * i, 0))]);
        Assert.Equal(0.5, rule.Score(One("x", Answer.Yes, 5, 1)));   // above all of a, half of b
        Assert.Equal(0.5, rule.Score(One("x", Answer.Yes, 99, 0)));  // above all of both, equal to all
        Assert.Equal(1, rule.Score(One("x", Answer.Yes, 99, 1)));
        Assert.Equal(double.NaN, rule.Score(One("x", Answer.Yes, double.NaN, 1)));
    }

    [Fact]
    public void The_table_counts_constructions_of_the_reporting_half_and_bounds_their_rates()
    {
        Construction[] threshold = [.. Family("a", Answer.No, 40, i => (i / 40.0, i / 40.0)), .. Family("p", Answer.Yes, 10, _ => (2, 2))];
        Construction[] reporting =
        [
            .. Family("a", Answer.No, 57, _ => (0, 0)).Concat(Family("a", Answer.No, 3, _ => (3, 3))).Concat(Family("p", Answer.Yes, 8, _ => (2, 2))).Concat(Family("p", Answer.Yes, 2, _ => (0.1, 2)))
                .Select(one => one with { IsThreshold = false }),
        ];
        IReadOnlyList<CalibrationRow> table = CalibrationRow.Of([.. threshold, .. reporting], SearchRule.From(threshold));
        CalibrationRow Row(string family, Answer searches) => table.Single(row => row is { Statistic: "searches", Network: "rcnn" } && (row.Family, row.Searches) == (family, searches));
        Assert.Equal((60, 3), (Row("a", Answer.No).Constructions, Row("a", Answer.No).Taken));
        Assert.Equal(0.05, Row("a", Answer.No).Rate.Value, 1e-12);
        Assert.Equal((10, 8), (Row("p", Answer.Yes).Constructions, Row("p", Answer.Yes).Taken));
        // 8 of 10 win over 57 of 60 and are level with 3 by quantile; 2 win over 57.
        Assert.Equal((8 * (57 + 1.5) + 2 * 57) / 600, Row("a", Answer.No).Auc, 1e-12);
        Assert.Equal(Row("a", Answer.No) with { Family = "all" }, Row("all", Answer.No));
    }

    [Fact]
    public void Codings_of_a_construction_count_once_by_their_mean()
    {
        DetectionRow Row(string construction, double rise, double answer) => new()
        {
            Family = "f", Agent = "", Construction = construction, Tier = Tier.Compiled, Use = MemberUse.Threshold, Known = Known.Search, Network = "rcnn", WorldLabel = "",
            SearchFindings = SearchFindings.None with { Depth = new ComputeDepth(1, 1, rise), WallAnswer = new FarWallAnswer(answer, 1, 0, 0, 0) }, Detectors = 1, WeightsHash = "",
        };
        IReadOnlyList<Construction> all = Construction.Among([Row("x", 0.2, 1), Row("y", 0.3, double.NaN), Row("x", 0.6, double.NaN)]);
        Assert.Equal([[0.4, 1], [0.3, double.NaN]], all.Select(one => one.Statistics));
    }

    private static Construction One(string family, Answer searches, double rise, double answer, bool isThreshold = true) =>
        new(family, Tier.Trained, "rcnn", isThreshold, searches, [rise, answer]);

    private static IEnumerable<Construction> Family(string name, Answer searches, int count, Func<int, (double Rise, double Answer)> of) =>
        Enumerable.Range(0, count).Select(i => One(name, searches, of(i).Rise, of(i).Answer));
}
