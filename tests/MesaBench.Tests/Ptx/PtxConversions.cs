using System.Reflection.Emit;

namespace MesaBench.Tests.Ptx;

/// <summary>cvt: between integers of all widths, and between them and floats.</summary>
internal static class PtxConversions
{
    private static readonly string[] WholeManners = ["rni", "rzi", "rmi", "rpi"];

    public static void Emit(PtxEmitter emitter, PtxInstruction instruction)
    {
        if (instruction is not { Types: [PtxType to, PtxType from], Operands: [PtxOperand target, PtxOperand source] })
            throw instruction.Unsupported("two types and two operands are expected");
        if (to.Kind == PtxKind.Predicate || from.Kind == PtxKind.Predicate) throw instruction.Unsupported("predicates are not converted");
        emitter.Load(instruction, source, from);
        switch (from.IsFloat, to.IsFloat)
        {
            case (false, false) when instruction.Manner == "": Resize(emitter, from, to); break;
            case (false, true) when instruction.Manner == "rn": ToFloat(emitter, from); break;
            case (true, false) when WholeManners.Contains(instruction.Manner): ToInteger(emitter, instruction, to); break;
            case (true, true) when WholeManners.Contains(instruction.Manner): ToWhole(emitter, instruction); break;
            default: throw instruction.Unsupported("this conversion is not known");
        }

        emitter.StoreResult(instruction, target, to);
    }

    private static void Resize(PtxEmitter emitter, PtxType from, PtxType to)
    {
        if (to.Bits < 64) emitter.Narrow(from.Bits, to);
        else if (from.Bits < 64) emitter.Il.Emit(from.IsSigned ? OpCodes.Conv_I8 : OpCodes.Conv_U8);
    }

    private static void ToFloat(PtxEmitter emitter, PtxType from)
    {
        // A double holds every integer of 32 bits, so that the result is rounded once.
        if (from.Bits < 64) emitter.Il.Emit(from.IsSigned ? OpCodes.Conv_R8 : OpCodes.Conv_R_Un);
        else if (from.IsSigned) emitter.Call(PtxRounding.FromSigned);
        else emitter.Call(PtxRounding.FromUnsigned);
    }

    private static void ToInteger(PtxEmitter emitter, PtxInstruction instruction, PtxType to)
    {
        if (instruction.Manner != "rzi") ToWhole(emitter, instruction);
        emitter.Il.Emit(OpCodes.Ldc_I4, to.Bits);
        if (to.IsSigned) emitter.Call(PtxRounding.ToSigned);
        else emitter.Call(PtxRounding.ToUnsigned);
        emitter.Narrow(64, to);
    }

    private static void ToWhole(PtxEmitter emitter, PtxInstruction instruction)
    {
        emitter.Il.Emit(OpCodes.Ldstr, instruction.Manner);
        emitter.Call(PtxRounding.ToWhole);
    }
}
