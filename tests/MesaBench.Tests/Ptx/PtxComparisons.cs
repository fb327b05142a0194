using System.Reflection.Emit;

namespace MesaBench.Tests.Ptx;

/// <summary>
/// setp and testp. A float comparison with a NaN is false, one of the unordered kind (ltu, neu, ...) true. Integers are compared as their
/// type says, lo, ls, hi and hs as unsigned.
/// </summary>
internal static class PtxComparisons
{
    public static void Emit(PtxEmitter emitter, PtxInstruction instruction)
    {
        string[] manner = instruction.Manner.Split('.');
        if (instruction.Name == "testp") Test(emitter, instruction);
        else if (manner.Length == 1) Compare(emitter, instruction, instruction.TypeWith(operands: 3), manner[0]);
        else if (manner.Length == 2) CompareAndCombine(emitter, instruction, instruction.TypeWith(operands: 4), manner);
        else throw instruction.Unsupported("this comparison is not known");
        emitter.Store(instruction, instruction.Operands[0], PtxType.Predicate);
    }

    private static void CompareAndCombine(PtxEmitter emitter, PtxInstruction instruction, PtxType type, string[] manner)
    {
        Compare(emitter, instruction, type, manner[0]);
        emitter.Load(instruction, instruction.Operands[3], PtxType.Predicate);
        emitter.Il.Emit(manner[1] switch
        {
            "and" => OpCodes.And,
            "or" => OpCodes.Or,
            "xor" => OpCodes.Xor,
            _ => throw instruction.Unsupported("truth values are combined with and, or, xor"),
        });
    }

    private static void Compare(PtxEmitter emitter, PtxInstruction instruction, PtxType type, string comparison)
    {
        void Push(OpCode code)
        {
            emitter.Load(instruction, instruction.Operands[1], type);
            emitter.Load(instruction, instruction.Operands[2], type);
            emitter.Il.Emit(code);
        }

        if (type.IsFloat) CompareFloats(emitter, instruction, comparison, Push);
        else if (type.IsInteger) CompareIntegers(emitter, instruction, type, comparison, Push);
        else throw instruction.Unsupported("only numbers are compared");
    }

    private static void CompareFloats(PtxEmitter emitter, PtxInstruction instruction, string comparison, Action<OpCode> push)
    {
        (OpCode code, bool isTurned) = comparison switch
        {
            "eq" => (OpCodes.Ceq, false),
            "lt" => (OpCodes.Clt, false),
            "gt" => (OpCodes.Cgt, false),
            "le" => (OpCodes.Cgt_Un, true),
            "ge" => (OpCodes.Clt_Un, true),
            "neu" => (OpCodes.Ceq, true),
            "ltu" => (OpCodes.Clt_Un, false),
            "gtu" => (OpCodes.Cgt_Un, false),
            "leu" => (OpCodes.Cgt, true),
            "geu" => (OpCodes.Clt, true),
            "ne" or "equ" => (OpCodes.Clt, false),
            _ => throw instruction.Unsupported("this comparison of floats is not known"),
        };
        push(code);
        if (comparison is "ne" or "equ")
        {
            // Less or greater: IL has no comparison that is false both for equal numbers and for NaNs.
            push(OpCodes.Cgt);
            emitter.Il.Emit(OpCodes.Or);
        }

        if (isTurned || comparison == "equ") emitter.Not();
    }

    private static void CompareIntegers(
        PtxEmitter emitter, PtxInstruction instruction, PtxType type, string comparison, Action<OpCode> push)
    {
        bool isSigned = type.IsSigned && comparison is "lt" or "le" or "gt" or "ge";
        bool isOrdered = type.Kind == PtxKind.Unsigned || (type.IsSigned && isSigned);
        (OpCode code, bool isTurned) = comparison switch
        {
            "eq" => (OpCodes.Ceq, false),
            "ne" => (OpCodes.Ceq, true),
            "lt" or "lo" when isOrdered => (isSigned ? OpCodes.Clt : OpCodes.Clt_Un, false),
            "gt" or "hi" when isOrdered => (isSigned ? OpCodes.Cgt : OpCodes.Cgt_Un, false),
            "le" or "ls" when isOrdered => (isSigned ? OpCodes.Cgt : OpCodes.Cgt_Un, true),
            "ge" or "hs" when isOrdered => (isSigned ? OpCodes.Clt : OpCodes.Clt_Un, true),
            _ => throw instruction.Unsupported("this comparison of integers is not known"),
        };
        push(code);
        if (isTurned) emitter.Not();
    }

    private static void Test(PtxEmitter emitter, PtxInstruction instruction)
    {
        if (!instruction.TypeWith(operands: 2).IsFloat) throw instruction.Unsupported("only floats are tested");
        emitter.Load(instruction, instruction.Operands[1], PtxType.Float);
        emitter.Call(instruction.Manner switch
        {
            "notanumber" => float.IsNaN,
            "number" => IsNumber,
            "finite" => float.IsFinite,
            "infinite" => (Func<float, bool>)float.IsInfinity,
            _ => throw instruction.Unsupported("this property is not known"),
        });
    }

    private static bool IsNumber(float x) => !float.IsNaN(x);
}
