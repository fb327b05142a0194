using MesaBench.Engines;
using MesaBench.Engines.Operations;

namespace MesaBench.Networks;

/// <summary>What a value holds at the cell where the agent is: [feature][environment].</summary>
internal sealed class AtAgent(Graph graph, Value x) : Layer(graph.New(Arrangement.Cells, x.Features, cells: 1))
{
    /// <inheritdoc/>
    public override void Forward(Steps at) => graph.Engine.Run(new PickCell(x.At(at), graph.Experience.FeaturesAt(at.First), Output.At(at)));

    /// <inheritdoc/>
    public override void Backward(Learner learner, Tensor gradient, Steps at) =>
        learner.GiveOnto(x, at, to => new AddAtCell(gradient, graph.Experience.FeaturesAt(at.First), to));
}
