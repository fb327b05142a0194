using MesaBench.Engines;

namespace MesaBench.Networks;

/// <summary>Networks of one architecture that act, each agent with parameters of its own.</summary>
public sealed class NetworkActor : Actor
{
    internal NetworkActor(IEngine engine, Network network, Tensor parameters, int environments, int steps, int ticks, Exchanges? exchanges)
        : base(Experience.Create(engine, network.Shape, parameters.Agents, environments, steps)) =>
        Graph = new Graph(engine, network, parameters, Experience, ticks, exchanges);

    /// <summary>What they compute in a step.</summary>
    internal Graph Graph { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Site> Sites => Graph.Sites;

    /// <inheritdoc/>
    public override void Act(int step) => Graph.Forward(new Steps(step, 1), Listener);

    /// <inheritdoc/>
    public override void CarryOver()
    {
        foreach (Layer layer in Graph.Layers) layer.CarryOver(Math.Max(Experience.Steps - 1, 0));
    }

    /// <inheritdoc/>
    public override void Forget()
    {
        foreach (Layer layer in Graph.Layers) layer.Forget();
    }
}
