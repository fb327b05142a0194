using System.Reflection.Emit;

namespace MesaBench.Tests.Ptx;

/// <summary>
/// Loads from the parameter block, loads and stores in global memory, whose addresses are the host's, and in the memory that a group shares,
/// whose addresses begin at 0. As on a GPU, an address must be a multiple of the bytes that are moved, for vectors of all their elements'.
/// </summary>
internal sealed class PtxMemory(PtxEmitter emitter)
{
    private readonly ILGenerator il = emitter.Il;
    private readonly LocalBuilder address = emitter.Il.DeclareLocal(typeof(long));
    private readonly List<(Label Label, int Line, Action<long, int> Throw)> faults = [];

    public void Emit(PtxInstruction instruction)
    {
        PtxType type = instruction.TypeWith(operands: 2);
        string[] manner = instruction.Manner.Split('.', StringSplitOptions.RemoveEmptyEntries);
        int elements = manner.LastOrDefault() switch { "v2" => 2, "v4" => 4, _ => 1 };
        string space = string.Join('.', elements == 1 ? manner : manner[..^1]);
        PtxOperand place = instruction.Operands[instruction.Name == "ld" ? 1 : 0];
        PtxOperand values = instruction.Operands[instruction.Name == "ld" ? 0 : 1];
        if (place.Kind != PtxOperandKind.Address || values.Scalars.Count != elements)
            throw instruction.Unsupported($"an address and {elements} values are expected");
        switch (instruction.Name, space)
        {
            case ("ld", "param"): LoadParameter(instruction, place, type, values.Scalars); break;
            case ("ld", "global" or "global.nc" or "" or "shared"):
                TakeAddress(instruction, place, type.Bytes * elements, space);
                LoadElements(instruction, type, values.Scalars);
                break;
            case ("st", "global" or "" or "shared"):
                TakeAddress(instruction, place, type.Bytes * elements, space);
                StoreElements(instruction, type, values.Scalars);
                break;
            default: throw instruction.Unsupported("only parameters, global and shared memory are");
        }
    }

    /// <summary>Writes what happens at addresses that are wrong, apart from the code proper, which it would slow down.</summary>
    public void EmitFaults()
    {
        foreach ((Label label, int line, Action<long, int> error) in faults)
        {
            il.MarkLabel(label);
            il.Emit(OpCodes.Ldloc, address);
            il.Emit(OpCodes.Ldc_I4, line);
            emitter.Call(error);
            il.Emit(OpCodes.Ldc_I4, PtxCode.NoBarrier);
            il.Emit(OpCodes.Ret);
        }
    }

    private void LoadParameter(PtxInstruction instruction, PtxOperand place, PtxType type, IReadOnlyList<PtxOperand> targets)
    {
        PtxParameter parameter = emitter.Function.Parameters.FirstOrDefault(p => p.Name == place.Text);
        int size = type.Bytes * targets.Count;
        if (place.Value < 0 || place.Value + size > parameter.Size)
            throw instruction.Unsupported($"parameter {place.Text} has {parameter.Size} bytes");
        il.Emit(OpCodes.Ldarg, (short)PtxTranslator.ParametersArgument);
        il.Emit(OpCodes.Conv_U8);
        il.Emit(OpCodes.Ldc_I8, parameter.Offset + place.Value);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, address);
        LoadElements(instruction, type, targets);
    }

    private void StoreElements(PtxInstruction instruction, PtxType type, IReadOnlyList<PtxOperand> sources)
    {
        for (int i = 0; i < sources.Count; i++)
        {
            PushElement(type, i);
            emitter.LoadVisible(instruction, sources[i], type);
            il.Emit(OpCodes.Unaligned, (byte)1);
            il.Emit(OpCodes.Stobj, Cell(type));
        }
    }

    private void LoadElements(PtxInstruction instruction, PtxType type, IReadOnlyList<PtxOperand> targets)
    {
        for (int i = 0; i < targets.Count; i++)
        {
            PushElement(type, i);
            il.Emit(OpCodes.Unaligned, (byte)1);
            il.Emit(OpCodes.Ldobj, Cell(type));
            emitter.Store(instruction, targets[i], type);
        }
    }

    private void TakeAddress(PtxInstruction instruction, PtxOperand place, int size, string space)
    {
        emitter.Load(instruction, new(PtxOperandKind.Register, place.Text), new(PtxKind.Unsigned, 64));
        if (place.Value != 0)
        {
            il.Emit(OpCodes.Ldc_I8, place.Value);
            il.Emit(OpCodes.Add);
        }

        il.Emit(OpCodes.Stloc, address);
        if (size > 1)
        {
            il.Emit(OpCodes.Ldloc, address);
            il.Emit(OpCodes.Conv_I4);
            il.Emit(OpCodes.Ldc_I4, size - 1);
            il.Emit(OpCodes.And);
            il.Emit(OpCodes.Brtrue, Fault(instruction, Misaligned));
        }

        if (space == "shared") FindInShared(instruction, size);
    }

    /// <summary>Turns an address of shared memory into one of the host's.</summary>
    private void FindInShared(PtxInstruction instruction, int size)
    {
        int end = emitter.Function.SharedBytes - size;
        if (end < 0) throw instruction.Unsupported($"the function declares {emitter.Function.SharedBytes} bytes of shared memory");
        il.Emit(OpCodes.Ldloc, address);
        il.Emit(OpCodes.Ldc_I8, (long)end);
        il.Emit(OpCodes.Bgt_Un, Fault(instruction, OutsideShared));
        il.Emit(OpCodes.Ldloc, address);
        il.Emit(OpCodes.Ldarg, (short)PtxTranslator.StateArgument);
        il.Emit(OpCodes.Ldc_I4, PtxGroup.SharedOffset);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Ldind_I8);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, address);
    }

    private Label Fault(PtxInstruction instruction, Action<long, int> error)
    {
        Label fault = il.DefineLabel();
        faults.Add((fault, instruction.Line, error));
        return fault;
    }

    private void PushElement(PtxType type, int index)
    {
        il.Emit(OpCodes.Ldloc, address);
        if (index > 0)
        {
            il.Emit(OpCodes.Ldc_I8, (long)index * type.Bytes);
            il.Emit(OpCodes.Add);
        }

        il.Emit(OpCodes.Conv_U);
    }

    private static Type Cell(PtxType type) => (type.IsFloat, type.Bits, type.IsSigned) switch
    {
        (true, _, _) => typeof(float),
        (_, 8, true) => typeof(sbyte),
        (_, 8, false) => typeof(byte),
        (_, 16, true) => typeof(short),
        (_, 16, false) => typeof(ushort),
        (_, 32, _) => typeof(int),
        _ => typeof(long),
    };

    private static void Misaligned(long address, int line) =>
        throw new InvalidOperationException($"Line {line}: address {address:X} is no multiple of the bytes that are moved.");

    private static void OutsideShared(long address, int line) =>
        throw new InvalidOperationException($"Line {line}: address {address:X} is outside the group's shared memory.");
}
