using System.Reflection;

namespace MesaBench.Results;

/// <summary>A column of a table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">
/// What it holds: text, a number (double), a whole number (int, long), a truth value or an enum, any of them nullable. A double that does not exist, and a text that is empty, is as good as null.
/// </param>
public sealed record TableColumn(string Name, Type Type)
{
    /// <summary>What it holds once enums are their names: <see cref="string"/>, <see cref="double"/>, <see cref="int"/>, <see cref="long"/> or <see cref="bool"/>.</summary>
    public Type Kind { get; } = (Nullable.GetUnderlyingType(Type) ?? Type) is { IsEnum: false } own ? own : typeof(string);

    /// <summary>Whether a field of it may be empty.</summary>
    public bool IsOptional { get; } = Nullable.GetUnderlyingType(Type) is not null || Type == typeof(double) || Type == typeof(string);

    /// <summary>Its kind in a word: <c>text</c>, <c>double</c>, <c>int32</c>, <c>int64</c> or <c>boolean</c>.</summary>
    public string KindName => Kind == typeof(string) ? "text" : Kind.Name.ToLowerInvariant();

    /// <summary>The property of a record that it is made of, whose docstring says what it is; null where it is made of none.</summary>
    internal PropertyInfo? Property { get; init; }

    /// <summary>The first line of a file with such columns, with its line feed.</summary>
    internal static string Header(IEnumerable<TableColumn> columns) => string.Join(',', columns.Select(column => column.Name)) + "\n";
}
