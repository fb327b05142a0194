using System.Text.Json.Serialization;
using MesaBench.Behaviour;
using MesaBench.Engines;

namespace MesaBench.Results;

/// <summary>Where a run takes place; recorded, and without effect on any result.</summary>
/// <param name="Device">The device, e.g. <c>cpu</c>.</param>
/// <param name="Threads">Worker threads.</param>
/// <param name="DeviceDescription">What the device is, in words, with its driver.</param>
public sealed record RunFacts(string Device, int Threads, string? DeviceDescription = null);

/// <summary>Seconds that workers spent on each stage.</summary>
/// <param name="Training">Training.</param>
/// <param name="Behaviour">Evaluation at checkpoints.</param>
/// <param name="Objectives">Comparing agents with the candidates for their inner objective.</param>
/// <param name="Probing">Recording states and reading the objectives' objects from them.</param>
/// <param name="Detection">Drawing what detectors of search ask, and asking it.</param>
public sealed record StageSeconds(double Training = 0, double Behaviour = 0, double Objectives = 0, double Probing = 0, double Detection = 0)
{
    /// <summary>The seconds of a cohort.</summary>
    /// <param name="course">Its training and behaviour.</param>
    /// <param name="objectives">What comparing it with candidates took.</param>
    /// <param name="probing">What its probing took.</param>
    /// <param name="detection">What detectors of search took.</param>
    public static StageSeconds Of(TrainingCourse course, TimeSpan objectives, TimeSpan probing, TimeSpan detection)
    {
        ArgumentNullException.ThrowIfNull(course);
        return new(course.TrainingTime.TotalSeconds, course.BehaviourTime.TotalSeconds, objectives.TotalSeconds, probing.TotalSeconds, detection.TotalSeconds);
    }

    /// <summary>The sum, stage by stage.</summary>
    public static StageSeconds operator +(StageSeconds a, StageSeconds b) => new(
        Math.Round(a.Training + b.Training, 3), Math.Round(a.Behaviour + b.Behaviour, 3), Math.Round(a.Objectives + b.Objectives, 3),
        Math.Round(a.Probing + b.Probing, 3), Math.Round(a.Detection + b.Detection, 3));
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
        return new(
            ProgramVersion.Own.Number, ProgramVersion.Own.Commit, facts.Device, facts.Threads, DateTimeOffset.UtcNow, null, null, 0, 0,
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
