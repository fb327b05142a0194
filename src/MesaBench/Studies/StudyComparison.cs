using MesaBench.Experiments;
using MesaBench.Results;
using MesaBench.Statistics;
using MesaBench.Worlds;

namespace MesaBench.Studies;

/// <summary>A results folder that is compared with the first.</summary>
/// <param name="Folder">The folder, as it was given.</param>
/// <param name="Experiment">Its experiment's name.</param>
/// <param name="Numerics">The version of the numerics of its agents.</param>
/// <param name="Detectors">The version of the detectors of search that asked them; null where that was not recorded.</param>
/// <param name="Agents">Its agents.</param>
/// <param name="AgentsPlanned">Agents of the study: more, where it is not finished.</param>
/// <param name="Cells">Its cells.</param>
/// <param name="Difference">Where its experiment first differs from the first folder's; null where they are the same.</param>
/// <param name="SameWeights">Agents of the cells compared that have the same weights as those of the first folder, bit for bit.</param>
/// <param name="Alone">Cells that the first folder does not have.</param>
/// <param name="Lacking">Cells of the first folder that it does not have.</param>
public sealed record ComparedStudy(
    string Folder, string Experiment, int Numerics, int? Detectors, int Agents, int AgentsPlanned, int Cells, string? Difference, int SameWeights, IReadOnlyList<string> Alone, IReadOnlyList<string> Lacking);

/// <summary>Results folders side by side, cell by cell.</summary>
/// <param name="Studies">The folders, the first first.</param>
/// <param name="Rows">The cells of the first folder that another has too, in its order: its own row, then the others'.</param>
public sealed record StudyComparison(IReadOnlyList<ComparedStudy> Studies, IReadOnlyList<ComparedRow> Rows)
{
    /// <summary>Compares folders with the first of them. Level sets count as shared where study seed, world and level settings are the same, and the numerics too.</summary>
    /// <param name="folders">At least two results folders of studies, finished or not.</param>
    /// <param name="token">Ends it.</param>
    /// <exception cref="ResultsFolderException">A folder cannot be read or is damaged, is named twice, or none shares a cell with the first.</exception>
    public static StudyComparison Of(IReadOnlyList<string> folders, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(folders);
        if (folders.GroupBy(folder => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)), StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new ResultsFolderException($"{twice.Key}: found twice; allowed: folders that are apart");
        Side[] sides = [.. folders.Select(folder => Side.Of(folder, token))];
        Side first = sides[0];
        List<ComparedRow> rows = [];
        foreach ((ComparedCell cell, AgentSpec spec) in first.Cells.Values)
        {
            ComparedRow[] others = [.. sides.Skip(1).Where(side => side.Cells.ContainsKey(cell.Identity)).Select(side => side.Against(first, cell, spec))];
            if (others.Length > 0) rows.AddRange([CellComparison.First(first.Folder, cell), .. others]);
        }
        if (rows.Count == 0) throw new ResultsFolderException($"{first.Folder}: found no cell that {string.Join(" or ", folders.Skip(1))} has too, such as {first.Cells.Keys.FirstOrDefault().Cell ?? "any, for it has none"}; allowed: folders that share a cell");
        return new StudyComparison([.. sides.Select(side => side.Told(first, rows))], rows);
    }

    /// <summary>A folder, its cells in its order.</summary>
    private sealed record Side(
        string Folder, Experiment Experiment, int Numerics, int? Detectors, int Planned, string Json, Func<string, string?> DifferenceFrom,
        Dictionary<(string Cell, string Architecture, double? AlphaBefore), (ComparedCell Cell, AgentSpec Spec)> Cells)
    {
        public static Side Of(string folder, CancellationToken token)
        {
            using StudyTables study = StudyTables.Open(folder, token);
            Dictionary<(string, string, double?), (ComparedCell, AgentSpec)> cells = [];
            List<Verdicts.AgentRow> agents = [];
            AgentSpec? spec = null;
            void Close()
            {
                if (agents.Count == 0) return;
                ComparedCell cell = ComparedCell.Of(agents, study.Experiment.Behaviour);
                _ = cells.TryAdd(cell.Identity, (cell, spec!));
                agents.Clear();
            }

            foreach ((AgentSpec own, Verdicts.AgentRow row) in study.AgentRows)
            {
                token.ThrowIfCancellationRequested();
                if (spec is not null && own.Cell != spec.Cell) Close();
                spec = own;
                agents.Add(row);
            }
            Close();
            return new Side(folder, study.Experiment, study.Numerics, study.Detectors, study.Agents, ExperimentFile.ToJson(study.Experiment), study.DifferenceFrom, cells);
        }

        /// <summary>Its row of a cell that the first folder has too.</summary>
        public ComparedRow Against(Side first, ComparedCell cell, AgentSpec spec)
        {
            (ComparedCell own, AgentSpec there) = Cells[cell.Identity];
            bool sharesSets = Numerics == first.Numerics && LevelLibrary.IsSame(first.Experiment, spec.World, Experiment, there.World);
            return CellComparison.Other(Folder, own, cell, sharesSets);
        }

        public ComparedStudy Told(Side first, IReadOnlyList<ComparedRow> rows) => new(
            Folder, Experiment.Name, Numerics, Detectors, Cells.Values.Sum(cell => cell.Cell.Agents.Count), Planned, Cells.Count, this == first ? null : DifferenceFrom(first.Json),
            rows.Where(row => row.Folder == Folder).Sum(row => row.SameWeights),
            [.. Cells.Keys.Where(cell => !first.Cells.ContainsKey(cell)).Select(cell => cell.Cell)], [.. first.Cells.Keys.Where(cell => !Cells.ContainsKey(cell)).Select(cell => cell.Cell)]);
    }
}
