using MesaBench.Engines;
using MesaBench.Engines.Operations;

namespace MesaBench.Bench.Roofline;

/// <summary>What an operation takes for all agents together.</summary>
/// <param name="Flop">Floating-point operations; a multiply-add is two.</param>
/// <param name="Read">Bytes read: what it needs of each tensor, once.</param>
/// <param name="Written">Bytes written, in the same way.</param>
/// <param name="Steps">Of a product the steps of a work item's sums, at each of which it loads its operands; 0 for what is none.</param>
internal readonly record struct OperationCost(double Flop, double Read, double Written, double Steps)
{
    /// <summary>Bytes that memory must carry, however good the caches are.</summary>
    public double Bytes => Read + Written;
}

/// <summary>How the cost of an operation of one type follows from its tensors.</summary>
/// <param name="Operation">The type.</param>
/// <param name="Flop">Floating-point operations an agent; null for none to speak of.</param>
internal sealed record CostRule(Type Operation, Func<IOperation, UploadedTables, double>? Flop)
{
    /// <summary>Steps of a work item's sums; null for what is no product.</summary>
    public Func<IOperation, UploadedTables, double>? Steps { get; init; }

    /// <summary>By tensor the share of it that is read, where that is not all of what is not written and nothing of what is.</summary>
    public IReadOnlyDictionary<string, Func<IOperation, double>> Reads { get; init; } = new Dictionary<string, Func<IOperation, double>>();

    /// <summary>By tensor the share of it that is written, where that is not all of it.</summary>
    public IReadOnlyDictionary<string, Func<IOperation, double>> Writes { get; init; } = new Dictionary<string, Func<IOperation, double>>();

    /// <summary>Names of the tensors that are written.</summary>
    public IReadOnlySet<string> Written { get; } = OperationTensors.WrittenBy(Operation);

    /// <summary>The cost in a cohort of so many agents.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="agents">Agents; the operation may be one of fewer.</param>
    /// <param name="tables">What was uploaded to the tables of ints that agents share.</param>
    public OperationCost Of(IOperation operation, int agents, UploadedTables tables)
    {
        double read = 0, written = 0;
        foreach (OperationTensors.Named tensor in OperationTensors.Of(operation))
        {
            bool isWritten = Written.Contains(tensor.Name);
            double bytes = tensor.Bytes(agents);
            read += bytes * (Reads.TryGetValue(tensor.Name, out Func<IOperation, double>? share) ? share(operation) : isWritten ? 0 : 1);
            if (isWritten) written += bytes * (Writes.TryGetValue(tensor.Name, out share) ? share(operation) : 1);
        }
        return new OperationCost(agents * (Flop?.Invoke(operation, tables) ?? 0), read, written, Steps?.Invoke(operation, tables) ?? 0);
    }
}

/// <summary>The tables of ints that were uploaded to an engine, for costs that follow from what they say.</summary>
internal sealed class UploadedTables
{
    private readonly Dictionary<Storage, int[]> contents = [];

    /// <summary>Remembers an upload.</summary>
    public void Add(IntTensor to, ReadOnlySpan<int> numbers) => contents[to.Storage] = numbers.ToArray();

    /// <summary>Pairs of a cell and a tap under which a cell lies, of a neighbourhood's table [1][tap][cell].</summary>
    public int Pairs(IntTensor sources) => contents[sources.Storage].Count(cell => cell >= 0);
}
