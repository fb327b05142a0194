using MesaBench.Engines;
using MesaBench.Experiments;

namespace MesaBench.Networks;

/// <summary>What a network sees: a square grid of 0/1 planes, as lists of active features.</summary>
/// <param name="Size">Cells along a side.</param>
/// <param name="Planes">Planes; feature f is plane f / Cells at cell f % Cells.</param>
/// <param name="MaxActive">Most features that are ever active at once.</param>
public readonly record struct ObservationShape(int Size, int Planes, int MaxActive)
{
    /// <summary>Cells of the grid.</summary>
    public int Cells => Size * Size;

    /// <summary>Features: planes x cells.</summary>
    public int Features => Planes * Cells;
}

/// <summary>A network spec that can build its network. Every <see cref="NetworkSpec"/> with a catalog name is one.</summary>
public interface INetworkSource
{
    /// <summary>The network for observations of a shape.</summary>
    Network Build(ObservationShape shape);
}

/// <summary>Building networks from their entries.</summary>
public static class NetworkSpecs
{
    /// <summary>The network of an entry.</summary>
    /// <exception cref="NotSupportedException">The entry's type has no network.</exception>
    public static Network Build(this NetworkSpec spec, ObservationShape shape) =>
        spec is INetworkSource source ? source.Build(shape) : throw new NotSupportedException($"{spec.GetType().Name} builds no network");
}

/// <summary>A network's architecture for one observation shape: its parameters and how to run it on an engine.</summary>
public abstract class Network
{
    /// <summary>Outputs of the head: four action logits, then the value.</summary>
    public const int Outputs = 5;

    /// <summary>The parameters.</summary>
    public abstract ParameterLayout Layout { get; }

    /// <summary>
    /// Whether all cells are seen through the same weights. If not, an input that was never active in training has weights that could
    /// not be learned.
    /// </summary>
    public abstract bool SharesWeightsAcrossCells { get; }

    /// <summary>Multiply-adds of one forward step of one environment, roughly: what training time is planned by.</summary>
    public abstract double MultiplyAddsPerStep { get; }

    /// <summary>Where its hidden state can be probed.</summary>
    public abstract IReadOnlyList<HiddenSite> Sites { get; }

    /// <summary>Memory for running the network on a cohort.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="parameters">[agent][row][64] parameters, as <see cref="Layout"/> lays them out.</param>
    /// <param name="gradient">Their gradient, accumulated by <see cref="NetworkRun.Backward"/>; null when only acting.</param>
    /// <param name="environments">Environments an agent; a multiple of 16.</param>
    /// <param name="steps">Steps of a rollout; 0 when only acting, one step at a time.</param>
    public abstract NetworkRun Open(IEngine engine, Tensor parameters, Tensor? gradient, int environments, int steps);
}

/// <summary>A place in a network whose activations can be probed.</summary>
/// <param name="Layer">Hidden layer, from 0.</param>
/// <param name="Tick">Tick within the environment step, from 1; 0 for a network without ticks.</param>
/// <param name="Width">Features of the site: of each cell when <paramref name="IsSpatial"/>, else of the whole layer.</param>
/// <param name="IsSpatial">Whether there is one state a cell.</param>
public sealed record HiddenSite(int Layer, int Tick, int Width, bool IsSpatial);

/// <summary>A network at work on an engine: activations of the steps of a rollout (or of one step, when only acting).</summary>
public abstract class NetworkRun
{
    /// <summary>Lays out what every network shares.</summary>
    protected NetworkRun(IEngine engine, ObservationShape shape, int agents, int environments, int steps)
    {
        Engine = engine;
        Environments = environments;
        Steps = steps;
        Features = engine.Ints(agents, (steps + 1) * environments, shape.MaxActive + 1);
        Fresh = engine.Ints(agents, steps + 1, environments);
        Head = engine.Floats(agents, (steps + 1) * environments, Network.Outputs);
    }

    /// <summary>The engine.</summary>
    protected IEngine Engine { get; }

    /// <summary>Environments an agent.</summary>
    public int Environments { get; }

    /// <summary>Steps of a rollout; one more slot holds the step after, whose value is bootstrapped from. 0 when only acting.</summary>
    public int Steps { get; }

    /// <summary>[agent][step x environment][1 + MaxActive] count and active features.</summary>
    public IntTensor Features { get; }

    /// <summary>[agent][step][environment] what is new, see <see cref="FreshAt"/>.</summary>
    protected IntTensor Fresh { get; }

    /// <summary>[agent][step x environment][5] logits and value.</summary>
    public Tensor Head { get; }

    /// <summary>The observations of one step.</summary>
    public IntTensor FeaturesAt(int step) => Features.RowRange(step * Environments, Environments);

    /// <summary>[agent][1][environment] what is new at a step: bit 0, an episode begins; bit 1, more than the agent's place has changed.</summary>
    public IntTensor FreshAt(int step) => Fresh.RowRange(step, 1);

    /// <summary>The head's outputs at one step.</summary>
    public Tensor HeadAt(int step) => Head.RowRange(step * Environments, Environments);

    /// <summary>To be called whenever the parameters have changed.</summary>
    public virtual void ParametersChanged()
    {
    }

    /// <summary>Computes one step from its observation and the state before it.</summary>
    public abstract void Forward(int step);

    /// <summary>
    /// Steps that are learned from at a time, one part after the other: all of them where a gradient flows from step to step, else as
    /// many as the engine likes, in whole blocks of 8.
    /// </summary>
    public virtual int StepsPerPart => Steps;

    /// <summary>Computes some steps again, after the parameters have changed.</summary>
    public virtual void Forward(int firstStep, int steps)
    {
        for (int step = firstStep; step < firstStep + steps; step++) Forward(step);
    }

    /// <summary>Adds the parameters' gradient over some steps from their head's: [agent][step x environment][5].</summary>
    public abstract void Backward(Tensor headGradient, int firstStep, int steps);

    /// <summary>Makes the last step's state the one before the first: of step Steps - 1, or of step 0 when only acting.</summary>
    public virtual void CarryOver()
    {
    }

    /// <summary>Starts every environment without memory.</summary>
    public virtual void Forget()
    {
    }

    /// <summary>
    /// Activations of a site at a step: [agent][environment][width], or [agent][environment x cell][width] when it is spatial.
    /// </summary>
    public abstract Tensor Hidden(HiddenSite site, int step);
}
