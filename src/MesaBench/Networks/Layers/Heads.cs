using MesaBench.Engines.Operations;

namespace MesaBench.Networks;

/// <summary>What the linear head of a network with a state in each cell reads.</summary>
public enum HeadKind
{
    /// <summary>The state at the cell where the agent is; the same weights wherever that is, whatever the size of the grid.</summary>
    Agent,

    /// <summary>The states of all cells, each with weights of its own.</summary>
    Flat,
}

/// <summary>Heads of networks with a state in each cell.</summary>
internal static class Heads
{
    /// <summary>A head's parameters.</summary>
    public static IEnumerable<ParameterBlock> Of(HeadKind kind, ObservationShape shape, int channels) =>
        kind == HeadKind.Flat ? Blocks(shape.Cells, channels) : Blocks(channels);

    /// <summary>The parameters of a linear head on so many inputs: little policy at first, and a value of its own scale.</summary>
    public static IEnumerable<ParameterBlock> Blocks(params int[] inputs) =>
    [
        new("head.weight", [.. inputs, Network.Outputs], 0.01) { Apart = (Network.Outputs - 1, 1) }, new("head.bias", [1, Network.Outputs], 0),
    ];

    /// <summary>How it is told from the default.</summary>
    public static string[] Form(this HeadKind kind) => kind == HeadKind.Flat ? ["flat head"] : [];

    /// <summary>Wires a head on the state.</summary>
    public static void Head(this Graph graph, HeadKind kind, Value state)
    {
        bool isFlat = kind == HeadKind.Flat;
        Value read = isFlat ? state : graph.Add(new AtAgent(graph, state.Used()));
        Taps taps = isFlat ? Taps.All(graph) : Taps.Self(graph, 1);
        graph.LinearHead(read, taps);
    }

    /// <summary>Wires a linear head on what its taps read.</summary>
    public static void LinearHead(this Graph graph, Value read, Taps taps) =>
        _ = graph.Add(new Local(graph, read.Used(), taps, "head.weight", "head.bias", null, graph.Head(), Activation.Identity));
}
