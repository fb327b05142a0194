using System.Text.Json.Nodes;
using MesaBench.Detection;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Verdicts;
using MesaBench.Worlds;

namespace MesaBench.Results;

/// <summary>
/// The life of a results folder: opened or resumed, one append an agent, finished. An agent is finished when its row stands in
/// <c>agents.csv</c>, which is written last; what a killed run left of other agents is dropped on resume. Members may be called from any
/// thread.
/// </summary>
public sealed class ResultsFolder : IDisposable
{
    private readonly Lock gate = new();
    private readonly FolderFiles files;
    private readonly Experiment experiment;
    private readonly CancellationToken token;
    private readonly bool[] finished; // [agent]
    private int finishedCount;
    private long stepsOfFinished; // as found
    private StudyRows? held; // as found; null once they are opened to be added to
    private readonly int judgedAnew; // agents
    private Manifest manifest;
    private FolderLock? exclusive;
    private IReadOnlyList<(RowTable Table, AppendedFile File)>? open; // null when finished or closed
    private Action<string> mended = _ => { };
    private readonly List<string> lacking = []; // what is told of files of weights
    private readonly WeightFiles? kept; // null where no weights are
    private readonly Dictionary<int, string> withoutWeights = []; // finished agents that are trained again for these, with the digest of their row

    /// <summary>Looks at a folder, and touches nothing.</summary>
    private ResultsFolder(FolderFiles files, Experiment experiment, JsonNode json, WeightsFault? weights, bool checkpoints, CancellationToken token)
    {
        this.files = files;
        kept = weights is null ? null : new WeightFiles(files, experiment, weights, checkpoints);
        this.token = token;
        this.experiment = experiment;
        Specs = AgentSpec.Expand(experiment);
        finished = new bool[Specs.Count];
        manifest = Manifest.In(files, json) ?? Manifest.New(experiment, json);
        held = new StudyRows(files, Specs, token);
        try
        {
            judgedAnew = LookAtRows(held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Finds out who is finished; how many of them another rule had judged.</summary>
    private int LookAtRows(StudyRows held)
    {
        if (IsFinished && held.Torn.Count > 0)
            throw new ResultsFolderException($"{files.At(held.Torn[0])}: found a line that does not end; allowed: whole lines, as the finished study left them. Put the file back");
        if (IsFinished && held.Damages.Count > 0)
            throw new ResultsFolderException($"{Folder}: finished, and damaged or changed since: {Told(held.Damages)}. Put the files back; or, to have "
                + $"an agent trained again, delete its row from {RowTable.Agents.Name}");
        kept?.Check();
        // What is said of search follows from what detectors found, by a rule that may be newer than the rows.
        held.Judge(SearchRuleFile.Default);
        int anew = 0, lost = 0;
        foreach ((int place, AgentRow row, bool isJudgedAnew) in held.Agents)
        {
            finished[place] = true;
            finishedCount++;
            stepsOfFinished += row.AllSteps;
            anew += isJudgedAnew ? 1 : 0;
            // Those whose weights are to be kept, and are not there as they were written, are left to be trained.
            if (kept is null || !kept.Lacks(Specs[place], row.WeightsHash, out string? fault)) continue;
            withoutWeights[place] = DigestOf(row);
            lost += fault is null ? 1 : 0;
            if (fault is not null) lacking.Add($"{WeightFiles.NameOf(row.Agent)}: {fault}; the agent is trained again");
        }
        if (lost > 0) lacking.Insert(0, $"{WeightFiles.Folder}: found no files of {Words.Count(lost, "agent")} that are finished; trained again to have them, while their rows stay");
        return anew;
    }

    private static string DigestOf(AgentRow row) => Digests.Of(CsvTable.Lines([row]));

    /// <summary>The folder, as a full path.</summary>
    public string Folder => files.Folder;

    /// <summary>All agents of the experiment, cell by cell.</summary>
    public AgentList Specs { get; }

    /// <summary>Whether all agents are finished and all files are written.</summary>
    public bool IsFinished => manifest.Finished;

    /// <summary>The agents that remain to be trained, cell by cell in the experiment's order.</summary>
    public IReadOnlyList<AgentSpec> Remaining
    {
        get { lock (gate) return [.. Enumerable.Range(0, Specs.Count).Where(place => !finished[place] || withoutWeights.ContainsKey(place)).Select(place => Specs[place])]; }
    }

    /// <summary>
    /// Creates a folder for an experiment, resumes one that holds the same experiment, or opens a finished one. Agents whose rows are no
    /// longer those that they were finished with remain to be trained; a finished folder with such is refused, since nobody but its owner
    /// knows what it is that was changed.
    /// </summary>
    /// <param name="folder">The folder; parents are created.</param>
    /// <param name="experiment">The experiment.</param>
    /// <param name="experimentJson">The same as canonical JSON, every default written out.</param>
    /// <param name="facts">Where this run takes place.</param>
    /// <param name="mended">Hears of what was not as the program left it and is made anew, a sentence each.</param>
    /// <param name="weights">Finds faults in files of weights, where they are kept: agents that lack theirs remain to be trained; null where they are not.</param>
    /// <param name="checkpoints">Whether weights at checkpoints are kept too, where weights are.</param>
    /// <param name="token">Ends the reading of rows, here and at the study's end; what is finished stays so.</param>
    /// <exception cref="ResultsFolderException">
    /// The folder holds another experiment, files that are not ours, rows that cannot be read or, finished, rows that are damaged, or a run
    /// in progress; or it lacks a file of rows, or cannot be written to.
    /// </exception>
    public static ResultsFolder Open(
        string folder, Experiment experiment, string experimentJson, RunFacts facts, Action<string>? mended = null, WeightsFault? weights = null, bool checkpoints = false, CancellationToken token = default) =>
        Open(new FolderFiles(Path.GetFullPath(folder)), experiment, experimentJson, facts, mended, weights, checkpoints, token);

    /// <summary>The same on any disk.</summary>
    internal static ResultsFolder Open(
        FolderFiles files, Experiment experiment, string experimentJson, RunFacts facts, Action<string>? mended = null, WeightsFault? weights = null, bool checkpoints = false, CancellationToken token = default) =>
        ResultsFolderException.Guard(files.Folder, () =>
        {
            JsonNode json = JsonNode.Parse(experimentJson)!;
            FolderLock? taken = Manifest.In(files, json) is { Finished: true } ? null : files.Take();
            try
            {
                // Until it was ours, another run may have gone on with it.
                ResultsFolder Look() => new(files, experiment, json, weights, checkpoints, token) { mended = mended ?? (_ => { }) };
                ResultsFolder results = Look();
                if (results is { IsFinished: true, Remaining.Count: 0, judgedAnew: 0 } && results.manifest.SearchRule == Manifest.OwnRule)
                {
                    taken?.Dispose();
                    if (files.Has(FolderLock.File) && !files.Disk.IsLocked(files.At(FolderLock.File))) files.Take().Dispose(); // of a run that was killed when all was done
                    return results;
                }
                if (taken is null)
                {
                    results.held!.Dispose();
                    taken = files.Take();
                    results = Look();
                }
                results.Start(facts, taken);
                return results;
            }
            catch
            {
                taken?.Dispose();
                throw;
            }
        });

    /// <summary>
    /// The agents that opening a folder for an experiment would leave to be trained: all when it is new, none when it is finished. Nothing
    /// is written.
    /// </summary>
    /// <exception cref="ResultsFolderException">The folder holds something else, or cannot be read.</exception>
    public static IReadOnlyList<AgentSpec> RemainingIn(string folder, Experiment experiment, string experimentJson, WeightsFault? weights = null, bool checkpoints = false, CancellationToken token = default)
    {
        FolderFiles files = new(Path.GetFullPath(folder));
        return ResultsFolderException.Guard(files.Folder, () =>
        {
            ResultsFolder looked = new(files, experiment, JsonNode.Parse(experimentJson)!, weights, checkpoints, token);
            using StudyRows held = looked.held!;
            return looked.Remaining;
        });
    }

    /// <summary>Makes sure that a run may write to a folder, which is left as it was.</summary>
    /// <exception cref="ResultsFolderException">It cannot be written to, or another run is in it.</exception>
    public static void Try(string folder)
    {
        FolderFiles files = new(Path.GetFullPath(folder));
        List<string> made = [];
        for (string? path = files.Folder; path is not null && !files.Disk.HasFolder(path); path = Path.GetDirectoryName(path)) made.Add(path);
        _ = ResultsFolderException.Guard(files.Folder, () =>
        {
            try
            {
                files.Take().Dispose();
            }
            finally
            {
                foreach (string path in made.Where(files.Disk.HasFolder)) Remove(path);
            }
            return 0;
        });

        void Remove(string path)
        {
            try
            {
                files.Disk.RemoveFolder(path);
            }
            catch (IOException)
            {
                // Somebody has put something there meanwhile.
            }
        }
    }

    /// <summary>Records level sets, beside those that earlier runs recorded: a run draws those of its own agents alone.</summary>
    public void Describe(IReadOnlyList<LevelSetSizes> levels) => Record(m => m.With(levels), isWritten: true);

    /// <summary>Records time that a worker has spent.</summary>
    public void Spend(StageSeconds spent) => Record(m => m.WithRun(run => run with { WorkerSeconds = run.WorkerSeconds + spent }));

    /// <summary>Records what the run has taken of its device so far.</summary>
    public void Measure(DeviceUse use) => Record(m => m.WithRun(run => run.With(use)));

    /// <summary>Writes an agent's weights, whole or not at all.</summary>
    /// <exception cref="ResultsFolderException">The folder is another run's by now.</exception>
    public void WriteWeights(string agent, byte[] safetensors)
    {
        exclusive?.Check();
        files.Write(WeightFiles.NameOf(agent), safetensors);
    }

    /// <summary>Writes an agent's weights at a checkpoint, whole or not at all. Those of an agent that is never finished are written again when it is trained again.</summary>
    /// <exception cref="ResultsFolderException">The folder is another run's by now.</exception>
    public void WriteCheckpoint(string agent, CheckpointWeights at, byte[] safetensors)
    {
        ArgumentNullException.ThrowIfNull(at);
        exclusive?.Check();
        files.Write(at.NameOf(agent), safetensors);
    }

    /// <summary>
    /// Records finished agents. When this returns, their rows are on the disk, for which one wait serves all of them. Rows of an agent that was trained again for its weights are there, and must be the same.
    /// </summary>
    /// <exception cref="ArgumentException">An agent is not of the experiment or finished already, or a row is of another agent.</exception>
    /// <exception cref="InvalidOperationException">The folder is finished or closed.</exception>
    /// <exception cref="IOException">The disk took no more; the agents are not recorded, and the folder is closed.</exception>
    /// <exception cref="ResultsFolderException">The folder is another run's by now; the agents are not recorded, and the folder is closed.</exception>
    public void Append(params IReadOnlyCollection<JudgedAgent> records)
    {
        lock (gate)
        {
            if (open is null) throw new InvalidOperationException("the results folder is finished or closed");
            (JudgedAgent Record, int Place)[] all = [.. records.Select(record => (record, Specs.PlaceOf(record.Row.Agent)))];
            if (all.DistinctBy(own => own.Place).Count() < all.Length) throw new ArgumentException("found an agent twice");
            foreach ((JudgedAgent record, int place) in all)
            {
                string agent = record.Row.Agent;
                if (place < 0) throw new ArgumentException($"agent '{agent}' is not of this experiment");
                if (!RowTable.All.All(table => table.IsOwn(record))) throw new ArgumentException($"found rows of another agent than '{agent}'");
                if (!finished[place]) continue;
                if (!withoutWeights.TryGetValue(place, out string? before)) throw new ArgumentException($"agent '{agent}' is finished already");
                if (before != DigestOf(record.Row)) throw new ResultsFolderException($"{files.At(RowTable.Agents.Name)}: found a row of agent '{agent}' that is not what came of training it again; allowed: the same. Nothing of it was changed");
            }
            foreach ((_, int place) in all) _ = withoutWeights.Remove(place);
            (JudgedAgent Record, int Place)[] added = [.. all.Where(own => !finished[own.Place])];
            Add([.. added.Select(own => own.Place)], table => added.Select(own => table.LinesOf(own.Record)));
            Record(m => m.WithRun(run => run with
            {
                AgentsFinished = run.AgentsFinished + added.Length,
                StepsTrained = run.StepsTrained + added.Sum(own => own.Record.Row.AllSteps),
            }));
        }
    }

    /// <summary>So many agents are taken with one wait for the disk.</summary>
    internal const int TakenTogether = 256;

    /// <summary>Takes over what the manifests of parts tell of their runs and level sets.</summary>
    internal void Adopt(IReadOnlyList<Manifest> parts) => Record(m => m.With(parts), isWritten: true);

    /// <summary>Takes the rows of agents from another folder; those that are finished here stay as they are.</summary>
    /// <param name="rows">Its rows, which are whole.</param>
    /// <param name="places">The agents.</param>
    /// <param name="weights">Where their weights are; null where this folder keeps none.</param>
    internal void Take(StudyRows rows, IReadOnlyList<int> places, FolderFiles? weights)
    {
        lock (gate)
        {
            if (open is null) return; // it is finished
            foreach (int place in places.Where(place => weights is not null && (!finished[place] || withoutWeights.ContainsKey(place))))
            {
                foreach ((string name, byte[] file) in kept!.FilesIn(weights!, Specs[place]))
                {
                    exclusive?.Check();
                    files.Write(name, file);
                }
                _ = withoutWeights.Remove(place);
            }
            int[] added = [.. places.Where(place => !finished[place])];
            Add(added, table => added.Select(place => rows.Of(table, place)));
        }
    }

    /// <summary>Appends the rows of agents to every file, after which they are finished.</summary>
    private void Add(int[] places, Func<RowTable, IEnumerable<string>> linesOf)
    {
        try
        {
            exclusive?.Check();
            foreach ((RowTable table, AppendedFile file) in open!) file.Append(string.Concat(linesOf(table)));
        }
        catch
        {
            // The agents are not on the disk. Were they tried again, their curves would stand there twice, so the folder takes no more.
            Close();
            throw;
        }
        foreach (int place in places) finished[place] = true;
        finishedCount += places.Length;
    }

    /// <summary>
    /// Sorts the rows by the experiment's order and writes what follows from them, and the manifest. Of a finished folder it writes only those
    /// derived files that are missing or say something else.
    /// </summary>
    /// <exception cref="InvalidOperationException">Agents remain.</exception>
    /// <exception cref="ResultsFolderException">Rows were lost or changed while the run was at work, or the folder cannot be written to.</exception>
    public StudyResults Finish()
    {
        lock (gate)
        {
            if (open is null && held is null) throw new InvalidOperationException("the results folder is closed");
            if (finishedCount - withoutWeights.Count < Specs.Count) throw new InvalidOperationException($"{Specs.Count - finishedCount + withoutWeights.Count} agents remain");
            return ResultsFolderException.Guard(Folder, () =>
            {
                Check();
                held = held is null ? Sorted() : Ordered(held);
                StudyResults results = StudyResults.Of(held.Cells, experiment, manifest.Levels, token);
                Derive(results);
                Record(m => m.WithRun(run => run.End()) with { Finished = true }, isWritten: true);
                Check();
                Close();
                return results;
            });
        }
    }

    /// <summary>Closes the folder; an unfinished run is recorded as ended now.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            try
            {
                Record(m => m.WithRun(run => run.End()), isWritten: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ResultsFolderException)
            {
                // Whatever led here is what is to be told; of the run's end nothing but its time is lost.
            }
            Close();
        }
    }

    /// <summary>Drops what a killed run left half done and what is damaged, records this run and opens the files.</summary>
    private void Start(RunFacts facts, FolderLock taken)
    {
        exclusive = taken;
        List<(RowTable, AppendedFile)> opened = [];
        open = opened;
        try
        {
            Record(m => m.Settled(finishedCount, stepsOfFinished).Started(facts) with
            {
                KeepsWeights = m.KeepsWeights || kept is not null,
                KeepsCheckpoints = m.KeepsCheckpoints || kept is { KeepsCheckpoints: true },
            }, isWritten: true);
            TellMends();
            foreach (RowTable table in RowTable.All)
            {
                held!.Order(table, isChanged: table == RowTable.Agents && judgedAnew > 0);
                opened.Add((table, files.Append(table.Name)));
            }
        }
        catch
        {
            Close();
            throw;
        }
        held!.Dispose();
        held = null;
    }

    /// <summary>Tells what is about to be made anew: when some of it is, nobody would find out any more.</summary>
    private void TellMends()
    {
        foreach (Damage damage in held!.Damages)
            mended($"{damage}; {(Specs.PlaceOf(damage.Agent) >= 0 ? "the agent is trained again" : "they are dropped")}");
        if (judgedAnew > 0)
            mended($"search, search_score and mesa of {Words.Count(judgedAnew, "agent")}: found what does not follow from the detectors' figures by this program's rule; worked out anew");
        if (held.Unlisted > 0) mended($"{RowTable.Agents.Name}: found no row of {Words.Count(held.Unlisted, "agent")} with rows elsewhere; trained again");
        foreach (string what in lacking) mended(what);
    }

    /// <summary>Closes the files of rows and writes them anew, agents in the experiment's order.</summary>
    private StudyRows Sorted()
    {
        foreach ((_, AppendedFile file) in open!) file.Dispose();
        StudyRows rows = new(files, Specs, token);
        try
        {
            if (rows.Damages.Count > 0) throw new ResultsFolderException($"{Folder}: changed during the run: {Told(rows.Damages)}");
            if (rows.WholeCount < Specs.Count)
                throw new ResultsFolderException($"{files.At(RowTable.Agents.Name)}: found {rows.WholeCount} agents; allowed: the {Specs.Count} that this run left there");
            foreach (RowTable table in RowTable.All) rows.Order(table);
            return rows;
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }

    /// <summary>Writes files of rows of a finished study anew in which agents are not in the experiment's order.</summary>
    private StudyRows Ordered(StudyRows rows)
    {
        foreach (RowTable table in RowTable.All.Where(table => rows.Unordered.Contains(table.Name)))
        {
            exclusive ??= files.Take();
            rows.Order(table);
            mended($"{table.Name}: found lines in another order than the study's; it is written anew");
        }
        return rows;
    }

    /// <summary>Writes derived files that are not as the rows have them.</summary>
    private void Derive(StudyResults results)
    {
        foreach (DerivedFile derived in DerivedFile.All)
        {
            string text = derived.Text(results);
            string? found = files.Read(derived.Name);
            if (found == text) continue;
            exclusive ??= files.Take();
            files.Write(derived.Name, text);
            if (IsFinished) mended($"{derived.Name}: found {(found is null ? "no file" : "another text than follows from the rows")}; it is written anew");
        }
    }

    /// <summary>Changes the manifest of a run in progress.</summary>
    private void Record(Func<Manifest, Manifest> change, bool isWritten = false)
    {
        lock (gate)
        {
            if (open is null) return;
            Manifest changed = change(manifest);
            if (isWritten)
            {
                exclusive?.Check();
                files.Write(Manifest.FileName, changed.ToJson());
            }
            manifest = changed;
        }
    }

    /// <summary>Makes sure that the folder is still this run's; it takes no more if it is not.</summary>
    private void Check()
    {
        try
        {
            exclusive?.Check();
        }
        catch
        {
            Close();
            throw;
        }
    }

    private void Close()
    {
        foreach ((_, AppendedFile file) in open ?? []) file.Dispose();
        exclusive?.Dispose();
        held?.Dispose();
        (open, exclusive, held) = (null, null, null);
    }

    /// <summary>The first damages, and how many there are.</summary>
    private static string Told(IReadOnlyList<Damage> damages) =>
        $"{string.Join(". ", damages.Take(3))}{(damages.Count > 3 ? $". And {damages.Count - 3} more" : "")}";
}
