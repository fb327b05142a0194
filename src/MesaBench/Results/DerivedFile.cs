namespace MesaBench.Results;

/// <summary>
/// A file that follows from the rows of a finished study: made when all agents are finished, and again whenever it is missing or says
/// something else. A new one is an entry in <see cref="All"/>, and nothing else.
/// </summary>
/// <param name="Name">The file's name.</param>
/// <param name="Columns">Its columns; null for one that is no table.</param>
/// <param name="Text">What it says.</param>
internal sealed record DerivedFile(string Name, IReadOnlyList<TableColumn>? Columns, Func<StudyResults, string> Text)
{
    /// <summary>All such files.</summary>
    public static IReadOnlyList<DerivedFile> All { get; } =
    [
        Table("capacity.csv", study => study.Cells),
        Table("searches.csv", study => study.Searches),
        Table("trends.csv", study => study.Trends),
        new("findings.txt", null, study => string.Concat(study.Findings.Select(finding => finding + "\n"))),
    ];

    private static DerivedFile Table<T>(string name, Func<StudyResults, IReadOnlyList<T>> rowsOf)
        where T : notnull => new(name, CsvTable.Typed<T>(), study => CsvTable.Text(rowsOf(study)));
}
