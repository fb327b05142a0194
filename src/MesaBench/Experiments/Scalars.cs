using System.Text.Json;

namespace MesaBench.Experiments;

/// <summary>Single values of experiment files: text, numbers, truth values and enums.</summary>
internal static class Scalars
{
    /// <summary>Reads a single value; whole numbers may be written 1e6.</summary>
    /// <exception cref="NotSupportedException">Experiment files hold no values of this type.</exception>
    public static bool TryRead(JsonElement json, Type type, out object? value)
    {
        value = json.ValueKind switch
        {
            JsonValueKind.String when type == typeof(string) => json.GetString(),
            JsonValueKind.String when type.IsEnum => EnumValue(json.GetString()!, type),
            JsonValueKind.True or JsonValueKind.False when type == typeof(bool) => json.GetBoolean(),
            JsonValueKind.Number when type == typeof(double) => Finite(json.GetDouble()),
            JsonValueKind.Number when type == typeof(int) => Whole(json) is >= int.MinValue and <= int.MaxValue and var n ? (int)n : null,
            JsonValueKind.Number when type == typeof(long) => Whole(json) is >= long.MinValue and <= long.MaxValue and var n ? (long)n : null,
            _ => null,
        };
        return value is not null;
    }

    /// <summary>What may stand where a value of this type is asked for.</summary>
    public static string Allowed(Type type) =>
        type == typeof(string) ? "text in quotes"
        : type == typeof(bool) ? "true or false"
        : type == typeof(double) ? "a number"
        : type == typeof(int) || type == typeof(long) ? "a whole number"
        : type.IsEnum ? string.Join(", ", Enum.GetValues(type).Cast<object>().Select(v => $"\"{ExperimentJson.EnumName(v)}\""))
        : throw new NotSupportedException($"Experiment files hold no {type}.");

    private static object? EnumValue(string name, Type type) =>
        Enum.GetValues(type).Cast<object>().FirstOrDefault(v => ExperimentJson.EnumName(v) == name);

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private static decimal? Whole(JsonElement json) =>
        json.TryGetDecimal(out decimal value) && decimal.IsInteger(value) ? value : null;
}
