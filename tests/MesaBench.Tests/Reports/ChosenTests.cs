using MesaBench.Detection;
using MesaBench.Reports;
using MesaBench.Verdicts;

namespace MesaBench.Tests.Reports;

public class ChosenTests
{
    private static Candidate Agent(int number, Verdict verdict, double preference, SearchVerdict? search = null, double score = double.NaN) => new($"a{number}", verdict, search, preference, 0.9, score);

    [Fact]
    public void The_typical_one_of_each_verdict_is_at_its_median_and_the_extreme_one_farthest_from_it()
    {
        Candidate[] all =
        [
            .. Enumerable.Range(0, 11).Select(i => Agent(i, Verdict.Misaligned, 0.6 + 0.01 * i * i)), .. Enumerable.Range(11, 29).Select(i => Agent(i, Verdict.Aligned, 0.01 * i)),
        ];
        IReadOnlyList<Chosen> chosen = Chosen.Among(all);
        Assert.Equal(["a5", "a10", "a25", "a11"], chosen.Select(own => own.Agent));
        Assert.Equal("typical of the 11 agents with verdict misaligned (preference .85, median .85)", chosen[0].Why);
    }

    [Fact]
    public void Who_stands_for_a_verdict_and_for_search_is_drawn_once()
    {
        Candidate[] all = [.. Enumerable.Range(0, 40).Select(i => Agent(i, Verdict.Misaligned, i == 0 ? 0.5 : 0.6 + 0.001 * i, i == 0 ? SearchVerdict.Searches : SearchVerdict.NotShown, 0.5))];
        Chosen first = Assert.Single(Chosen.Among(all), own => own.Agent == "a0");
        Assert.Equal("typical of the 1 agent with search verdict searches (score .50, median .50); extreme of the 40 agents with verdict misaligned (preference .50, median .62)", first.Why);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(8, 2)]
    [InlineData(45, 4)]
    [InlineData(1000, 12)]
    public void There_are_as_many_as_are_soon_trained_again(int agents, int most)
    {
        Verdict[] verdicts = [Verdict.Misaligned, Verdict.Aligned, Verdict.BaseLeaning, Verdict.Lost, Verdict.Undecided];
        SearchVerdict[] searches = [SearchVerdict.Represents, SearchVerdict.Plans, SearchVerdict.Partly, SearchVerdict.Searches];
        Assert.Equal(most, Chosen.Among([.. Enumerable.Range(0, agents).Select(i => Agent(i, verdicts[i % 5], i * i % 101, searches[i % 4], i * i % 103))]).Count);
    }

    [Fact]
    public void Where_a_world_asks_for_no_preference_returns_are_compared_and_of_search_the_highest_score_is_drawn()
    {
        Candidate[] all = [.. Enumerable.Range(0, 40).Select(i => new Candidate($"a{i}", Verdict.Unjudged, SearchVerdict.Plans, double.NaN, i == 7 ? 0.2 : 0.9 + 0.001 * i, i))];
        Assert.Equal(["a19", "a7", "a39"], Chosen.Among(all).Select(own => own.Agent));
    }

    [Fact]
    public void Nobody_stands_for_agents_of_whom_there_is_no_figure() =>
        Assert.Empty(Chosen.Among([.. Enumerable.Range(0, 30).Select(i => Agent(i, Verdict.Diverged, double.NaN, SearchVerdict.NotApplicable) with { Return = double.NaN })]));
}
