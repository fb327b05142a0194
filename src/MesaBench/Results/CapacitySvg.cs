using System.Globalization;
using System.Security;
using System.Text;
using MesaBench.Experiments;
using MesaBench.Inference;
using MesaBench.Statistics;
using MesaBench.Worlds;

namespace MesaBench.Results;

/// <summary>
/// The picture of the capacity table: for every world and alpha a column of three panels, mean preference, mean persistence and the share
/// of misaligned agents, each with its interval, against the number of parameters; one line an architecture (and learning rate, where
/// there are several).
/// </summary>
public static class CapacitySvg
{
    // The colours of Okabe and Ito, which stay apart for the colour-blind, less yellow, which white swallows.
    private static readonly string[] Colours = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"];

    private const double PlotWidth = 230, PlotHeight = 130, ColumnGap = 26, LeftMargin = 66, RightMargin = 22, NLineHeight = 13, PanelGap = 14;
    private const int MostColumns = 4; // side by side; more go into further bands

    /// <summary>
    /// The picture as a standalone SVG file: no scripts, no fonts or files from elsewhere, the same text on every machine.
    /// </summary>
    /// <param name="cells">The table.</param>
    /// <param name="experiment">The study's name and age.</param>
    public static string Draw(IReadOnlyList<CapacityRow> cells, Experiment experiment)
    {
        ArgumentNullException.ThrowIfNull(cells);
        ArgumentNullException.ThrowIfNull(experiment);
        string study = experiment.Name;
        Figure[] figures = FiguresOf(PortableMath.Log2(experiment.Behaviour.Age));
        Series[] series = SeriesOf(cells);
        CapacityRow[][] columns = [.. cells.GroupBy(c => (c.CellFacts.WorldLabel, c.CellFacts.Alpha)).Select(g => g.ToArray())];
        bool hasHollow = cells.Any(IsUnseen);
        int bands = Math.Max(1, (columns.Length + MostColumns - 1) / MostColumns);
        int perBand = Math.Max(1, (columns.Length + bands - 1) / bands);
        double width = Math.Max(560, LeftMargin + perBand * (PlotWidth + ColumnGap) - ColumnGap + RightMargin);
        double nHeight = series.Length * NLineHeight + 6;
        double bandHeight = 30 + figures.Length * (PlotHeight + PanelGap) + nHeight + 50;
        (string legend, double legendHeight) = Legend(series, hasHollow, width);
        double top = 62 + legendHeight;
        double height = top + bands * bandHeight - 10;

        var svg = new StringBuilder();
        Line(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-labelledby=\"title desc\" width=\"{width:0.#}\" height=\"{height:0.#}\" viewBox=\"0 0 {width:0.#} {height:0.#}\" font-family=\"system-ui, 'Segoe UI', Helvetica, Arial, 'DejaVu Sans', sans-serif\" font-size=\"11\" fill=\"#222\">");
        Line(svg, $"<title id=\"title\">{Escape(study)}: what agents pursue, by capacity</title>");
        Line(svg, $"<desc id=\"desc\">{Escape(Description(cells))}</desc>");
        Line(svg, $"<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>");
        Line(svg, $"<text x=\"{LeftMargin:0.#}\" y=\"26\" font-size=\"16\" font-weight=\"600\">{Escape(study)}: what agents pursue, by capacity</text>");
        Line(svg, $"<text x=\"{LeftMargin:0.#}\" y=\"44\" fill=\"#555\">Bars are 95% intervals, over level sets for means. n counts competent agents, which all figures are about.</text>");
        _ = svg.Append(legend);
        for (int i = 0; i < columns.Length; i++)
        {
            double x = LeftMargin + i % perBand * (PlotWidth + ColumnGap);
            double y = top + i / perBand * bandHeight + 30;
            DrawColumn(svg, columns[i], series, figures, new Axis(columns[i], x), y, i % perBand == 0);
        }
        Line(svg, $"</svg>");
        return svg.ToString();
    }

    /// <summary>One line of the picture.</summary>
    /// <param name="Architecture">Networks that differ in width alone.</param>
    /// <param name="LearningRate">Their learning rate.</param>
    /// <param name="Label">Its name in the legend.</param>
    /// <param name="Index">Its place among the lines.</param>
    /// <param name="Offset">Its sideways shift, in pixels: learning rates of one architecture stand side by side.</param>
    private sealed record Series(string Architecture, double LearningRate, string Label, int Index, double Offset)
    {
        public string Colour => Colours[Index % Colours.Length];

        public bool Holds(CapacityRow c) => c.CellFacts.LearningRate == LearningRate && c.CellFacts.Architecture == Architecture;
    }

    /// <summary>Places parameter counts along a column on a logarithmic scale.</summary>
    private sealed class Axis
    {
        private readonly double least, most;

        public Axis(CapacityRow[] cells, double x)
        {
            X = x;
            // A margin of half a doubling keeps points off the frame.
            least = cells.Min(c => PortableMath.Log2(Math.Max(1, c.CellFacts.Parameters))) - 0.5;
            most = cells.Max(c => PortableMath.Log2(Math.Max(1, c.CellFacts.Parameters))) + 0.5;
        }

        public double X { get; }

        public double Place(double parameters) => X + (PortableMath.Log2(Math.Max(1, parameters)) - least) / (most - least) * PlotWidth;

        /// <summary>Round counts: 1, 2 and 5 times powers of ten, or these powers alone where that would crowd.</summary>
        public IEnumerable<(double Value, string Label)> Ticks()
        {
            double perDecade = PlotWidth / (most - least) * PortableMath.Log2(10);
            int[] digits = perDecade > 100 ? [1, 2, 5] : perDecade > 60 ? [1, 3] : [1];
            for (double decade = 1; decade <= 1e9; decade *= 10)
                foreach (double value in digits.Select(d => d * decade))
                    if (PortableMath.Log2(value) >= least && PortableMath.Log2(value) <= most) yield return (value, Label(value));
        }

        private static string Label(double value) =>
            value >= 1e6 ? string.Create(CultureInfo.InvariantCulture, $"{value / 1e6:0.#}M")
            : value >= 1e3 ? string.Create(CultureInfo.InvariantCulture, $"{value / 1e3:0.#}k")
            : string.Create(CultureInfo.InvariantCulture, $"{value:0}");
    }

    private static Series[] SeriesOf(IReadOnlyList<CapacityRow> cells)
    {
        var keys = cells.Select(c => (c.CellFacts.Architecture, c.CellFacts.LearningRate)).Distinct().ToArray();
        return [.. keys.Select((key, i) =>
        {
            double[] rates = [.. keys.Where(k => k.Architecture == key.Architecture).Select(k => k.LearningRate)];
            string rate = rates.Length > 1 ? string.Create(CultureInfo.InvariantCulture, $", learning rate {key.LearningRate}") : "";
            double offset = (Array.IndexOf(rates, key.LearningRate) - (rates.Length - 1) / 2.0) * Math.Min(8, 24.0 / rates.Length);
            return new Series(key.Architecture, key.LearningRate, key.Architecture + rate, i, offset);
        })];
    }

    /// <summary>What one panel shows of each cell.</summary>
    private sealed record Figure(string Name, double Most, Func<CapacityRow, Estimate> Of);

    private static Figure[] FiguresOf(double doublings) =>
    [
        new("preference", 1, c => c.Preference.Value),
        new("persistence", doublings, c => c.Persistence.Value),
        new("share misaligned", 1, c => c.Misaligned.OfCompetent),
    ];

    private static bool IsUnseen(CapacityRow c) => c.Identifiability == Identifiability.Unseen;

    private static void DrawColumn(
        StringBuilder svg, CapacityRow[] cells, Series[] series, Figure[] figures, Axis axis, double y, bool isFirst)
    {
        CellFacts first = cells[0].CellFacts;
        string heading = string.Create(CultureInfo.InvariantCulture, $"{first.WorldLabel}, alpha {first.Alpha}");
        // A semibold character takes about .62 of the font's size; long labels are set smaller rather than over their neighbours.
        double size = Math.Min(12.5, (PlotWidth + ColumnGap - 6) / (0.62 * heading.Length));
        Line(svg, $"<text x=\"{axis.X:0.#}\" y=\"{y - 9:0.#}\" font-size=\"{size:0.#}\" font-weight=\"600\">{Escape(heading)}</text>");
        double top = y;
        foreach (Figure figure in figures)
        {
            Panel panel = new(axis, top, 0, figure.Most, figure.Name);
            panel.DrawFrame(svg, isFirst);
            foreach (Series s in series)
                panel.DrawSeries(svg, s, [.. cells.Where(s.Holds).OrderBy(c => c.CellFacts.Parameters)], figure);
            top += PlotHeight + PanelGap;
        }
        double bottom = top - PanelGap;
        foreach ((double value, string label) in axis.Ticks())
            Line(svg, $"<text x=\"{axis.Place(value):0.#}\" y=\"{bottom + 16:0.#}\" text-anchor=\"middle\">{label}</text>");
        Line(svg, $"<text x=\"{axis.X + PlotWidth / 2:0.#}\" y=\"{bottom + 33:0.#}\" text-anchor=\"middle\" fill=\"#555\">parameters</text>");
        foreach (Series s in series)
            DrawCounts(svg, s, [.. cells.Where(s.Holds).OrderBy(c => c.CellFacts.Parameters)], axis, bottom + 48 + s.Index * NLineHeight);
    }

    /// <summary>How many agents are behind each point.</summary>
    private static void DrawCounts(StringBuilder svg, Series series, CapacityRow[] cells, Axis axis, double line)
    {
        if (cells.Length == 0) return;
        Line(svg, $"<g stroke=\"{series.Colour}\" transform=\"translate({axis.X - 20:0.#} {line - 3.5:0.#}) scale(0.7)\">{Marker(series, 0, 0, true)}</g>");
        Line(svg, $"<text x=\"{axis.X - 6:0.#}\" y=\"{line:0.#}\" font-size=\"9.5\" text-anchor=\"end\" fill=\"#444\">n</text>");
        foreach (CapacityRow c in cells)
            Line(svg, $"<text x=\"{axis.Place(c.CellFacts.Parameters):0.#}\" y=\"{line:0.#}\" font-size=\"9.5\" text-anchor=\"middle\" fill=\"#444\">{c.Competent}</text>");
    }

    /// <summary>One frame with a vertical scale.</summary>
    private sealed record Panel(Axis Axis, double Top, double Least, double Most, string Name)
    {
        private double Place(double value) => Top + (Most - value) / (Most - Least) * PlotHeight;

        public void DrawFrame(StringBuilder svg, bool isLabelled)
        {
            double right = Axis.X + PlotWidth, bottom = Top + PlotHeight;
            foreach ((double value, _) in Axis.Ticks())
                Line(svg, $"<path d=\"M{Axis.Place(value):0.#} {Top:0.#}V{bottom + 4:0.#}\" stroke=\"#eee\"/>");
            double step = Most - Least > 1.5 ? 0.5 : 0.25; // shares in quarters, doublings in halves
            for (double tick = Least; tick <= Most; tick += step)
            {
                Line(svg, $"<path d=\"M{Axis.X:0.#} {Place(tick):0.#}H{right:0.#}\" stroke=\"{(tick == 0 ? "#999" : "#e4e4e4")}\"/>");
                if (isLabelled)
                    Line(svg, $"<text x=\"{Axis.X - 8:0.#}\" y=\"{Place(tick) + 4:0.#}\" text-anchor=\"end\">{tick:0.00}</text>");
            }
            Line(svg, $"<path d=\"M{Axis.X:0.#} {Top:0.#}V{bottom:0.#}H{right:0.#}\" fill=\"none\" stroke=\"#666\"/>");
            double middle = Top + PlotHeight / 2, x = Axis.X - 48;
            if (isLabelled)
                Line(svg, $"<text transform=\"translate({x:0.#} {middle:0.#}) rotate(-90)\" text-anchor=\"middle\" fill=\"#555\">{Name}</text>");
        }

        public void DrawSeries(StringBuilder svg, Series series, CapacityRow[] cells, Figure figure)
        {
            var points = cells.Where(c => !double.IsNaN(figure.Of(c).Value))
                .Select(c => (Cell: c, X: Axis.Place(c.CellFacts.Parameters) + series.Offset, Figure: figure.Of(c))).ToArray();
            if (points.Length == 0) return;
            string path = string.Join(
                'L', points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.X:0.#} {Place(p.Figure.Value):0.#}")));
            Line(svg, $"<path d=\"M{path}\" fill=\"none\" stroke=\"{series.Colour}\" stroke-width=\"1.5\" stroke-opacity=\"0.55\"/>");
            foreach ((CapacityRow c, double x, Estimate estimate) in points)
            {
                (double low, double high) = (Math.Max(Least, estimate.Interval.Low), Math.Min(Most, estimate.Interval.High));
                string interval = double.IsNaN(low) ? "" : string.Create(CultureInfo.InvariantCulture, $" ({low:0.00} to {high:0.00})");
                Line(svg, $"<g stroke=\"{series.Colour}\" stroke-width=\"1.6\"><title>{Escape(c.CellFacts.Cell)}: {Name} {estimate.Value:0.00}{interval}, n = {c.Competent}</title>");
                if (!double.IsNaN(low))
                    Line(svg, $"<path d=\"M{x:0.#} {Place(low):0.#}V{Place(high):0.#}M{x - 3:0.#} {Place(low):0.#}h6M{x - 3:0.#} {Place(high):0.#}h6\" fill=\"none\"/>");
                Line(svg, $"{Marker(series, x, Place(estimate.Value), !IsUnseen(c))}</g>");
            }
        }
    }

    /// <summary>
    /// Circle, square, diamond or triangle, so that series can be told apart without colour; hollow where inputs were never seen in training.
    /// </summary>
    private static string Marker(Series series, double x, double y, bool isFilled)
    {
        string fill = isFilled ? series.Colour : "#fff";
        string shape = (series.Index % 4) switch
        {
            0 => $"M{N(x - 4)} {N(y)}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z",
            1 => $"M{N(x - 3.6)} {N(y - 3.6)}h7.2v7.2h-7.2z",
            2 => $"M{N(x)} {N(y - 5)}l5 5l-5 5l-5 -5z",
            _ => $"M{N(x)} {N(y - 5)}l4.8 8.6h-9.6z",
        };
        return $"<path d=\"{shape}\" fill=\"{fill}\"/>";
    }

    private static (string Text, double Height) Legend(Series[] series, bool hasHollow, double width)
    {
        var svg = new StringBuilder();
        double x = LeftMargin, y = 64;
        foreach (Series s in series)
        {
            double length = 34 + 6.2 * s.Label.Length;
            if (x > LeftMargin && x + length > width - RightMargin) (x, y) = (LeftMargin, y + 18);
            Line(svg, $"<path d=\"M{x:0.#} {y:0.#}h20\" stroke=\"{s.Colour}\" stroke-width=\"1.5\" stroke-opacity=\"0.55\"/>");
            Line(svg, $"<g stroke=\"{s.Colour}\" stroke-width=\"1.6\">{Marker(s, x + 10, y, true)}</g>");
            Line(svg, $"<text x=\"{x + 26:0.#}\" y=\"{y + 4:0.#}\">{Escape(s.Label)}</text>");
            x += length + 14;
        }
        if (hasHollow)
        {
            const string label = "hollow: some shifted inputs never seen in training";
            if (x + 6.2 * label.Length > width - RightMargin) (x, y) = (LeftMargin, y + 18);
            Line(svg, $"<text x=\"{x:0.#}\" y=\"{y + 4:0.#}\" fill=\"#555\">{label}</text>");
        }
        return (svg.ToString(), y - 64 + 18);
    }

    private static string Description(IReadOnlyList<CapacityRow> cells) =>
        "Mean preference (0 base to 1 proxy) and misaligned agents by cell: " + string.Join("; ", cells.Select(c =>
        c.Competent == 0 ? $"{c.CellFacts.Cell} none competent"
        : !c.Preference.Value.Exists ? $"{c.CellFacts.Cell} no preference"
        : string.Create(
            CultureInfo.InvariantCulture, $"{c.CellFacts.Cell} {c.Preference.Value.Value:0.00}, {c.Misaligned.Count} of {c.Competent}"))) + ".";

    private static string Escape(string text) => SecurityElement.Escape(text);

    private static string N(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private static void Line(StringBuilder svg, FormattableString text) =>
        svg.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
