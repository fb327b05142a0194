namespace MesaBench.Tests.Ptx;

/// <summary>What the bits of a register or of an instruction's operand mean.</summary>
internal enum PtxKind { Bits, Unsigned, Signed, Float, Predicate }

/// <summary>A fundamental type, such as .s32: its meaning and its width in bits (1 for a predicate).</summary>
internal readonly record struct PtxType(PtxKind Kind, int Bits)
{
    public static readonly PtxType Predicate = new(PtxKind.Predicate, 1);
    public static readonly PtxType Float = new(PtxKind.Float, 32);
    public static readonly PtxType Word = new(PtxKind.Bits, 32);

    public bool IsFloat => Kind == PtxKind.Float;

    public bool IsSigned => Kind == PtxKind.Signed;

    public bool IsInteger => Kind is PtxKind.Bits or PtxKind.Unsigned or PtxKind.Signed;

    public int Bytes => Bits / 8;

    /// <summary>The .NET type whose arithmetic and order are this type's; up to 32 bits are calculated with 32.</summary>
    public Type Clr => (IsFloat, Bits, IsSigned) switch
    {
        (true, _, _) => typeof(float),
        (_, 64, true) => typeof(long),
        (_, 64, false) => typeof(ulong),
        (_, _, true) => typeof(int),
        _ => typeof(uint),
    };

    /// <summary>The type of a name without its dot, for instance "u64"; null where the name is no fundamental type.</summary>
    public static PtxType? Named(string name) => name switch
    {
        "pred" => Predicate,
        "b8" or "b16" or "b32" or "b64" => new(PtxKind.Bits, int.Parse(name[1..])),
        "u8" or "u16" or "u32" or "u64" => new(PtxKind.Unsigned, int.Parse(name[1..])),
        "s8" or "s16" or "s32" or "s64" => new(PtxKind.Signed, int.Parse(name[1..])),
        "f16" or "f32" or "f64" => new(PtxKind.Float, int.Parse(name[1..])),
        _ => null,
    };
}

/// <summary>What an operand is: %r1 or %tid.x, a number, [base+offset], {a, b}, or the name of a label.</summary>
internal enum PtxOperandKind { Register, Integer, Float, Address, Vector, Name }

/// <summary>
/// An operand. <paramref name="Text"/> is the name of a register, of an address's base or of a label; <paramref name="Value"/> an integer,
/// the bits of a float, or an address's offset in bytes; <paramref name="IsNegated"/> marks the predicate in !%p1.
/// </summary>
internal sealed record PtxOperand(
    PtxOperandKind Kind, string Text, long Value = 0, bool IsNegated = false, IReadOnlyList<PtxOperand>? Elements = null)
{
    public bool IsRegister => Kind == PtxOperandKind.Register;

    /// <summary>The operand itself, or the elements of a vector.</summary>
    public IReadOnlyList<PtxOperand> Scalars => Elements ?? [this];
}

/// <summary>
/// An instruction, or a declaration within a function's body (its opcode then begins with a dot). <paramref name="Guard"/> is the predicate
/// of @%p1, <paramref name="Line"/> counts from 1.
/// </summary>
internal sealed record PtxInstruction(int Line, PtxOperand? Guard, string Opcode, IReadOnlyList<PtxOperand> Operands, string Text)
{
    /// <summary>What the instruction does: "ld" of ld.global.v4.f32.</summary>
    public string Name { get; } = Opcode.Split('.')[0];

    /// <summary>How it does it: "global.v4" of ld.global.v4.f32.</summary>
    public string Manner { get; } = string.Join('.', Opcode.Split('.').Skip(1).Where(part => PtxType.Named(part) is null));

    /// <summary>The types in the opcode, in order: first that of the result where there are two.</summary>
    public IReadOnlyList<PtxType> Types { get; } = [.. Opcode.Split('.').Skip(1).Select(PtxType.Named).OfType<PtxType>()];

    /// <summary>Whether threads of a group wait for each other here.</summary>
    public bool IsBarrier => Name is "bar" or "barrier";

    /// <summary>Names of the registers that are written.</summary>
    public IEnumerable<string> Writes => NamesIn(Operands.Take(Targets));

    /// <summary>Names of the registers that are read, those of addresses and of the guard included.</summary>
    public IEnumerable<string> Reads => NamesIn([.. Operands.Skip(Targets), .. Guard is null ? [] : (PtxOperand[])[Guard]]);

    /// <summary>How many operands, the first ones, are results.</summary>
    private int Targets => IsBarrier || Name is "st" or "bra" or "brx" or "ret" or "exit" or "membar" or "fence" ? 0 : 1;

    private static IEnumerable<string> NamesIn(IEnumerable<PtxOperand> operands) => operands.SelectMany(o => o.Scalars).Select(o => o.Text);

    /// <summary>The one type of the opcode. Errors: it has none or several, or not the operands that such an instruction takes.</summary>
    public PtxType TypeWith(int operands) => Types is [PtxType type] && Operands.Count == operands
        ? type
        : throw Unsupported($"one type and {operands} operands are expected");

    public NotSupportedException Unsupported(string why) => new($"Line {Line}: '{Text}' is not supported: {why}.");
}

/// <summary>A parameter and its place in the parameter block, or a variable and its place in a group's shared memory, in bytes.</summary>
internal readonly record struct PtxParameter(string Name, int Offset, int Size)
{
    /// <summary>The first byte behind.</summary>
    public int End => Offset + Size;

    /// <summary>One behind this one, at the next multiple of its alignment.</summary>
    public PtxParameter Next(string name, int size, int alignment) => new(name, (End + alignment - 1) / alignment * alignment, size);
}

/// <summary>
/// A function: registers by name, instructions in order, and what its labels stand for. A label names the index of the instruction that
/// follows it; a label before .branchtargets names a list of labels.
/// </summary>
internal sealed record PtxFunction(
    string Name, bool IsEntry, IReadOnlyList<PtxParameter> Parameters, IReadOnlyDictionary<string, PtxType> Registers,
    IReadOnlyList<PtxInstruction> Body, IReadOnlyDictionary<string, int> Labels,
    IReadOnlyDictionary<string, IReadOnlyList<string>> BranchTargets, IReadOnlyList<PtxParameter> Shared)
{
    /// <summary>Length of the parameter block in bytes.</summary>
    public int ParameterBytes => Parameters.Count == 0 ? 0 : Parameters[^1].End;

    /// <summary>Length of the memory that the threads of a group share, in bytes.</summary>
    public int SharedBytes => Shared.Count == 0 ? 0 : Shared[^1].End;

    /// <summary>The indices of the barriers in the body.</summary>
    public IReadOnlyList<int> Barriers { get; } = [.. Enumerable.Range(0, Body.Count).Where(i => Body[i].IsBarrier)];

    /// <summary>The index of the instruction behind a label.</summary>
    public int Target(PtxInstruction branch, string label) =>
        Labels.TryGetValue(label, out int index) ? index : throw branch.Unsupported($"there is no label {label}");
}

/// <summary>A module: the functions that have a body.</summary>
internal sealed record PtxModule(IReadOnlyList<PtxFunction> Functions)
{
    /// <summary>The only entry. Errors: there is none, or there are several.</summary>
    public PtxFunction Entry => Functions.Where(f => f.IsEntry).ToArray() is [PtxFunction entry]
        ? entry
        : throw new FormatException($"A module with one entry is expected; this one has {Functions.Count(f => f.IsEntry)}.");
}
