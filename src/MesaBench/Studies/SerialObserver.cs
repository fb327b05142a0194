using MesaBench.Engines;
using MesaBench.Verdicts;

namespace MesaBench.Studies;

/// <summary>Calls an observer one call at a time, whichever threads the calls come from.</summary>
internal sealed class SerialObserver(IStudyObserver observer) : IStudyObserver
{
    private readonly Lock gate = new();

    /// <inheritdoc/>
    public void Mended(string what)
    {
        lock (gate) observer.Mended(what);
    }

    /// <inheritdoc/>
    public void Doing(string what)
    {
        lock (gate) observer.Doing(what);
    }

    /// <inheritdoc/>
    public void Started(int agents, int finishedBefore, Effort toDo, int workers)
    {
        lock (gate) observer.Started(agents, finishedBefore, toDo, workers);
    }

    /// <inheritdoc/>
    public void Watched(IDeviceMeter meter)
    {
        lock (gate) observer.Watched(meter);
    }

    /// <inheritdoc/>
    public void Stepped(Effort done)
    {
        lock (gate) observer.Stepped(done);
    }

    /// <inheritdoc/>
    public void Finished(AgentRow row)
    {
        lock (gate) observer.Finished(row);
    }
}
