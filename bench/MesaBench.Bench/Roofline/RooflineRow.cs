using MesaBench.Engines;
using MesaBench.Engines.Operations;

namespace MesaBench.Bench.Roofline;

/// <summary>The calls of an update that do the same to tensors of the same sizes.</summary>
/// <param name="Name">The operation.</param>
/// <param name="Size">What tells it from other sizes.</param>
/// <param name="Calls">Calls an update.</param>
/// <param name="Kernels">The kernels of one call.</param>
/// <param name="Agents">Agents of the cohort.</param>
/// <param name="Cost">What one call takes, of all agents.</param>
internal sealed record RooflineRow(string Name, string Size, int Calls, IReadOnlyList<KernelCall> Kernels, int Agents, OperationCost Cost)
{
    /// <summary>Operations of all calls.</summary>
    public double Flop => Calls * Cost.Flop;

    /// <summary>Bytes of all calls, each number of a call once.</summary>
    public double Bytes => Calls * Cost.Bytes;

    /// <summary>Bytes of all calls as if nothing were cached; null for what is no product.</summary>
    public double? LoadedBytes => Calls * OperandLoads.Bytes(Kernels, Cost.Steps, Agents);

    /// <summary>Work items of the kernel that has fewest.</summary>
    public long Items => Kernels.Count == 0 ? 0 : Agents * Kernels.Min(kernel => kernel.Items);

    /// <summary>Seconds of all calls on a card: each takes as long as its arithmetic or its traffic, whichever is longer.</summary>
    public double Seconds(Card card, Assumptions assumed)
    {
        (double arithmetic, double memory) = assumed.Seconds(card, Cost);
        return Calls * Math.Max(arithmetic, memory);
    }

    /// <summary>The rows of an update in a cohort of so many agents, in the order of their first calls.</summary>
    public static IReadOnlyList<RooflineRow> Of(RecordedUpdate update, int agents) =>
    [
        .. update.Operations
            .Select(o => (o.Operation.GetType().Name, Size: SizeOf(o.Operation), Kernels: o.Kernels, Cost: CostRules.Of(o.Operation, agents, update.Tables)))
            .GroupBy(o => (o.Name, o.Size, o.Cost, Kernels: string.Join(' ', o.Kernels)))
            .Select(same => new RooflineRow(same.Key.Name, same.Key.Size, same.Count(), same.First().Kernels, agents, same.Key.Cost)),
    ];

    /// <summary>Of products what their sums run over and how many there are; of others the largest tensor that is written, rows x columns.</summary>
    private static string SizeOf(IOperation operation) => operation switch
    {
        Product o => $"{o.X.Rows} x {o.X.Columns} x {o.Y.Columns}{After(o.Addend, o.Activation)}",
        WeightGradient o => $"{o.X.Columns} x {o.X.Rows} x {o.Dy.Columns}",
        LocalProduct o => $"{o.Sources.Columns} cells {o.Inputs} x {o.Sources.Rows} to {o.W.Columns}, {o.Y.Columns}{After(o.Addend, o.Activation)}",
        LocalWeightGradient o => $"{o.Sources.Columns} cells {o.Inputs} x {o.Sources.Rows} to {o.Outputs}, {o.Dy.Columns}",
        _ => Largest(operation),
    };

    private static string After(Tensor? addend, Activation activation) =>
        (addend is null || addend.RowStride == 0 ? "" : " + addend") + (activation == Activation.Identity ? "" : $" {activation}");

    private static string Largest(IOperation operation)
    {
        IReadOnlySet<string> written = CostRules.All[operation.GetType()].Written;
        OperationTensors.Named largest = OperationTensors.Of(operation).Where(t => written.Contains(t.Name)).MaxBy(t => t.Bytes(1));
        return $"{largest.Rows} x {largest.Columns}";
    }
}
