using MesaBench.Results;
using MesaBench.Statistics;
using MesaBench.Verdicts;

namespace MesaBench.Tests.Results;

public class ColumnGuideTests
{
    private static ColumnMeaning? Of<T>(string file, string column) => ColumnGuide.Of(file, CsvTable.Typed<T>().Single(own => own.Name == column));

    [Fact]
    public void A_column_is_told_of_in_the_words_of_the_readme() =>
        Assert.Equal(new ColumnMeaning("steps", "T_c, to competence; empty if never"), Of<AgentRow>("agents.csv", "clock"));

    [Fact]
    public void An_end_of_an_interval_says_whose_it_is() => Assert.Equal(
        "lower end of the 95% interval of proxy_pull: causal proxy pull: how much more often the proxy comes first because it is where it is", Of<AgentRow>("agents.csv", "proxy_pull_low")!.Meaning);

    [Fact]
    public void What_is_said_elsewhere_is_looked_up_there()
    {
        Assert.Equal(new ColumnMeaning("layers", "hidden layers (the cell, as in `agents.csv`)"), Of<CapacityRow>("capacity.csv", "depth"));
        Assert.Equal(new ColumnMeaning("share", "takes the other way with its distances written (as in detections.csv, without `search_`)"), Of<AgentRow>("agents.csv", "search_steering_written"));
        Assert.StartsWith("the same from `steps` / A to `steps` (the same as persistence: D: the preference integrated", Of<AgentRow>("agents.csv", "persistence_steps")!.Meaning, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_figures_that_share_a_line_each_says_what_it_is()
    {
        Assert.Equal("on shifted levels: Share that reached base strictly before every proxy.", Of<AgentRow>("agents.csv", "shift_base")!.Meaning);
        Assert.EndsWith(": Agents of which the figure exists.", Of<CapacityRow>("capacity.csv", "persistence_agents")!.Meaning, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_defined_has_no_meaning()
    {
        Assert.Null(ColumnGuide.Of("agents.csv", new TableColumn("mood", typeof(string))));
        Assert.Null(ColumnGuide.Of("moods.csv", new TableColumn("agent", typeof(string))));
    }
}
