using System.Reflection.Emit;

namespace MesaBench.Tests.Ptx;

/// <summary>What one thread of a grid does.</summary>
internal unsafe delegate void PtxThread(byte* parameters, int group, int groups, int thread, int threads);

/// <summary>Translates a function to IL, instruction by instruction: registers become locals, labels labels, branches branches.</summary>
internal sealed class PtxTranslator
{
    public const int ParametersArgument = 0, GroupArgument = 1, GroupsArgument = 2, ThreadArgument = 3, ThreadsArgument = 4;

    private readonly PtxFunction function;
    private readonly PtxEmitter emitter;
    private readonly PtxMemory memory;
    private readonly ILGenerator il;
    private readonly Label[] labels; // [instruction], and one for the end

    private PtxTranslator(PtxFunction function, ILGenerator il)
    {
        this.function = function;
        this.il = il;
        emitter = new(il, function);
        memory = new(emitter);
        labels = [.. Enumerable.Range(0, function.Body.Count + 1).Select(_ => il.DefineLabel())];
    }

    /// <summary>Translates a function. Errors: an instruction that is not supported, with its line.</summary>
    public static unsafe PtxThread Translate(PtxFunction function)
    {
        Type[] arguments = [typeof(byte*), typeof(int), typeof(int), typeof(int), typeof(int)];
        DynamicMethod method = new(function.Name, typeof(void), arguments, typeof(PtxTranslator).Module, skipVisibility: true);
        new PtxTranslator(function, method.GetILGenerator()).Emit();
        return method.CreateDelegate<PtxThread>();
    }

    private void Emit()
    {
        for (int i = 0; i < function.Body.Count; i++)
        {
            il.MarkLabel(labels[i]);
            EmitGuarded(function.Body[i]);
        }

        il.MarkLabel(labels[^1]);
        il.Emit(OpCodes.Ret);
        memory.EmitFaults();
    }

    private void EmitGuarded(PtxInstruction instruction)
    {
        if (instruction.Types.Any(type => type.IsFloat && type.Bits != 32))
            throw instruction.Unsupported("of floats, only single precision is");
        Label otherwise = il.DefineLabel();
        if (instruction.Guard is not null)
        {
            emitter.Load(instruction, instruction.Guard, PtxType.Predicate);
            if (instruction is { Name: "bra", Operands: [PtxOperand target] })
            {
                il.Emit(OpCodes.Brtrue, labels[function.Target(instruction, target.Text)]);
                return;
            }

            il.Emit(OpCodes.Brfalse, otherwise);
        }

        Emit(instruction);
        il.MarkLabel(otherwise);
    }

    private void Emit(PtxInstruction instruction)
    {
        switch (instruction.Name)
        {
            case "bra" or "brx" or "ret" or "exit": EmitJump(instruction); break;
            case "ld" or "st": memory.Emit(instruction); break;
            case "mov" or "cvta" or "selp": PtxMoves.Emit(emitter, instruction); break;
            case "setp" or "testp": PtxComparisons.Emit(emitter, instruction); break;
            case "cvt": PtxConversions.Emit(emitter, instruction); break;
            case "and" or "or" or "xor" or "not": PtxLogic.Emit(emitter, instruction); break;
            case "shl" or "shr": PtxLogic.EmitShift(emitter, instruction); break;
            default: PtxArithmetic.Emit(emitter, instruction); break;
        }
    }

    private void EmitJump(PtxInstruction instruction)
    {
        switch (instruction.Opcode, instruction.Operands)
        {
            case ("ret" or "ret.uni" or "exit", []):
                il.Emit(OpCodes.Ret);
                break;
            case ("bra" or "bra.uni", [PtxOperand target]):
                il.Emit(OpCodes.Br, labels[function.Target(instruction, target.Text)]);
                break;
            case ("brx.idx" or "brx.idx.uni", [PtxOperand index, PtxOperand list]) when function.BranchTargets.ContainsKey(list.Text):
                emitter.Load(instruction, index, PtxType.Word);
                il.Emit(OpCodes.Switch, function.BranchTargets[list.Text].Select(l => labels[function.Target(instruction, l)]).ToArray());
                break;
            default: throw instruction.Unsupported("this jump is not known");
        }
    }
}
