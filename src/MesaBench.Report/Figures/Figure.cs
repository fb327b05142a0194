namespace MesaBench.Reports.Figures;

/// <summary>A figure of the report: panels of one kind, under one legend.</summary>
/// <param name="Id">Names it in links; lower case letters and dashes.</param>
/// <param name="Title">What it shows.</param>
/// <param name="Caption">How to read it, and what it does not show.</param>
/// <param name="File">The file of the results folder that its numbers are from.</param>
/// <param name="Panels">Its panels; none where there is nothing to show.</param>
internal sealed record Figure(string Id, string Title, string Caption, string File, IReadOnlyList<Panel> Panels)
{
    /// <summary>What colours mean; empty where panels say it.</summary>
    public IReadOnlyList<(string Name, string Colour, string Dash)> Legend { get; init; } = [];
}

/// <summary>A plot.</summary>
/// <param name="Title">What it is about, such as a world and its alpha.</param>
/// <param name="Json">Its data for plotly.js.</param>
internal sealed record Panel(string Title, string Json);
