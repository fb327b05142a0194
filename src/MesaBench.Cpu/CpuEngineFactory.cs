using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using MesaBench.Engines;

namespace MesaBench.Cpu;

/// <summary>The CPU engine: one engine a worker thread, a small cohort each, so that a working set stays in its core's cache.</summary>
/// <param name="threads">Worker threads; 0 takes one a core.</param>
/// <param name="cohortSize">Agents an engine trains in lockstep, 1 to 4.</param>
public sealed class CpuEngineFactory(int threads = 0, int cohortSize = 1) : IEngineFactory
{
    /// <summary>Whether this machine multiplies and adds with one rounding in hardware, without which the engine refuses to run.</summary>
    public static bool IsSupported => System.Runtime.Intrinsics.X86.Fma.IsSupported || AdvSimd.IsSupported;

    /// <summary>The entry in a list of devices.</summary>
    public static DeviceListing Listing { get; } = IsSupported
        ? new DeviceListing("cpu", new CpuEngineFactory().Description) { IsAutomatic = true, Open = threads => new CpuEngineFactory(threads) }
        : DeviceListing.Unusable("cpu", new CpuEngineFactory().Description, "no fused multiply-add (FMA3 or Arm AdvSimd)");

    /// <inheritdoc/>
    public string Name => "cpu";

    /// <inheritdoc/>
    public string Description =>
        (Vector512.IsHardwareAccelerated ? "AVX-512" : Vector256.IsHardwareAccelerated ? "AVX2" : "128-bit SIMD")
        + $", {Environment.ProcessorCount} cores";

    /// <inheritdoc/>
    public int Workers { get; } = threads > 0 ? threads : Environment.ProcessorCount;

    /// <inheritdoc/>
    public int CohortSize(Func<MemoryNeed> measure) => cohortSize;

    /// <inheritdoc/>
    /// <exception cref="PlatformNotSupportedException">The processor has no fused multiply-add.</exception>
    public IEngine Create() => IsSupported
        ? CheckedEngine.Around(new CpuEngine())
        : throw new PlatformNotSupportedException("The CPU engine needs a processor with fused multiply-add (FMA3 or Arm AdvSimd).");
}
