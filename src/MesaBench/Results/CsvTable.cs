using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Serialization;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;
using MesaBench.Inference;

namespace MesaBench.Results;

/// <summary>
/// CSV files of records: one record type a file, whose public properties in their order are the columns, named in snake_case. A property
/// that is itself a record stands for its own columns, which begin with the property's name, unless that is the record's: an estimate
/// <c>Preference</c> becomes <c>preference</c>, <c>preference_low</c>, <c>preference_high</c>. UTF-8 without byte order mark, lines end in
/// a line feed, numbers are invariant and round-trip exactly, what does not exist (null, NaN) is an empty field, booleans are
/// <c>true</c> and <c>false</c>, enums are in kebab-case.
/// </summary>
public static class CsvTable
{
    private const int MostShown = 80; // characters of what is not as it should be

    internal static readonly CsvConfiguration Configuration = new(CultureInfo.InvariantCulture)
    {
        NewLine = "\n",
    };

    /// <summary>The column names of a record type, in order.</summary>
    public static IReadOnlyList<string> Columns<T>() => [.. Fields<T>.All.Select(f => f.Name)];

    /// <summary>The columns of a record type with what they hold, in order.</summary>
    public static IReadOnlyList<TableColumn> Typed<T>() => [.. Fields<T>.All.Select(f => new TableColumn(f.Name, f.Path[^1].PropertyType) { Property = f.Figure })];

    /// <summary>The header line, with its line feed.</summary>
    public static string Header<T>() => string.Join(',', Columns<T>()) + "\n";

    /// <summary>The fields of a row as they stand in the file, column by column.</summary>
    public static IReadOnlyList<string> Values<T>(T row)
        where T : notnull => [.. Fields<T>.All.Select(f => CsvField.Text(f.Get(row)))];

    /// <summary>The rows as whole lines, without the header.</summary>
    public static string Lines<T>(IEnumerable<T> rows)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(rows);
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (CsvWriter csv = new(text, Configuration))
        {
            foreach (T row in rows)
            {
                foreach (string value in Values(row)) csv.WriteField(value);
                csv.NextRecord();
            }
        }
        return text.ToString();
    }

    /// <summary>A whole file: header and rows.</summary>
    public static string Text<T>(IEnumerable<T> rows)
        where T : notnull => Header<T>() + Lines(rows);

    /// <summary>Reads a whole file back.</summary>
    /// <exception cref="FormatException">The header is not that of the record type, or a row cannot be read; says which line.</exception>
    public static IReadOnlyList<T> Parse<T>(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string header = text.Split('\n', 2)[0] + "\n";
        if (header != Header<T>())
            throw new FormatException($"line 1: {HeaderFault(header, Header<T>())}");
        using CsvReader csv = new(new StringReader(text), Configuration);
        List<T> rows = [];
        try
        {
            _ = csv.Read() && csv.ReadHeader();
            while (csv.Read()) rows.Add(Row<T>(csv));
        }
        catch (Exception e) when (e is CsvHelperException or FormatException or OverflowException)
        {
            string record = csv.Parser.RawRecord.TrimEnd('\n');
            throw new FormatException($"line {csv.Parser.RawRow}: found '{(record.Length > MostShown ? $"{record[..MostShown]}..." : record)}'; allowed: a row of "
                + $"{Columns<T>().Count} fields of the types that results/README.md gives", e);
        }
        return rows;
    }

    /// <summary>How a header is not what it should be: the first column that is another.</summary>
    internal static string HeaderFault(string header, string allowed)
    {
        static string Shown(string? column) => column is null ? "no column" : column.Length > MostShown ? $"column '{column[..MostShown]}...'" : $"column '{column}'";
        string[] found = header.TrimEnd('\n').Split(','), right = allowed.TrimEnd('\n').Split(',');
        int at = Enumerable.Range(0, Math.Max(found.Length, right.Length)).First(i => found.ElementAtOrDefault(i) != right.ElementAtOrDefault(i));
        return $"found {Shown(found.ElementAtOrDefault(at))} in place {at + 1}; allowed: {Shown(right.ElementAtOrDefault(at))}";
    }

    private static T Row<T>(CsvReader csv)
    {
        if (csv.Parser.Count != Fields<T>.All.Count) throw new FormatException($"found {csv.Parser.Count} fields");
        object row = Blank(typeof(T));
        for (int i = 0; i < Fields<T>.All.Count; i++) Fields<T>.All[i].Set(row, csv.GetField(i) ?? "");
        return (T)row;
    }

    /// <summary>A record to be filled in: with its defaults where it has any.</summary>
    private static object Blank(Type type) =>
        type.GetConstructor(Type.EmptyTypes)?.Invoke([]) ?? RuntimeHelpers.GetUninitializedObject(type);

    /// <summary>The columns of a record type.</summary>
    private static class Fields<T>
    {
        public static readonly IReadOnlyList<Field> All = [.. Of(typeof(T), [], "")];

        private static IEnumerable<Field> Of(Type type, PropertyInfo[] path, string prefix)
        {
            IEnumerable<PropertyInfo> properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(p => p.CanWrite && p.GetCustomAttribute<IgnoreDataMemberAttribute>() is null).OrderBy(p => p.MetadataToken);
            foreach (PropertyInfo property in properties)
            {
                bool isOne = CsvField.IsOne(property.PropertyType);
                // What a record is in the main goes by the record's own name.
                bool isMain = isOne ? prefix.Length > 0 && (property.Name is "Value" or "Count")
                    : property.Name == property.PropertyType.Name || property.Name == "Value";
                string name = isMain ? prefix : prefix.Length == 0 ? Snake(property.Name) : $"{prefix}_{Snake(property.Name)}";
                PropertyInfo[] own = [.. path, property];
                if (isOne) yield return new Field(name, own);
                else foreach (Field field in Of(property.PropertyType, own, name)) yield return field;
            }
        }

        private static string Snake(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
    }

    /// <summary>A column: its name and the properties that lead to it.</summary>
    private sealed record Field(string Name, PropertyInfo[] Path)
    {
        /// <summary>The property that says what the column is: of an estimate, or of an end of its interval, the one that holds it.</summary>
        public PropertyInfo Figure => Path.Last(property => property.DeclaringType != typeof(Estimate) && property.DeclaringType != typeof(Interval));

        public object? Get(object row) => Path.Aggregate((object?)row, (value, property) => property.GetValue(value));

        /// <summary>Records on the way are made when they are first met; what is a struct is set again in what holds it.</summary>
        public void Set(object row, string text) => Set(row, 0, text);

        private void Set(object holder, int depth, string text)
        {
            PropertyInfo property = Path[depth];
            if (depth == Path.Length - 1)
            {
                property.SetValue(holder, CsvField.Parse(property.PropertyType, text));
                return;
            }
            object part = property.GetValue(holder) ?? Blank(property.PropertyType);
            Set(part, depth + 1, text);
            property.SetValue(holder, part);
        }
    }
}
