using System.Reflection.Emit;

namespace MesaBench.Tests.Ptx;

/// <summary>Pushes what stands in the text as a number, and the special registers.</summary>
internal static class PtxConstants
{
    public static void Load(ILGenerator il, PtxInstruction instruction, PtxOperand operand, PtxType type)
    {
        bool isSingle = operand.Kind == PtxOperandKind.Float && operand.Text[1] is 'f' or 'F';
        if (isSingle != type.IsFloat && !(isSingle && type == PtxType.Word) || (operand.Kind == PtxOperandKind.Float && !isSingle))
            throw instruction.Unsupported($"{operand.Text} is no value of its type");
        if (type.IsFloat) il.Emit(OpCodes.Ldc_R4, BitConverter.Int32BitsToSingle((int)operand.Value));
        else if (type.Bits == 64) il.Emit(OpCodes.Ldc_I8, operand.Value);
        else il.Emit(OpCodes.Ldc_I4, Truncated(operand.Value, type));
    }

    /// <summary>Pushes a special register of a thread's place in a one-dimensional grid. False: the name is none of these.</summary>
    public static bool LoadSpecial(ILGenerator il, string name)
    {
        int? argument = name switch
        {
            "%ctaid.x" => PtxTranslator.GroupArgument,
            "%nctaid.x" => PtxTranslator.GroupsArgument,
            "%tid.x" => PtxTranslator.ThreadArgument,
            "%ntid.x" => PtxTranslator.ThreadsArgument,
            _ => null,
        };
        if (argument is int place) il.Emit(OpCodes.Ldarg, (short)place);
        else if (name is "%ctaid.y" or "%ctaid.z" or "%tid.y" or "%tid.z") il.Emit(OpCodes.Ldc_I4_0);
        else if (name is "%nctaid.y" or "%nctaid.z" or "%ntid.y" or "%ntid.z") il.Emit(OpCodes.Ldc_I4_1);
        else return false;
        return true;
    }

    /// <summary>Pushes the place of a variable in the group's shared memory. False: the operand names none.</summary>
    public static bool LoadShared(ILGenerator il, PtxFunction function, PtxOperand operand, PtxType type)
    {
        PtxParameter variable = function.Shared.FirstOrDefault(v => v.Name == operand.Text);
        if (variable.Name is null || type.Bits != 64) return false;
        il.Emit(OpCodes.Ldc_I8, (long)variable.Offset);
        return true;
    }

    private static int Truncated(long value, PtxType type) => (type.Bits, type.IsSigned) switch
    {
        (1, _) => value == 0 ? 0 : 1,
        (8, true) => (sbyte)value,
        (8, false) => (byte)value,
        (16, true) => (short)value,
        (16, false) => (ushort)value,
        _ => (int)value,
    };
}
