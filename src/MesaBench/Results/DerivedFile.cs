using MesaBench.Experiments;

namespace MesaBench.Results;

/// <summary>
/// A file that follows from the rows of a finished study: made when all agents are finished, and again whenever it is missing or says
/// something else. A new one is an entry in <see cref="All"/>, and nothing else.
/// </summary>
/// <param name="Name">The file's name.</param>
/// <param name="Text">What it says.</param>
internal sealed record DerivedFile(string Name, Func<StudyResults, Experiment, string> Text)
{
    /// <summary>All such files.</summary>
    public static IReadOnlyList<DerivedFile> All { get; } =
    [
        new("capacity.csv", (study, _) => CsvTable.Text(study.Cells)),
        new("searches.csv", (study, _) => CsvTable.Text(study.Searches)),
        new("trends.csv", (study, _) => CsvTable.Text(study.Trends)),
        new("findings.txt", (study, _) => string.Concat(study.Findings.Select(finding => finding + "\n"))),
        new("capacity.svg", (study, experiment) => CapacitySvg.Draw(study.Cells, experiment)),
    ];
}
