using MesaBench.Engines;
using MesaBench.Engines.Operations;

namespace MesaBench.Networks;

/// <summary>
/// What a network with cells makes of the observation: y = bias + w1 ones + w x of the cells under the taps. By the plane of ones, which is
/// the same for all samples, a convolution that sees zeros beyond the border knows where it is.
/// </summary>
/// <param name="graph">The graph.</param>
/// <param name="planes">The observation.</param>
/// <param name="taps">Where it is read.</param>
/// <param name="observe">Name of the weights, before <c>.weight</c> and <c>.ones</c>.</param>
/// <param name="biasName">Name of the bias.</param>
/// <param name="y">What is written.</param>
internal sealed class Seen(Graph graph, Value planes, Taps taps, string observe, string biasName, Value y) : Layer(y)
{
    private readonly Tensor weight = graph.Weight($"{observe}.weight"), ones = graph.Weight($"{observe}.ones"), bias = graph.Weight(biasName);
    private readonly Tensor unseen = graph.Engine.Floats(graph.Experience.Agents, taps.Forward.Columns, graph.Weight(biasName).Columns); // without planes

    /// <inheritdoc/>
    public override void Forward(Steps at)
    {
        graph.Engine.Run(new LocalOnes(taps.Forward, ones, bias, unseen));
        graph.Engine.Run(new LocalProduct(
            planes.At(at), planes.Features, taps.Forward, weight, unseen, Output.At(at), null, Activation.Identity));
    }

    /// <inheritdoc/>
    public override void Open(Learner learner)
    {
        foreach (string name in (string[])[$"{observe}.weight", $"{observe}.ones", biasName]) _ = learner.Partials(name);
    }

    /// <inheritdoc/>
    public override void Backward(Learner learner, Tensor gradient, Steps at)
    {
        learner.Run(new LocalWeightGradient(
            planes.At(at), planes.Features, taps.Forward, gradient, weight.Columns, learner.Partials($"{observe}.weight")));
        learner.Run(new LocalOnesGradient(taps.Forward, gradient, learner.Partials($"{observe}.ones")));
        learner.Run(new LocalBiasGradient(gradient, learner.Partials(biasName)));
    }
}
