using System.Text.RegularExpressions;

namespace MesaBench.Tests.Ptx;

/// <summary>A word or a mark of PTX text; lines count from 1.</summary>
internal readonly record struct PtxToken(string Text, int Line);

/// <summary>Walks over the words and marks of PTX text; comments and white space are gone.</summary>
internal sealed partial class PtxTokens
{
    private static readonly PtxToken End = new("", 0);
    private readonly List<PtxToken> tokens = [];
    private int next;

    public PtxTokens(string ptx)
    {
        int line = 1;
        foreach (Match match in Pieces().Matches(ptx))
        {
            if (match.Groups["token"].Success) tokens.Add(new(match.Value, line));
            line += match.Value.Count(c => c == '\n');
        }
    }

    public bool AtEnd => next == tokens.Count;

    public PtxToken Peek => AtEnd ? End : tokens[next];

    public PtxToken PeekSecond => next + 1 < tokens.Count ? tokens[next + 1] : End;

    public PtxToken Take() => AtEnd ? throw new FormatException("The PTX text ends within a function.") : tokens[next++];

    public bool TakeIf(string text)
    {
        if (AtEnd || tokens[next].Text != text) return false;
        next++;
        return true;
    }

    public void Expect(string text)
    {
        PtxToken found = Take();
        if (found.Text != text) throw new FormatException($"Line {found.Line}: '{text}' is expected, '{found.Text}' was found.");
    }

    /// <summary>Takes everything up to and including a mark.</summary>
    public void SkipPast(string mark)
    {
        while (Take().Text != mark) { }
    }

    /// <summary>Takes the rest of a directive that ends with its line.</summary>
    public void SkipLine()
    {
        int line = Peek.Line;
        while (!AtEnd && Peek.Line == line) next++;
    }

    [GeneratedRegex(@"\s+|//[^\n]*|/\*[\s\S]*?\*/|(?<token>""[^""]*""|[%\w.$]+|.)")]
    private static partial Regex Pieces();
}
