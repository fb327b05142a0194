using MesaBench.Engines;

namespace MesaBench.Networks;

/// <summary>
/// One step of a network on an engine: its layers in order, on memory for every step of a rollout. An architecture wires itself onto a graph
/// once; acting runs it forward, a <see cref="Learner"/> backward.
/// </summary>
internal sealed class Graph
{
    private readonly List<Layer> layers = [];
    private readonly List<Site> sites = [];
    private readonly Dictionary<(string, int, int), IntTensor> tables = [];
    private readonly Dictionary<int, Tensor> scratch = [];

    /// <summary>Wires a network.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="network">The architecture.</param>
    /// <param name="parameters">[agent][row][64] its parameters.</param>
    /// <param name="experience">What is seen, and where to answer.</param>
    /// <param name="ticks">Ticks an environment step; 0 for a network without.</param>
    /// <param name="exchanges">Exchanges between states after ticks; null for none.</param>
    public Graph(IEngine engine, Network network, Tensor parameters, Experience experience, int ticks, Exchanges? exchanges)
    {
        (Engine, Network, Experience, Ticks, Parameters, Exchanges) = (engine, network, experience, ticks, parameters, exchanges);
        network.Wire(this);
        IsRecurrent = layers.Any(layer => layer is Carry);
        IsStepwise = IsRecurrent || layers.Any(layer => layer.Output.Arrangement == Arrangement.Cells);
    }

    /// <summary>The engine.</summary>
    public IEngine Engine { get; }

    /// <summary>The architecture.</summary>
    public Network Network { get; }

    /// <summary>What is seen, and where the answer goes.</summary>
    public Experience Experience { get; }

    /// <summary>Ticks an environment step.</summary>
    public int Ticks { get; }

    /// <summary>[agent][row][64] the parameters.</summary>
    public Tensor Parameters { get; }

    /// <summary>Exchanges between states after ticks; null for none.</summary>
    public Exchanges? Exchanges { get; }

    /// <summary>The layers in order.</summary>
    public IReadOnlyList<Layer> Layers => layers;

    /// <summary>Where states are announced, in order.</summary>
    public IReadOnlyList<Site> Sites => sites;

    /// <summary>Whether steps have to be computed one at a time, because one needs the state of the one before or lies apart from it.</summary>
    public bool IsStepwise { get; }

    /// <summary>Whether a gradient flows from step to step.</summary>
    public bool IsRecurrent { get; }

    /// <summary>A block of the parameters: [agent][row][column].</summary>
    public Tensor Weight(string name) => Network.Layout.Slice(Parameters, name);

    /// <summary>A new value for every step.</summary>
    public Value New(Arrangement arrangement, int features, Engines.Operations.Activation slope = default, bool isConstant = false, int? cells = null)
    {
        (int slots, int environments) = (Experience.Steps + 1, Experience.Environments);
        int size = arrangement == Arrangement.Rows ? environments : (cells ?? Network.Shape.Cells) * features;
        Tensor all = arrangement == Arrangement.Rows
            ? Engine.Floats(Experience.Agents, slots * size, features)
            : Engine.Floats(Experience.Agents, slots * size, environments);
        return new Value(all, arrangement, size, features) { Slope = slope, IsConstant = isConstant };
    }

    /// <summary>A value of cells whose memory serves all steps, one after the other, since no pass backwards reads what it was.</summary>
    public Value Passing(int features, int? cells = null)
    {
        Tensor all = Engine.Floats(Experience.Agents, (cells ?? Network.Shape.Cells) * features, Experience.Environments);
        return new Value(all, Arrangement.Cells, 0, features);
    }

    /// <summary>Where the answer goes: the network's last layer writes it.</summary>
    public Value Head() => new(Experience.Head, Arrangement.Planes, Experience.Environments, Network.Outputs);

    /// <summary>Appends a layer and gives what it writes.</summary>
    public Value Add(Layer layer)
    {
        layers.Add(layer);
        return layer.Output;
    }

    /// <summary>Announces a value that the last layer has written.</summary>
    public Value Announce(Value value, int layer, int tick, string tensor)
    {
        Site site = new(layer, tick, tensor, value.Features, value.Cells > 1) { HasSamplesSideBySide = value.Arrangement == Arrangement.Cells };
        layers.Last(l => l.Output == value).Site = site;
        sites.Add(site);
        return value;
    }

    /// <summary>[agent][row][environment] memory that layers of one size share: what one writes there is read before another writes.</summary>
    public Tensor Scratch(int rows)
    {
        if (scratch.TryGetValue(rows, out Tensor? known)) return known;
        return scratch[rows] = Engine.Floats(Experience.Agents, rows, Experience.Environments);
    }

    /// <summary>A table that several layers share, made once.</summary>
    public IntTensor Table(string kind, int rows, int columns, Func<int, int, int> at)
    {
        if (tables.TryGetValue((kind, rows, columns), out IntTensor? known)) return known;
        IntTensor table = Engine.Ints(1, rows, columns);
        Engine.Upload([.. from row in Enumerable.Range(0, rows) from column in Enumerable.Range(0, columns) select at(row, column)], table);
        return tables[(kind, rows, columns)] = table with { AgentStride = 0 };
    }

    /// <summary>Computes some steps.</summary>
    public void Forward(Steps at, SiteListener? listener)
    {
        if (IsStepwise && at.Count > 1)
        {
            for (int step = at.First; step < at.First + at.Count; step++) Forward(new Steps(step, 1), listener);
            return;
        }
        foreach (Layer layer in layers)
        {
            layer.Forward(at);
            if (listener is not null && layer.Site is { } site) listener(site, at.First, layer.Output.At(at));
        }
    }
}
