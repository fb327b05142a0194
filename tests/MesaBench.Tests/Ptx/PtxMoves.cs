using System.Reflection.Emit;

namespace MesaBench.Tests.Ptx;

/// <summary>Instructions that hand on one of their operands as it is: mov, cvta, selp.</summary>
internal static class PtxMoves
{
    public static void Emit(PtxEmitter emitter, PtxInstruction instruction)
    {
        switch (instruction.Name, instruction.Manner)
        {
            case ("mov", "") or ("cvta", "to.global" or "global"):
                PtxType type = instruction.TypeWith(operands: 2);
                Load(emitter, instruction, instruction.Operands[1], type);
                Store(emitter, instruction, type);
                break;
            case ("selp", ""):
                Select(emitter, instruction);
                break;
            default: throw instruction.Unsupported("this way of moving is not known");
        }
    }

    private static void Select(PtxEmitter emitter, PtxInstruction instruction)
    {
        PtxType type = instruction.TypeWith(operands: 4);
        Label otherwise = emitter.Il.DefineLabel(), end = emitter.Il.DefineLabel();
        emitter.Load(instruction, instruction.Operands[3], PtxType.Predicate);
        emitter.Il.Emit(OpCodes.Brfalse, otherwise);
        Load(emitter, instruction, instruction.Operands[1], type);
        Store(emitter, instruction, type);
        emitter.Il.Emit(OpCodes.Br, end);
        emitter.Il.MarkLabel(otherwise);
        Load(emitter, instruction, instruction.Operands[2], type);
        Store(emitter, instruction, type);
        emitter.Il.MarkLabel(end);
    }

    /// <summary>Between float registers a value stays a float, whatever the opcode says, so that its NaN's origin stays known.</summary>
    private static void Load(PtxEmitter emitter, PtxInstruction instruction, PtxOperand source, PtxType type)
    {
        PtxType handled = Handled(emitter, instruction, type);
        if (handled.IsFloat && source.Kind == PtxOperandKind.Integer && !type.IsFloat)
        {
            emitter.Load(instruction, source, type);
            emitter.Call(PtxOperations.FloatOf);
        }
        else if (handled.IsFloat && emitter.IsFloat(instruction.Operands[0])) emitter.Load(instruction, source, handled);
        else emitter.LoadVisible(instruction, source, handled);
    }

    private static void Store(PtxEmitter emitter, PtxInstruction instruction, PtxType type) =>
        emitter.Store(instruction, instruction.Operands[0], Handled(emitter, instruction, type));

    private static PtxType Handled(PtxEmitter emitter, PtxInstruction instruction, PtxType type) =>
        type.Bits == 32 && emitter.IsFloat(instruction.Operands[0]) ? PtxType.Float : type;
}
