using MesaBench.Engines;
using MesaBench.Engines.Operations;

namespace MesaBench.Networks;

/// <summary>
/// The content of a long short-term memory after a step: forget before + input candidate. In the memory of the gates' sums it leaves the
/// gates.
/// </summary>
internal sealed class Content(Graph graph, Value sums, Value before) : Layer(graph.New(Arrangement.Cells, sums.Features / 4))
{
    /// <inheritdoc/>
    public override void Forward(Steps at) => graph.Engine.Run(new KeepContent(sums.At(at), Output.Features, before.At(at), Output.At(at)));

    /// <inheritdoc/>
    public override void Backward(Learner learner, Tensor gradient, Steps at)
    {
        learner.Run(new KeepContentGradient(sums.At(at), Output.Features, before.At(at), gradient, learner.Part(sums, at)));
        learner.HandOn(before, at, gradient);
    }
}

/// <summary>What a memory shows of its content: output tanh(content), with the gates that the content's layer left.</summary>
internal sealed class Shown(Graph graph, Value gates, Value content) : Layer(graph.New(Arrangement.Cells, content.Features))
{
    private readonly Value squashed = graph.New(Arrangement.Cells, content.Features, isConstant: true);

    /// <inheritdoc/>
    public override void Forward(Steps at) =>
        graph.Engine.Run(new ShowContent(gates.At(at), Output.Features, content.At(at), squashed.At(at), Output.At(at)));

    /// <inheritdoc/>
    public override void Backward(Learner learner, Tensor gradient, Steps at)
    {
        Tensor ofSums = learner.Part(gates, at);
        learner.GiveOnto(content, at, to => new ShowContentGradient(gates.At(at), Output.Features, squashed.At(at), gradient, to, ofSums));
    }
}

/// <summary>Wires long short-term memories.</summary>
internal static class MemoryCells
{
    /// <summary>What the content becomes; the sums of a cell's gates are those of input, forget, output and candidate, one after the other.</summary>
    public static Value Content(this Graph graph, Value sums, Value before) => graph.Add(new Content(graph, sums.Used(), before.Used()));

    /// <summary>What is shown of the content.</summary>
    public static Value Shown(this Graph graph, Value sums, Value content) => graph.Add(new Shown(graph, sums.Used(), content.Used()));
}
