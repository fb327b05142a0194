using MesaBench.Experiments;
using MesaBench.Inference;
using MesaBench.Statistics;
using MesaBench.Tests.Results;
using MesaBench.Verdicts;

namespace MesaBench.Tests.Statistics;

public class CellComparisonTests
{
    private static readonly BehaviourSettings Behaviour = new();

    [Fact]
    public void A_difference_is_the_other_folders_figure_less_the_first_ones()
    {
        ComparedCell first = Cell(16, 8, seed => 0.3 + 0.01 * (seed % 8), "first"), second = Cell(16, 8, seed => 0.7 + 0.02 * (seed % 8), "second");
        ComparedRow row = CellComparison.Other("second", second, first, sharesSets: true);
        Assert.Equal((Pairing.WithinSets, 0), (row.Pairing, row.SameWeights));
        Assert.Equal(row.Preference.Value - first.Table.Preference.Value.Value, row.PreferenceDifference.Value, 12);
        Assert.Equal(SetDifference.Paired(Figures(first), Figures(second)).Difference, row.PreferenceDifference);
        Assert.Equal(SetDifference.Apart(Figures(first), Figures(second)).Difference, CellComparison.Other("second", second, first, sharesSets: false).PreferenceDifference);
        Assert.Equal(NewcombeDifference.Of(first.Table.Misaligned.Count, 16, second.Table.Misaligned.Count, 16), row.MisalignedDifference);
        Assert.Equal(16, second.Table.Misaligned.Count);
        Assert.Equal(0, row.CompetentDifference.Value);
    }

    [Fact]
    public void The_same_agents_are_no_sample_of_two()
    {
        ComparedCell first = Cell(16, 8, _ => 0.3, "same"), second = Cell(16, 8, _ => 0.4, "same");
        ComparedRow row = CellComparison.Other("second", second, first, sharesSets: true);
        Assert.Equal((Pairing.SameAgents, 16), (row.Pairing, row.SameWeights));
        Assert.True(row.PreferenceDifference.Exists);
        Assert.Equal(Interval.None, row.PreferenceDifference.Interval);
        Assert.Equal(Interval.None, row.MisalignedDifference.Interval);
        // Where one folder has more of them, what it has besides is another sample.
        Assert.Equal(Pairing.WithinSets, CellComparison.Other("second", Cell(24, 8, _ => 0.4, "same"), first, sharesSets: true).Pairing);
    }

    [Theory]
    [InlineData(7, 7)]
    [InlineData(12, 3)]
    public void Few_agents_or_sets_have_no_interval_of_any_difference(int agents, int sets)
    {
        ComparedRow row = CellComparison.Other("second", Cell(agents, sets, _ => 0.7, "second"), Cell(16, 8, _ => 0.3, "first"), sharesSets: true);
        Assert.All([row.PreferenceDifference, row.CompetentDifference, row.MisalignedDifference, row.ProxyPullDifference], difference => Assert.Equal((true, Interval.None), (difference.Exists, difference.Interval)));
    }

    [Fact]
    public void Networks_without_ticks_are_not_compared_in_who_searches() =>
        Assert.Equal(Estimate.None, CellComparison.Other("second", Cell(16, 8, _ => 0.7, "second"), Cell(16, 8, _ => 0.3, "first"), sharesSets: true).SearchesDifference);

    private static (double, int)[] Figures(ComparedCell cell) => [.. cell.Agents.Select(agent => (agent.Preference, agent.LevelSet))];

    /// <summary>The first cell of a study: a multilayer perceptron in <c>door</c>.</summary>
    private static ComparedCell Cell(int seeds, int sets, Func<int, double> preference, string weights)
    {
        AgentRow[] all = SampleStudy.Agents(SampleStudy.Experiment(seeds, [0.1], [2e-3], sets), spec => preference(spec.Seed));
        return ComparedCell.Of([.. all.Take(seeds).Select(row => row with { WeightsHash = $"{weights}{row.Seed}" })], Behaviour);
    }
}
