using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Worlds;

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

    /// <summary>The parameters of an entry's network in a world; levels have no part in them.</summary>
    public static ParameterLayout LayoutIn(this NetworkSpec spec, World world)
    {
        ArgumentNullException.ThrowIfNull(world);
        return spec.Build(new ObservationShape(world.Size, world.Planes.Count, world.Planes.Count)).Layout;
    }
}

/// <summary>A network's architecture for one observation shape: its parameters, and how a step is computed from them.</summary>
/// <param name="shape">What it sees.</param>
public abstract class Network(ObservationShape shape)
{
    /// <summary>Outputs of the head: four action logits, then the value.</summary>
    public const int Outputs = 5;

    /// <summary>What it sees.</summary>
    public ObservationShape Shape { get; } = shape;

    /// <summary>The parameters.</summary>
    public abstract ParameterLayout Layout { get; }

    /// <summary>
    /// Whether all cells are seen through the same weights. If not, an input that was never active in training has weights that could
    /// not be learned.
    /// </summary>
    public abstract bool SharesWeightsAcrossCells { get; }

    /// <summary>Multiply-adds of one forward step of one environment, roughly: what training time is planned by.</summary>
    public abstract double MultiplyAddsPerStep { get; }

    /// <summary>Ticks an environment step in training; 0 for a network without.</summary>
    public virtual int Ticks => 0;

    /// <summary>Writes down one step, from the observation to the head.</summary>
    internal abstract void Wire(Graph graph);

    /// <summary>Where its state can be looked at and changed, in the order in which it arises within a step.</summary>
    /// <param name="ticks">Ticks an environment step, for a network with ticks; null for as many as in training.</param>
    public IReadOnlyList<Site> Sites(int? ticks = null)
    {
        using MemoryLedger nowhere = new(preferredRows: 16);
        return Open(nowhere, nowhere.Floats(1, Layout.Rows, ParameterLayout.RowWidth), environments: 16, ticks: ticks).Sites;
    }

    /// <summary>Networks at work on an engine.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="parameters">[agent][row][64] parameters, as <see cref="Layout"/> lays them out.</param>
    /// <param name="environments">Environments an agent; a multiple of 16.</param>
    /// <param name="steps">Steps of a rollout to be learned from; 0 when only acting, one step at a time.</param>
    /// <param name="ticks">Ticks an environment step, for a network with ticks; null for as many as in training.</param>
    /// <param name="exchanges">Exchanges between the states of environments, for a network with ticks; null for none, which costs nothing.</param>
    public NetworkActor Open(IEngine engine, Tensor parameters, int environments, int steps = 0, int? ticks = null, Exchanges? exchanges = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return new NetworkActor(engine, this, parameters, environments, steps, Ticks == 0 ? 0 : ticks ?? Ticks, exchanges);
    }
}
