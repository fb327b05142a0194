using MesaBench.Results;

namespace MesaBench;

/// <summary>How a study is run, apart from what it studies: none of this changes a result.</summary>
public sealed record StudyOptions
{
    /// <summary>Folder the results are written to; created when missing, resumed when it holds the same experiment.</summary>
    public required string OutputFolder { get; init; }

    /// <summary>Worker threads; 0 takes one a core.</summary>
    public int Threads { get; init; }

    /// <summary>Device: <c>cpu</c> or <c>auto</c>.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>Whether each agent's weights are written as <c>weights/&lt;agent&gt;.safetensors</c>.</summary>
    public bool SaveWeights { get; init; }
}

/// <summary>Hears of a study's progress. Calls come from worker threads, one at a time.</summary>
public interface IStudyObserver
{
    /// <summary>Training begins.</summary>
    /// <param name="agents">Agents of the study.</param>
    /// <param name="finishedBefore">Agents found finished in the output folder.</param>
    /// <param name="stepsToDo">Environment steps that remain to be trained.</param>
    /// <param name="workers">Worker threads.</param>
    void Started(int agents, int finishedBefore, long stepsToDo, int workers);

    /// <summary>So many more environment steps were trained (learning included).</summary>
    void Stepped(long steps);

    /// <summary>An agent is finished and its row is on disk.</summary>
    void Finished(AgentRow row);
}
