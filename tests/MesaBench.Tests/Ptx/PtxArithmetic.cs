using System.Reflection.Emit;

namespace MesaBench.Tests.Ptx;

/// <summary>Arithmetic on floats, each operation rounded once to the nearest, and on integers, modulo their width.</summary>
internal static class PtxArithmetic
{
    public static void Emit(PtxEmitter emitter, PtxInstruction instruction)
    {
        if (instruction.Types.Count == 0) throw instruction.Unsupported("this instruction is not known");
        if (instruction.Types[0].IsFloat) EmitFloat(emitter, instruction);
        else if (instruction.Types[0].IsInteger) EmitInteger(emitter, instruction);
        else throw instruction.Unsupported("predicates have no arithmetic");
    }

    private static void EmitFloat(PtxEmitter emitter, PtxInstruction instruction)
    {
        if (instruction.Name is "add" or "sub" or "mul" or "mad" && instruction.Manner == "")
            throw instruction.Unsupported("without .rn it may be fused with others, so that its bits are not determined");
        string operation = $"{instruction.Name}.{instruction.Manner}".TrimEnd('.');
        if (operation == "rcp.rn") emitter.Il.Emit(OpCodes.Ldc_R4, 1f);
        int operands = operation switch { "fma.rn" => 4, "sqrt.rn" or "rcp.rn" or "neg" or "abs" => 2, _ => 3 };
        PtxType type = instruction.TypeWith(operands);
        foreach (PtxOperand operand in instruction.Operands.Skip(1)) emitter.Load(instruction, operand, type);
        switch (operation)
        {
            case "add.rn": emitter.Il.Emit(OpCodes.Add); break;
            case "sub.rn": emitter.Il.Emit(OpCodes.Sub); break;
            case "mul.rn": emitter.Il.Emit(OpCodes.Mul); break;
            case "div.rn" or "rcp.rn": emitter.Il.Emit(OpCodes.Div); break;
            case "neg": emitter.Il.Emit(OpCodes.Neg); break;
            case "fma.rn": emitter.Call(PtxOperations.MultiplyAdd); break;
            case "sqrt.rn": emitter.Call(PtxOperations.SquareRoot); break;
            case "abs": emitter.Call(nameof(PtxOperations.Magnitude), typeof(float)); break;
            case "min": emitter.Call(nameof(PtxOperations.Smaller), typeof(float), typeof(float)); break;
            case "max": emitter.Call(nameof(PtxOperations.Larger), typeof(float), typeof(float)); break;
            default: throw instruction.Unsupported("this operation on floats is not known");
        }

        emitter.StoreResult(instruction, instruction.Operands[0], type);
    }

    private static void EmitInteger(PtxEmitter emitter, PtxInstruction instruction)
    {
        switch (instruction.Name, instruction.Manner)
        {
            case ("add", ""): Calculate(emitter, instruction, OpCodes.Add); break;
            case ("sub", ""): Calculate(emitter, instruction, OpCodes.Sub); break;
            case ("neg", ""): Calculate(emitter, instruction, OpCodes.Neg); break;
            case ("div", ""): Calculate(emitter, instruction, nameof(PtxOperations.Quotient), operands: 2); break;
            case ("rem", ""): Calculate(emitter, instruction, nameof(PtxOperations.Remainder), operands: 2); break;
            case ("min", ""): Calculate(emitter, instruction, nameof(PtxOperations.Smaller), operands: 2); break;
            case ("max", ""): Calculate(emitter, instruction, nameof(PtxOperations.Larger), operands: 2); break;
            case ("abs", "") when instruction.Types[0].IsSigned: Calculate(emitter, instruction, nameof(PtxOperations.Magnitude), 1); break;
            case ("popc", ""): Count(emitter, instruction, nameof(PtxOperations.CountOnes)); break;
            case ("clz", ""): Count(emitter, instruction, nameof(PtxOperations.CountLeadingZeros)); break;
            case ("mul" or "mad", "lo" or "hi" or "wide"): Multiply(emitter, instruction); break;
            default: throw instruction.Unsupported("this operation on integers is not known");
        }
    }

    private static void Calculate(PtxEmitter emitter, PtxInstruction instruction, OpCode code)
    {
        PtxType type = instruction.TypeWith(code == OpCodes.Neg ? 2 : 3);
        foreach (PtxOperand operand in instruction.Operands.Skip(1)) emitter.Load(instruction, operand, type);
        emitter.Il.Emit(code);
        emitter.StoreResult(instruction, instruction.Operands[0], type);
    }

    private static void Calculate(PtxEmitter emitter, PtxInstruction instruction, string operation, int operands)
    {
        PtxType type = instruction.TypeWith(operands + 1);
        foreach (PtxOperand operand in instruction.Operands.Skip(1)) emitter.Load(instruction, operand, type);
        emitter.Call(operation, [.. Enumerable.Repeat(type.Clr, operands)]);
        emitter.StoreResult(instruction, instruction.Operands[0], type);
    }

    /// <summary>Counts bits of 32 or 64; the count has 32.</summary>
    private static void Count(PtxEmitter emitter, PtxInstruction instruction, string operation)
    {
        PtxType type = instruction.TypeWith(operands: 2);
        if (type.Bits < 32) throw instruction.Unsupported("bits are counted in 32 or 64");
        emitter.Load(instruction, instruction.Operands[1], type);
        emitter.Call(operation, type.Clr);
        emitter.StoreResult(instruction, instruction.Operands[0], new(PtxKind.Unsigned, 32));
    }

    /// <summary>The low half, the high half or all of a product; mad then adds a number as wide as that.</summary>
    private static void Multiply(PtxEmitter emitter, PtxInstruction instruction)
    {
        PtxType type = instruction.TypeWith(instruction.Name == "mul" ? 3 : 4);
        bool isWide = instruction.Manner == "wide", isHigh = instruction.Manner == "hi";
        if ((isWide && type.Bits == 64) || (isHigh && type.Bits < 32))
            throw instruction.Unsupported("this width of a product is not known");
        foreach (PtxOperand operand in instruction.Operands.Skip(1).Take(2))
        {
            emitter.Load(instruction, operand, type);
            if (isWide && type.Bits == 32) emitter.Il.Emit(type.IsSigned ? OpCodes.Conv_I8 : OpCodes.Conv_U8);
        }

        if (isHigh) emitter.Call(nameof(PtxOperations.HighProduct), type.Clr, type.Clr);
        else emitter.Il.Emit(OpCodes.Mul);
        PtxType product = isWide ? type with { Bits = 2 * type.Bits } : type;
        if (instruction.Name == "mad")
        {
            emitter.Load(instruction, instruction.Operands[3], product);
            emitter.Il.Emit(OpCodes.Add);
        }

        emitter.StoreResult(instruction, instruction.Operands[0], product);
    }
}
