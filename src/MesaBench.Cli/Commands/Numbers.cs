using System.CommandLine;
using System.Globalization;
using MesaBench.Experiments;

namespace MesaBench.Cli.Commands;

/// <summary>Options that are numbers, read as text so that their problems are told together with those of the file.</summary>
internal static class Numbers
{
    /// <summary>The option's number; null when it is not given, or bad, which is noted in <paramref name="problems"/>.</summary>
    public static long? Whole(ParseResult parsed, Option<string?> option, long min, long max, List<Problem> problems)
    {
        if (parsed.GetValue(option) is not { } text) return null;
        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowExponent;
        if (decimal.TryParse(text, style, CultureInfo.InvariantCulture, out decimal value) && decimal.IsInteger(value)
            && value >= min && value <= max && !(value == 0 && IsMore(text)))
            return (long)value;
        problems.Add(new Problem(option.Name, text, string.Create(CultureInfo.InvariantCulture, $"a whole number, {min} to {max}")));
        return null;
    }

    /// <summary>The option's finite number; null when it is not given, or bad, which is noted in <paramref name="problems"/>.</summary>
    public static float? Real(ParseResult parsed, Option<string?> option, List<Problem> problems)
    {
        if (parsed.GetValue(option) is not { } text) return null;
        if (float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && float.IsFinite(value)) return value;
        problems.Add(new Problem(option.Name, text, "a number, such as 1.5 or -2"));
        return null;
    }

    /// <summary>Whether a number that reads as 0 is only too small for what it is read as.</summary>
    private static bool IsMore(string text) => text.TakeWhile(c => c is not ('e' or 'E')).Any(c => c is >= '1' and <= '9');
}
