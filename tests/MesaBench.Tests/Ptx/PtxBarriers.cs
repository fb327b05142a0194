using System.Reflection.Emit;

namespace MesaBench.Tests.Ptx;

/// <summary>
/// Makes a function that waits into one that is left and entered again: at a barrier it writes the registers that are read later into the
/// thread's state and returns the barrier's number, counted from 1 in the order of the text; called again, it reads them and goes on behind.
/// </summary>
internal sealed class PtxBarriers
{
    private const int RegisterBytes = 8;
    private readonly PtxEmitter emitter;
    private readonly ILGenerator il;
    private readonly IReadOnlyDictionary<int, List<string>> kept; // by barrier
    private readonly Label[] entries, exits;                      // [barrier]
    private int emitted;

    public PtxBarriers(PtxEmitter emitter)
    {
        this.emitter = emitter;
        il = emitter.Il;
        kept = PtxLiveness.AtBarriers(emitter.Function);
        entries = [.. kept.Select(_ => il.DefineLabel())];
        exits = [.. kept.Select(_ => il.DefineLabel())];
    }

    private IReadOnlyList<int> Barriers => emitter.Function.Barriers;

    /// <summary>Bytes of a thread's state.</summary>
    public int StateBytes => PtxGroup.RegistersOffset + RegisterBytes * kept.Values.Select(registers => registers.Count).DefaultIfEmpty().Max();

    /// <summary>Where the function is entered: goes to the barrier that the thread waits at.</summary>
    public void EmitEntry()
    {
        if (entries.Length == 0) return;
        Label start = il.DefineLabel();
        PushState(PtxGroup.BarrierOffset);
        il.Emit(OpCodes.Ldind_I4);
        il.Emit(OpCodes.Switch, [start, .. entries]);
        il.MarkLabel(start);
    }

    /// <summary>A barrier for all threads of the group; they come in the order of the text.</summary>
    public void Emit(PtxInstruction instruction)
    {
        if (instruction.Manner is not ("sync" or "sync.aligned" or "cta.sync" or "cta.sync.aligned")
            || instruction.Operands is not [{ Kind: PtxOperandKind.Integer, Value: >= 0 and < 16 }])
            throw instruction.Unsupported("only a barrier 0 to 15 for all threads of the group is");
        int number = emitted++;
        List<string> registers = kept[Barriers[number]];
        for (int i = 0; i < registers.Count; i++)
        {
            LocalBuilder local = emitter.LocalOf(registers[i]);
            PushState(PtxGroup.RegistersOffset + RegisterBytes * i);
            il.Emit(OpCodes.Ldloc, local);
            il.Emit(OpCodes.Stobj, local.LocalType);
        }

        il.Emit(OpCodes.Ldc_I4, number + 1);
        il.Emit(OpCodes.Ret);
        il.MarkLabel(exits[number]);
    }

    /// <summary>What happens on entry behind a barrier, apart from the code proper.</summary>
    public void EmitEntries()
    {
        for (int number = 0; number < entries.Length; number++)
        {
            il.MarkLabel(entries[number]);
            List<string> registers = kept[Barriers[number]];
            for (int i = 0; i < registers.Count; i++)
            {
                LocalBuilder local = emitter.LocalOf(registers[i]);
                PushState(PtxGroup.RegistersOffset + RegisterBytes * i);
                il.Emit(OpCodes.Ldobj, local.LocalType);
                il.Emit(OpCodes.Stloc, local);
            }

            il.Emit(OpCodes.Br, exits[number]);
        }
    }

    private void PushState(int offset)
    {
        il.Emit(OpCodes.Ldarg, (short)PtxTranslator.StateArgument);
        il.Emit(OpCodes.Ldc_I4, offset);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Add);
    }
}
