using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MesaBench.Experiments;

/// <summary>
/// The limits that attributes set for single settings: <see cref="RangeAttribute"/>, <see cref="AllowedValuesAttribute"/>,
/// <see cref="RegularExpressionAttribute"/> and <see cref="MinLengthAttribute"/>. A limit on a list of numbers holds for each of them,
/// and such lists hold nothing twice. Validation and the JSON schema both follow from these attributes.
/// </summary>
public static class Limits
{
    /// <summary>The settings of <paramref name="record"/>, and of the records in it, that are outside their limits.</summary>
    public static IEnumerable<Problem> Problems(object record, string path)
    {
        foreach (PropertyInfo property in record.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.SetMethod is null || property.GetValue(record) is not { } value) continue;
            string name = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            foreach (Problem problem in OfValue(value, property, path.Length == 0 ? name : $"{path}.{name}"))
                yield return problem;
        }
    }

    /// <summary>Adds a setting's limits to its JSON schema.</summary>
    public static void AddToSchema(ICustomAttributeProvider property, JsonObject schema)
    {
        if (Attribute<MinLengthAttribute>(property) is { } least) schema["minItems"] = least.Length;
        if (Attribute<RegularExpressionAttribute>(property) is { } expression) schema["pattern"] = $"^{expression.Pattern}$";
        JsonObject each = schema["items"] as JsonObject ?? schema;
        if (each != schema && !each.ContainsKey("anyOf")) schema["uniqueItems"] = true;
        if (Attribute<AllowedValuesAttribute>(property) is { } some)
            each["enum"] = new JsonArray([.. some.Values.Select(v => JsonValue.Create(v))]);
        if (Attribute<RangeAttribute>(property) is { } range)
        {
            each[range.MinimumIsExclusive ? "exclusiveMinimum" : "minimum"] = Number(range.Minimum);
            each[range.MaximumIsExclusive ? "exclusiveMaximum" : "maximum"] = Number(range.Maximum);
        }
    }

    private static IEnumerable<Problem> OfValue(object value, PropertyInfo property, string path)
    {
        if (value is IEnumerable items and not string)
            return OfItems([.. items.Cast<object?>()], property, path);
        if (value is string or ValueType)
            return OfScalar(value, property, path);
        return Problems(value, path);
    }

    private static IEnumerable<Problem> OfItems(object?[] items, PropertyInfo property, string path)
    {
        if (Attribute<MinLengthAttribute>(property) is { } least && items.Length < least.Length)
            yield return new Problem(path, "an empty list", $"at least {least.Length}");
        HashSet<object> seen = [];
        for (int i = 0; i < items.Length; i++)
        {
            if (items[i] is not { } item) continue;
            if (item is ValueType && !seen.Add(item))
                yield return new Problem($"{path}[{i}]", $"{Text(item)} again", "each value once");
            foreach (Problem problem in OfValue(item, property, $"{path}[{i}]"))
                yield return problem;
        }
    }

    private static IEnumerable<Problem> OfScalar(object value, PropertyInfo property, string path)
    {
        if (Attribute<RangeAttribute>(property) is { } range && !Within(Convert.ToDouble(value, CultureInfo.InvariantCulture), range))
            yield return new Problem(path, Text(value), Words(range));
        if (Attribute<AllowedValuesAttribute>(property) is { } some && !some.Values.Contains(value))
            yield return new Problem(path, Text(value), string.Join(", ", some.Values.Select(v => Text(v!))));
        if (Attribute<RegularExpressionAttribute>(property) is { } expression && !expression.IsValid(value) | value is "")
            yield return new Problem(path, $"\"{value}\"", expression.ErrorMessage ?? expression.Pattern);
    }

    private static bool Within(double value, RangeAttribute range)
    {
        (double min, double max) = (Number(range.Minimum), Number(range.Maximum));
        return (range.MinimumIsExclusive ? value > min : value >= min) && (range.MaximumIsExclusive ? value < max : value <= max);
    }

    private static string Words(RangeAttribute range) =>
        (range.MinimumIsExclusive ? "above " : "") + Text(range.Minimum)
        + (range.MaximumIsExclusive ? " to below " : " to ") + Text(range.Maximum);

    private static double Number(object limit) => Convert.ToDouble(limit, CultureInfo.InvariantCulture);

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;

    private static T? Attribute<T>(ICustomAttributeProvider property)
        where T : Attribute => property.GetCustomAttributes(typeof(T), inherit: true).OfType<T>().FirstOrDefault();
}
