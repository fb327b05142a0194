namespace MesaBench.Cli.Screens;

/// <summary>
/// When a plain log says how far the work is: every ten seconds in the first minute, then after a sixth of the time that has passed, at last
/// every ten minutes. What takes ten hours is told in some ninety lines.
/// </summary>
/// <param name="clock">The clock.</param>
internal sealed class LogPace(TimeProvider clock)
{
    private const double Part = 1.0 / 6; // of the time that has passed

    internal static readonly TimeSpan Shortest = TimeSpan.FromSeconds(10), Longest = TimeSpan.FromMinutes(10);

    private readonly long begun = clock.GetTimestamp();
    private TimeSpan next = Shortest;

    /// <summary>Whether a line is due; once it was said that one is, the next is due later.</summary>
    public bool IsDue()
    {
        TimeSpan passed = clock.GetElapsedTime(begun);
        if (passed < next) return false;
        TimeSpan wait = passed * Part;
        next = passed + (wait < Shortest ? Shortest : wait > Longest ? Longest : wait);
        return true;
    }
}
