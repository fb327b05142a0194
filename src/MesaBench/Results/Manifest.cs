using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MesaBench.Behaviour;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Results;

/// <summary>Where a run takes place; recorded, and without effect on any result.</summary>
/// <param name="Device">The device, e.g. <c>cpu</c>.</param>
/// <param name="Threads">Worker threads.</param>
/// <param name="DeviceDescription">What the device is, in words, with its driver.</param>
public sealed record RunFacts(string Device, int Threads, string? DeviceDescription = null);

/// <summary>Seconds that workers spent on each stage.</summary>
/// <param name="Training">Training.</param>
/// <param name="Behaviour">Evaluation at checkpoints.</param>
/// <param name="Probing">Recording, fitting and scoring probes.</param>
public sealed record StageSeconds(double Training = 0, double Behaviour = 0, double Probing = 0)
{
    /// <summary>The seconds of a cohort.</summary>
    /// <param name="course">Its training and behaviour.</param>
    /// <param name="probing">What its probing took.</param>
    public static StageSeconds Of(TrainingCourse course, TimeSpan probing)
    {
        ArgumentNullException.ThrowIfNull(course);
        return new(course.TrainingTime.TotalSeconds, course.BehaviourTime.TotalSeconds, probing.TotalSeconds);
    }

    /// <summary>The sum, stage by stage.</summary>
    public static StageSeconds operator +(StageSeconds a, StageSeconds b) => new(
        Math.Round(a.Training + b.Training, 3), Math.Round(a.Behaviour + b.Behaviour, 3), Math.Round(a.Probing + b.Probing, 3));
}

/// <summary>One run of the program into a results folder; a study that was stopped and resumed has several.</summary>
/// <param name="Version">Version of the program.</param>
/// <param name="Commit">Commit it was built from; null where the build did not know.</param>
/// <param name="Device">Device it ran on.</param>
/// <param name="Threads">Worker threads.</param>
/// <param name="Started">When it started.</param>
/// <param name="Ended">When it ended; null while it runs, and for ever when it was killed.</param>
/// <param name="ElapsedSeconds">Wall time, in seconds.</param>
/// <param name="AgentsFinished">Agents whose rows it wrote.</param>
/// <param name="StepsTrained">Their environment steps.</param>
/// <param name="WorkerSeconds">Where the workers' time went, summed over workers.</param>
/// <param name="DeviceUse">What the run took of a GPU; null where that cannot be measured.</param>
/// <param name="DeviceDescription">What the device is, in words, with its driver.</param>
/// <param name="EnergyPerAgentJoules">The GPU's energy for each agent that the run finished, in joules.</param>
public sealed record RunRecord(
    string Version, string? Commit, string Device, int Threads, DateTimeOffset Started, DateTimeOffset? Ended,
    double? ElapsedSeconds, int AgentsFinished, long StepsTrained, StageSeconds WorkerSeconds,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DeviceUse? DeviceUse = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? EnergyPerAgentJoules = null,
    string? DeviceDescription = null)
{
    /// <summary>A run that starts now.</summary>
    public static RunRecord Start(RunFacts facts)
    {
        var built = typeof(RunRecord).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>();
        string[] version = (built?.InformationalVersion ?? "unknown").Split('+', 2);
        return new(
            version[0], version.Length > 1 ? version[1] : null, facts.Device, facts.Threads, DateTimeOffset.UtcNow, null, null, 0, 0,
            new StageSeconds(), DeviceDescription: facts.DeviceDescription);
    }

    /// <summary>The same run with what it took of its device.</summary>
    public RunRecord With(DeviceUse use)
    {
        ArgumentNullException.ThrowIfNull(use);
        double? perAgent = AgentsFinished > 0 && use.EnergyJoules is { } joules ? Math.Round(joules / AgentsFinished, 3) : null;
        return this with { DeviceUse = use, EnergyPerAgentJoules = perAgent };
    }

    /// <summary>The same run, ended now.</summary>
    public RunRecord End() =>
        this with { Ended = DateTimeOffset.UtcNow, ElapsedSeconds = Math.Round((DateTimeOffset.UtcNow - Started).TotalSeconds, 3) };
}

/// <summary>What <c>manifest.json</c> holds: enough to run the study again, and how it was run. Timings stand nowhere else.</summary>
public sealed record Manifest
{
    /// <summary>Always <c>mesabench</c>.</summary>
    public required string Program { get; init; }

    /// <summary>The <see cref="Results.Numerics.Version"/> of all its agents; 1 in a manifest from before it was recorded.</summary>
    public int Numerics { get; init; } = 1;

    /// <summary>Whether all agents are finished and all files are written.</summary>
    public required bool Finished { get; init; }

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

    internal const string ProgramName = "mesabench";

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The manifest as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Options) + "\n";

    /// <summary>Reads a manifest; null when the text is none of ours.</summary>
    public static Manifest? FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<Manifest>(json, Options) is { Program: ProgramName } manifest ? manifest : null;
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
