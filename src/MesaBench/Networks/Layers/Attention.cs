using MesaBench.Engines;
using MesaBench.Engines.Operations;

namespace MesaBench.Networks;

/// <summary>
/// What each cell attends to: a softmax over cells of scaled products of queries and keys (Vaswani et al. 2017), [head x cell x cell] a
/// sample. One memory serves all such layers and steps, one after the other: what reads it follows at once.
/// </summary>
internal sealed class AttentionWeights(Graph graph, Value queries, Value keys, int heads) : Layer(Memory(graph, heads))
{
    private readonly int cells = graph.Network.Shape.Cells;
    private readonly float scale = 1f / MathF.Sqrt(queries.Features / heads);

    /// <inheritdoc/>
    public override void Forward(Steps at)
    {
        graph.Engine.Run(Scores(at));
        graph.Engine.Run(new SoftmaxGroups(Output.At(at), cells));
    }

    /// <summary>Computes a step's weights again, before a pass backwards through them.</summary>
    public void Again(Learner learner, Steps at)
    {
        learner.Run(Scores(at));
        learner.Run(new SoftmaxGroups(Output.At(at), cells));
    }

    /// <inheritdoc/>
    public override void Backward(Learner learner, Tensor gradient, Steps at)
    {
        learner.Run(new SoftmaxGroupsGradient(Output.At(at), gradient, cells));
        learner.Give(queries, at, to => new AttentionMix(gradient, keys.At(at), to, heads, queries.Features, Transposed: false, scale));
        learner.Give(keys, at, to => new AttentionMix(gradient, queries.At(at), to, heads, queries.Features, Transposed: true, scale));
    }

    private AttentionScores Scores(Steps at) => new(queries.At(at), keys.At(at), Output.At(at), heads, queries.Features, scale);

    private static Value Memory(Graph graph, int heads)
    {
        int cells = graph.Network.Shape.Cells;
        return new Value(graph.Scratch(heads * cells * cells), Arrangement.Cells, 0, heads * cells);
    }
}

/// <summary>The values of the cells attended to, each head's features by its weights.</summary>
internal sealed class Attended(Graph graph, AttentionWeights weights, Value values, int heads) : Layer(graph.Like(values))
{
    /// <inheritdoc/>
    public override void Forward(Steps at) =>
        graph.Engine.Run(new AttentionMix(weights.Output.At(at), values.At(at), Output.At(at), heads, values.Features, Transposed: false));

    /// <inheritdoc/>
    public override void Backward(Learner learner, Tensor gradient, Steps at)
    {
        weights.Again(learner, at);
        learner.Give(weights.Output, at, to => new AttentionScores(gradient, values.At(at), to, heads, values.Features, 1));
        learner.Give(values, at, to => new AttentionMix(weights.Output.At(at), gradient, to, heads, values.Features, Transposed: true));
    }
}

/// <summary>Wires attention.</summary>
internal static class AttentionLayers
{
    /// <summary>Attention of each cell to all cells.</summary>
    public static Value Attention(this Graph graph, Value queries, Value keys, Value values, int heads, int layer, int tick)
    {
        AttentionWeights weights = new(graph, queries.Used(), keys.Used(), heads);
        _ = graph.Announce(graph.Add(weights).Used(), layer, tick, "attention");
        return graph.Add(new Attended(graph, weights, values.Used(), heads));
    }
}
