using System.Globalization;
using System.Reflection;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;
using CsvHelper.TypeConversion;

namespace MesaBench.Results;

/// <summary>
/// CSV files of records: one record type a file, whose public properties in their order are the columns, named in snake_case.
/// UTF-8 without byte order mark, lines end in a line feed, numbers are invariant and round-trip exactly, NaN is an empty field,
/// booleans are <c>true</c> and <c>false</c>.
/// </summary>
public static class CsvTable
{
    private static readonly CsvConfiguration Configuration = new(CultureInfo.InvariantCulture)
    {
        NewLine = "\n",
    };

    /// <summary>The column names of a record type, in order.</summary>
    public static IReadOnlyList<string> Columns<T>() => [.. Map<T>.Properties.Select(p => Name(p))];

    /// <summary>The header line, with its line feed.</summary>
    public static string Header<T>() => string.Join(',', Columns<T>()) + "\n";

    /// <summary>The rows as whole lines, without the header.</summary>
    public static string Lines<T>(IEnumerable<T> rows)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (CsvWriter csv = new(text, Configuration))
        {
            _ = csv.Context.RegisterClassMap<Map<T>>();
            foreach (T row in rows)
            {
                csv.WriteRecord(row);
                csv.NextRecord();
            }
        }
        return text.ToString();
    }

    /// <summary>A whole file: header and rows.</summary>
    public static string Text<T>(IEnumerable<T> rows) => Header<T>() + Lines(rows);

    /// <summary>Reads a whole file back.</summary>
    /// <exception cref="FormatException">The header is not that of the record type, or a row cannot be read; says which line.</exception>
    public static IReadOnlyList<T> Parse<T>(string text)
    {
        string header = text.Split('\n', 2)[0] + "\n";
        if (header != Header<T>())
            throw new FormatException($"line 1: found columns '{header.TrimEnd('\n')}'; allowed: '{Header<T>().TrimEnd('\n')}'");
        using CsvReader csv = new(new StringReader(text), Configuration);
        _ = csv.Context.RegisterClassMap<Map<T>>();
        try
        {
            return [.. csv.GetRecords<T>()];
        }
        catch (CsvHelperException e)
        {
            throw new FormatException($"line {csv.Parser.RawRow}: found '{csv.Parser.RawRecord.TrimEnd('\n')}'; allowed: a row of "
                + $"{Columns<T>().Count} fields of the types that results/README.md gives", e);
        }
    }

    private static string Name(PropertyInfo property) => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);

    /// <summary>The convention as CsvHelper's class map, for any record type.</summary>
    private sealed class Map<T> : ClassMap<T>
    {
        public static readonly PropertyInfo[] Properties =
            [.. typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite).OrderBy(p => p.MetadataToken)];

        public Map()
        {
            for (int i = 0; i < Properties.Length; i++)
            {
                MemberMap map = Map(typeof(T), Properties[i]).Name(Name(Properties[i])).Index(i);
                if (Properties[i].PropertyType == typeof(double)) _ = map.TypeConverter<DoubleField>();
                if (Properties[i].PropertyType == typeof(bool)) _ = map.TypeConverter<BooleanField>();
            }
        }
    }

    private sealed class DoubleField : DefaultTypeConverter
    {
        public override string ConvertToString(object? value, IWriterRow row, MemberMapData memberMapData) => value switch
        {
            double.NaN => "",
            // The spelling that pandas and R both read.
            double.PositiveInfinity => "inf",
            double.NegativeInfinity => "-inf",
            double number => number.ToString("R", CultureInfo.InvariantCulture),
            _ => "",
        };

        public override object ConvertFromString(string? text, IReaderRow row, MemberMapData memberMapData) => text switch
        {
            null or "" => double.NaN,
            "inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                ? number
                : throw new TypeConverterException(this, memberMapData, text, row.Context, $"'{text}' is no number"),
        };
    }

    private sealed class BooleanField : DefaultTypeConverter
    {
        public override string ConvertToString(object? value, IWriterRow row, MemberMapData memberMapData) =>
            value is true ? "true" : "false";

        public override object ConvertFromString(string? text, IReaderRow row, MemberMapData memberMapData) => text switch
        {
            "true" => true,
            "false" => false,
            _ => throw new TypeConverterException(this, memberMapData, text ?? "", row.Context, $"'{text}' is not true or false"),
        };
    }
}
