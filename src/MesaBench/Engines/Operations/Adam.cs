using MesaBench.Kernels;

namespace MesaBench.Engines.Operations;

/// <summary>One Adam step's constants.</summary>
/// <param name="Step">Number of the step, from 1.</param>
/// <param name="MaxNorm">The gradient is scaled down to this Euclidean norm.</param>
/// <param name="Epsilon">Adam's epsilon.</param>
/// <param name="RateFactor">Multiplies every agent's learning rate.</param>
public readonly record struct AdamStep(long Step, float MaxNorm, float Epsilon, float RateFactor);

/// <summary>An Adam optimiser's memory for one parameter tensor [agent][row][64].</summary>
/// <param name="Mean">First moments.</param>
/// <param name="Square">Second moments.</param>
/// <param name="Rates">[agent][1][1] learning rates.</param>
/// <param name="Sums">[agent][1][16] scratch of the gradient norm.</param>
/// <param name="Statistics">[agent][1][<see cref="Statistic"/>], of which a step writes the gradient's norm and the clip factor.</param>
public sealed record AdamMemory(Tensor Mean, Tensor Square, Tensor Rates, Tensor Sums, Tensor Statistics);

/// <summary>Clips the gradient, takes one Adam step and leaves the gradient at zero.</summary>
/// <param name="Weights">[agent][row][64], written.</param>
/// <param name="Gradient">The same shape and place, written.</param>
/// <param name="Memory">The optimiser's memory, written.</param>
/// <param name="Step">The step's constants.</param>
public readonly record struct Adam(Tensor Weights, Tensor Gradient, AdamMemory Memory, AdamStep Step) : IOperation
{
    /// <inheritdoc/>
    public int Agents => Weights.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [Weights, Gradient, Memory.Mean, Memory.Square, Memory.Statistics];

    /// <inheritdoc/>
    public void Check(OperationCheck check)
    {
        _ = check.In(Weights).In(Gradient).In(Memory.Mean).In(Memory.Square).In(Memory.Rates).In(Memory.Sums).In(Memory.Statistics)
            .Equal(Weights.Columns, Weights.RowStride).AtLeast(Memory.Sums.Columns, 16).AtLeast(Memory.Statistics.Columns, Statistic.GradientNorm + 1)
            .AtLeast(Step.Step, 1);
        // One place serves for all four.
        foreach ((string name, Tensor tensor) in ((string, Tensor)[])
            [(nameof(Gradient), Gradient), ("Memory.Mean", Memory.Mean), ("Memory.Square", Memory.Square)])
            _ = check.That((tensor with { Storage = Weights.Storage }) == Weights, name, $"is {Shape(tensor)}", Shape(Weights));
    }

    private static string Shape(Tensor tensor) =>
        $"[{tensor.Agents}][{tensor.Rows}][{tensor.Columns}] from {tensor.Offset} on, with strides of {tensor.AgentStride} and {tensor.RowStride}";
}
