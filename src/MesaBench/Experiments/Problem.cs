using System.Globalization;
using System.Text;

namespace MesaBench.Experiments;

/// <summary>One thing wrong with an experiment: where it is, what was found and what is allowed.</summary>
/// <param name="Path">The place in the file, e.g. <c>worlds[1].size</c>.</param>
/// <param name="Found">What stands there, as text.</param>
/// <param name="Allowed">What may stand there.</param>
public sealed record Problem(string Path, string Found, string Allowed)
{
    private const int MostLetters = 160, MostAllowed = 1200;

    /// <summary>In a line: what is long is shortened, what would move the cursor written out.</summary>
    public override string ToString() => $"{Line(Path, MostLetters)}: found {Line(Found, MostLetters)}; allowed: {Line(Allowed, MostAllowed)}";

    private static string Line(string text, int most)
    {
        if (text.Length > most) text = string.Create(CultureInfo.InvariantCulture, $"{text[..(most - 40)]}... ({text.Length} characters)");
        if (!text.Any(IsUnsafe)) return text;
        StringBuilder line = new();
        foreach (char letter in text) _ = IsUnsafe(letter) ? line.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}") : line.Append(letter);
        return line.ToString();
    }

    // Also what is half a letter, or turns the direction of writing.
    private static bool IsUnsafe(char letter) => char.IsControl(letter) || char.IsSurrogate(letter) || char.GetUnicodeCategory(letter) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
