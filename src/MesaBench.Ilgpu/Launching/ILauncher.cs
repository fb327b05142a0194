using MesaBench.Kernels;

namespace MesaBench.Ilgpu.Launching;

/// <summary>Launches kernels on a device, in the order of the calls.</summary>
internal interface ILauncher
{
    /// <summary>Threads that the device holds at once; 0 for one that takes no chains.</summary>
    long Threads { get; }

    /// <summary>Launches a kernel's work items [0, agents x itemsPerAgent).</summary>
    void Launch<T>(int agents, long itemsPerAgent, T kernel)
        where T : struct, IKernel;

    /// <summary>Launches a chain with a group of threads an agent, or says why nothing was done.</summary>
    ChainLaunch TryLaunch<T>(ChainShape shape, in T chain)
        where T : struct, IChain;
}

/// <summary>What came of a chain: it was launched; it is being compiled; this device does not take it.</summary>
internal enum ChainLaunch
{
    Done,
    NotYet,
    Never,
}

/// <summary>How a chain is launched.</summary>
/// <param name="Agents">Agents, each of which a group of threads takes.</param>
/// <param name="Threads">Threads a group.</param>
/// <param name="Phases">The kernels, in order.</param>
internal sealed record ChainShape(int Agents, int Threads, IReadOnlyList<Phase> Phases);
