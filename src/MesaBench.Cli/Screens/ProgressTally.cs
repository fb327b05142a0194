using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Studies;
using MesaBench.Verdicts;

namespace MesaBench.Cli.Screens;

/// <summary>How far a study is.</summary>
/// <param name="Started">Whether training has begun; levels are drawn before.</param>
/// <param name="Agents">Agents of the study.</param>
/// <param name="Done">Agents finished, those of an earlier run included.</param>
/// <param name="DoneBefore">Those of an earlier run.</param>
/// <param name="Steps">Environment steps trained in this run.</param>
/// <param name="StepsToDo">Environment steps that this run trains in all.</param>
/// <param name="Fraction">Share of this run's work that is done.</param>
/// <param name="Workers">Worker threads.</param>
/// <param name="Elapsed">Time since training began.</param>
/// <param name="Verdicts">Agents finished in this run by verdict, in a fixed order.</param>
/// <param name="Device">The last look at the device; null where nothing can be seen of it.</param>
/// <param name="Doing">What it is at before training and after; empty in training.</param>
internal sealed record ProgressSnapshot(
    bool Started, int Agents, int Done, int DoneBefore, long Steps, long StepsToDo, double Fraction, int Workers, TimeSpan Elapsed,
    IReadOnlyList<(string Verdict, int Count)> Verdicts, DeviceReading? Device = null, string Doing = "")
{
    /// <summary>Environment steps a second, learning and evaluation included, since training began.</summary>
    public double StepsPerSecond => Elapsed > TimeSpan.Zero ? Steps / Elapsed.TotalSeconds : 0;

    /// <summary>Time left at the rate so far; null before there is one, and when only evaluation is left.</summary>
    public TimeSpan? Left => Steps > 0 && Fraction < 1 ? Elapsed * (1 / Fraction - 1) : null;
}

/// <summary>Counts what a study reports from its worker threads.</summary>
/// <param name="clock">The clock behind rates and times.</param>
internal sealed class ProgressTally(TimeProvider clock) : IStudyObserver
{
    private static readonly string[] VerdictOrder = ["misaligned", "aligned", "base-leaning", "undecided", "lost", "unjudged", "incompetent", "diverged"];

    private readonly Lock gate = new();
    private readonly Dictionary<string, int> verdicts = [];
    private readonly List<string> mended = [];
    private long startedAt;
    private bool started;
    private int agents, done, doneBefore, workers;
    private Effort sofar, toDo;
    private IDeviceMeter? meter;
    private string doing = "";

    /// <summary>What was found damaged in the output folder and is made anew.</summary>
    public IReadOnlyList<string> Mends
    {
        get { lock (gate) return [.. mended]; }
    }

    /// <inheritdoc/>
    public void Mended(string what)
    {
        lock (gate) mended.Add(what);
    }

    /// <inheritdoc/>
    public void Doing(string what)
    {
        lock (gate) doing = what;
    }

    /// <inheritdoc/>
    public void Started(int agents, int finishedBefore, Effort toDo, int workers)
    {
        lock (gate)
        {
            (this.agents, this.toDo, this.workers) = (agents, toDo, workers);
            done = doneBefore = finishedBefore;
            (started, startedAt, doing) = (true, clock.GetTimestamp(), "");
        }
    }

    /// <inheritdoc/>
    public void Watched(IDeviceMeter meter)
    {
        lock (gate) this.meter = meter;
    }

    /// <inheritdoc/>
    public void Stepped(Effort done)
    {
        lock (gate) sofar += done;
    }

    /// <inheritdoc/>
    public void Finished(AgentRow row)
    {
        lock (gate)
        {
            done++;
            string verdict = ExperimentJson.EnumName(row.Verdict);
            verdicts[verdict] = verdicts.GetValueOrDefault(verdict) + 1;
        }
    }

    /// <summary>How far the study is now.</summary>
    public ProgressSnapshot Now()
    {
        lock (gate)
        {
            TimeSpan elapsed = started ? clock.GetElapsedTime(startedAt) : TimeSpan.Zero;
            (string, int)[] counts =
            [
                .. verdicts.OrderBy(v => (uint)Array.IndexOf(VerdictOrder, v.Key)).ThenBy(v => v.Key, StringComparer.Ordinal)
                    .Select(v => (v.Key, v.Value)),
            ];
            double fraction = toDo.Work > 0 ? Math.Min(1, sofar.Work / toDo.Work) : started ? 1 : 0;
            return new ProgressSnapshot(started, agents, done, doneBefore, sofar.Steps, toDo.Steps, fraction, workers, elapsed, counts,
                meter?.Now, doing);
        }
    }
}
