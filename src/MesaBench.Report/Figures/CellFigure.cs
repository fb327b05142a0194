using MesaBench.Experiments;
using MesaBench.Inference;
using MesaBench.Results;
using MesaBench.Statistics;
using MesaBench.Worlds;

namespace MesaBench.Reports.Figures;

/// <summary>Makes figures of the capacity table: a figure of each cell against its parameters, a line an architecture and learning rate.</summary>
internal sealed class CellFigure
{
    private readonly IReadOnlyList<CapacityRow> cells;
    private readonly bool hasRates;
    private readonly string[] kinds;

    /// <summary>Of some cells.</summary>
    public CellFigure(IReadOnlyList<CapacityRow> cells)
    {
        this.cells = cells;
        hasRates = cells.Select(cell => cell.CellFacts.LearningRate).Distinct().Count() > 1;
        kinds = [.. cells.Select(KindOf).Distinct()];
    }

    /// <summary>A figure; without panels where no cell has a value.</summary>
    /// <param name="id">Names it in links.</param>
    /// <param name="title">What it shows.</param>
    /// <param name="caption">How to read it.</param>
    /// <param name="unit">What stands at the axis.</param>
    /// <param name="range">Ends of that axis; null to fit them.</param>
    /// <param name="of">The value of a cell.</param>
    /// <param name="count">What it is made of, in words.</param>
    /// <param name="reference">Where a line is drawn; null for nowhere.</param>
    public Figure Of(
        string id, string title, string caption, string unit, (double, double)? range, Func<CapacityRow, Estimate> of, Func<CapacityRow, string> count, double? reference = null)
    {
        CapacityRow[] known = [.. cells.Where(cell => double.IsFinite(of(cell).Value))];
        ChartSeries SeriesOf(IGrouping<string, CapacityRow> kind)
        {
            (string colour, string dash) = Palette.OfKind(Array.IndexOf(kinds, kind.Key));
            return new ChartSeries(kind.Key, colour, [
                .. kind.OrderBy(cell => cell.CellFacts.Parameters).Select(cell => new ChartPoint(
                    cell.CellFacts.Parameters, of(cell), Words.Text($"{cell.CellFacts.NetworkLabel}, rate {cell.CellFacts.LearningRate}<br>{StudyFigures.Shown(of(cell))}<br>{count(cell)}"),
                    cell.Identifiability == Identifiability.Unseen)),
            ])
            { Dash = dash };
        }

        Panel[] panels =
        [
            .. known.GroupBy(cell => (cell.CellFacts.WorldLabel, cell.CellFacts.Alpha)).Select(panel => new Panel(
                Name(panel.Key), Chart.Lines(new ChartAxis("parameters", IsLogarithmic: true), new ChartAxis(unit, Range: range), [.. panel.GroupBy(KindOf).Select(SeriesOf)], reference))),
        ];
        return new Figure(id, title, caption, "capacity.csv", panels)
        {
            Legend = [.. known.Select(KindOf).Distinct().Select(kind => (Kind: kind, Place: Array.IndexOf(kinds, kind))).OrderBy(own => own.Place).Select(own => Palette.OfKind(own.Place) is var (colour, dash) ? (own.Kind, colour, dash) : default)],
        };
    }

    /// <summary>What a panel is about.</summary>
    public static string Name((string World, double Alpha) cells) => Words.Text($"{cells.World}, alpha {cells.Alpha}");

    private string KindOf(CapacityRow cell) => cell.CellFacts.Architecture
        + (hasRates ? Words.Text($", learning rate {cell.CellFacts.LearningRate}") : "");
}
