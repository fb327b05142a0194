using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MesaBench.Detection;
using MesaBench.Experiments;
using MesaBench.Verdicts;
using MesaBench.Worlds;

namespace MesaBench.Results;

/// <summary>What <c>manifest.json</c> holds: enough to run the study again, and how it was run. Timings stand nowhere else.</summary>
public sealed record Manifest
{
    /// <summary>Always <c>mesabench</c>.</summary>
    public required string Program { get; init; }

    /// <summary>The <see cref="Results.Numerics.Version"/> of all its agents; 1 in a manifest from before it was recorded.</summary>
    public int Numerics { get; init; } = 1;

    /// <summary>Digest of the rule by which it is told who searches (the first 16 hexadecimal digits of SHA-256 over its file); null in a manifest from before it was recorded.</summary>
    public string? SearchRule { get; init; }

    /// <summary>Version of the detectors that asked its agents (<see cref="SearchFindings.CurrentDetectors"/>); null in a manifest from before it was recorded.</summary>
    public int? Detectors { get; init; }

    /// <summary>Whether all agents are finished and all files are written.</summary>
    public required bool Finished { get; init; }

    /// <summary>Whether a run of it kept its agents' weights.</summary>
    public bool KeepsWeights { get; init; }

    /// <summary>Whether a run of it kept them at checkpoints too.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool KeepsCheckpoints { get; init; }

    /// <summary>Agents of the study.</summary>
    public required int Agents { get; init; }

    /// <summary>The seed from which, with an agent's name, all of its random numbers follow.</summary>
    public required int StudySeed { get; init; }

    /// <summary>The runs, oldest first.</summary>
    public required IReadOnlyList<RunRecord> Runs { get; init; }

    /// <summary>The level sets that agents were trained and measured on.</summary>
    public IReadOnlyList<LevelSetSizes> Levels { get; init; } = [];

    /// <summary>The experiment as run, with every default written out.</summary>
    public required JsonNode Experiment { get; init; }

    /// <summary>The file's name.</summary>
    public const string FileName = "manifest.json";

    internal const string ProgramName = "mesabench";

    private const string Opening = "{\n", DigestField = "  \"digest\": \"";

    /// <summary>Digest of the rule that comes with the program.</summary>
    internal static string OwnRule { get; } = Digests.Of(SearchRuleFile.ToJson(SearchRuleFile.Default));

    internal static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The manifest of a study of which nothing is done.</summary>
    internal static Manifest New(Experiment experiment, JsonNode json) => new()
    {
        Program = ProgramName,
        Numerics = Results.Numerics.Version,
        SearchRule = OwnRule,
        Detectors = SearchFindings.CurrentDetectors,
        Finished = false,
        Agents = AgentSpec.Expand(experiment).Count,
        StudySeed = experiment.StudySeed,
        Runs = [],
        Experiment = json,
    };

    /// <summary>The manifest that a folder has, of whatever experiment.</summary>
    /// <exception cref="ResultsFolderException">It has none, or one that is not as it was written.</exception>
    internal static Manifest Of(FolderFiles files)
    {
        Manifest held = Of(files, out string? change);
        return change is null ? held : throw new ResultsFolderException($"{files.At(FileName)}: {change}");
    }

    /// <summary>The same, and how it is not as it was written.</summary>
    internal static Manifest Of(FolderFiles files, out string? change)
    {
        if (files.Read(FileName) is not { } text) throw new ResultsFolderException($"{files.Folder}: found no {FileName}; allowed: the results of a study");
        change = Change(text);
        return FromJson(text) ?? throw new ResultsFolderException($"{files.At(FileName)}: found a file that is no manifest of {ProgramName}; allowed: that of a study");
    }

    /// <summary>Looks at a folder without touching it: its manifest when it holds this experiment, null when it is new or empty.</summary>
    /// <param name="files">The folder.</param>
    /// <param name="experiment">The experiment, as canonical JSON.</param>
    /// <exception cref="ResultsFolderException">The folder holds something else.</exception>
    internal static Manifest? In(FolderFiles files, JsonNode experiment)
    {
        string path = files.Folder;
        if (files.Disk.HasFile(path)) throw new ResultsFolderException($"{path}: found a file; allowed: a folder");
        if (!files.Disk.HasFolder(path)) return null;
        if (files.Read(FileName) is not { } text)
        {
            // A run that was killed at its very start leaves no more than these.
            string? foreign = files.Names.FirstOrDefault(name => name is not (FolderLock.File or FolderLock.HolderFile or FolderLock.HolderFile + FolderFiles.TemporaryEnding or FileName + FolderFiles.TemporaryEnding));
            return foreign is null ? null
                : throw new ResultsFolderException(
                    $"{path}: found '{foreign}' and no {FileName}; allowed: an empty folder, or the results of the same experiment");
        }
        Manifest held = FromJson(text) ?? throw new ResultsFolderException($"{files.At(FileName)}: found a file that is no manifest of {ProgramName}; "
            + "allowed: an empty folder, or the results of the same experiment");
        if (Change(text) is { } change) throw new ResultsFolderException($"{files.At(FileName)}: {change}");
        if (held.Numerics != Results.Numerics.Version)
        {
            throw new ResultsFolderException(
                $"{path}: holds results of other numerics: found version {held.Numerics}; allowed: {Results.Numerics.Version}, whose bits differ. "
                + "Choose another folder with --out");
        }
        if (held.Detectors is { } detectors && detectors != SearchFindings.CurrentDetectors)
        {
            throw new ResultsFolderException(
                $"{path}: holds what other detectors of search found: found version {detectors}; allowed: {SearchFindings.CurrentDetectors}. Choose another folder with --out");
        }
        // With all of its settings written out, also those that a program before this one did not have.
        return held.FirstDifference(experiment) is not { } difference ? held with { Experiment = experiment }
            : throw new ResultsFolderException(
                $"{path}: holds the results of another experiment, where {difference}, to resume it. Choose another folder with --out");
    }

    /// <summary>The same with what a run finished that was killed before it could say so: all of the rows that no other run says it wrote.</summary>
    /// <param name="finished">Agents whose rows are there.</param>
    /// <param name="steps">Environment steps of these.</param>
    internal Manifest Settled(int finished, long steps)
    {
        if (Runs.Count == 0 || Runs[^1].Ended is not null) return this;
        RunRecord[] others = [.. Runs.SkipLast(1)];
        return WithRun(run => run with
        {
            AgentsFinished = Math.Max(run.AgentsFinished, finished - others.Sum(other => other.AgentsFinished)),
            StepsTrained = Math.Max(run.StepsTrained, steps - others.Sum(other => other.StepsTrained)),
        });
    }

    /// <summary>The same with a run that starts now, by this program's rule.</summary>
    internal Manifest Started(RunFacts facts) => this with { Finished = false, SearchRule = OwnRule, Runs = [.. Runs, RunRecord.Start(facts)] };

    /// <summary>The same with its last run changed.</summary>
    internal Manifest WithRun(Func<RunRecord, RunRecord> change) => this with { Runs = [.. Runs.SkipLast(1), change(Runs[^1])] };

    /// <summary>The same with runs of others before the last, which goes on, and the level sets that these drew.</summary>
    internal Manifest With(IEnumerable<Manifest> parts)
    {
        parts = [.. parts];
        return With([.. parts.SelectMany(part => part.Levels)]) with { Runs = [.. Runs.SkipLast(1).Union(parts.SelectMany(part => part.Runs)).OrderBy(run => run.Started), Runs[^1]] };
    }

    /// <summary>The same with level sets beside those that earlier runs recorded.</summary>
    internal Manifest With(IReadOnlyList<LevelSetSizes> levels) => this with
    {
        Levels =
        [
            .. levels.Concat(Levels).DistinctBy(l => (l.World, l.Set)).OrderBy(l => l.World, StringComparer.Ordinal).ThenBy(l => l.Set),
        ],
    };

    /// <summary>The manifest as JSON. Its second line is the digest of the others, so that a change is seen; without that line it is taken as it is.</summary>
    public string ToJson()
    {
        string text = JsonSerializer.Serialize(this, Options) + "\n";
        return text.Insert(Opening.Length, $"{DigestField}{Digests.Of(text)}\",\n");
    }

    /// <summary>How a manifest is not as it was written; null where it is, or does not say.</summary>
    internal static string? Change(string text)
    {
        if (!text.StartsWith(Opening + DigestField, StringComparison.Ordinal)) return null;
        int end = text.IndexOf('\n', Opening.Length) is var at and >= 0 ? at + 1 : text.Length;
        string found = Digests.Of(text.Remove(Opening.Length, end - Opening.Length)), allowed = text[(Opening.Length + DigestField.Length)..end].TrimEnd('\n', ',', '"');
        return found == allowed ? null : $"found a text with digest {found}; allowed: that with digest {allowed}, as the program wrote it. Put it back, or delete the line of its digest";
    }

    /// <summary>Reads a manifest; null when the text is none of ours.</summary>
    public static Manifest? FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<Manifest>(json, Options) is
            {
                Program: ProgramName, Experiment: not null, Runs: not null, Levels: not null,
            } manifest && !manifest.Runs.Contains(null!) && !manifest.Levels.Contains(null!) ? manifest : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>
    /// Where the manifest's experiment first differs from another, given as canonical JSON, as "path: found x; allowed: y"; null when they
    /// are equal. Settings that the manifest is too old to have count as their default values; one that there is no more is a difference.
    /// </summary>
    public string? FirstDifference(JsonNode allowed)
    {
        if (JsonNode.DeepEquals(Experiment, allowed)) return null;
        ExperimentReading held = ExperimentFile.Parse(Experiment.ToJsonString());
        return held.Experiment is null
            ? held.Problems[0].ToString()
            : FirstDifference(JsonNode.Parse(ExperimentFile.ToJson(held.Experiment)), allowed, "");
    }

    private static string? FirstDifference(JsonNode? found, JsonNode? allowed, string path)
    {
        if (JsonNode.DeepEquals(found, allowed)) return null;
        IEnumerable<string?> differences = (found, allowed) switch
        {
            (JsonObject a, JsonObject b) => a.Select(p => p.Key).Union(b.Select(p => p.Key))
                .Select(key => FirstDifference(a[key], b[key], path.Length == 0 ? key : $"{path}.{key}")),
            (JsonArray a, JsonArray b) when a.Count == b.Count => a.Select((_, i) => FirstDifference(a[i], b[i], $"{path}[{i}]")),
            _ => [$"{path}: found {Shown(found)}; allowed: {Shown(allowed)}"],
        };
        return differences.FirstOrDefault(d => d is not null);
    }

    private static string Shown(JsonNode? value) =>
        value is JsonArray array ? $"{array.Count} entries" : value?.ToJsonString(Options) ?? "nothing";
}
