using System.Text.Json.Nodes;
using MesaBench.Detection;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Results;

namespace MesaBench.Studies;

/// <summary>Makes one study of parts that were trained apart: the files are those of one run, but for what the manifest tells of runs.</summary>
public static class StudyMerge
{
    private const int MostNamed = 3; // agents

    /// <summary>Merges results folders of one experiment. What was merged before it was interrupted is not merged again.</summary>
    /// <param name="folders">The parts, finished or not.</param>
    /// <param name="output">The folder of the whole; made when missing.</param>
    /// <param name="observer">Hears of what was not as it should be and does no harm.</param>
    /// <param name="token">Ends it; the same call goes on.</param>
    /// <exception cref="ResultsFolderException">A folder will not do, an agent is in none, or differs between two; nothing was written.</exception>
    public static StudyResults Run(IReadOnlyList<string> folders, string output, IStudyObserver observer, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(folders);
        ArgumentNullException.ThrowIfNull(observer);
        FolderFiles[] parts = [.. folders.Select(folder => new FolderFiles(Path.GetFullPath(folder)))];
        string whole = Path.GetFullPath(output);
        if (parts.Select(part => part.Folder).Append(whole).GroupBy(path => path, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new ResultsFolderException($"{twice.Key}: found twice; allowed: parts that are apart, and another folder for the whole");
        Manifest[] manifests = [.. parts.Select(part => ResultsFolderException.Guard(part.Folder, () => Manifest.Of(part)))];
        ExperimentReading reading = ExperimentFile.Parse(manifests[0].Experiment.ToJsonString());
        if (reading.Experiment is not { } experiment) throw new ResultsFolderException($"{parts[0].At(Manifest.FileName)}: its experiment: {reading.Problems[0]}");
        string json = ExperimentFile.ToJson(experiment);
        foreach ((FolderFiles part, Manifest manifest) in parts.Zip(manifests)) Check(part, manifest, parts[0].Folder, json);
        AgentList agents = AgentSpec.Expand(experiment);
        List<StudyRows> rows = [];
        try
        {
            observer.Doing("looking at the parts");
            foreach (FolderFiles part in parts) rows.Add(ResultsFolderException.Guard(part.Folder, () => new StudyRows(part, agents, token)));
            foreach ((FolderFiles part, StudyRows own) in parts.Zip(rows))
                foreach (Damage damage in own.Damages) observer.Mended($"{part.Folder}: {damage}; not taken");
            int[] owners = Owners(parts, rows, agents);
            bool keepsWeights = manifests.All(manifest => manifest.KeepsWeights), checkpoints = manifests.All(manifest => manifest.KeepsCheckpoints);
            WeightsFault? weights = keepsWeights ? StoredWeights.Fault : null;
            Refuse(ResultsFolder.RemainingIn(whole, experiment, json, weights, checkpoints, token), agents, owners);
            using ResultsFolder merged = ResultsFolder.Open(whole, experiment, json, new RunFacts("merge", 1), observer.Mended, weights, checkpoints, token);
            merged.Adopt(manifests);
            observer.Doing("merging");
            for (int part = 0; part < parts.Length; part++)
            {
                foreach (int[] places in Enumerable.Range(0, agents.Count).Where(place => owners[place] == part).Chunk(ResultsFolder.TakenTogether))
                {
                    token.ThrowIfCancellationRequested();
                    merged.Take(rows[part], places, keepsWeights ? parts[part] : null);
                }
            }
            observer.Doing("working out what follows from the rows");
            return merged.Finish();
        }
        finally
        {
            foreach (StudyRows own in rows) own.Dispose();
        }
    }

    private static void Check(FolderFiles part, Manifest manifest, string first, string json)
    {
        if (manifest.Numerics != Results.Numerics.Version)
            throw new ResultsFolderException($"{part.Folder}: holds results of other numerics: found version {manifest.Numerics}; allowed: {Results.Numerics.Version}, whose bits differ");
        if (manifest.Detectors != SearchFindings.CurrentDetectors)
            throw new ResultsFolderException($"{part.Folder}: holds what other detectors of search found: found version {manifest.Detectors}; allowed: {SearchFindings.CurrentDetectors}");
        if (manifest.FirstDifference(JsonNode.Parse(json)!) is { } difference)
            throw new ResultsFolderException($"{part.Folder}: holds the results of another experiment than {first}, where {difference}");
        if (part.Disk.IsLocked(part.At(FolderLock.File))) throw new ResultsFolderException($"{part.Folder}: found a run at work in it; allowed: parts that are done, or were stopped");
    }

    /// <summary>[agent] the part that its rows are taken from; -1 where none has them.</summary>
    private static int[] Owners(FolderFiles[] parts, List<StudyRows> rows, AgentList agents)
    {
        int[] owners = new int[agents.Count];
        Array.Fill(owners, -1);
        for (int part = 0; part < parts.Length; part++)
        {
            foreach (int place in rows[part].Whole)
            {
                if (owners[place] < 0) owners[place] = part;
                else if (RowTable.All.FirstOrDefault(table => rows[part].Of(table, place) != rows[owners[place]].Of(table, place)) is { } table)
                    throw new ResultsFolderException($"{table.Name}, agent '{agents.NameAt(place)}': found rows in {parts[part].Folder} that are not those in {parts[owners[place]].Folder}; allowed: the same, bit for bit");
            }
        }
        return owners;
    }

    private static void Refuse(IReadOnlyList<AgentSpec> remaining, AgentList agents, int[] owners)
    {
        AgentSpec[] missing = [.. remaining.Where(agent => owners[agents.PlaceOf(agent.Name)] < 0)];
        if (missing.Length == 0) return;
        string named = string.Join(", ", missing.Take(MostNamed).Select(agent => agent.Name));
        throw new ResultsFolderException($"{Words.Count(missing.Length, "agent")} of {owners.Length} {(missing.Length == 1 ? "is" : "are")} in none of the folders: {named}{(missing.Length > MostNamed ? ", ..." : "")}; allowed: all. Run the parts that are missing, or go on with those that were stopped");
    }
}
