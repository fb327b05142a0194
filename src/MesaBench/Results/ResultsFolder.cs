using System.Text.Json.Nodes;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Statistics;
using MesaBench.Verdicts;
using MesaBench.Worlds;

namespace MesaBench.Results;

/// <summary>A finished study, as its folder holds it.</summary>
/// <param name="Agents">All agents, cell by cell in the experiment's order.</param>
/// <param name="Cells">The capacity table.</param>
/// <param name="Trends">Every test made.</param>
/// <param name="Findings">What it shows and what not, one finding each.</param>
public sealed record StudyResults(
    IReadOnlyList<AgentRow> Agents, IReadOnlyList<CapacityRow> Cells, IReadOnlyList<TrendRow> Trends, IReadOnlyList<string> Findings);

/// <summary>
/// The life of a results folder: opened or resumed, one append an agent, finished. An agent is finished when its row stands in
/// <c>agents.csv</c>, which is written last; what a killed run left of other agents is dropped on resume. Members may be called from any
/// thread.
/// </summary>
public sealed class ResultsFolder : IDisposable
{
    private const string ManifestFile = "manifest.json", LockFile = "run.lock";

    private readonly Lock gate = new();
    private readonly Experiment experiment;
    private readonly Dictionary<string, int> order; // agent -> place in the experiment
    private readonly Dictionary<string, AgentRow> finished = [];
    private Manifest manifest;
    private FileStream? exclusive;
    private IReadOnlyList<RowTable>? tables; // null when finished or closed

    private ResultsFolder(string path, Experiment experiment, Manifest manifest, IReadOnlyList<AgentRow> rows)
    {
        Folder = path;
        this.experiment = experiment;
        this.manifest = manifest;
        Specs = AgentSpec.Expand(experiment);
        order = Specs.Select((spec, i) => (spec.Name, i)).ToDictionary(pair => pair.Name, pair => pair.i);
        foreach (AgentRow row in rows)
            if (!order.ContainsKey(row.Agent) || !finished.TryAdd(row.Agent, row))
                throw new ResultsFolderException(
                    $"{path}: found agent '{row.Agent}' in {RowTable.Agents}; allowed: each agent of the experiment, once");
    }

    /// <summary>The folder, as a full path.</summary>
    public string Folder { get; }

    /// <summary>All agents of the experiment, cell by cell.</summary>
    public IReadOnlyList<AgentSpec> Specs { get; }

    /// <summary>Whether all agents are finished and all files are written.</summary>
    public bool IsFinished => manifest.Finished;

    /// <summary>The finished agents, cell by cell in the experiment's order.</summary>
    public IReadOnlyList<AgentRow> Agents
    {
        get { lock (gate) return [.. finished.Values.OrderBy(a => order[a.Agent])]; }
    }

    /// <summary>The agents that remain to be trained, cell by cell in the experiment's order.</summary>
    public IReadOnlyList<AgentSpec> Remaining
    {
        get { lock (gate) return [.. Specs.Where(s => !finished.ContainsKey(s.Name))]; }
    }

    /// <summary>
    /// Creates a folder for an experiment, resumes one that holds the same experiment, or opens a finished one, which is left untouched.
    /// </summary>
    /// <param name="folder">The folder; parents are created.</param>
    /// <param name="experiment">The experiment.</param>
    /// <param name="experimentJson">The same as canonical JSON, every default written out.</param>
    /// <param name="facts">Where this run takes place.</param>
    /// <exception cref="ResultsFolderException">
    /// The folder holds another experiment, files that are not ours, rows that cannot be read, or a run in progress, or cannot be written
    /// to.
    /// </exception>
    public static ResultsFolder Open(string folder, Experiment experiment, string experimentJson, RunFacts facts)
    {
        string path = Path.GetFullPath(folder);
        return ResultsFolderException.Guard(path, () =>
        {
            JsonNode json = JsonNode.Parse(experimentJson)!;
            Manifest? held = Inspect(path, json);
            FileStream? exclusive = held is { Finished: true } ? null : Take(path);
            // Until it was ours, another run may have gone on with it.
            if (exclusive is not null) held = Inspect(path, json);
            try
            {
                held ??= new Manifest
                {
                    Program = Manifest.ProgramName,
                    Numerics = Numerics.Version,
                    Finished = false,
                    Agents = AgentSpec.Expand(experiment).Count,
                    StudySeed = experiment.StudySeed,
                    Runs = [],
                    Experiment = json,
                };
                var results = new ResultsFolder(path, experiment, held, RowFile<AgentRow>.Read(Path.Combine(path, RowTable.Agents)));
                if (!held.Finished || results.Remaining.Count > 0) results.Start(facts, exclusive ?? Take(path));
                return results;
            }
            catch
            {
                exclusive?.Dispose();
                throw;
            }
        });
    }

    /// <summary>
    /// The agents that opening a folder for an experiment would leave to be trained: all when it is new, none when it is finished. Nothing
    /// is written.
    /// </summary>
    /// <exception cref="ResultsFolderException">The folder holds something else, or cannot be read.</exception>
    public static IReadOnlyList<AgentSpec> RemainingIn(string folder, Experiment experiment, string experimentJson)
    {
        string path = Path.GetFullPath(folder);
        return ResultsFolderException.Guard(path, () =>
        {
            IReadOnlyList<AgentSpec> all = AgentSpec.Expand(experiment);
            if (Inspect(path, JsonNode.Parse(experimentJson)!) is null) return all;
            HashSet<string> done = [.. RowFile<AgentRow>.Read(Path.Combine(path, RowTable.Agents)).Select(row => row.Agent)];
            return [.. all.Where(spec => !done.Contains(spec.Name))];
        });
    }

    /// <summary>Records level sets, beside those that earlier runs recorded: a run draws those of its own agents alone.</summary>
    public void Describe(IReadOnlyList<LevelSetSizes> levels)
    {
        lock (gate)
        {
            if (tables is null) return;
            manifest = manifest with
            {
                Levels =
                [
                    .. levels.Concat(manifest.Levels).DistinctBy(l => (l.World, l.Set))
                        .OrderBy(l => l.World, StringComparer.Ordinal).ThenBy(l => l.Set),
                ],
            };
            AtomicFile.Write(At(ManifestFile), manifest.ToJson());
        }
    }

    /// <summary>Records time that a worker has spent.</summary>
    public void Spend(StageSeconds spent)
    {
        lock (gate)
            if (tables is not null) SetRun(manifest.Runs[^1] with { WorkerSeconds = manifest.Runs[^1].WorkerSeconds + spent });
    }

    /// <summary>Records what the run has taken of its device so far.</summary>
    public void Measure(DeviceUse use)
    {
        lock (gate)
            if (tables is not null) SetRun(manifest.Runs[^1].With(use));
    }

    /// <summary>Where an agent's weights go.</summary>
    public string WeightsFile(string agent) => Path.Combine(Folder, "weights", agent + ".safetensors");

    /// <summary>Writes an agent's weights, whole or not at all.</summary>
    public void WriteWeights(string agent, byte[] safetensors)
    {
        string file = WeightsFile(agent);
        _ = Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        AtomicFile.Write(file, safetensors);
    }

    /// <summary>Records finished agents. When this returns, their rows are on the disk, for which one wait serves all of them.</summary>
    /// <exception cref="ArgumentException">An agent is not of the experiment or finished already, or a row is of another agent.</exception>
    /// <exception cref="InvalidOperationException">The folder is finished or closed.</exception>
    /// <exception cref="IOException">The disk took no more; the agents are not recorded, and the folder is closed.</exception>
    public void Append(params IReadOnlyCollection<JudgedAgent> records)
    {
        lock (gate)
        {
            if (tables is null) throw new InvalidOperationException("the results folder is finished or closed");
            foreach (JudgedAgent record in records)
            {
                string agent = record.Row.Agent;
                if (!order.ContainsKey(agent)) throw new ArgumentException($"agent '{agent}' is not of this experiment");
                if (!tables.All(table => table.IsOwn(record))) throw new ArgumentException($"found rows of another agent than '{agent}'");
                if (finished.ContainsKey(agent)) throw new ArgumentException($"agent '{agent}' is finished already");
            }
            AgentRow[] rows = [.. records.Select(r => r.Row)];
            try
            {
                foreach (RowTable table in tables) table.Append(records);
            }
            catch
            {
                // The agents are not on the disk. Were they tried again, their curves would stand there twice, so the folder takes no more.
                Close();
                throw;
            }
            foreach (AgentRow row in rows) finished.Add(row.Agent, row);
            RunRecord run = manifest.Runs[^1];
            SetRun(
                run with { AgentsFinished = run.AgentsFinished + rows.Length, StepsTrained = run.StepsTrained + rows.Sum(r => (r.Steps ?? 0) + (r.StepsBefore ?? 0)) });
        }
    }

    /// <summary>
    /// Sorts the rows by the experiment's order and writes the table, the findings, the picture and the manifest. On a finished folder it
    /// only reads.
    /// </summary>
    /// <exception cref="InvalidOperationException">Agents remain.</exception>
    public StudyResults Finish()
    {
        lock (gate)
        {
            if (Remaining.Count > 0) throw new InvalidOperationException($"{Remaining.Count} agents remain");
            foreach (RowTable table in tables ?? []) table.Sort(Folder, agent => order[agent]);
            IReadOnlyList<AgentRow> allAgents = Agents;
            ILookup<string, CurveRow> curveOf = RowFile<CurveRow>.Read(At(RowTable.Curves)).ToLookup(c => c.Agent);
            IReadOnlyList<CapacityRow> cells = CapacityTable.Build(allAgents, experiment.Behaviour);
            IReadOnlyList<TrendRow> trends = Trends.Of([.. allAgents.Select(a => new Subject(a, CurveRow.LastPhase(curveOf[a.Agent])))], experiment);
            IReadOnlyList<string> findings = Findings.Of(cells, trends, experiment, manifest.Levels);
            if (!IsFinished)
            {
                AtomicFile.Write(At("capacity.csv"), CsvTable.Text(cells));
                AtomicFile.Write(At("trends.csv"), CsvTable.Text(trends));
                AtomicFile.Write(At("findings.txt"), string.Concat(findings.Select(s => s + "\n")));
                AtomicFile.Write(At("capacity.svg"), CapacitySvg.Draw(cells, experiment));
                SetRun(manifest.Runs[^1].End());
                manifest = manifest with { Finished = true };
                AtomicFile.Write(At(ManifestFile), manifest.ToJson());
            }
            Close();
            return new StudyResults(allAgents, cells, trends, findings);
        }
    }

    /// <summary>Closes the folder; an unfinished run is recorded as ended now.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (tables is not null && !IsFinished)
            {
                SetRun(manifest.Runs[^1].End());
                AtomicFile.Write(At(ManifestFile), manifest.ToJson());
            }
            Close();
        }
    }

    /// <summary>Looks at a folder without touching it: its manifest when it holds this experiment, null when it is new or empty.</summary>
    private static Manifest? Inspect(string path, JsonNode experiment)
    {
        if (File.Exists(path)) throw new ResultsFolderException($"{path}: found a file; allowed: a folder");
        if (!Directory.Exists(path)) return null;
        string file = Path.Combine(path, ManifestFile);
        if (!File.Exists(file))
        {
            // A run that was killed at its very start leaves no more than these.
            string? foreign = Directory.EnumerateFileSystemEntries(path).Select(e => Path.GetFileName(e)!)
                .Order(StringComparer.Ordinal).FirstOrDefault(name => name is not (LockFile or ManifestFile + AtomicFile.TemporaryEnding));
            return foreign is null ? null
                : throw new ResultsFolderException(
                    $"{path}: found '{foreign}' and no {ManifestFile}; allowed: an empty folder, or the results of the same experiment");
        }
        Manifest held = Manifest.FromJson(File.ReadAllText(file))
            ?? throw new ResultsFolderException($"{file}: found a file that is no manifest of {Manifest.ProgramName}; "
                + "allowed: an empty folder, or the results of the same experiment");
        if (held.Numerics != Numerics.Version)
        {
            throw new ResultsFolderException(
                $"{path}: holds results of other numerics: found version {held.Numerics}; allowed: {Numerics.Version}, whose bits differ. "
                + "Choose another folder with --out");
        }
        // With all of its settings written out, also those that a program before this one did not have.
        return held.FirstDifference(experiment) is not { } difference ? held with { Experiment = experiment }
            : throw new ResultsFolderException(
                $"{path}: holds the results of another experiment, where {difference}, to resume it. Choose another folder with --out");
    }

    /// <summary>
    /// Takes the folder for this run. The system releases the lock with the process, however that ends. A folder that cannot be written
    /// to fails here, untouched.
    /// </summary>
    private static FileStream Take(string path)
    {
        _ = Directory.CreateDirectory(path);
        return new FileStream(
            Path.Combine(path, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
    }

    /// <summary>Drops what a killed run left half done, records this run and opens the files.</summary>
    private void Start(RunFacts facts, FileStream taken)
    {
        exclusive = taken;
        try
        {
            tables = RowTable.All();
            foreach (RowTable table in tables) table.Read(Folder, finished.ContainsKey);
            manifest = manifest with { Finished = false, Runs = [.. manifest.Runs, RunRecord.Start(facts)] };
            AtomicFile.Write(At(ManifestFile), manifest.ToJson());
            foreach (RowTable table in tables) table.Open(Folder);
        }
        catch
        {
            Close();
            throw;
        }
    }

    private void SetRun(RunRecord run) => manifest = manifest with { Runs = [.. manifest.Runs.SkipLast(1), run] };

    private void Close()
    {
        foreach (RowTable table in tables ?? []) table.Dispose();
        exclusive?.Dispose();
        (tables, exclusive) = (null, null);
    }

    private string At(string name) => Path.Combine(Folder, name);
}
