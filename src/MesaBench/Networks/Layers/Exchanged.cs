using MesaBench.Engines;
using MesaBench.Engines.Operations;

namespace MesaBench.Networks;

/// <summary>Exchanges between the states of environments, pair by pair, after ticks.</summary>
/// <param name="Due">[agent][slot of a rollout x cell][environment] when they are due; see <see cref="Exchange"/>.</param>
/// <param name="Aligned">So many channels, the first, are exchanged where the number is positive, the others where it is negative.</param>
public sealed record Exchanges(IntTensor Due, int Aligned)
{
    /// <summary>Memory in which none is due.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="shape">What is seen.</param>
    /// <param name="agents">Agents.</param>
    /// <param name="environments">Environments an agent.</param>
    /// <param name="steps">Steps of a rollout; 0 when only acting.</param>
    /// <param name="aligned">Channels that are aligned.</param>
    public static Exchanges Create(IEngine engine, ObservationShape shape, int agents, int environments, int steps, int aligned)
    {
        ArgumentNullException.ThrowIfNull(engine);
        return new Exchanges(engine.Ints(agents, (steps + 1) * shape.Cells, environments), aligned);
    }

    /// <summary>[agent][cell][environment] those of one step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="cells">Cells of the grid.</param>
    public IntTensor At(int step, int cells) => Due.RowRange(step * cells, cells);
}

/// <summary>
/// A state after the exchanges that are due after a tick. They are made in the state's memory, and taken back on the way backwards before the state
/// is asked what it was.
/// </summary>
/// <param name="graph">The graph.</param>
/// <param name="state">The state.</param>
/// <param name="exchanges">The exchanges.</param>
/// <param name="tick">The tick, from 1.</param>
internal sealed class Exchanged(Graph graph, Value state, Exchanges exchanges, int tick) : Layer(state.Overwritten)
{
    /// <inheritdoc/>
    public override void Forward(Steps at) => graph.Engine.Run(Of(Output.At(at), at));

    /// <inheritdoc/>
    public override void Backward(Learner learner, Tensor gradient, Steps at)
    {
        learner.Run(Of(gradient, at));
        learner.Run(Of(Output.At(at), at));
        learner.HandOn(state, at, gradient);
    }

    private Exchange Of(Tensor numbers, Steps at) =>
        new(numbers, exchanges.At(at.First, graph.Network.Shape.Cells), Math.Min(exchanges.Aligned, state.Features), tick);
}

/// <summary>Wires exchanges.</summary>
internal static class ExchangedLayers
{
    /// <summary>A state after a tick's exchanges; the state itself where nobody asks for any.</summary>
    public static Value Exchanged(this Graph graph, Value state, int tick) =>
        graph.Exchanges is { } exchanges ? graph.Add(new Exchanged(graph, state.Used(), exchanges, tick)) : state;
}
