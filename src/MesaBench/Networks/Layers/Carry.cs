using MesaBench.Engines;
using MesaBench.Engines.Operations;

namespace MesaBench.Networks;

/// <summary>
/// A state carried over environment steps: what another value was after the step before, and nothing where an episode begins. It is made
/// again before a pass backwards through a step, rather than kept for every step.
/// </summary>
/// <param name="graph">The graph.</param>
/// <param name="before">The state before a step.</param>
internal sealed class Carry(Graph graph, Value before) : Layer(before)
{
    private readonly Tensor initial = graph.Engine.Floats(graph.Experience.Agents, before.Shape(1).Rows, before.Shape(1).Columns);
    private Value? after;

    /// <summary>The state after a step, written by a later layer of the graph.</summary>
    public Value After
    {
        get => after ?? throw new InvalidOperationException("a state is carried over that nothing writes");
        set => after = value.Used();
    }

    /// <inheritdoc/>
    public override void Forward(Steps at)
    {
        graph.Engine.Run(new Copy(From(at.First), Output.At(at)));
        graph.Engine.Run(new ClearFresh(Output.At(at), graph.Experience.FreshAt(at.First)));
    }

    /// <inheritdoc/>
    public override void CarryOver(int from) => graph.Engine.Run(new Copy(After.At(new Steps(from, 1)), initial));

    /// <inheritdoc/>
    public override void Forget() => graph.Engine.Run(new Zero(initial));

    /// <inheritdoc/>
    public override void Begin(Learner learner, Steps at, bool isLastStep)
    {
        learner.Run(new Copy(From(at.First), Output.At(at)));
        learner.Run(new ClearFresh(Output.At(at), graph.Experience.FreshAt(at.First)));
        if (isLastStep) learner.GiveNothing(After);
    }

    /// <inheritdoc/>
    public override void Backward(Learner learner, Tensor gradient, Steps at)
    {
        learner.Run(new ClearFresh(gradient, graph.Experience.FreshAt(at.First)));
        learner.HandToStepBefore(After);
    }

    private Tensor From(int step) => step == 0 ? initial : After.At(new Steps(step - 1, 1));
}

/// <summary>Wires states that are carried over.</summary>
internal static class Carries
{
    /// <summary>A state of each cell; what it is after a step is to be said.</summary>
    public static Carry Carry(this Graph graph, int channels, int? cells = null)
    {
        Carry carry = new(graph, graph.Passing(channels, cells));
        _ = graph.Add(carry);
        return carry;
    }
}
