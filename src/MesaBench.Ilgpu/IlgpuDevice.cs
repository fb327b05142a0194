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

    private readonly Dictionary<(Type Kernel, bool IsSmall), Lazy<Delegate>> launchers = [];
    private readonly Dictionary<Type, Task<Delegate>> chains = [];
    private readonly Lock gate = new(), compiling = new();

    /// <summary>The device's name as given to <c>--device</c>.</summary>
    public string Name { get; } = name;

    public Accelerator Accelerator { get; } = accelerator;

    /// <summary>Queues a kernel on a stream; compiled at its first use. A compilation that fails is tried again at the next.</summary>
    public Action<AcceleratorStream, Index1D, T> Launcher<T>(long items)
        where T : struct, IKernel
    {
        bool isSmall = items < (long)Accelerator.NumMultiprocessors * FewItemsPerMultiprocessor;
        Lazy<Delegate>? launcher;
        lock (gate)
        {
            if (!launchers.TryGetValue((typeof(T), isSmall), out launcher))
                launchers.Add((typeof(T), isSmall), launcher = new(() => Compile<T>(isSmall ? FewThreads : UsualThreads), LazyThreadSafetyMode.PublicationOnly));
        }
        return (Action<AcceleratorStream, Index1D, T>)launcher.Value;
    }

    /// <summary>
    /// Whether it is ILGPU's CPU accelerator, where a group's threads are the host's, which wait for each other a million times longer than a
    /// GPU's.
    /// </summary>
    public bool IsSimulated { get; } = accelerator.AcceleratorType == AcceleratorType.CPU;

    /// <summary>
    /// What queues a chain on a stream with groups of so many threads, while it is compiled on a thread of its own or once that is done.
    /// </summary>
    /// <param name="inPlace">Whether it is compiled now, and what goes wrong is thrown.</param>
    public Task<Delegate> ChainLauncher<T>(bool inPlace)
        where T : struct, IChain
    {
        lock (gate)
        {
            if (chains.TryGetValue(typeof(T), out Task<Delegate>? known) && (known.IsCompleted || !inPlace)) return known;
            return chains[typeof(T)] = inPlace ? Task.FromResult<Delegate>(CompileChain<T>()) : Task.Run<Delegate>(CompileChain<T>);
        }
    }

    private Action<AcceleratorStream, KernelConfig, T> CompileChain<T>()
        where T : struct, IChain
    {
        lock (compiling)
        {
            Accelerator.Bind();
            return Accelerator.LoadKernel(KernelCode.CompileChain(typeof(T), Accelerator.GetBackend()))
                .CreateLauncherDelegate<Action<AcceleratorStream, KernelConfig, T>>();
        }
    }

    private Action<AcceleratorStream, Index1D, T> Compile<T>(int threads)
        where T : struct, IKernel
    {
        lock (compiling)
        {
            CompiledKernel compiled = KernelCode.Compile(typeof(T), Accelerator.GetBackend());
            if (IsSimulated) threads = 1;
            Kernel kernel = Accelerator.LoadImplicitlyGroupedKernel(compiled, Math.Min(threads, Accelerator.MaxNumThreadsPerGroup));
            return kernel.CreateLauncherDelegate<Action<AcceleratorStream, Index1D, T>>();
        }
    }
}
