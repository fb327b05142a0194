using ILGPU.Runtime;
using MesaBench.Kernels;

namespace MesaBench.Ilgpu;

/// <summary>
/// A form of a kernel of this target's own. Its work items hold up to 64 sums in registers; the device's compiler is told to make do with
/// 128 registers, so that a multiprocessor of 65,536 has room for 16 warps, and not for 12 because of two registers too many.
/// </summary>
internal interface IForm : IKernel
{
    /// <summary>Threads a group at most, and groups a multiprocessor at least.</summary>
    static KernelSpecialization Specialization { get; } = new(128, 4);
}
