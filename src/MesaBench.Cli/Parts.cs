using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Results;

namespace MesaBench.Cli;

/// <summary>What the command line needs of the library's training, so that commands can be tested without training anything.</summary>
internal sealed record Parts
{
    /// <summary>The devices a study can run on, the default first.</summary>
    public required IReadOnlyList<IEngineFactory> Devices { get; init; }

    /// <summary>
    /// Runs a study to its end. Throws <see cref="ResultsFolderException"/> before anything is written when the output folder will not do,
    /// and <see cref="OperationCanceledException"/> when cancelled, with all finished agents on disk.
    /// </summary>
    public required Func<Experiment, StudyOptions, IStudyObserver, CancellationToken, StudyResults> RunStudy { get; init; }

    /// <summary>Trains, evaluates and probes one agent of an experiment alone, writes nothing and gives its row.</summary>
    public required Func<Experiment, AgentSpec, CancellationToken, (AgentRow Row, byte[] Weights)> TrainAgent { get; init; }
}
