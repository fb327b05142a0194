using MesaBench.Kernels;

namespace MesaBench.Ilgpu.Launching;

/// <summary>Tells of launches and runs nothing.</summary>
/// <param name="threads">Threads that the device would hold at once.</param>
/// <param name="tell">Hears of every launch.</param>
internal sealed class CountingLauncher(long threads, Action<Launched> tell) : ILauncher
{
    /// <inheritdoc/>
    public long Threads { get; } = threads;

    /// <inheritdoc/>
    public void Launch<T>(int agents, long itemsPerAgent, T kernel)
        where T : struct, IKernel => tell(new Launched([typeof(T).Name], agents, [itemsPerAgent], agents * itemsPerAgent));

    /// <inheritdoc/>
    public ChainLaunch TryLaunch<T>(ChainShape shape, in T chain)
        where T : struct, IChain
    {
        tell(new Launched(
            [.. shape.Phases.Select(p => p.Kernel.Name)], shape.Agents, [.. shape.Phases.Select(p => (long)p.Items)],
            (long)shape.Agents * shape.Threads));
        return ChainLaunch.Done;
    }
}
