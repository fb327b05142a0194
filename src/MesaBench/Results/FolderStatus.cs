using System.Text.Json.Serialization;
using MesaBench.Detection;
using MesaBench.Experiments;
using MesaBench.Verdicts;

namespace MesaBench.Results;

/// <summary>What a results folder holds, how far it is, and whether that is what the program wrote. Looking writes nothing.</summary>
public sealed record FolderStatus
{
    /// <summary>The folder, as a full path.</summary>
    public required string Folder { get; init; }

    /// <summary>The experiment's name.</summary>
    public required string Experiment { get; init; }

    /// <summary>Whether all agents were finished and all files written.</summary>
    public required bool Finished { get; init; }

    /// <summary>Agents of the study.</summary>
    public required int Agents { get; init; }

    /// <summary>Agents all of whose rows are there as they were written.</summary>
    public required int AgentsWhole { get; init; }

    /// <summary>Agents of which weights are there as they were written; null where none are kept.</summary>
    public required int? AgentsWithWeights { get; init; }

    /// <summary>Agents of which weights at all checkpoints are there as they were written; null where none are kept.</summary>
    public int? AgentsWithCheckpoints { get; init; }

    /// <summary>Runs, the last one last.</summary>
    public required IReadOnlyList<RunRecord> Runs { get; init; }

    /// <summary>Who is at work in it; null where nobody is.</summary>
    public required string? Holder { get; init; }

    /// <summary>The version of the numerics of its agents (<see cref="Results.Numerics.Version"/>).</summary>
    public required int Numerics { get; init; }

    /// <summary>What is damaged, lost or changed, a sentence each.</summary>
    public required IReadOnlyList<string> Faults { get; init; }

    /// <summary>What is as it may be and worth to know.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>What follows from its rows; null where it is not finished, or that is not known.</summary>
    [JsonIgnore]
    public StudyResults? Found { get; init; }

    /// <summary>Whether nothing is damaged, lost or changed.</summary>
    public bool IsWhole => Faults.Count == 0;

    /// <summary>Looks at a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="weights">Finds faults in files of weights.</param>
    /// <param name="known">Names of files that are not a study's, and may be there.</param>
    /// <exception cref="ResultsFolderException">It holds no study, or cannot be read.</exception>
    public static FolderStatus Of(string folder, WeightsFault weights, params IReadOnlyList<string> known)
    {
        ArgumentNullException.ThrowIfNull(weights);
        FolderFiles files = new(Path.GetFullPath(folder));
        return ResultsFolderException.Guard(files.Folder, () => Of(files, weights, known));
    }

    internal static FolderStatus Of(FolderFiles files, WeightsFault weights, IReadOnlyList<string> known)
    {
        Manifest manifest = Manifest.Of(files, out string? change);
        ExperimentReading reading = ExperimentFile.Parse(manifest.Experiment.ToJsonString());
        if (reading.Experiment is not { } experiment) throw new ResultsFolderException($"{files.At(Manifest.FileName)}: its experiment: {reading.Problems[0]}");
        string? holder = HolderIn(files);
        Look Looked() => new(files, manifest, experiment, change, holder is not null, known);
        Look look;
        try
        {
            look = Looked();
        }
        catch (EndOfStreamException)
        {
            // The run that is at work has taken back what its disk took only half of.
            look = Looked();
        }
        return new FolderStatus
        {
            Folder = files.Folder,
            Experiment = experiment.Name,
            Finished = manifest.Finished,
            Agents = look.Agents,
            AgentsWhole = look.AgentsWhole,
            AgentsWithWeights = look.Weights(weights),
            AgentsWithCheckpoints = look.Checkpoints(),
            Runs = manifest.Runs,
            Holder = holder,
            Numerics = manifest.Numerics,
            Faults = look.Faults,
            Notes = look.Notes,
            Found = look.Found,
        };
    }

    /// <summary>Who has taken a folder, by its own account.</summary>
    private static string? HolderIn(FolderFiles files) =>
        files.Disk.IsLocked(files.At(FolderLock.File)) ? files.Read(FolderLock.HolderFile)?.Split('\n')[0] ?? "a run that does not say who it is" : null;

    /// <summary>One look, and what comes of it.</summary>
    private sealed class Look
    {
        private readonly FolderFiles files;
        private readonly AgentList specs;
        private readonly bool keepsWeights, keepsCheckpoints, isAtWork;
        private readonly Experiment experiment;
        private readonly List<(int Place, string Hash)> whole = []; // agents, with the hash of their weights
        private readonly List<string> faults = [], notes = [];

        public Look(FolderFiles files, Manifest manifest, Experiment experiment, string? change, bool isAtWork, IReadOnlyList<string> known)
        {
            (this.files, this.isAtWork, keepsWeights, keepsCheckpoints, this.experiment) = (files, isAtWork, manifest.KeepsWeights, manifest.KeepsCheckpoints, experiment);
            specs = AgentSpec.Expand(experiment);
            if (change is not null) faults.Add($"{Manifest.FileName}: {change}");
            if (manifest.Agents != specs.Count) faults.Add($"{Manifest.FileName}: found {Words.Count(manifest.Agents, "agent")}; allowed: the {specs.Count} of its experiment");
            if (manifest.Numerics != Results.Numerics.Version) notes.Add($"its agents are of numerics {manifest.Numerics}, this program's of {Results.Numerics.Version}: it does not go on with them");
            if (manifest.Detectors is { } detectors && detectors != SearchFindings.CurrentDetectors)
                notes.Add($"detectors of search {detectors} asked its agents, this program's are {SearchFindings.CurrentDetectors}: it does not go on with them");
            string[] foreign = [.. files.Names.Except([.. RowTable.All.Select(table => table.Name), .. DerivedFile.All.Select(file => file.Name), Manifest.FileName, FolderLock.File, FolderLock.HolderFile, WeightFiles.Folder, FinishedStudy.ReportFile, .. known]).Where(name => !isAtWork || !name.EndsWith(FolderFiles.TemporaryEnding, StringComparison.Ordinal))];
            if (foreign.Length > 0) notes.Add($"found {string.Join(", ", foreign.Take(3))}{(foreign.Length > 3 ? $" and {foreign.Length - 3} more" : "")}, which no study needs");
            try
            {
                LookAtRows(manifest, experiment);
            }
            catch (Exception e) when (e is FormatException or ResultsFolderException)
            {
                faults.Add(e.Message);
            }
        }

        public int Agents => specs.Count;

        public int AgentsWhole => whole.Count;

        public IReadOnlyList<string> Faults => faults;

        public IReadOnlyList<string> Notes => notes;

        public StudyResults? Found { get; private set; }

        private void LookAtRows(Manifest manifest, Experiment experiment)
        {
            using StudyRows held = new(files, specs, CancellationToken.None);
            foreach (string torn in held.Torn.Where(_ => !isAtWork))
                (manifest.Finished ? faults : notes).Add(manifest.Finished ? $"{torn}: found a line that does not end; allowed: whole lines" : $"{torn} ends within a line, as a kill leaves it");
            faults.AddRange(held.Damages.Select(damage => damage.ToString()));
            if (manifest.Finished) faults.AddRange(held.Unordered.Where(name => held.Damages.All(damage => damage.File != name) && !held.Torn.Contains(name)).Select(name => $"{name}: found lines in another order than the study's; a run writes it anew"));
            held.Judge(SearchRuleFile.Default);
            int changed = 0;
            foreach ((int place, AgentRow row, bool isJudgedAnew) in held.Agents)
            {
                whole.Add((place, row.WeightsHash));
                changed += isJudgedAnew ? 1 : 0;
            }
            if (!manifest.Finished) return;
            faults.AddRange(DerivedFile.All.Where(file => !files.Has(file.Name)).Select(file => $"{file.Name}: found no file; a run writes it anew"));
            if (whole.Count < specs.Count)
            {
                faults.Add($"{RowTable.Agents.Name}: found whole rows of {Words.Count(whole.Count, "agent")}; allowed: of the {specs.Count} that were finished");
                return;
            }
            if (changed > 0) notes.Add($"what is said of search of {Words.Count(changed, "agent")} does not follow by this program's rule; a run works it out anew");
            else if (manifest.SearchRule == Manifest.OwnRule) LookAtDerived(Found = StudyResults.Of(held.Cells, experiment, manifest.Levels, CancellationToken.None));
        }

        private void LookAtDerived(StudyResults results)
        {
            foreach (DerivedFile derived in DerivedFile.All)
            {
                if (files.Read(derived.Name) is { } found && found != derived.Text(results)) faults.Add($"{derived.Name}: found another text than follows from the rows; a run writes it anew");
            }
        }

        /// <summary>Agents whose weights are there; null where there are none.</summary>
        public int? Weights(WeightsFault fault)
        {
            FolderFiles kept = files.In(WeightFiles.Folder);
            HashSet<string> names = [.. kept.Names.Where(kept.Has)];
            if (names.Count == 0 && !keepsWeights) return null;
            int withWeights = 0, lost = 0;
            foreach ((int place, string hash) in whole)
            {
                string name = WeightFiles.NameOf(specs.NameAt(place));
                if (!names.Remove(Path.GetFileName(name))) lost++;
                else if (fault(specs[place], hash, files.Disk.Read(files.At(name))) is { } what) faults.Add($"{name}: {what}");
                else withWeights++;
            }
            if (lost > 0) faults.Add($"{WeightFiles.Folder}: found no files of {Words.Count(lost, "agent")} that are finished, though weights are kept; a run with --save-weights makes them anew");
            return withWeights;
        }

        /// <summary>Agents whose weights at checkpoints are there; null where none are kept.</summary>
        public int? Checkpoints()
        {
            if (!keepsCheckpoints) return null;
            int complete = 0, lost = 0;
            foreach ((int place, string hash) in whole)
            {
                (bool areThere, string? fault) = WeightFiles.CheckpointsOf(files, experiment, specs[place], hash);
                if (fault is not null) faults.Add($"{Path.Combine(WeightFiles.Folder, specs.NameAt(place))}: {fault}");
                else if (areThere) complete++;
                else lost++;
            }
            if (lost > 0) faults.Add($"{WeightFiles.Folder}: found not all checkpoints of {Words.Count(lost, "agent")} that are finished, though they are kept; a run with --save-weights checkpoints makes them anew");
            return complete;
        }
    }
}
