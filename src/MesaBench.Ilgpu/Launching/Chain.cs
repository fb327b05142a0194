using ILGPU;
using MesaBench.Kernels;

namespace MesaBench.Ilgpu.Launching;

/// <summary>
/// Kernels that are run one after the other in a single launch: a group of threads takes an agent, shares out each kernel's items of it, and waits
/// for all its threads before the next kernel. An agent's items need no other agent's, so no group waits for another. The barrier makes
/// what the group has written to global memory visible to all of it.
/// </summary>
internal interface IChain
{
    /// <summary>Runs the agent's items that fall to one of a group's threads.</summary>
    void Execute(int agent, int thread, int threads);
}

/// <summary>A kernel, and what follows it.</summary>
internal struct Chain<TFirst, TRest> : IChain
    where TFirst : struct, IKernel
    where TRest : struct, IChain
{
    /// <summary>Work items an agent of the first.</summary>
    public int Items;

    public TFirst First;
    public TRest Rest;

    public readonly void Execute(int agent, int thread, int threads)
    {
        for (int item = thread; item < Items; item += threads) First.Execute(agent * Items + item);
        Group.Barrier();
        Rest.Execute(agent, thread, threads);
    }
}

/// <summary>The last kernel of a chain.</summary>
internal struct Last<T> : IChain
    where T : struct, IKernel
{
    /// <summary>Work items an agent.</summary>
    public int Items;

    public T Kernel;

    public readonly void Execute(int agent, int thread, int threads)
    {
        for (int item = thread; item < Items; item += threads) Kernel.Execute(agent * Items + item);
    }
}
