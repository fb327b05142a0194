using MesaBench.Kernels;

namespace MesaBench.Ilgpu.Launching;

/// <summary>
/// Holds back launches of few work items until they make a chain: a launch costs some microseconds, longer than most of these kernels take.
/// What has work for all threads that a device holds is launched by itself; it takes long enough for the next launch to be named meanwhile.
/// </summary>
/// <param name="launcher">Launches.</param>
/// <param name="oftenAsked">Times that a chain is asked for before it is launched as such: what comes once or twice is not worth its compilation.</param>
internal sealed class LaunchQueue(ILauncher launcher, int oftenAsked)
{
    /// <summary>
    /// Work items an agent up to which a kernel becomes part of a chain: four for each thread of the largest group. With more, few agents would
    /// leave most of the device without work.
    /// </summary>
    public const int MostItems = 4 * MostThreads;

    /// <summary>Threads of a group, at most and at least; a warp has 32.</summary>
    public const int MostThreads = 256, LeastThreads = 32;

    // So much code is compiled in about a second, and a CUDA device takes 4096 bytes of parameters.
    private const int MostPhases = 12, MostBytes = 4000;

    // A chain that reaches so far ends where it would begin again, so that a network's ticks give the same chain each.
    private const int FewPhases = 5;

    private readonly List<Phase> phases = [];
    private readonly AskedChain none = new();
    private AskedChain? waiting;
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
        waiting = (waiting ?? none).Then(typeof(T));
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
            Drop();
        }
    }

    /// <summary>Forgets what waits, when nobody will read what it computes.</summary>
    public void Drop()
    {
        phases.Clear();
        waiting = null;
        bytes = 0;
    }

    private bool EndsBefore(Phase next) =>
        phases.Count == MostPhases || bytes + next.Bytes > MostBytes || (phases.Count >= FewPhases && next.Kernel == phases[0].Kernel);

    private bool TryLaunchTogether()
    {
        if (waiting!.Asked < oftenAsked && ++waiting.Asked < oftenAsked) return false;
        int most = phases.Max(p => p.Items), threads = Math.Min((most + LeastThreads - 1) / LeastThreads * LeastThreads, MostThreads);
        ChainLaunch launch = phases[^1].LaunchAfter(launcher, phases, phases.Count - 1, new ChainShape(agents, threads, phases));
        if (launch == ChainLaunch.Never) waiting.Asked = int.MinValue;
        return launch == ChainLaunch.Done;
    }

    /// <summary>A sequence of kernels, and how often it was asked for.</summary>
    private sealed class AskedChain
    {
        private readonly Dictionary<Type, AskedChain> longer = [];

        public int Asked { get; set; }

        /// <summary>The same with one kernel more.</summary>
        public AskedChain Then(Type kernel)
        {
            if (longer.TryGetValue(kernel, out AskedChain? known)) return known;
            return longer[kernel] = new AskedChain();
        }
    }
}
