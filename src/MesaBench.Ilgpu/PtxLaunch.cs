namespace MesaBench.Ilgpu;

/// <summary>Executes a PTX kernel for all threads of a one-dimensional grid.</summary>
/// <param name="parameters">The kernel's parameters, one after the other, naturally aligned.</param>
/// <param name="groups">Groups of threads.</param>
/// <param name="threadsPerGroup">Threads a group.</param>
internal delegate void PtxLaunch(ReadOnlySpan<byte> parameters, int groups, int threadsPerGroup);
