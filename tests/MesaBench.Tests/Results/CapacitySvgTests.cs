using System.Xml.Linq;
using MesaBench.Experiments;
using MesaBench.Results;
using MesaBench.Statistics;
using MesaBench.Verdicts;
using MesaBench.Worlds;

namespace MesaBench.Tests.Results;

public class CapacitySvgTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void It_is_a_standalone_picture_with_a_title_a_description_and_a_point_for_every_figure()
    {
        Experiment study = SampleStudy.Experiment(20, [0, 0.1], [2e-3]);
        IReadOnlyList<CapacityRow> cells = Cells(study);
        XElement svg = XElement.Parse(CapacitySvg.Draw(cells, study with { Name = "a < b & c" }));
        Assert.Equal("a < b & c: what agents pursue, by capacity", svg.Element(Svg + "title")!.Value);
        Assert.Contains($"{cells[0].CellFacts.Cell} 0.05, 0 of 20", svg.Element(Svg + "desc")!.Value);
        Assert.Equal(3 * cells.Count, svg.Elements(Svg + "g").Count(g => g.Element(Svg + "title") is not null));
        Assert.DoesNotContain("NaN", svg.ToString());
        Assert.DoesNotContain("href", svg.ToString());
    }

    [Fact]
    public void A_cell_without_competent_agents_has_no_point()
    {
        Experiment study = SampleStudy.Experiment(2, [0.1], [2e-3]);
        AgentRow[] agents = SampleStudy.Agents(study, _ => 0, _ => false);
        string svg = CapacitySvg.Draw(CapacityTable.Build(agents, study.Behaviour), study);
        Assert.DoesNotContain("NaN", svg);
        Assert.DoesNotContain(XElement.Parse(svg).Elements(Svg + "g"), g => g.Element(Svg + "title") is not null);
    }

    [Fact]
    public void A_world_that_asks_for_no_preference_has_no_point_either()
    {
        Experiment study = SampleStudy.Experiment(2, [0.1], [2e-3]);
        IEnumerable<AgentRow> agents = SampleStudy.Agents(study, _ => 0).Select(a => a with { Verdict = Verdict.Unjudged, Axes = Axes.None });
        string svg = CapacitySvg.Draw(CapacityTable.Build(agents, study.Behaviour), study);
        Assert.DoesNotContain("NaN", svg);
        Assert.Contains(" no preference;", svg);
        Assert.DoesNotContain(XElement.Parse(svg).Elements(Svg + "g"), g => g.Element(Svg + "title") is not null);
    }

    [Fact]
    public void A_marker_is_hollow_where_its_own_cell_has_unseen_inputs()
    {
        Experiment study = SampleStudy.Experiment(8, [0.1], [2e-3]);
        IEnumerable<AgentRow> agents = SampleStudy.Agents(study, _ => 0.5)
            .Select(a => a with { Identifiability = a.CellFacts.Width == 64 ? Identifiability.Unseen : Identifiability.Spanned });
        XElement svg = XElement.Parse(CapacitySvg.Draw(CapacityTable.Build(agents, study.Behaviour), study));
        XElement[] groups = [.. svg.Elements(Svg + "g").Where(g => g.Element(Svg + "title") is not null)];
        Assert.All(groups, g => Assert.Equal(
            g.Element(Svg + "title")!.Value.Contains("mlp64", StringComparison.Ordinal),
            g.ToString().Contains("fill=\"#fff\"", StringComparison.Ordinal)));
        Assert.Equal(2 * 3, groups.Count(g => g.ToString().Contains("fill=\"#fff\"", StringComparison.Ordinal)));
        Assert.Contains("hollow: some shifted inputs never seen in training", svg.Value, StringComparison.Ordinal);
        Assert.DoesNotContain("hollow", CapacitySvg.Draw(Cells(study), study), StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_is_named_with_its_learning_rate_only_where_its_architecture_has_several()
    {
        Experiment study = SampleStudy.Experiment(2, [0.1], [2e-3, 4e-3]);
        IEnumerable<AgentRow> agents = SampleStudy.Agents(study, _ => 0).Where(a => a.CellFacts is not { Network: "rcnn", LearningRate: 4e-3 });
        XElement svg = XElement.Parse(CapacitySvg.Draw(CapacityTable.Build(agents, study.Behaviour), study));
        Assert.Equal(
            ["mlp, depth 2, learning rate 0.002", "mlp, depth 2, learning rate 0.004", "rcnn, 2 ticks"],
            svg.Elements(Svg + "text").Select(t => t.Value).Where(t => t.StartsWith("mlp", StringComparison.Ordinal) || t.StartsWith("rcnn", StringComparison.Ordinal)));
    }

    [Fact]
    public void Parameters_are_marked_at_round_counts_in_thousands_and_millions()
    {
        Experiment study = SampleStudy.Experiment(2, [0.1], [2e-3]);
        string[] Ticks(int mlp4, int mlp16, int mlp64)
        {
            IEnumerable<AgentRow> agents = SampleStudy.Agents(study, _ => 0).Where(a => a.CellFacts is { Network: "mlp", World: "door" })
                .Select(a => a with { CellFacts = a.CellFacts with { Parameters = a.CellFacts.Width switch { 4 => mlp4, 16 => mlp16, _ => mlp64 } } });
            XElement svg = XElement.Parse(CapacitySvg.Draw(CapacityTable.Build(agents, study.Behaviour), study));
            return [.. svg.Elements(Svg + "text").Where(t => t.Attribute("text-anchor")?.Value == "middle" && t.Attribute("fill") is null).Select(t => t.Value)];
        }

        Assert.Equal(["500", "1k", "2k", "5k"], Ticks(400, 900, 4500));
        Assert.Equal(["100", "300", "1k", "3k", "10k", "30k", "100k", "300k"], Ticks(100, 1000, 250_000));
        Assert.Equal(["10", "100", "1k", "10k", "100k", "1M", "10M"], Ticks(10, 1000, 20_000_000));
    }

    [Fact]
    public void A_long_heading_is_set_smaller_so_that_it_ends_before_the_next()
    {
        Experiment study = SampleStudy.Experiment(2, [0.1], [2e-3]);
        IEnumerable<AgentRow> agents = SampleStudy.Agents(study, _ => 0).Select(
            a => a with { CellFacts = a.CellFacts with { WorldLabel = a.CellFacts.World == "door" ? "door" : new string('x', 60) } });
        XElement svg = XElement.Parse(CapacitySvg.Draw(CapacityTable.Build(agents, study.Behaviour), study));
        string Size(string heading) => svg.Elements(Svg + "text").Single(t => t.Value.StartsWith(heading, StringComparison.Ordinal)).Attribute("font-size")!.Value;
        Assert.Equal(("12.5", "5.7"), (Size("door, alpha"), Size("xxx")));
    }

    [Fact]
    public void An_empty_table_and_many_columns_are_drawn_too()
    {
        Assert.NotNull(XElement.Parse(CapacitySvg.Draw([], SampleStudy.Experiment(1, [0], [1e-3]))));
        Experiment many = SampleStudy.Experiment(4, [0, 0.05, 0.1], [1e-3, 2e-3, 4e-3]);
        Assert.NotNull(XElement.Parse(CapacitySvg.Draw(Cells(many), many)));
    }

    private static IReadOnlyList<CapacityRow> Cells(Experiment study) =>
        SampleStudy.Table(SampleStudy.Judged(study, a => a.Network.CapacityWidth / 80.0));
}
