namespace MesaBench.Tests.Ptx;

/// <summary>Reads a function's body, from behind its opening brace.</summary>
internal sealed class PtxBody(PtxTokens tokens)
{
    private readonly Dictionary<string, PtxType> registers = [];
    private readonly List<PtxInstruction> instructions = [];
    private readonly Dictionary<string, int> labels = [];
    private readonly List<PtxParameter> shared = [];
    private readonly Dictionary<string, IReadOnlyList<string>> branchTargets = [];

    public PtxFunction Read(string name, bool isEntry, IReadOnlyList<PtxParameter> parameters)
    {
        while (!tokens.TakeIf("}"))
        {
            if (tokens.TakeIf(".reg")) ReadRegisters();
            else if (tokens.TakeIf(".shared")) ReadShared();
            else if (tokens.TakeIf(".pragma")) tokens.SkipPast(";");
            else if (tokens.TakeIf(".loc")) tokens.SkipLine();
            else if (tokens.PeekSecond.Text == ":") ReadLabel();
            else if (!tokens.TakeIf(";")) instructions.Add(ReadInstruction());
        }

        return new(name, isEntry, parameters, registers, instructions, labels, branchTargets, shared);
    }

    /// <summary>.reg .f32 %f&lt;3&gt;; declares %f0 to %f2, .reg .b32 %a, %b; declares two by name.</summary>
    private void ReadRegisters()
    {
        PtxToken type = tokens.Take();
        PtxType meaning = PtxType.Named(type.Text[1..]) ?? throw new FormatException($"Line {type.Line}: '{type.Text}' is no type.");
        do
        {
            string name = tokens.Take().Text;
            if (tokens.TakeIf("<"))
            {
                int count = PtxParser.Count(tokens.Take());
                tokens.Expect(">");
                for (int i = 0; i < count; i++) registers[$"{name}{i}"] = meaning;
            }
            else registers[name] = meaning;
        } while (tokens.TakeIf(","));

        tokens.Expect(";");
    }

    private void ReadShared()
    {
        PtxParser.AddVariable(tokens, shared);
        tokens.Expect(";");
    }

    private void ReadLabel()
    {
        string label = tokens.Take().Text;
        tokens.Expect(":");
        if (!tokens.TakeIf(".branchtargets"))
        {
            labels[label] = instructions.Count;
            return;
        }

        List<string> targets = [];
        do targets.Add(tokens.Take().Text);
        while (tokens.TakeIf(","));
        branchTargets[label] = targets;
        tokens.Expect(";");
    }

    private PtxInstruction ReadInstruction()
    {
        PtxOperand? guard = tokens.TakeIf("@") ? PtxOperands.Read(tokens) : null;
        PtxToken opcode = tokens.Take();
        if (opcode.Text[0] == '.') return ReadDeclaration(opcode);
        List<PtxOperand> operands = [];
        while (!tokens.TakeIf(";"))
        {
            operands.Add(PtxOperands.Read(tokens));
            _ = tokens.TakeIf(",");
        }

        string condition = guard is null ? "" : $"@{PtxOperands.Write(guard)} ";
        string text = $"{condition}{opcode.Text} {string.Join(", ", operands.Select(PtxOperands.Write))}".TrimEnd();
        return new(opcode.Line, guard, opcode.Text, operands, text);
    }

    /// <summary>.local and the like: kept as they are, since only checks look at them.</summary>
    private PtxInstruction ReadDeclaration(PtxToken opcode)
    {
        List<string> words = [opcode.Text];
        while (!tokens.TakeIf(";")) words.Add(tokens.Take().Text);
        return new(opcode.Line, null, opcode.Text, [], string.Join(' ', words).Replace(" [ ", "[").Replace(" ]", "]"));
    }
}
