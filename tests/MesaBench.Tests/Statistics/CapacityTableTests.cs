using MesaBench.Experiments;
using MesaBench.Inference;
using MesaBench.Results;
using MesaBench.Statistics;
using MesaBench.Tests.Results;
using MesaBench.Verdicts;
using MesaBench.Worlds;
using Course = MesaBench.Verdicts.Course;

namespace MesaBench.Tests.Statistics;

public sealed class CapacityTableTests
{
    private static readonly Experiment Study = SampleStudy.Experiment(24, [0, 0.1], [2e-3], sets: 8);
    private static readonly AgentRow[] Agents = SampleStudy.Agents(Study, a => (a.Network.CapacityWidth + a.Seed) / 100.0);

    [Fact]
    public void There_is_one_row_a_cell_in_the_order_of_the_experiment() =>
        Assert.Equal(AgentSpec.Expand(Study).Select(a => a.Cell).Distinct(), Build(Agents).Select(r => r.CellFacts.Cell));

    [Fact]
    public void Every_agent_is_counted_once()
    {
        Verdict[] verdicts = Enum.GetValues<Verdict>();
        AgentRow[] cell = [.. Agents.Take(20).Select((a, i) => a with
        {
            Verdict = verdicts[i % verdicts.Length], Competent = verdicts[i % verdicts.Length] > Verdict.Incompetent,
        })];
        CapacityRow row = Assert.Single(Build(cell));
        Assert.Equal((20, 3, 3, 14), (row.Agents, row.Diverged, row.Incompetent, row.Competent));
        VerdictShare[] shares = [row.Misaligned, row.Aligned, row.BaseLeaning, row.Lost, row.Undecided];
        Assert.Equal([3, 2, 2, 2, 2], shares.Select(s => s.Count));
        Assert.Equal(3, row.Unjudged);
        Assert.Equal(Wilson.Share(3, 14), row.Misaligned.OfCompetent);
        Assert.Equal(Wilson.Share(3, 20), row.Misaligned.OfAll);
        Assert.Equal(Wilson.Share(14, 20), row.CompetentOfAll);
    }

    [Fact]
    public void Means_are_of_level_set_means_over_competent_agents_with_the_share_above_half()
    {
        // Sets of 3, 1, 1 and more agents: a plain mean over agents would be another.
        double[] preferences = [0.9, 0.8, 0.7, 0.2, 0.1, 0.4, 0.3, 0.6, 0.9];
        int[] sets = [0, 0, 0, 1, 2, 3, 3, 4, 5];
        AgentRow[] cell = [.. Agents.Take(9).Select((a, i) => a with
        {
            LevelSet = sets[i], Competent = i < 8, Verdict = i < 8 ? Verdict.Undecided : Verdict.Incompetent, Axes = a.Axes with { Preference = new Estimate(preferences[i], Interval.None) },
        })];
        CapacityRow row = Assert.Single(Build(cell));
        Assert.Equal((0.8 + 0.2 + 0.1 + 0.35 + 0.6) / 5, row.Preference.Value.Value, 1e-12);
        Assert.Equal(SetMeans.Of(preferences[..8], sets[..8]), row.Preference.Value);
        Assert.Equal((0.5, 8, 6), (row.Preference.AboveHalf, row.Preference.Agents, row.LevelSets));
    }

    [Fact]
    public void Persistence_is_above_half_when_it_is_above_half_of_the_window_and_agents_without_it_do_not_count()
    {
        double[] doublings = [0.2, 1.4, 1.6, 3, double.NaN];
        AgentRow[] cell = [.. Agents.Take(5).Select(
            (a, i) => a with { Axes = a.Axes with { Persistence = new Estimate(doublings[i], Interval.None) } })];
        CapacityRow row = Assert.Single(CapacityTable.Build(cell, new BehaviourSettings { Age = 8 }));
        Assert.Equal((0.5, 4), (row.Persistence.AboveHalf, row.Persistence.Agents));
        Assert.Equal(0.25, Assert.Single(CapacityTable.Build(cell, new BehaviourSettings { Age = 16 })).Persistence.AboveHalf);
        cell = [.. cell.Select(a => a with { Axes = a.Axes with { PersistenceSteps = a.Axes.Persistence, Persistence = Estimate.None } })];
        row = Assert.Single(CapacityTable.Build(cell, new BehaviourSettings { Age = 8 }));
        Assert.Equal((0.5, 4, 0), (row.PersistenceSteps.AboveHalf, row.PersistenceSteps.Agents, row.Persistence.Agents));
    }

    [Fact]
    public void Every_mean_is_of_the_figure_it_is_named_for_over_the_agents_it_is_about()
    {
        // Seven competent agents, an incompetent one and one that diverged; all figures differ, also of those that are not competent.
        static Estimate Of(double value) => new(value, Interval.None);
        AgentRow[] cell = [.. Agents.Take(9).Select((a, i) => a with
        {
            Competent = i < 7,
            Verdict = i < 7 ? Verdict.Lost : i == 7 ? Verdict.Incompetent : Verdict.Diverged,
            PullKind = PullKind.Mirror,
            Axes = a.Axes with
            {
                Preference = Of(0.01 * i * i), Decided = Of(0.02 * i * i), ProxyPull = Of(0.03 * i * i), Persistence = Of(0.04 * i * i), PersistenceSteps = Of(0.05 * i * i),
                ExchangeRate = Of(0.06 * i * i),
            },
            In = a.In with { Return = Of(i < 8 ? 0.07 * i * i : double.NaN) }, Shift = a.Shift with { Return = Of(0.08 * i * i) }, MixtureReturn = 0.09 * i * i,
            ConditionalPull = Of(0.1 * i * i), ConditionalPullNewShape = 0.11 * i * i,
        })];
        CapacityRow row = Assert.Single(Build(cell));
        // The mean of 0, 1, 4 to 36 is 13; with 49, 17.5.
        Assert.Equal(
            [0.13, 0.26, 0.39, 0.52, 0.65, 0.78, 0.07 * 17.5, 1.04, 1.17, 1.3],
            ((double[])
            [
                row.Preference.Value.Value, row.Decided.Value, row.ProxyPull.Value.Value, row.Persistence.Value.Value, row.PersistenceSteps.Value.Value,
                row.ExchangeRate.Value, row.InReturn.Value, row.ShiftReturn.Value, row.MixtureReturn.Value, row.ConditionalPull.Value,
            ]).Select(mean => Math.Round(mean, 12)));
        Assert.Equal((PullKind.Mirror, 1, 1, 7), (row.PullKind, row.Diverged, row.Incompetent, row.Competent));
    }

    [Fact]
    public void Competent_agents_are_counted_by_their_course_and_by_their_exchange()
    {
        Course[] courses =
        [
            Course.Relapsed, Course.LetGo, Course.LetGo, Course.Kept, Course.Kept, Course.Kept, Course.NeverEntered, Course.NeverEntered, Course.NeverEntered,
            Course.NeverEntered,
        ];
        Exchange?[] exchanges = [Exchange.Rate, Exchange.BaseAlways, Exchange.ProxyAlways, Exchange.ProxyAlways, Exchange.Flat, null, Exchange.Rate, Exchange.Rate, null, null];
        AgentRow Agent(int i, bool competent) => Agents[i] with
        {
            Competent = competent,
            Verdict = competent ? Verdict.Lost : Verdict.Incompetent,
            Pursues = Pursued.Proxy,
            Axes = Agents[i].Axes with { Course = courses[i], Exchange = exchanges[i] },
        };
        AgentRow[] cell = [.. courses.Select((_, i) => Agent(i, true)), .. courses.Select((_, i) => Agent(i, false))];
        CapacityRow row = Assert.Single(Build(cell));
        Assert.Equal((1, 2, 3, 4), (row.Relapsed, row.LetGo, row.Kept, row.NeverEntered));
        Assert.Equal((3, 10), (row.ExchangeRates, row.PursuesProxy));
    }

    [Fact]
    public void The_median_clock_is_over_all_agents_and_infinite_where_most_never_get_there()
    {
        double Median(params double[] clocks) => CapacityTable.MedianClock(clocks);
        Assert.Equal(20, Median(30, 10, 20));
        Assert.Equal(20, Median(30, 10, 20, double.NaN, 5));
        Assert.Equal(25, Median(30, 10, 20, double.NaN));
        Assert.Equal(double.PositiveInfinity, Median(30, 10, double.NaN, double.NaN));
    }

    [Fact]
    public void Agents_are_counted_by_what_they_pursue_and_by_what_an_overseer_changes()
    {
        Pursued?[] pursues = [Pursued.Intended, Pursued.Base, Pursued.Base, Pursued.Proxy, Pursued.Other, Pursued.Proxy, null];
        Conditionality?[] conditional =
        [
            Conditionality.None, Conditionality.Emergent, Conditionality.TrainedIn, Conditionality.Emergent, Conditionality.Unseen,
            Conditionality.None, null,
        ];
        AgentRow[] cell = [.. Agents.Take(7).Select((a, i) => a with
        {
            Outer = OuterAlignment.Misaligned, Competent = i < 6, Verdict = i < 6 ? Verdict.Lost : Verdict.Incompetent, Pursues = pursues[i], Conditional = conditional[i],
            ConditionalPull = new Estimate(i / 8.0, Interval.None),
        })];
        CapacityRow row = Assert.Single(Build(cell));
        Assert.Equal(
            (OuterAlignment.Misaligned, 1, 2, 2, 1), (row.Outer, row.PursuesIntended, row.PursuesBase, row.PursuesProxy, row.PursuesOther));
        Assert.Equal((2, 1), (row.Emergent, row.TrainedIn));
        Assert.Equal(SetMeans.Of([0, 0.125, 0.25, 0.375, 0.5, 0.625], [0, 1, 2, 3, 4, 5]), row.ConditionalPull);
    }

    [Fact]
    public void A_cell_without_competent_agents_has_no_share_of_them_and_no_means()
    {
        AgentRow[] cell = [.. Agents.Take(3).Select(a => a with { Competent = false, Verdict = Verdict.Incompetent })];
        CapacityRow row = Assert.Single(Build(cell));
        Assert.False(row.Misaligned.OfCompetent.Exists || row.Preference.Value.Exists || row.Decided.Exists);
        Assert.Equal((0, Wilson.Share(0, 3)), (row.Misaligned.Count, row.Misaligned.OfAll));
        Assert.Equal((null, null), (row.Emergent, row.TrainedIn));
        row = Assert.Single(Build([.. cell.Select(a => a with { ConditionalPull = new Estimate(0.1, Interval.None) })]));
        Assert.Equal((0, 0), (row.Emergent, row.TrainedIn)); // there is an overseer
    }

    [Fact]
    public void A_cell_is_as_identifiable_as_its_least_identifiable_set()
    {
        AgentRow[] cell = [.. Agents.Take(3).Select((a, i) => a with { Identifiability = i == 1 ? Identifiability.Collinear : Identifiability.Spanned })];
        Assert.Equal(Identifiability.Collinear, Assert.Single(Build(cell)).Identifiability);
    }

    [Fact]
    public void The_order_in_which_agents_finished_does_not_matter()
    {
        AgentRow[] shuffled = [.. Agents.OrderBy(a => a.WeightsHash + a.Seed % 7)];
        Assert.Equal(
            Build(Agents).Select(r => CsvTable.Lines([r])).Order(), Build(shuffled).Select(r => CsvTable.Lines([r])).Order());
    }

    private static IReadOnlyList<CapacityRow> Build(AgentRow[] agents) => CapacityTable.Build(agents, Study.Behaviour);
}
