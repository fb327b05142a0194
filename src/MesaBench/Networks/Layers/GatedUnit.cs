using MesaBench.Engines.Operations;

namespace MesaBench.Networks;

/// <summary>Wires gated recurrent units (Cho et al. 2014).</summary>
internal static class GatedUnits
{
    /// <summary>Beginnings of the names of a unit's parts: its update gate, its reset gate and its candidate.</summary>
    public static IReadOnlyList<string> Parts { get; } = ["update.", "reset.", ""];

    /// <summary>
    /// state + z (activation(w (r state) + seen) - state), with the gates z and r sigmoids of the same form; weights are named
    /// <c>state.weight</c> after the part.
    /// </summary>
    /// <param name="graph">The graph.</param>
    /// <param name="state">The state before.</param>
    /// <param name="seen">[part] what is added to each part's sum.</param>
    /// <param name="taps">Which cells of the state are read.</param>
    /// <param name="activation">The candidate's activation.</param>
    public static Value GatedUnit(this Graph graph, Value state, IReadOnlyList<Value> seen, Taps taps, Activation activation)
    {
        Value update = graph.Local(state, taps, "update.state.weight", null, seen[0], Activation.Sigmoid);
        Value reset = graph.Local(state, taps, "reset.state.weight", null, seen[1], Activation.Sigmoid);
        return graph.Blend(state, update, graph.Local(graph.Times(reset, state), taps, "state.weight", null, seen[2], activation));
    }
}
