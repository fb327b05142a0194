namespace MesaBench.Reports.Figures;

/// <summary>Colours that can be told apart, on light ground and on dark.</summary>
internal static class Palette
{
    /// <summary>Base objective, and proxy.</summary>
    public const string Base = "#009E73", Proxy = "#D55E00";

    // After Okabe and Ito, who chose them for the colour-blind; without black and yellow, one of which either ground swallows.
    private static readonly string[] Kinds = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#888888"];

    // From blue over green to red.
    private static readonly string[] Ranks = ["#5566CC", "#3288BD", "#2AA198", "#55A630", "#B8860B", "#E6761D", "#D53E4F", "#B03078"];

    private static readonly string[] Dashes = ["solid", "dash", "dot", "dashdot"];

    /// <summary>Colour and dashes of a kind, by its number; other colours first, then other dashes.</summary>
    public static (string Colour, string Dash) OfKind(int kind) => (Kinds[kind % Kinds.Length], DashOf(kind / Kinds.Length));

    /// <summary>Pattern of a line, by its number, as plotly.js names it.</summary>
    public static string DashOf(int number) => Dashes[number % Dashes.Length];

    /// <summary>Colour of a rank, from 0, of so many.</summary>
    public static string OfRank(int rank, int count) => Ranks[count <= 1 ? 0 : (int)Math.Round((double)rank * (Ranks.Length - 1) / (count - 1))];
}
