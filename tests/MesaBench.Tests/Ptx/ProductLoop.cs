namespace MesaBench.Tests.Ptx;

/// <summary>
/// What one pass through a loop that sums products takes, without loops inside it. <paramref name="Line"/> is where it begins;
/// <paramref name="MultiplyAdds"/> are fma.rn.f32, <paramref name="Divisions"/> those of integers and their remainders,
/// <paramref name="VectorLoads"/> of two or four values each.
/// </summary>
internal sealed record ProductLoop(
    int Line, int MultiplyAdds, int VectorLoads, int ScalarFloatLoads, int Divisions, int LocalAccesses, int Instructions)
{
    /// <summary>
    /// The natural loop with the most multiply-adds whose result is their own addend in a later pass. That tells products from the
    /// polynomials of an activation, which may have as many multiply-adds in a loop of their own. Null: there is none.
    /// </summary>
    public static ProductLoop? Of(PtxFunction function)
    {
        IReadOnlyDictionary<int, IReadOnlySet<int>> loops = new PtxFlow(function).Loops();
        var best = (from header in loops.Keys
                    let own = Own(function, loops, header)
                    let sums = Sums(own, loops[header].Select(i => function.Body[i]))
                    where sums > 0
                    orderby sums descending, own.Count
                    select (Header: header, Instructions: own)).FirstOrDefault();
        return best.Instructions is null ? null : Count(function.Body[best.Header].Line, best.Instructions);
    }

    /// <summary>A loop's instructions that are in no loop inside it.</summary>
    private static List<PtxInstruction> Own(PtxFunction function, IReadOnlyDictionary<int, IReadOnlySet<int>> loops, int header)
    {
        IEnumerable<int> inner = loops.Where(l => l.Key != header && loops[header].Contains(l.Key)).SelectMany(l => l.Value);
        return [.. loops[header].Except(inner).Select(i => function.Body[i])];
    }

    private static int Sums(IEnumerable<PtxInstruction> own, IEnumerable<PtxInstruction> loop)
    {
        ILookup<string, string> flow = loop.SelectMany(Copies).ToLookup(copy => copy.From, copy => copy.To);
        return own.Count(i => IsMultiplyAdd(i) && Leads(flow, i.Operands[0].Text, i.Operands[3].Text));
    }

    /// <summary>The ways from register to register that a sum takes: as the addend of a multiply-add, and by moves.</summary>
    private static IEnumerable<(string From, string To)> Copies(PtxInstruction instruction)
    {
        IEnumerable<PtxOperand> sources = IsMultiplyAdd(instruction) ? instruction.Operands.Skip(3)
            : instruction.Name is "mov" or "selp" ? instruction.Operands.Skip(1)
            : [];
        return sources.Where(s => s.IsRegister).Select(s => (s.Text, instruction.Operands[0].Text));
    }

    private static bool Leads(ILookup<string, string> flow, string from, string to)
    {
        HashSet<string> reached = [from];
        Stack<string> open = new([from]);
        while (open.TryPop(out string? register))
        {
            if (register == to) return true;
            foreach (string next in flow[register].Where(reached.Add)) open.Push(next);
        }

        return false;
    }

    private static ProductLoop Count(int line, List<PtxInstruction> instructions) => new(
        line,
        instructions.Count(IsMultiplyAdd),
        instructions.Count(i => i.Name == "ld" && IsVector(i)),
        instructions.Count(i => i.Name == "ld" && !IsVector(i) && i.Types is [{ IsFloat: true }]),
        instructions.Count(i => i.Name is "div" or "rem" && i.Types is [{ IsInteger: true }]),
        instructions.Count(i => i.Manner.Split('.').Contains("local")),
        instructions.Count);

    private static bool IsMultiplyAdd(PtxInstruction instruction) => instruction is { Opcode: "fma.rn.f32", Operands.Count: 4 };

    private static bool IsVector(PtxInstruction instruction) => instruction.Manner.Split('.')[^1] is "v2" or "v4";
}
