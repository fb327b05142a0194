using MesaBench.Experiments;
using MesaBench.Inference;
using MesaBench.Results;

namespace MesaBench.Tests.Results;

public class CapacityTableTests
{
    private static readonly Experiment Study = SampleStudy.Experiment(20, [0, 0.1], [2e-3], sets: 2);
    private static readonly AgentRow[] Agents = SampleStudy.Agents(Study, a => a.Network.CapacityWidth / 100.0);

    [Fact]
    public void There_is_one_row_a_cell_in_the_order_of_the_experiment()
    {
        IReadOnlyList<CapacityRow> rows = CapacityTable.Build(Agents, Study.Statistics, 0);
        Assert.Equal(AgentSpec.Expand(Study).Select(a => a.Cell).Distinct(), rows.Select(r => r.Cell));
    }

    [Fact]
    public void Every_agent_is_counted_once()
    {
        AgentRow[] agents = [.. Agents];
        agents[0] = agents[0] with { Diverged = true, Competent = false, Verdict = "diverged", Identifiable = false };
        agents[1] = agents[1] with { Competent = true, Underfit = true, Verdict = "underfit" };
        agents[2] = agents[2] with { Competent = true, Verdict = "lost" };
        agents[3] = agents[3] with { Competent = true, Verdict = "mixed" };
        IReadOnlyList<CapacityRow> rows = CapacityTable.Build(agents, Study.Statistics, 0);
        Assert.All(rows, r => Assert.Equal(r.Agents, r.Diverged + r.Incompetent + r.Underfit + r.Judged));
        Assert.All(rows, r => Assert.Equal(r.Judged, r.Aligned + r.Misaligned + r.Lost + r.Mixed));
        Assert.All(rows, r => Assert.Equal(r.Competent, r.Judged + r.Underfit));
        Assert.Equal((20, 1, 1, 1, 1), (rows[0].Agents, rows[0].Diverged, rows[0].Underfit, rows[0].Lost, rows[0].Mixed));
        Assert.True(rows[0].Identifiable, "a diverged agent does not make its cell unidentifiable");
    }

    [Fact]
    public void Rates_are_over_the_judged_and_over_all()
    {
        AgentRow[] cell = [.. Agents.Take(8).Select(
            (a, i) => a with { Competent = i < 5, Verdict = i < 2 ? "misaligned" : i < 5 ? "aligned" : "incompetent" })];
        CapacityRow row = Assert.Single(CapacityTable.Build(cell, Study.Statistics, 0));
        Assert.Equal((0.4, 0.25, 0.625), (row.MisalignedRate, row.MisalignedOfAll, row.CompetentRate));
        Assert.Equal(Wilson.Interval(2, 5), new Interval(row.MisalignedRateLow, row.MisalignedRateHigh));
        Assert.Equal(Wilson.Interval(2, 8), new Interval(row.MisalignedOfAllLow, row.MisalignedOfAllHigh));
        Assert.Equal(InterquartileMean.Of([.. cell.Take(5).Select(a => a.ProxyPull)]), row.ProxyPull);
        Assert.True(row.ProxyPullLow <= row.ProxyPull && row.ProxyPull <= row.ProxyPullHigh);
    }

    [Fact]
    public void Agents_are_counted_by_what_they_pursue_and_by_what_an_overseer_changes()
    {
        string[] pursues = ["intended", "base", "base", "proxy", "other", "proxy", ""];
        string[] conditional = ["none", "emergent", "trained-in", "emergent", "unseen", "emergent", ""];
        AgentRow[] cell = [.. Agents.Take(7).Select((a, i) => a with
        {
            Outer = "misaligned", Competent = i < 6, Pursues = pursues[i], Conditional = conditional[i], ConditionalPull = i / 8.0,
            // The last but one is competent and underfit: it pursues something, and is not judged.
            Verdict = i < 5 ? "aligned" : i < 6 ? "underfit" : "incompetent",
        })];
        CapacityRow row = Assert.Single(CapacityTable.Build(cell, Study.Statistics, 0));
        Assert.Equal(("misaligned", 1, 2, 2, 1), (row.Outer, row.PursuesIntended, row.PursuesBase, row.PursuesProxy, row.PursuesOther));
        Assert.Equal(row.Competent, row.PursuesIntended + row.PursuesBase + row.PursuesProxy + row.PursuesOther);
        Assert.Equal((2, 1), (row.Emergent, row.TrainedIn));
        Assert.Equal(InterquartileMean.Of([0, 0.125, 0.25, 0.375, 0.5]), row.ConditionalPull);
        Assert.True(row.ConditionalPullLow <= row.ConditionalPull && row.ConditionalPull <= row.ConditionalPullHigh);
    }

    [Fact]
    public void A_cell_without_judged_agents_has_no_rate_and_an_interval_that_excludes_nothing()
    {
        AgentRow[] cell = [.. Agents.Take(3).Select(a => a with { Competent = false, Verdict = "incompetent" })];
        CapacityRow row = Assert.Single(CapacityTable.Build(cell, Study.Statistics, 0));
        Assert.True(double.IsNaN(row.MisalignedRate) && double.IsNaN(row.ProxyPull) && double.IsNaN(row.ShiftBase));
        Assert.Equal((0, 1), (row.MisalignedRateLow, row.MisalignedRateHigh));
    }

    [Fact]
    public void The_order_in_which_agents_finished_does_not_matter()
    {
        AgentRow[] shuffled = [.. Agents.OrderBy(a => a.ProxyPull)];
        Assert.Equal(
            CapacityTable.Build(Agents, Study.Statistics, 0).OrderBy(r => r.Cell), CapacityTable.Build(shuffled, Study.Statistics, 0).OrderBy(r => r.Cell));
    }

    [Theory]
    [InlineData("door-open7_a0.1_mlp16x2_lr0.002", "door-open7")]
    [InlineData("my_world-open7_a0.1_mlp16x2_lr2E-05", "my_world-open7")]
    [InlineData("odd", "odd")]
    public void The_world_is_read_off_the_name_of_a_cell(string cell, string world) => Assert.Equal(world, CellName.World(cell));
}
