using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Reports;
using MesaBench.Results;
using MesaBench.Studies;
using MesaBench.Verdicts;

namespace MesaBench.Cli;

/// <summary>What the command line needs of the library's training, so that commands can be tested without training anything.</summary>
internal sealed record Parts
{
    /// <summary>The CPU engine.</summary>
    public required DeviceListing Cpu { get; init; }

    /// <summary>Looks for other devices that a study can run on, or not, and why; the ones to be preferred first.</summary>
    public required Func<IReadOnlyList<DeviceListing>> FindDevices { get; init; }

    /// <summary>All devices, the CPU engine last.</summary>
    public IReadOnlyList<DeviceListing> Devices => [.. FindDevices(), Cpu];

    /// <summary>
    /// Runs a study, or its part, to its end on a device; null where only a part of its agents is finished. Throws <see cref="ResultsFolderException"/> before anything is written when the output folder
    /// will not do,
    /// and <see cref="OperationCanceledException"/> when cancelled, with all finished agents on disk.
    /// </summary>
    public required Func<Experiment, StudyOptions, IEngineFactory, IStudyObserver, CancellationToken, StudyResults?> RunStudy { get; init; }

    /// <summary>Trains, evaluates and probes one agent of an experiment alone, writes nothing and gives its row.</summary>
    public required Func<Experiment, AgentSpec, IEngineFactory, CancellationToken, (AgentRow Row, byte[] Weights)> TrainAgent { get; init; }

    /// <summary>Trains one agent of an experiment alone, asks it nothing and gives its parameter vector.</summary>
    public Func<Experiment, AgentSpec, IEngineFactory, CancellationToken, float[]> TrainWeights { get; init; } = Study.TrainWeights;

    /// <summary>Writes the report of a finished study into its folder, on a device, and gives the file. It is given what came of the study, and agents' weights, as far as these are known, and tells what takes time.</summary>
    public Func<string, StudyResults?, Func<string, float[]?>, IEngineFactory, Action<string>, CancellationToken, string> WriteReport { get; init; } = StudyReport.Write;

    /// <summary>Trains agents of so many seeds on a device and on the CPU engine; gives the first difference, or null.</summary>
    public required Func<IEngineFactory, int, CancellationToken, string?> Verify { get; init; }
}
