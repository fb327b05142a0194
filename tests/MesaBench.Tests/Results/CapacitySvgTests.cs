using System.Xml.Linq;
using MesaBench.Experiments;
using MesaBench.Results;

namespace MesaBench.Tests.Results;

public class CapacitySvgTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void It_is_a_standalone_picture_with_a_title_a_description_and_a_point_for_every_rate()
    {
        Experiment study = SampleStudy.Experiment(20, [0, 0.1], [2e-3]);
        IReadOnlyList<CapacityRow> cells = Cells(study);
        XElement svg = XElement.Parse(CapacitySvg.Draw(cells, "a < b & c"));
        Assert.Equal("a < b & c: misaligned objectives by capacity", svg.Element(Svg + "title")!.Value);
        Assert.Contains($"{cells[4].Cell} {cells[4].Misaligned} of {cells[4].Judged}", svg.Element(Svg + "desc")!.Value);
        Assert.Equal(2 * cells.Count(c => c.Judged > 0), svg.Elements(Svg + "g").Count(g => g.Element(Svg + "title") is not null));
        Assert.DoesNotContain("NaN", svg.ToString());
        Assert.DoesNotContain("href", svg.ToString());
    }

    [Fact]
    public void A_cell_without_judged_agents_has_no_point()
    {
        Experiment study = SampleStudy.Experiment(2, [0.1], [2e-3]);
        AgentRow[] agents = [.. SampleStudy.Agents(study, _ => 0).Select(a => a with { Competent = false, Verdict = "incompetent" })];
        string svg = CapacitySvg.Draw(CapacityTable.Build(agents, study.Statistics, 0), "none");
        Assert.DoesNotContain("NaN", svg);
        Assert.DoesNotContain(XElement.Parse(svg).Elements(Svg + "g"), g => g.Element(Svg + "title") is not null);
    }

    [Fact]
    public void An_empty_table_and_many_columns_are_drawn_too()
    {
        Assert.NotNull(XElement.Parse(CapacitySvg.Draw([], "empty")));
        Assert.NotNull(XElement.Parse(CapacitySvg.Draw(Cells(SampleStudy.Experiment(4, [0, 0.05, 0.1], [1e-3, 2e-3, 4e-3])), "many")));
    }

    private static IReadOnlyList<CapacityRow> Cells(Experiment study) =>
        CapacityTable.Build(SampleStudy.Agents(study, a => a.Network.CapacityWidth / 80.0), study.Statistics, 0);
}
