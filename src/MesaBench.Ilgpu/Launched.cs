namespace MesaBench.Ilgpu;

/// <summary>A launch of a device.</summary>
/// <param name="Kernels">The kernels that it runs, one after the other, by name.</param>
/// <param name="Agents">Agents.</param>
/// <param name="Items">Work items an agent of each kernel.</param>
/// <param name="Threads">Threads in all.</param>
internal sealed record Launched(IReadOnlyList<string> Kernels, int Agents, IReadOnlyList<long> Items, long Threads);
