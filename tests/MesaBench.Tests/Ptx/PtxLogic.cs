using System.Reflection.Emit;

namespace MesaBench.Tests.Ptx;

/// <summary>Bitwise operations on words and predicates, and shifts.</summary>
internal static class PtxLogic
{
    public static void Emit(PtxEmitter emitter, PtxInstruction instruction)
    {
        PtxType type = instruction.TypeWith(instruction.Name == "not" ? 2 : 3);
        if (type.Kind is not (PtxKind.Bits or PtxKind.Predicate) || instruction.Manner != "")
            throw instruction.Unsupported("only words and predicates have bits");
        foreach (PtxOperand operand in instruction.Operands.Skip(1)) emitter.Load(instruction, operand, type);
        switch (instruction.Name)
        {
            case "and": emitter.Il.Emit(OpCodes.And); break;
            case "or": emitter.Il.Emit(OpCodes.Or); break;
            case "xor": emitter.Il.Emit(OpCodes.Xor); break;
            default:
                if (type.Kind == PtxKind.Predicate) emitter.Not();
                else emitter.Il.Emit(OpCodes.Not);
                break;
        }

        emitter.StoreResult(instruction, instruction.Operands[0], type);
    }

    /// <summary>shl, and shr with copies of the sign or with zeros. IL counts modulo the width, PTX does not.</summary>
    public static void EmitShift(PtxEmitter emitter, PtxInstruction instruction)
    {
        PtxType type = instruction.TypeWith(operands: 3);
        bool isLeft = instruction.Name == "shl";
        if (!type.IsInteger || (isLeft && type.Kind != PtxKind.Bits) || instruction.Manner != "")
            throw instruction.Unsupported("this shift is not known");
        emitter.Load(instruction, instruction.Operands[1], type);
        emitter.Load(instruction, instruction.Operands[2], new(PtxKind.Unsigned, 32));
        if (isLeft) emitter.Call(nameof(PtxOperations.ShiftLeft), type.Bits == 64 ? typeof(long) : typeof(int), typeof(int));
        else emitter.Call(nameof(PtxOperations.ShiftRight), type.Clr, typeof(int));
        emitter.StoreResult(instruction, instruction.Operands[0], type);
    }
}
