using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace MesaBench.Engines.Operations;

/// <summary>
/// The checks of one call of an operation. A failure names the operation, what was found and what is allowed. Every check gives itself
/// back, so that an operation's checks read as a list.
/// </summary>
public readonly partial struct OperationCheck
{
    /// <summary>Products take rows in multiples of so many, and lanes have as many columns.</summary>
    public const int Lane = 16;

    private readonly string operation;
    private readonly int agents;
    private readonly IReadOnlyDictionary<Storage, long> lengths;

    /// <summary>The checks of a call.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="agents">Agents that every tensor must have, if it is not shared by them.</param>
    /// <param name="lengths">Numbers in each block of the engine's memory.</param>
    internal OperationCheck(string operation, int agents, IReadOnlyDictionary<Storage, long> lengths) =>
        (this.operation, this.agents, this.lengths) = (operation, agents, lengths);

    /// <summary>
    /// A float tensor: of the operation's agents, within its memory and within each agent's part of it, its rows beginning at whole lanes
    /// and having room for their padding.
    /// </summary>
    public OperationCheck In(Tensor? tensor, [CallerArgumentExpression(nameof(tensor))] string name = "")
    {
        if (tensor is null) return this;
        int width = Tensor.Pad(tensor.Columns);
        if (tensor.Offset % 16 != 0 || tensor.AgentStride % 16 != 0 || tensor.RowStride % 16 != 0)
            throw Refused(name, $"begins at {tensor.Offset} with strides of {tensor.AgentStride} and {tensor.RowStride}", "multiples of 16");
        return Within(name, tensor.Storage, tensor.Offset, tensor.AgentStride, tensor.RowStride, tensor.Agents, tensor.Rows, width);
    }

    /// <summary>An int tensor, in the same way; without padding.</summary>
    public OperationCheck In(IntTensor? tensor, [CallerArgumentExpression(nameof(tensor))] string name = "") => tensor is null
        ? this
        : Within(name, tensor.Storage, tensor.Offset, tensor.AgentStride, tensor.RowStride, tensor.Agents, tensor.Rows, tensor.Columns);

    /// <summary>Two numbers that must be equal.</summary>
    public OperationCheck Equal(
        long found, long allowed, [CallerArgumentExpression(nameof(found))] string name = "",
        [CallerArgumentExpression(nameof(allowed))] string other = "") =>
        found == allowed ? this : throw Refused(name, $"is {found}", Named(allowed, other));

    /// <summary>A number that must not be below another.</summary>
    public OperationCheck AtLeast(
        long found, long least, [CallerArgumentExpression(nameof(found))] string name = "",
        [CallerArgumentExpression(nameof(least))] string other = "") =>
        found >= least ? this : throw Refused(name, $"is {found}", $"at least {Named(least, other)}");

    /// <summary>A number that must be a multiple of another.</summary>
    public OperationCheck Multiple(
        long found, long of, [CallerArgumentExpression(nameof(found))] string name = "",
        [CallerArgumentExpression(nameof(of))] string other = "") =>
        of > 0 && found % of == 0 ? this : throw Refused(name, $"is {found}", $"a multiple of {Named(of, other)}");

    /// <summary>Anything else that must hold.</summary>
    public OperationCheck That(bool holds, string name, string found, string allowed) => holds ? this : throw Refused(name, found, allowed);

    /// <summary>What follows a sum has its shape; an addend of one row may stand for all, and a gradient needs the output it is of.</summary>
    public void Epilogue(Tensor Y, Tensor? Addend, Activation activation, Tensor? Output)
    {
        OperationCheck check = In(Addend).In(Output).That(
            Output is not null || !activation.IsSlope(), nameof(Output), "is missing",
            $"the activation's output, of which {activation} is the gradient")
            .That(
                activation != Activation.Sigmoid || Y.Columns % Lane == 0, nameof(Y), $"has {Y.Columns} columns",
                $"a multiple of {Lane}, since zeros of padding would not stay so");
        if (Addend is not null)
        {
            check = check.Equal(Addend.Columns, Y.Columns);
            if (Addend.RowStride != 0) check = check.Equal(Addend.Rows, Y.Rows);
        }
        if (Output is not null) _ = check.Equal(Output.Columns, Y.Columns).Equal(Output.Rows, Y.Rows);
    }

    private OperationCheck Within(
        string name, Storage storage, long offset, long agentStride, long rowStride, int count, int rows, int width)
    {
        if (count != agents && agentStride != 0) throw Refused(name, $"has {count} agents", $"{agents}");
        if (!lengths.TryGetValue(storage, out long length)) throw Refused(name, "lies in memory that is freed or another engine's", "this engine's");
        if (rows > 1 && rowStride != 0 && rowStride < width)
            throw Refused(name, $"has rows of {width} that begin {rowStride} apart", $"at least {width} apart");
        long last = rows == 0 ? 0 : (rows - 1) * rowStride + width; // of one agent, from its first number on
        long place = agentStride > 0 ? offset % agentStride : 0;
        if (offset < 0 || rows < 0 || offset + (count - 1) * agentStride + last > length)
            throw Refused(name, $"reaches from {offset} to {offset + (count - 1) * agentStride + last}", $"its memory, from 0 to {length}");
        return agentStride == 0 || place + last <= agentStride
            ? this
            : throw Refused(name, $"reaches to {place + last} of an agent's numbers", $"up to {agentStride}, where the next agent's begin");
    }

    private static string Named(long value, string name) => $"{value}" == name ? name : $"{value} ({Told(name)})";

    /// <summary>An expression as formulas have it: <c>x.Rows</c> for <c>X.Rows</c>.</summary>
    private static string Told(string expression) => Names().Replace(expression, name => name.Value.ToLowerInvariant()).Replace("operationCheck.", "", StringComparison.Ordinal);

    [GeneratedRegex(@"(?<![\w.])[A-Z]")]
    private static partial Regex Names();

    private ArgumentException Refused(string name, string found, string allowed) => new($"{operation}: {Told(name)} {found}; allowed: {allowed}");
}
