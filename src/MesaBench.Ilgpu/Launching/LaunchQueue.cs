using MesaBench.Kernels;

namespace MesaBench.Ilgpu.Launching;

/// <summary>
/// Holds back launches of few work items until they make a chain: a launch costs some microseconds, longer than most of these kernels take.
/// What has work for all threads that a device holds is launched by itself; it takes long enough for the next launch to be named meanwhile.
/// </summary>
/// <param name="launcher">Launches.</param>
internal sealed class LaunchQueue(ILauncher launcher)
{
    /// <summary>
    /// Work items an agent up to which a kernel becomes part of a chain: four for each thread of the largest group. With more, few agents would
    /// leave most of the device without work.
    /// </summary>
    public const int MostItems = 4 * MostThreads;

    /// <summary>Times that a chain is asked for before it is worth its compilation.</summary>
    public const int OftenAsked = 64;

    /// <summary>Threads of a group, at most and at least; a warp has 32.</summary>
    public const int MostThreads = 256, LeastThreads = 32;

    // So much code is compiled in a second or two, and a device takes 4096 bytes of parameters.
    private const int MostPhases = 12, MostBytes = 4000;

    // A chain that reaches so far ends where it would begin again, so that a network's ticks give the same chain each.
    private const int FewPhases = 5;

    private readonly List<Phase> phases = [];
    private int agents, bytes;

    /// <summary>Launches a kernel now or later.</summary>
    public void Add<T>(int agents, long itemsPerAgent, T kernel)
        where T : struct, IKernel
    {
        if (agents == 0 || itemsPerAgent == 0) return;
        if (itemsPerAgent > MostItems || agents * itemsPerAgent > Math.Min(launcher.Threads, int.MaxValue))
        {
            Flush();
            launcher.Launch(agents, itemsPerAgent, kernel);
            return;
        }
        Phase<T> phase = new((int)itemsPerAgent, kernel);
        if (phases.Count > 0 && (agents != this.agents || EndsBefore(phase))) Flush();
        this.agents = agents;
        phases.Add(phase);
        bytes += phase.Bytes;
    }

    /// <summary>Launches what waits; to be called before anything else is asked of the device.</summary>
    public void Flush()
    {
        if (phases.Count == 0) return;
        try
        {
            if (phases.Count == 1 || !TryLaunchTogether())
            {
                foreach (Phase phase in phases) phase.Launch(launcher, agents);
            }
        }
        finally
        {
            phases.Clear();
            bytes = 0;
        }
    }

    private bool EndsBefore(Phase next) =>
        phases.Count == MostPhases || bytes + next.Bytes > MostBytes || (phases.Count >= FewPhases && next.Kernel == phases[0].Kernel);

    private bool TryLaunchTogether()
    {
        int most = phases.Max(p => p.Items), threads = Math.Min((most + LeastThreads - 1) / LeastThreads * LeastThreads, MostThreads);
        return phases[^1].LaunchAfter(launcher, phases, phases.Count - 1, new ChainShape(agents, threads, phases));
    }
}
