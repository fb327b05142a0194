using MesaBench.Inference;
using MesaBench.Results;
using Plotly.NET;

namespace MesaBench.Reports.Figures;

/// <summary>A point of a series.</summary>
/// <param name="X">Where it stands.</param>
/// <param name="Y">Its value, with an interval where there is one; points without a value are left out.</param>
/// <param name="Note">What is told of it when it is pointed at.</param>
/// <param name="IsHollow">Whether it is drawn hollow.</param>
internal sealed record ChartPoint(double X, Estimate Y, string Note, bool IsHollow = false);

/// <summary>Points of one colour, joined by a line.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="Colour">Its colour.</param>
/// <param name="Points">Its points, from left to right.</param>
internal sealed record ChartSeries(string Name, string Colour, IReadOnlyList<ChartPoint> Points)
{
    /// <summary>Pattern of the line, as plotly.js names it.</summary>
    public string Dash { get; init; } = "solid";

    /// <summary>Whether points are marked and have bars; else a band shows the interval.</summary>
    public bool IsMarked { get; init; } = true;
}

/// <summary>An axis.</summary>
/// <param name="Title">What it shows, with its unit.</param>
/// <param name="IsLogarithmic">Whether equal distances are equal factors.</param>
/// <param name="Range">Its ends, in its values; null to fit them.</param>
internal sealed record ChartAxis(string Title, bool IsLogarithmic = false, (double Low, double High)? Range = null)
{
    /// <summary>Where numbers stand; none to leave that to plotly.js.</summary>
    public IReadOnlyList<double> Ticks { get; init; } = [];

    /// <summary>A logarithmic axis over some values, with a margin, and numbers at 1, 2 and 5 times powers of ten, or at powers alone where those are many.</summary>
    public ChartAxis Over(IReadOnlyList<double> values)
    {
        if (values.Count == 0) return this;
        (double low, double high) = (values.Min() / 1.3, values.Max() * 1.3);
        int first = (int)Math.Floor(Math.Log10(low)), last = (int)Math.Ceiling(Math.Log10(high));
        double[] steps = last - first > 3 ? [1] : [1, 2, 5];
        return this with
        {
            Range = (low, high),
            Ticks = [.. Enumerable.Range(first, last - first + 1).SelectMany(power => steps.Select(step => Math.Round(step * Math.Pow(10, power), 6))).Where(tick => tick >= low && tick <= high)],
        };
    }
}

/// <summary>Makes figures for plotly.js with Plotly.NET: the data of a plot as JSON; colours of text and ground are the page's.</summary>
internal static class Chart
{
    /// <summary>Lines of points with their intervals.</summary>
    public static string Lines(ChartAxis x, ChartAxis y, IReadOnlyList<ChartSeries> series, double? reference = null)
    {
        Trace[] traces = [.. series.Select(own => own with { Points = [.. own.Points.Where(point => double.IsFinite(point.Y.Value))] })
            .Where(own => own.Points.Count > 0).SelectMany(Traces)];
        Layout layout = LayoutOf(x.IsLogarithmic ? x.Over([.. series.SelectMany(own => own.Points).Where(point => double.IsFinite(point.Y.Value)).Select(point => point.X)]) : x, y);
        if (reference is { } at)
            layout.SetProperty("shapes", new[] { new { type = "line", xref = "paper", x0 = 0, x1 = 1, y0 = at, y1 = at, layer = "below", line = new { dash = "dot", width = 1, color = "#888888" } } });
        return Json(traces, layout);
    }

    /// <summary>A grid of shares, 0 to 1.</summary>
    /// <param name="x">The axis of columns.</param>
    /// <param name="y">The axis of rows.</param>
    /// <param name="columns">[column] where each stands.</param>
    /// <param name="shares">[row][column] shares; NaN is left empty. Rows are numbered from 1.</param>
    public static string Grid(ChartAxis x, ChartAxis y, IReadOnlyList<int> columns, IReadOnlyList<double[]> shares)
    {
        Trace2D trace = new("heatmap");
        trace.SetProperty("x", columns);
        trace.SetProperty("y", Enumerable.Range(1, shares.Count).ToArray());
        trace.SetProperty("z", shares.Select(row => row.Select(Finite).ToArray()).ToArray());
        trace.SetProperty("zmin", 0);
        trace.SetProperty("zmax", 1);
        trace.SetProperty("colorscale", "Viridis");
        trace.SetProperty("hovertemplate", "%{z:.2f} read right<br>%{x} steps away, after tick %{y}<extra></extra>");
        trace.SetProperty("colorbar", new { thickness = 10, outlinewidth = 0 });
        return Json([trace], LayoutOf(x, y));
    }

    private static IEnumerable<Trace> Traces(ChartSeries series)
    {
        if (!series.IsMarked && Band(series) is { } band) yield return band;
        Trace2D line = new("scatter");
        line.SetProperty("name", series.Name);
        line.SetProperty("mode", series.IsMarked ? "lines+markers" : "lines");
        line.SetProperty("x", Values(series, point => point.X));
        line.SetProperty("y", Values(series, point => point.Y.Value));
        line.SetProperty("text", series.Points.Select(point => point.Note).ToArray());
        line.SetProperty("hovertemplate", "%{text}<extra></extra>");
        line.SetProperty("line", new { color = series.Colour, width = 2, dash = series.Dash });
        if (series.IsMarked)
        {
            line.SetProperty("marker", new { color = series.Colour, size = 7, symbol = series.Points.Select(point => point.IsHollow ? "circle-open" : "circle").ToArray() });
            if (series.Points.Any(point => double.IsFinite(point.Y.Interval.Low)))
            {
                line.SetProperty("error_y", new
                {
                    type = "data",
                    symmetric = false,
                    thickness = 1,
                    width = 3,
                    array = Values(series, point => point.Y.Interval.High - point.Y.Value),
                    arrayminus = Values(series, point => point.Y.Value - point.Y.Interval.Low),
                });
            }
        }
        yield return line;
    }

    /// <summary>The intervals as a band; null where there are none.</summary>
    private static Trace2D? Band(ChartSeries series)
    {
        ChartPoint[] points = [.. series.Points.Where(point => double.IsFinite(point.Y.Interval.Low))];
        if (points.Length < 2) return null;
        Trace2D band = new("scatter");
        band.SetProperty("x", points.Select(point => point.X).Concat(points.Reverse().Select(point => point.X)).ToArray());
        band.SetProperty("y", points.Select(point => point.Y.Interval.High).Concat(points.Reverse().Select(point => point.Y.Interval.Low)).ToArray());
        band.SetProperty("fill", "toself");
        band.SetProperty("mode", "none");
        band.SetProperty("fillcolor", series.Colour + "33");
        band.SetProperty("hoverinfo", "skip");
        return band;
    }

    private static double?[] Values(ChartSeries series, Func<ChartPoint, double> of) => [.. series.Points.Select(point => Finite(of(point)))];

    // What is not finite is no JSON.
    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private static Layout LayoutOf(ChartAxis x, ChartAxis y)
    {
        Layout layout = new();
        layout.SetProperty("xaxis", Axis(x));
        layout.SetProperty("yaxis", Axis(y));
        layout.SetProperty("margin", new { l = 52, r = 12, t = 8, b = 44 });
        layout.SetProperty("showlegend", false);
        layout.SetProperty("hovermode", "closest");
        return layout;
    }

    private static object Axis(ChartAxis axis) => new
    {
        title = new { text = axis.Title, standoff = 8 },
        type = axis.IsLogarithmic ? "log" : "linear",
        range = axis.Range is not { } range ? null
            : axis.IsLogarithmic ? new[] { Math.Log10(range.Low), Math.Log10(range.High) } : [range.Low, range.High],
        automargin = true,
        zeroline = false,
        exponentformat = "SI",
        tickmode = axis.Ticks.Count > 0 ? "array" : null,
        tickvals = axis.Ticks.Count > 0 ? axis.Ticks : null,
        ticktext = axis.Ticks.Count > 0 ? axis.Ticks.Select(Short).ToArray() : null,
    };

    /// <summary>A round number: 500, 2k, 5M.</summary>
    private static string Short(double value) => value switch { >= 1e9 => Words.Text($"{value / 1e9}G"), >= 1e6 => Words.Text($"{value / 1e6}M"), >= 1e3 => Words.Text($"{value / 1e3}k"), _ => Words.Text($"{value}") };

    private static string Json(IEnumerable<Trace> traces, Layout layout) =>
        GenericChart.toFigureJson(GenericChart.setLayout(layout, GenericChart.ofTraceObjects(false, Microsoft.FSharp.Collections.ListModule.OfSeq(traces))));
}
