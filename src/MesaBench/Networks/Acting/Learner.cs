using MesaBench.Engines;
using MesaBench.Engines.Operations;

namespace MesaBench.Networks;

/// <summary>
/// Differentiates what networks answered over a rollout: back-propagation, through time where a state is carried over. Trainers open one on
/// an actor with memory for the steps of a rollout.
/// </summary>
public sealed class Learner
{
    private readonly Graph graph;
    private readonly Tensor gradient;
    private readonly Layer[] layers; // that are asked for a gradient, and those after them
    private readonly HashSet<Value> reached; // what these write
    private readonly Dictionary<string, (Tensor Transposed, int Blocks)> transposed = [];
    private readonly Dictionary<string, Tensor> partials = [];
    private readonly Dictionary<(int Rows, int Columns), Stack<Tensor>> free = [];
    private readonly Dictionary<Value, Incoming> incoming = [];
    private Tensor? passing; // the memory of the gradient that a layer is being given; null once it was handed on
    private bool isRehearsal;

    /// <summary>Lays out memory.</summary>
    /// <param name="actor">Who acts; has memory for a rollout.</param>
    /// <param name="gradient">[agent][row][64] the parameters' gradient, which is added to.</param>
    /// <param name="unroll">Steps over which a gradient flows back through a state carried over; null for the whole rollout.</param>
    /// <param name="learnsHeadAlone">Whether the head's parameters alone are asked for: the gradient of all others is not worked out, and left as it is.</param>
    public Learner(NetworkActor actor, Tensor gradient, int? unroll = null, bool learnsHeadAlone = false)
    {
        ArgumentNullException.ThrowIfNull(actor);
        graph = actor.Graph;
        this.gradient = gradient;
        layers = [.. graph.Layers.SkipWhile(layer => learnsHeadAlone && !layer.IsHead)];
        reached = [.. layers.Select(layer => layer.Output)];
        int steps = actor.Experience.Steps, environments = actor.Experience.Environments;
        StepsPerPart = graph.IsRecurrent ? Math.Min(unroll ?? steps, steps)
            : graph.IsStepwise ? steps
            : Math.Min(Math.Max(graph.Engine.PreferredRows / environments / 8 * 8, 8), steps);
        foreach (Layer layer in layers) layer.Open(this);

        // A pass in which nothing is computed takes the memory that every later one will find again.
        isRehearsal = true;
        Backward(actor.Experience.Head.ColumnRange(0, StepsPerPart * environments), 0, StepsPerPart);
        isRehearsal = false;
    }

    /// <summary>
    /// Steps that are learned from at a time, one part after the other: as many as a gradient flows through where a state is carried over,
    /// else as many as the engine likes, in whole blocks of 8.
    /// </summary>
    public int StepsPerPart { get; }

    /// <summary>To be called whenever the parameters have changed.</summary>
    public void Refresh()
    {
        foreach ((string name, (Tensor to, int blocks)) in transposed) Run(new Transpose(graph.Weight(name), to, blocks));
    }

    /// <summary>Computes some steps again, after the parameters have changed.</summary>
    public void Forward(int firstStep, int steps) => graph.Forward(new Steps(firstStep, steps), null);

    /// <summary>Adds the parameters' gradient over one part's steps from their answers': [agent][5][step x environment].</summary>
    public void Backward(Tensor headGradient, int firstStep, int steps)
    {
        ArgumentNullException.ThrowIfNull(headGradient);
        int stride = graph.IsStepwise ? 1 : steps, environments = graph.Experience.Environments;
        for (int step = firstStep + steps - stride; step >= firstStep; step -= stride)
        {
            Steps at = new(step, stride);
            foreach (Layer layer in layers) layer.Begin(this, at, step == firstStep + steps - stride);
            PassBack(at, headGradient.ColumnRange((step - firstStep) * environments, stride * environments));
        }
        foreach ((string name, Tensor sums) in partials) Run(new SumPartials(sums, Gradient(name)));
    }

    /// <summary>Whether no gradient flows to a value, since nothing before it is learned.</summary>
    internal bool EndsAt(Value value) => value.IsConstant || !reached.Contains(value);

    /// <summary>Performs an operation.</summary>
    internal void Run<T>(T operation)
        where T : struct, IOperation
    {
        if (!isRehearsal) graph.Engine.Run(operation);
    }

    /// <summary>The gradient of a block of parameters.</summary>
    internal Tensor Gradient(string name) => graph.Network.Layout.Slice(gradient, name);

    /// <summary>A block of parameters with its rows and columns exchanged, in each of some equal blocks of rows.</summary>
    internal Tensor Transposed(string name, int blocks = 1)
    {
        if (transposed.TryGetValue(name, out (Tensor To, int) known)) return known.To;
        Tensor weight = graph.Weight(name), to = graph.Engine.Floats(weight.Agents, blocks * weight.Columns, weight.Rows / blocks);
        transposed.Add(name, (to, blocks));
        return to;
    }

    /// <summary>16 partial sums for each number of a block's gradient: [agent][row x column][16]. They are summed at the end of a part.</summary>
    internal Tensor Partials(string name)
    {
        if (partials.TryGetValue(name, out Tensor? known)) return known;
        Tensor weight = graph.Weight(name);
        return partials[name] = graph.Engine.Floats(weight.Agents, weight.Rows * weight.Columns, OperationCheck.Lane);
    }

    /// <summary>Begins the gradient of a value with zeros, as one of those that flow to it: none comes from a step after.</summary>
    internal void GiveNothing(Value value)
    {
        // The last of what flows to a value applies its activation's factor, and what comes from the step after does not.
        if (value.Uses == 1 && value.Slope != Activation.Identity)
            throw new InvalidOperationException("a state with an activation is carried over that nothing else reads");
        Tensor to = incoming.GetValueOrDefault(value).Tensor ?? Rent(value);
        Run(new Zero(to));
        incoming[value] = new Incoming(to, 1);
    }

    /// <summary>Makes the gradient that a layer is given the first that flows to a value in the step before. The layer does not read it again.</summary>
    internal void HandToStepBefore(Value value) => incoming[value] = new Incoming(Taken(), 1);

    /// <summary>
    /// Adds to the gradient of a value by an operation that can add a tensor to what it computes and apply an activation's factor.
    /// </summary>
    /// <param name="value">The value; nothing happens for a constant.</param>
    /// <param name="at">The steps.</param>
    /// <param name="operation">Makes the operation, from the place to write to and what to add.</param>
    /// <param name="inPlace">Whether both may be the same memory.</param>
    internal void Give<T>(Value value, Steps at, Func<Tensor, Tensor?, Activation, Tensor?, T> operation, bool inPlace)
        where T : struct, IOperation
    {
        if (EndsAt(value)) return;
        Incoming before = incoming.GetValueOrDefault(value);
        bool isLast = before.Count + 1 == value.Uses;
        Tensor to = before.Tensor is not null && inPlace ? before.Tensor : Rent(value);
        Run(operation(
            Here(value, to, at), before.Tensor is null ? null : Here(value, before.Tensor, at), isLast ? value.Slope : Activation.Identity,
            isLast && value.Slope != Activation.Identity ? value.At(at) : null));
        if (before.Tensor is not null && to != before.Tensor) Return(before.Tensor);
        incoming[value] = new Incoming(to, before.Count + 1);
    }

    /// <summary>Adds to the gradient of a value by an operation that writes a tensor and no more.</summary>
    internal void Give<T>(Value value, Steps at, Func<Tensor, T> operation)
        where T : struct, IOperation
    {
        if (EndsAt(value)) return;
        Incoming before = incoming.GetValueOrDefault(value);
        Tensor to = Rent(value);
        Run(operation(Here(value, to, at)));
        if (before.Tensor is null)
        {
            Keep(value, at, to, before);
            return;
        }
        Run(new Add(Here(value, to, at), Here(value, before.Tensor, at)));
        Return(to);
        Keep(value, at, before.Tensor, before);
    }

    /// <summary>Adds to the gradient of a value by an operation that adds to a tensor.</summary>
    internal void GiveOnto<T>(Value value, Steps at, Func<Tensor, T> operation)
        where T : struct, IOperation
    {
        if (EndsAt(value)) return;
        Incoming before = incoming.GetValueOrDefault(value);
        Tensor to = before.Tensor ?? Rent(value);
        if (before.Tensor is null) Run(new Zero(Here(value, to, at)));
        Run(operation(Here(value, to, at)));
        Keep(value, at, to, before);
    }

    /// <summary>Where a layer writes a part of the gradient of a value, whose other parts other layers write.</summary>
    internal Tensor Part(Value value, Steps at)
    {
        Incoming before = incoming.GetValueOrDefault(value);
        Tensor to = before.Tensor ?? Rent(value);
        incoming[value] = new Incoming(to, before.Count + 1);
        return Here(value, to, at);
    }

    /// <summary>Adds a gradient to that of a value.</summary>
    internal void Give(Value value, Steps at, Tensor gradient)
    {
        if (EndsAt(value)) return;
        Incoming before = incoming.GetValueOrDefault(value);
        Tensor to = before.Tensor ?? Rent(value);
        if (before.Tensor is null) Run(new Copy(gradient, Here(value, to, at)));
        else Run(new Add(gradient, Here(value, to, at)));
        Keep(value, at, to, before);
    }

    /// <summary>The same for the gradient that a layer is given and does not read again: its memory may become the value's.</summary>
    internal void HandOn(Value value, Steps at, Tensor gradient)
    {
        if (EndsAt(value)) return;
        Incoming before = incoming.GetValueOrDefault(value);
        if (before.Tensor is not null) Run(new Add(gradient, Here(value, before.Tensor, at)));
        Keep(value, at, before.Tensor ?? Taken(), before);
    }

    private Tensor Taken()
    {
        Tensor taken = passing ?? throw new InvalidOperationException("a gradient is handed on twice, or is none of a value's");
        passing = null;
        return taken;
    }

    private void Keep(Value value, Steps at, Tensor sum, Incoming before)
    {
        incoming[value] = new Incoming(sum, before.Count + 1);
        if (before.Count + 1 == value.Uses && value.Slope != Activation.Identity)
            Run(new Activate(Here(value, sum, at), value.Slope, value.At(at)));
    }

    private void PassBack(Steps at, Tensor headGradient)
    {
        for (int i = layers.Length - 1; i >= 0; i--)
        {
            Layer layer = layers[i];
            if (layer.Output.Arrangement == Arrangement.Planes)
            {
                layer.Backward(this, headGradient, at);
                continue;
            }
            if (!incoming.Remove(layer.Output, out Incoming gradients)) continue; // nothing was made of it
            if (gradients.Count != layer.Output.Uses)
                throw new InvalidOperationException($"layer {i} has {gradients.Count} gradients of {layer.Output.Uses}");
            passing = gradients.Tensor;
            layer.Backward(this, Here(layer.Output, gradients.Tensor!, at), at);
            if (passing is not null) Return(Taken());
        }
    }

    /// <summary>The part of a gradient's memory that serves so many steps, whichever they are.</summary>
    private static Tensor Here(Value value, Tensor gradient, Steps at) => value.Part(gradient, new Steps(0, at.Count));

    private Tensor Rent(Value value)
    {
        int steps = graph.IsStepwise ? 1 : StepsPerPart;
        Stack<Tensor> stack = StackOf(value.Shape(steps));
        return stack.Count > 0 ? stack.Pop() : graph.Engine.Floats(gradient.Agents, value.Shape(steps).Rows, value.Shape(steps).Columns);
    }

    private void Return(Tensor gradient) => StackOf((gradient.Rows, gradient.Columns)).Push(gradient);

    private Stack<Tensor> StackOf((int, int) shape)
    {
        if (free.TryGetValue(shape, out Stack<Tensor>? stack)) return stack;
        return free[shape] = new Stack<Tensor>();
    }

    /// <summary>What has flowed to a value so far.</summary>
    /// <param name="Tensor">The sum.</param>
    /// <param name="Count">How many gradients it is the sum of.</param>
    private readonly record struct Incoming(Tensor? Tensor, int Count);
}
