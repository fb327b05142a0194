using MesaBench.Engines;
using MesaBench.Verdicts;

namespace MesaBench.Studies;

/// <summary>How a study is run, apart from what it studies: none of this changes a result.</summary>
public sealed record StudyOptions
{
    /// <summary>Folder the results are written to; created when missing, resumed when it holds the same experiment.</summary>
    public required string OutputFolder { get; init; }

    /// <summary>Whether each agent's weights are written as <c>weights/&lt;agent&gt;.safetensors</c>.</summary>
    public bool SaveWeights { get; init; }

    /// <summary>Whether, with <see cref="SaveWeights"/>, those at each checkpoint of training are written too, as <c>weights/&lt;agent&gt;/&lt;phase&gt;-&lt;steps&gt;.safetensors</c>.</summary>
    public bool SaveCheckpoints { get; init; }

    /// <summary>Gets each agent's parameter vector when it is trained, from worker threads; null for nobody.</summary>
    public Action<string, float[]>? Trained { get; init; }

    /// <summary>The part of it that is trained; null for all.</summary>
    public Shard? Shard { get; init; }
}

/// <summary>An amount of training.</summary>
/// <param name="Steps">Environment steps.</param>
/// <param name="Work">What they cost, in multiply-adds, roughly: steps of large networks take longer than those of small ones.</param>
public readonly record struct Effort(long Steps, double Work)
{
    /// <summary>Two amounts together.</summary>
    public static Effort operator +(Effort a, Effort b) => new(a.Steps + b.Steps, a.Work + b.Work);
}

/// <summary>Hears of a study's progress. Calls come from worker threads, one at a time.</summary>
public interface IStudyObserver
{
    /// <summary>Something in the output folder was not as the program left it, and is made anew.</summary>
    /// <param name="what">Where, what was found and what is allowed.</param>
    void Mended(string what)
    {
    }

    /// <summary>Something begins that is not training, such as drawing levels.</summary>
    /// <param name="what">What it is, as in "drawing levels".</param>
    void Doing(string what)
    {
    }

    /// <summary>Training begins.</summary>
    /// <param name="agents">Agents of the study.</param>
    /// <param name="finishedBefore">Agents found finished in the output folder.</param>
    /// <param name="toDo">What remains to be trained.</param>
    /// <param name="workers">Worker threads.</param>
    void Started(int agents, int finishedBefore, Effort toDo, int workers);

    /// <summary>The device is being watched; not called where that cannot be done.</summary>
    void Watched(IDeviceMeter meter)
    {
    }

    /// <summary>So much more was trained (learning included); less than nothing when a cohort has to begin again.</summary>
    void Stepped(Effort done);

    /// <summary>An agent is finished and its row is on disk.</summary>
    void Finished(AgentRow row);
}
