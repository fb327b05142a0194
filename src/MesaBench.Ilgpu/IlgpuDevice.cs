using ILGPU;
using ILGPU.Backends;
using ILGPU.Runtime;
using MesaBench.Ilgpu.Launching;
using MesaBench.Kernels;

namespace MesaBench.Ilgpu;

/// <summary>An accelerator that is open, and the kernels compiled for it so far: once a process, whatever the number of engines.</summary>
/// <param name="name">The device's name as given to <c>--device</c>.</param>
/// <param name="accelerator">The accelerator. Both live as long as the process.</param>
internal sealed class IlgpuDevice(string name, Accelerator accelerator)
{
    // Work items share nothing, so any group size does. The usual one leaves room for 255 registers a thread; the small one spreads few
    // work items over many multiprocessors.
    private const int UsualThreads = 128, FewThreads = 32, FewItemsPerMultiprocessor = 4 * UsualThreads;

    // A chain is compiled when it was asked for so often: what comes once in a training is not worth the second that it takes.
    private const int OftenAsked = 4;

    private readonly Dictionary<(Type Kernel, bool IsSmall), Delegate> launchers = [];
    private readonly Dictionary<Type, (int Asked, Delegate? Launcher)> chains = [];
    private readonly Lock gate = new();

    /// <summary>The device's name as given to <c>--device</c>.</summary>
    public string Name { get; } = name;

    public Accelerator Accelerator { get; } = accelerator;

    /// <summary>Queues a kernel on a stream; compiled at its first use. A compilation that fails is tried again at the next.</summary>
    public Action<AcceleratorStream, Index1D, T> Launcher<T>(long items)
        where T : struct, IKernel
    {
        bool isSmall = items < (long)Accelerator.NumMultiprocessors * FewItemsPerMultiprocessor;
        lock (gate)
        {
            if (!launchers.TryGetValue((typeof(T), isSmall), out Delegate? launcher))
                launchers.Add((typeof(T), isSmall), launcher = Compile<T>(isSmall ? FewThreads : UsualThreads));
            return (Action<AcceleratorStream, Index1D, T>)launcher;
        }
    }

    /// <summary>Queues a chain on a stream; null until it was asked for some times, and is worth its compilation.</summary>
    public Action<AcceleratorStream, KernelConfig, T>? ChainLauncher<T>()
        where T : struct, IChain
    {
        lock (gate)
        {
            (int asked, Delegate? launcher) = chains.GetValueOrDefault(typeof(T));
            if (launcher is null && asked + 1 >= OftenAsked)
            {
                launcher = Accelerator.LoadKernel(KernelCode.CompileChain(typeof(T), Accelerator.GetBackend()))
                    .CreateLauncherDelegate<Action<AcceleratorStream, KernelConfig, T>>();
            }
            chains[typeof(T)] = (asked + 1, launcher);
            return (Action<AcceleratorStream, KernelConfig, T>?)launcher;
        }
    }

    private Action<AcceleratorStream, Index1D, T> Compile<T>(int threads)
        where T : struct, IKernel
    {
        CompiledKernel compiled = KernelCode.Compile(typeof(T), Accelerator.GetBackend());
        if (Accelerator.AcceleratorType == AcceleratorType.CPU) threads = 1;
        Kernel kernel = Accelerator.LoadImplicitlyGroupedKernel(compiled, Math.Min(threads, Accelerator.MaxNumThreadsPerGroup));
        return kernel.CreateLauncherDelegate<Action<AcceleratorStream, Index1D, T>>();
    }
}
