using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace MesaBench.Reports;

/// <summary>
/// A piece of HTML. It is made from interpolated text alone, whose literal parts are taken as they stand and whose values are encoded, unless they are pieces of HTML themselves: what comes from a file
/// can't become markup.
/// </summary>
internal sealed class Html
{
    private readonly string markup;

    private Html(string markup) => this.markup = markup;

    /// <summary>Nothing.</summary>
    public static Html None { get; } = new("");

    /// <summary>A piece from interpolated text.</summary>
    public static Html Of(HtmlText text) => new(text.ToString());

    /// <summary>Pieces one after the other, each on lines of its own.</summary>
    public static Html Lines(IEnumerable<Html> pieces) => new(string.Join('\n', pieces));

    /// <summary>Data for scripts: JSON in an element that shows nothing. It can't end the element, since no <c>&lt;</c> is left in it.</summary>
    /// <param name="attributes">The element's attributes.</param>
    /// <param name="json">The data.</param>
    public static Html Data(Html attributes, string json) =>
        new($"<script type=\"application/json\" {attributes}>{json.Replace("<", "\\u003c", StringComparison.Ordinal)}</script>");

    /// <summary>What comes with the program, as it stands: scripts and styles.</summary>
    public static Html Asset(string text) => new(text);

    /// <inheritdoc/>
    public override string ToString() => markup;
}

/// <summary>Interpolated text that becomes a piece of HTML.</summary>
/// <param name="literalLength">Characters of its literal parts.</param>
/// <param name="formattedCount">Values in it.</param>
[InterpolatedStringHandler]
internal readonly struct HtmlText(int literalLength, int formattedCount)
{
    // All but what means something in markup stays readable.
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder text = new(literalLength + 16 * formattedCount);

    /// <summary>Markup.</summary>
    public void AppendLiteral(string literal) => text.Append(literal);

    /// <summary>Text, which is encoded.</summary>
    public void AppendFormatted(string? value) => text.Append(Encoder.Encode(value ?? ""));

    /// <summary>A piece, as it is.</summary>
    public void AppendFormatted(Html value) => text.Append(value);

    /// <summary>Pieces, one after the other.</summary>
    public void AppendFormatted(IEnumerable<Html> values)
    {
        foreach (Html value in values) text.Append(value);
    }

    /// <summary>A number.</summary>
    public void AppendFormatted(int value) => text.Append(value);

    /// <summary>A number, in the shortest form that reads back the same.</summary>
    public void AppendFormatted(double value) => text.Append(value.ToString(CultureInfo.InvariantCulture));

    /// <inheritdoc/>
    public override string ToString() => text.ToString();
}
