using System.Globalization;
using MesaBench.Experiments;

namespace MesaBench.Results;

/// <summary>How one value stands in a CSV field.</summary>
internal static class CsvField
{
    /// <summary>Whether a type takes one field; otherwise its properties take fields of their own.</summary>
    public static bool IsOne(Type type) =>
        (Nullable.GetUnderlyingType(type) ?? type) is var own
        && (own.IsEnum || own == typeof(string) || own == typeof(double) || own == typeof(int) || own == typeof(long) || own == typeof(bool));

    /// <summary>A value's text.</summary>
    public static string Text(object? value) => value switch
    {
        null or double.NaN => "",
        // The spelling that pandas and R both read.
        double.PositiveInfinity => "inf",
        double.NegativeInfinity => "-inf",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        bool truth => truth ? "true" : "false",
        Enum name => ExperimentJson.EnumName(name),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    /// <summary>The value of a text.</summary>
    /// <exception cref="FormatException">It is not of the type.</exception>
    public static object? Parse(Type type, string text)
    {
        Type? optional = Nullable.GetUnderlyingType(type);
        if (optional is not null && text.Length == 0) return null;
        Type own = optional ?? type;
        return own == typeof(string) ? text
            : own == typeof(double) ? Number(text)
            : own == typeof(int) ? int.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)
            : own == typeof(long) ? long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)
            : own == typeof(bool) ? text switch { "true" => true, "false" => false, _ => throw Wrong(text, "true, false") }
            : Enum.GetValues(own).Cast<object>().FirstOrDefault(value => ExperimentJson.EnumName(value) == text)
                ?? throw Wrong(text, string.Join(", ", Enum.GetValues(own).Cast<object>().Select(ExperimentJson.EnumName)));
    }

    private static double Number(string text) => text switch
    {
        "" => double.NaN,
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : throw Wrong(text, "a number"),
    };

    private static FormatException Wrong(string found, string allowed) => new($"found '{found}'; allowed: {allowed}");
}
