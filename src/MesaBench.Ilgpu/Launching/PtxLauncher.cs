using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Reflection;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using MesaBench.Kernels;

namespace MesaBench.Ilgpu.Launching;

/// <summary>
/// Runs the PTX that a CUDA device would be given, by a machine that executes PTX on the host. Memory and copies are those of ILGPU's CPU
/// accelerator. Tests thereby see the generated code at work, which that accelerator never runs.
/// </summary>
/// <param name="load">Makes a module's single kernel executable.</param>
/// <param name="takesChains">Whether chains are launched as such: each takes a second and some memory to be translated.</param>
internal sealed class PtxLauncher(Func<string, PtxLaunch> load, bool takesChains) : ILauncher
{
    private const int ThreadsPerGroup = 128;

    // An index, then the kernel's fields at the next multiple of eight.
    private const int KernelOffset = 8;

    private readonly ConcurrentDictionary<Type, PtxLaunch> launches = [];

    /// <inheritdoc/>
    public long Threads { get; } = takesChains ? int.MaxValue : 0;

    /// <inheritdoc/>
    public void Launch<T>(int agents, long itemsPerAgent, T kernel)
        where T : struct, IKernel
    {
        int items = checked((int)(agents * itemsPerAgent));
        byte[] parameters = new byte[KernelOffset + SizeOf(typeof(T))];
        BinaryPrimitives.WriteInt32LittleEndian(parameters, items);
        Write(parameters.AsSpan(KernelOffset), kernel);
        LaunchOf(typeof(T))(parameters, (items + ThreadsPerGroup - 1) / ThreadsPerGroup, ThreadsPerGroup);
    }

    /// <inheritdoc/>
    public ChainLaunch TryLaunch<T>(ChainShape shape, in T chain)
        where T : struct, IChain
    {
        byte[] parameters = new byte[SizeOf(typeof(T))];
        Write(parameters, chain);
        LaunchOf(typeof(T))(parameters, shape.Agents, shape.Threads);
        return ChainLaunch.Done;
    }

    private PtxLaunch LaunchOf(Type code) => launches.GetOrAdd(code, type => load(KernelCode.Ptx(type, CudaArchitecture.SM_90)));

    /// <summary>Writes a struct's fields as a device reads them: naturally aligned, a view as its address and length.</summary>
    private static void Write(Span<byte> to, object value)
    {
        switch (value)
        {
            case int number: BinaryPrimitives.WriteInt32LittleEndian(to, number); return;
            case uint number: BinaryPrimitives.WriteUInt32LittleEndian(to, number); return;
            case long number: BinaryPrimitives.WriteInt64LittleEndian(to, number); return;
            case float number: BinaryPrimitives.WriteSingleLittleEndian(to, number); return;
            case ArrayView<float> view: WriteView(to, view); return;
            case ArrayView<int> view: WriteView(to, view); return;
        }
        int offset = 0;
        foreach (FieldInfo field in FieldsOf(value.GetType()))
        {
            offset = Aligned(offset, AlignmentOf(field.FieldType));
            Write(to[offset..], field.GetValue(value)!);
            offset += SizeOf(field.FieldType);
        }
    }

    private static void WriteView<T>(Span<byte> to, ArrayView<T> view)
        where T : unmanaged
    {
        BinaryPrimitives.WriteInt64LittleEndian(to, view.LoadEffectiveAddressAsPtr());
        BinaryPrimitives.WriteInt64LittleEndian(to[8..], view.Length);
    }

    private static int SizeOf(Type type)
    {
        if (IsView(type)) return 16;
        if (type.IsPrimitive) return type == typeof(long) ? 8 : 4;
        int offset = 0;
        foreach (FieldInfo field in FieldsOf(type)) offset = Aligned(offset, AlignmentOf(field.FieldType)) + SizeOf(field.FieldType);
        return Aligned(offset, AlignmentOf(type));
    }

    private static int AlignmentOf(Type type) =>
        IsView(type) ? 8 : type.IsPrimitive ? SizeOf(type) : FieldsOf(type).Max(f => AlignmentOf(f.FieldType));

    private static bool IsView(Type type) => type == typeof(ArrayView<float>) || type == typeof(ArrayView<int>);

    private static int Aligned(int offset, int alignment) => (offset + alignment - 1) / alignment * alignment;

    private static IEnumerable<FieldInfo> FieldsOf(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance).OrderBy(f => f.MetadataToken);
}
