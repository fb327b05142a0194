using System.Globalization;

namespace MesaBench.Tests.Ptx;

/// <summary>Reads operands, and writes them as they were.</summary>
internal static class PtxOperands
{
    public static PtxOperand Read(PtxTokens tokens)
    {
        if (tokens.TakeIf("{")) return ReadVector(tokens);
        if (tokens.TakeIf("[")) return ReadAddress(tokens);
        if (tokens.TakeIf("!")) return Read(tokens) with { IsNegated = true };
        PtxToken token = tokens.Peek;
        if (token.Text == "-" || char.IsAsciiDigit(token.Text.FirstOrDefault())) return ReadNumber(tokens);
        _ = tokens.Take();
        if (token.Text[0] is not ('%' or '_' or '$') && !char.IsAsciiLetter(token.Text[0]))
            throw new FormatException($"Line {token.Line}: an operand is expected, '{token.Text}' was found.");
        return new(token.Text[0] == '%' ? PtxOperandKind.Register : PtxOperandKind.Name, token.Text);
    }

    public static string Write(PtxOperand operand) => operand.Kind switch
    {
        PtxOperandKind.Vector => $"{{{string.Join(", ", operand.Scalars.Select(Write))}}}",
        PtxOperandKind.Address => $"[{operand.Text}{(operand.Value == 0 ? "" : $"{operand.Value:+0;-0}")}]",
        _ => (operand.IsNegated ? "!" : "") + operand.Text,
    };

    private static PtxOperand ReadVector(PtxTokens tokens)
    {
        List<PtxOperand> elements = [];
        while (!tokens.TakeIf("}"))
        {
            elements.Add(Read(tokens));
            _ = tokens.TakeIf(",");
        }

        return new(PtxOperandKind.Vector, "", Elements: elements);
    }

    /// <summary>[name], [name+8], [%rd1+-16].</summary>
    private static PtxOperand ReadAddress(PtxTokens tokens)
    {
        string name = tokens.Take().Text;
        bool hasOffset = tokens.TakeIf("+") || tokens.Peek.Text == "-";
        long offset = hasOffset ? ReadNumber(tokens).Value : 0;
        tokens.Expect("]");
        return new(PtxOperandKind.Address, name, offset);
    }

    /// <summary>4, -1, 0x1F, 7U, or the bits of a float as 0f3F800000.</summary>
    private static PtxOperand ReadNumber(PtxTokens tokens)
    {
        string sign = tokens.TakeIf("-") ? "-" : "";
        PtxToken token = tokens.Take();
        string digits = token.Text.ToLowerInvariant().TrimEnd('u');
        bool isFloat = digits.StartsWith("0f", StringComparison.Ordinal) || digits.StartsWith("0d", StringComparison.Ordinal);
        bool isHex = isFloat || digits.StartsWith("0x", StringComparison.Ordinal);
        NumberStyles style = isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        if (!ulong.TryParse(isHex ? digits[2..] : digits, style, CultureInfo.InvariantCulture, out ulong bits) || (isFloat && sign != ""))
            throw new FormatException($"Line {token.Line}: a number is expected, '{sign}{token.Text}' was found.");
        return new(isFloat ? PtxOperandKind.Float : PtxOperandKind.Integer, sign + token.Text, sign == "" ? (long)bits : -(long)bits);
    }
}
