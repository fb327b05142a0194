using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Results;

namespace MesaBench.Cli;

/// <summary>What the command line needs of the library, so that commands can be tested without training anything.</summary>
internal sealed record Parts
{
    /// <summary>The devices a study can run on, the default first.</summary>
    public required IReadOnlyList<IEngineFactory> Devices { get; init; }

    /// <summary>
    /// Runs a study to its end. Throws <see cref="InvalidInputException"/> before anything is written when the output folder will not do,
    /// and <see cref="OperationCanceledException"/> when cancelled, with all finished agents on disk.
    /// </summary>
    public required Func<Experiment, StudyOptions, IStudyObserver, CancellationToken, StudyOutcome> RunStudy { get; init; }

    /// <summary>
    /// Trains one agent of a results folder again, alone, and gives its recorded and its new row. Throws
    /// <see cref="InvalidInputException"/> when the folder holds no results or no such agent.
    /// </summary>
    public required Func<string, string, CancellationToken, (AgentRow Recorded, AgentRow Replayed)> Replay { get; init; }
}

/// <summary>What a finished study shows.</summary>
/// <param name="Table">The capacity table.</param>
/// <param name="Findings">What it says and what not, in words, a line each.</param>
internal sealed record StudyOutcome(IReadOnlyList<CapacityLine> Table, IReadOnlyList<string> Findings);

/// <summary>What the screen shows of one row of the capacity table. Shares are over competent agents that are not underfit.</summary>
internal sealed record CapacityLine
{
    public required string World { get; init; }
    public required double Alpha { get; init; }
    public required string Network { get; init; }
    public required int Parameters { get; init; }
    public required double LearningRate { get; init; }
    public required int Agents { get; init; }

    /// <summary>Agents past the capability gate.</summary>
    public required int Competent { get; init; }

    /// <summary>Competent agents that still lose reward in training.</summary>
    public required int Underfit { get; init; }

    /// <summary>Share of misaligned agents with its 95% interval; NaN without any agent to judge.</summary>
    public required Estimate Misaligned { get; init; }

    /// <summary>Share of aligned agents.</summary>
    public required double Aligned { get; init; }

    /// <summary>Interquartile mean of the causal proxy pull with its 95% interval.</summary>
    public required Estimate Pull { get; init; }

    /// <summary>Share of agents whose hidden state represents a plan; NaN when not probed.</summary>
    public required double RepresentsPlan { get; init; }

    /// <summary>False where the shifted levels' inputs were never active in training.</summary>
    public required bool Identifiable { get; init; }
}

/// <summary>A figure with its 95% interval.</summary>
internal readonly record struct Estimate(double Value, double Low, double High);
