namespace MesaBench.Experiments;

/// <summary>Suggestions for misspelt names.</summary>
public static class Names
{
    /// <summary>The allowed names in words, the nearest one first in a question when it is near enough to be meant.</summary>
    public static string Suggest(string found, IReadOnlyCollection<string> allowed)
    {
        string all = string.Join(", ", allowed);
        return Nearest(found, allowed) is { } nearest ? $"{all} (did you mean {nearest}?)" : all;
    }

    /// <summary>The nearest of the allowed names; null where none is near enough to be meant.</summary>
    public static string? Nearest(string found, IReadOnlyCollection<string> allowed)
    {
        string? nearest = allowed.MinBy(name => Distance(found, name));
        // A third of the letters wrong is still a slip of the fingers; more is another word.
        return nearest is not null && Distance(found, nearest) <= Math.Max(1, (nearest.Length + 1) / 3) ? nearest : null;
    }

    /// <summary>Fewest insertions, deletions and replacements of letters, case apart, that turn one name into the other.</summary>
    /// <remarks>Levenshtein distance by rows (Wagner and Fischer 1974).</remarks>
    public static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 0; i < a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i + 1;
            for (int j = 0; j < b.Length; j++)
            {
                int replaced = diagonal + (char.ToLowerInvariant(a[i]) == char.ToLowerInvariant(b[j]) ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(replaced, Math.Min(row[j], diagonal) + 1);
            }
        }
        return row[b.Length];
    }
}
