using MesaBench.Detection;
using MesaBench.Experiments;
using MesaBench.Verdicts;

namespace MesaBench.Results;

/// <summary>A finished study as its folder holds it, checked against its digests. Rows stay on the disk, and are read as one goes on.</summary>
public sealed class FinishedStudy : IDisposable
{
    /// <summary>A page about the study, which is no part of its results: name of the file.</summary>
    public const string ReportFile = "report.html";

    private readonly StudyTables tables;

    private FinishedStudy(StudyTables tables) => this.tables = tables;

    /// <summary>The folder, as a full path.</summary>
    public string Folder => tables.Folder;

    /// <summary>Its manifest.</summary>
    public Manifest Manifest => tables.Manifest;

    /// <summary>The experiment.</summary>
    public Experiment Experiment => tables.Experiment;

    /// <summary>Its agents.</summary>
    public AgentList Agents => tables.Specs;

    /// <summary>All agents cell by cell, in the experiment's order, with their curves; judged by this program's rule of who searches.</summary>
    /// <exception cref="ResultsFolderException">A row cannot be read.</exception>
    public IEnumerable<IReadOnlyList<(AgentRow Row, IReadOnlyList<CurvePoint> Curve)>> Cells
    {
        get
        {
            using IEnumerator<IReadOnlyList<(AgentRow, IReadOnlyList<CurvePoint>)>> cells = tables.Rows.Cells.GetEnumerator();
            while (ResultsFolderException.Guard(Folder, cells.MoveNext)) yield return cells.Current;
        }
    }

    /// <summary>Opens a folder; it writes nothing.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="token">Ends the looking, and all that is read later.</param>
    /// <exception cref="ResultsFolderException">It holds no finished study, or one that is damaged or of another version.</exception>
    public static FinishedStudy Open(string folder, CancellationToken token = default)
    {
        StudyTables tables = StudyTables.Open(folder, token);
        try
        {
            if (!tables.Finished || tables.AgentsWhole < tables.Agents)
                throw new ResultsFolderException($"{tables.Folder}: found {tables.AgentsWhole} of {Words.Count(tables.Agents, "agent")}; allowed: a finished study. mesabench status {folder} tells more");
            if (tables.Numerics != Numerics.Version)
                throw new ResultsFolderException($"{tables.Folder}: found results of numerics version {tables.Numerics}; allowed: {Numerics.Version}, by which agents can be trained again");
            tables.Rows.Judge(SearchRuleFile.Default);
            return new FinishedStudy(tables);
        }
        catch
        {
            tables.Dispose();
            throw;
        }
    }

    /// <summary>An agent's row.</summary>
    /// <param name="agent">The agent's name, which must be one of the study's.</param>
    /// <exception cref="ResultsFolderException">It cannot be read.</exception>
    public AgentRow RowOf(string agent) => ResultsFolderException.Guard(Folder, () => tables.Rows.RowOf(Agents.PlaceOf(agent)));

    /// <summary>Writes a file into the folder that is none of the study's own, whole or not at all.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="text">What it says.</param>
    /// <exception cref="ResultsFolderException">The folder cannot be written to.</exception>
    public void Write(string name, string text) => _ = ResultsFolderException.Guard(Folder, () =>
    {
        FolderFiles files = new(Folder);
        try
        {
            files.Write(name, text);
        }
        finally
        {
            files.Delete(name + FolderFiles.TemporaryEnding); // what a disk that failed has left
        }
        return 0;
    });

    /// <summary>Closes its files.</summary>
    public void Dispose() => tables.Dispose();
}
