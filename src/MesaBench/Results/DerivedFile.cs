using MesaBench.Experiments;

namespace MesaBench.Results;

/// <summary>
/// A file that follows from the rows of a finished study: made when all agents are finished, and again whenever it is missing or says
/// something else. A new one is an entry in <see cref="All"/>, and nothing else.
/// </summary>
/// <param name="Name">The file's name.</param>
/// <param name="Columns">Its columns; null for one that is no table.</param>
/// <param name="Text">What it says.</param>
internal sealed record DerivedFile(string Name, IReadOnlyList<TableColumn>? Columns, Func<StudyResults, Experiment, string> Text)
{
    /// <summary>All such files.</summary>
    public static IReadOnlyList<DerivedFile> All { get; } =
    [
        Table("capacity.csv", study => study.Cells),
        Table("searches.csv", study => study.Searches),
        Table("trends.csv", study => study.Trends),
        new("findings.txt", null, (study, _) => string.Concat(study.Findings.Select(finding => finding + "\n"))),
        new("capacity.svg", null, (study, experiment) => CapacitySvg.Draw(study.Cells, experiment)),
    ];

    private static DerivedFile Table<T>(string name, Func<StudyResults, IReadOnlyList<T>> rowsOf)
        where T : notnull => new(name, CsvTable.Typed<T>(), (study, _) => CsvTable.Text(rowsOf(study)));
}
