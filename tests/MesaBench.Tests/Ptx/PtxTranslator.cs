using System.Reflection.Emit;

namespace MesaBench.Tests.Ptx;

/// <summary>
/// What one thread of a grid does until it ends (0) or waits at a barrier, whose number it returns. <paramref name="state"/> is what
/// <see cref="PtxGroup"/> keeps for it.
/// </summary>
internal unsafe delegate int PtxThread(byte* parameters, int group, int groups, int thread, int threads, byte* state);

/// <summary>
/// A translated function, with the bytes that a waiting thread keeps, the lines of its barriers and the bytes that a group shares.
/// </summary>
internal sealed record PtxCode(PtxThread Thread, int StateBytes, IReadOnlyList<int> BarrierLines, int SharedBytes)
{
    /// <summary>What a thread returns that has ended.</summary>
    public const int NoBarrier = 0;

    /// <summary>Whether the threads of a group have to do with each other.</summary>
    public bool NeedsState => BarrierLines.Count > 0 || SharedBytes > 0;
}

/// <summary>Translates a function to IL, instruction by instruction: registers become locals, labels labels, branches branches.</summary>
internal sealed class PtxTranslator
{
    public const int ParametersArgument = 0, GroupArgument = 1, GroupsArgument = 2, ThreadArgument = 3, ThreadsArgument = 4, StateArgument = 5;

    private readonly PtxFunction function;
    private readonly PtxEmitter emitter;
    private readonly PtxMemory memory;
    private readonly PtxBarriers barriers;
    private readonly ILGenerator il;
    private readonly Label[] labels; // [instruction], and one for the end

    private PtxTranslator(PtxFunction function, ILGenerator il)
    {
        this.function = function;
        this.il = il;
        emitter = new(il, function);
        memory = new(emitter);
        barriers = new(emitter);
        labels = [.. Enumerable.Range(0, function.Body.Count + 1).Select(_ => il.DefineLabel())];
    }

    /// <summary>Translates a function. Errors: an instruction that is not supported, with its line.</summary>
    public static unsafe PtxCode Translate(PtxFunction function)
    {
        Type[] arguments = [typeof(byte*), typeof(int), typeof(int), typeof(int), typeof(int), typeof(byte*)];
        DynamicMethod method = new(function.Name, typeof(int), arguments, typeof(PtxTranslator).Module, skipVisibility: true);
        PtxTranslator translator = new(function, method.GetILGenerator());
        translator.Emit();
        int[] lines = [.. function.Barriers.Select(barrier => function.Body[barrier].Line)];
        return new(method.CreateDelegate<PtxThread>(), translator.barriers.StateBytes, lines, function.SharedBytes);
    }

    private void Emit()
    {
        barriers.EmitEntry();
        for (int i = 0; i < function.Body.Count; i++)
        {
            il.MarkLabel(labels[i]);
            EmitGuarded(function.Body[i]);
        }

        il.MarkLabel(labels[^1]);
        EmitEnd();
        barriers.EmitEntries();
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
            case "bar" or "barrier": barriers.Emit(instruction); break;
            case "membar" or "fence": break; // one thread runs after the other, so that all see what each has written
            case "ld" or "st": memory.Emit(instruction); break;
            case "mov" or "cvta" or "selp": PtxMoves.Emit(emitter, instruction); break;
            case "setp" or "testp": PtxComparisons.Emit(emitter, instruction); break;
            case "cvt": PtxConversions.Emit(emitter, instruction); break;
            case "and" or "or" or "xor" or "not": PtxLogic.Emit(emitter, instruction); break;
            case "shl" or "shr": PtxLogic.EmitShift(emitter, instruction); break;
            default: PtxArithmetic.Emit(emitter, instruction); break;
        }
    }

    private void EmitEnd()
    {
        il.Emit(OpCodes.Ldc_I4, PtxCode.NoBarrier);
        il.Emit(OpCodes.Ret);
    }

    private void EmitJump(PtxInstruction instruction)
    {
        switch (instruction.Opcode, instruction.Operands)
        {
            case ("ret" or "ret.uni" or "exit", []):
                EmitEnd();
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
