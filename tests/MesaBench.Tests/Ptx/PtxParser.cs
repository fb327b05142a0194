using System.Globalization;

namespace MesaBench.Tests.Ptx;

/// <summary>
/// Reads a module (PTX ISA, "Directives" and "Instruction Statements"). It knows the grammar, not the instructions: any opcode is read.
/// </summary>
internal static class PtxParser
{
    /// <summary>Reads a module. Errors: a line that is not PTX.</summary>
    public static PtxModule Parse(string ptx)
    {
        PtxTokens tokens = new(ptx);
        List<PtxFunction> functions = [];
        while (!tokens.AtEnd)
        {
            PtxToken token = tokens.Take();
            if (token.Text is ".version" or ".target" or ".address_size" or ".file") tokens.SkipLine();
            else if (token.Text is ".entry" or ".func") AddFunction(tokens, token.Text == ".entry", functions);
            else if (token.Text is not (".visible" or ".extern" or ".weak")) tokens.SkipPast(";");
        }

        return new(functions);
    }

    private static void AddFunction(PtxTokens tokens, bool isEntry, List<PtxFunction> functions)
    {
        if (tokens.Peek.Text == "(") _ = Parameters(tokens);
        string name = tokens.Take().Text;
        IReadOnlyList<PtxParameter> parameters = Parameters(tokens);
        while (tokens.Peek.Text is not (";" or "{")) _ = tokens.Take();
        if (tokens.Take().Text == "{") functions.Add(new PtxBody(tokens).Read(name, isEntry, parameters));
    }

    private static List<PtxParameter> Parameters(PtxTokens tokens)
    {
        List<PtxParameter> parameters = [];
        tokens.Expect("(");
        while (!tokens.TakeIf(")"))
        {
            tokens.Expect(".param");
            AddVariable(tokens, parameters);
            _ = tokens.TakeIf(",");
        }

        return parameters;
    }

    /// <summary>Reads a variable from behind its space, .b32 n or .align 8 .b8 block[88], and places it behind the ones before.</summary>
    public static void AddVariable(PtxTokens tokens, List<PtxParameter> variables)
    {
        int? alignment = tokens.TakeIf(".align") ? Count(tokens.Take()) : null;
        PtxToken type = tokens.Take();
        int bytes = PtxType.Named(type.Text[1..])?.Bytes ?? throw new FormatException($"Line {type.Line}: '{type.Text}' is no type.");
        string name = tokens.Take().Text;
        int elements = 1;
        if (tokens.TakeIf("["))
        {
            elements = Count(tokens.Take());
            tokens.Expect("]");
        }

        variables.Add(variables.LastOrDefault().Next(name, bytes * elements, alignment ?? bytes));
    }

    /// <summary>A count in decimal digits.</summary>
    public static int Count(PtxToken token) => int.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
        ? count
        : throw new FormatException($"Line {token.Line}: a number is expected, '{token.Text}' was found.");
}
