namespace MesaBench.Tests.Ptx;

/// <summary>
/// Where a register's NaNs may come from. On a GPU every single-precision operation that yields a NaN yields the bits 0x7FFFFFFF, while a
/// NaN that is merely loaded and moved keeps its bits. Testing each result for NaN would halve the speed, so that it is done where bits
/// become visible (a store, a reinterpretation) if all a register can hold is results of operations, and at once only where it can hold
/// both. Registers that moves and selections connect are one group.
/// </summary>
internal sealed class NanOrigins
{
    private readonly Dictionary<string, string> parents = [];
    private readonly HashSet<string> computed = [], raw = [];

    public NanOrigins(PtxFunction function)
    {
        List<(string Group, bool IsComputed)> origins = [];
        foreach (PtxInstruction instruction in function.Body)
        {
            IEnumerable<string> targets = instruction.Operands.Take(1).SelectMany(o => o.Scalars).Select(o => o.Text)
                .Where(name => function.Registers.TryGetValue(name, out PtxType type) && type.IsFloat);
            foreach (string target in targets)
            {
                if (instruction.Name is "mov" or "selp") Copy(function, instruction, target, origins);
                else origins.Add((target, instruction.Name is not "ld"));
            }
        }

        foreach ((string register, bool isComputed) in origins) _ = (isComputed ? computed : raw).Add(GroupOf(register));
    }

    /// <summary>Whether an operation's result must be made canonical before it is put into a float register.</summary>
    public bool AreMixed(string register) => computed.Contains(GroupOf(register)) && raw.Contains(GroupOf(register));

    /// <summary>Whether all NaNs in a float register stand for the canonical one.</summary>
    public bool AreComputed(string register) => computed.Contains(GroupOf(register)) && !raw.Contains(GroupOf(register));

    private void Copy(PtxFunction function, PtxInstruction instruction, string target, List<(string, bool)> origins)
    {
        foreach (PtxOperand source in instruction.Operands.Skip(1).Where(o => !IsPredicate(function, o)))
        {
            if (source.IsRegister && function.Registers.TryGetValue(source.Text, out PtxType type) && type.IsFloat)
                parents[GroupOf(source.Text)] = GroupOf(target);
            else if (source.IsRegister || float.IsNaN(BitConverter.Int32BitsToSingle((int)source.Value)))
                origins.Add((target, false));
        }
    }

    private static bool IsPredicate(PtxFunction function, PtxOperand operand) =>
        function.Registers.TryGetValue(operand.Text, out PtxType type) && type.Kind == PtxKind.Predicate;

    private string GroupOf(string register)
    {
        while (parents.TryGetValue(register, out string? parent) && parent != register) register = parent;
        return register;
    }
}
