namespace MesaBench.Tests.Ptx;

/// <summary>Looks in generated PTX for what must not be there. Findings are sentences with line numbers.</summary>
internal static class PtxChecks
{
    private static readonly string[] Operations = ["add", "sub", "mul", "fma", "div", "sqrt", "rcp"];
    private static readonly string[] Estimates = ["ex2", "lg2", "sin", "cos", "tanh", "rsqrt"];
    private static readonly string[] Inexact = ["ftz", "approx", "full", "sat", "rz", "rm", "rp"];

    /// <summary>Local memory, which is slow: values that a kernel means to hold in registers.</summary>
    public static IReadOnlyList<string> LocalMemory(string ptx)
    {
        PtxTokens tokens = new(ptx);
        List<string> findings = [];
        while (!tokens.AtEnd)
        {
            PtxToken token = tokens.Take();
            if (token.Text.Split('.').Skip(1).Contains("local")) findings.Add($"Line {token.Line}: '{token.Text}' is local memory.");
        }

        return findings;
    }

    /// <summary>
    /// Float operations whose bits are not those of IEEE single precision: estimates, subnormals flushed to zero, other roundings, and
    /// operations without .rn, which the driver's compiler fuses as it likes.
    /// </summary>
    public static IReadOnlyList<string> InexactArithmetic(string ptx) => Findings(ptx, instruction =>
    {
        string[] manners = instruction.Manner.Split('.');
        if (!instruction.Types.Any(type => type.IsFloat)) return null;
        if (instruction.Name == "mad") return "rounds as the device likes";
        if (Estimates.Contains(instruction.Name)) return "is an estimate";
        if (manners.FirstOrDefault(Inexact.Contains) is string manner) return $"is not exact: .{manner}";
        return Operations.Contains(instruction.Name) && !manners.Contains("rn") ? "may be fused: it lacks .rn" : null;
    });

    /// <summary>
    /// The float that ILGPU 1.5.3 makes of a truth value, for instance of <c>float f = a &lt; b ? 1 : 0</c>: it takes the integer 1 for the
    /// float's bits, which gives the smallest subnormal number,
    /// <c>selp.b32 %f1, 0f00000001, 0f00000000, %p1</c>. That constant is meant nowhere else. Conversions of predicates are found, too.
    /// </summary>
    public static IReadOnlyList<string> TruthValuesAsFloats(string ptx) => Findings(ptx, instruction =>
    {
        if (instruction.Operands.SelectMany(o => o.Scalars).Any(o => o is { Kind: PtxOperandKind.Float, Value: 1 }))
            return "has the integer 1 as the bits of a float";
        bool isOfPredicate = instruction.Opcode.Split('.').Any(part => part is "pred" or "u1" or "b1")
            || instruction.Operands.Skip(1).Any(o => o.Text.StartsWith("%p", StringComparison.Ordinal));
        return instruction.Name == "cvt" && isOfPredicate ? "converts a truth value" : null;
    });

    /// <summary>
    /// Branches under a condition that promise that all threads of a warp take them together (.uni). Threads work on items of their own, so
    /// that no condition keeps such a promise.
    /// </summary>
    public static IReadOnlyList<string> PromisedBranches(string ptx) => Findings(ptx, instruction =>
        instruction is { Guard: not null, Name: "bra" or "brx" or "ret" } && instruction.Manner.Split('.').Contains("uni")
            ? "promises that all threads of a warp branch alike" : null);

    /// <summary>The loop of the entry that sums products; null where none does.</summary>
    public static ProductLoop? ProductLoop(string ptx) => Ptx.ProductLoop.Of(PtxParser.Parse(ptx).Entry);

    private static List<string> Findings(string ptx, Func<PtxInstruction, string?> problemOf) =>
        [.. from function in PtxParser.Parse(ptx).Functions
            from instruction in function.Body
            let problem = problemOf(instruction)
            where problem is not null
            select $"Line {instruction.Line}: '{instruction.Text}' {problem}."];
}
