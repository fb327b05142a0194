using System.Runtime.CompilerServices;
using MesaBench.Kernels;

namespace MesaBench.Ilgpu.Launching;

/// <summary>A kernel that waits to be launched.</summary>
/// <param name="items">Work items an agent.</param>
internal abstract class Phase(int items)
{
    /// <summary>Work items an agent.</summary>
    public int Items { get; } = items;

    /// <summary>The kernel.</summary>
    public abstract Type Kernel { get; }

    /// <summary>Bytes of its parameters, an upper bound.</summary>
    public abstract int Bytes { get; }

    /// <summary>Launches it by itself.</summary>
    public abstract void Launch(ILauncher launcher, int agents);

    /// <summary>Launches the phases [0, count) and this one after them as one.</summary>
    public abstract ChainLaunch LaunchAfter(ILauncher launcher, IReadOnlyList<Phase> phases, int count, ChainShape shape);

    /// <summary>Launches the phases [0, count), this one and a chain after them as one.</summary>
    protected internal abstract ChainLaunch LaunchBefore<TRest>(ILauncher launcher, IReadOnlyList<Phase> phases, int count, ChainShape shape, in TRest rest)
        where TRest : struct, IChain;
}

/// <inheritdoc cref="Phase"/>
internal sealed class Phase<T>(int items, T kernel) : Phase(items)
    where T : struct, IKernel
{
    /// <inheritdoc/>
    public override Type Kernel => typeof(T);

    /// <inheritdoc/>
    public override int Bytes => Unsafe.SizeOf<T>() + 2 * sizeof(long);

    /// <inheritdoc/>
    public override void Launch(ILauncher launcher, int agents) => launcher.Launch(agents, Items, kernel);

    /// <inheritdoc/>
    public override ChainLaunch LaunchAfter(ILauncher launcher, IReadOnlyList<Phase> phases, int count, ChainShape shape) =>
        Pass(launcher, phases, count, shape, new Last<T> { Items = Items, Kernel = kernel });

    /// <inheritdoc/>
    protected internal override ChainLaunch LaunchBefore<TRest>(ILauncher launcher, IReadOnlyList<Phase> phases, int count, ChainShape shape, in TRest rest) =>
        Pass(launcher, phases, count, shape, new Chain<T, TRest> { Items = Items, First = kernel, Rest = rest });

    private static ChainLaunch Pass<TChain>(ILauncher launcher, IReadOnlyList<Phase> phases, int count, ChainShape shape, in TChain chain)
        where TChain : struct, IChain =>
        count == 0 ? launcher.TryLaunch(shape, chain) : phases[count - 1].LaunchBefore(launcher, phases, count - 1, shape, chain);
}
