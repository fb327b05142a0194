using MesaBench.Networks;
using MesaBench.Tests.Kernels;

namespace MesaBench.Tests.Networks;

/// <summary>A network in double precision, one environment and one step at a time.</summary>
internal abstract class ReferenceNetwork
{
    /// <summary>Numbers of state that are carried from step to step.</summary>
    public abstract int StateSize { get; }

    /// <summary>Logits and value for an observation; leaves the state as it is after the step.</summary>
    /// <param name="parameters">Blocks by name.</param>
    /// <param name="features">Active features.</param>
    /// <param name="state">The state before the step.</param>
    public abstract double[] Forward(IReadOnlyDictionary<string, double[]> parameters, int[] features, double[] state);

    /// <summary>x w + bias, for w [in][out].</summary>
    protected static double[] Linear(double[] x, double[] w, double[] bias)
    {
        double[] y = [.. bias];
        for (int i = 0; i < x.Length; i++)
        {
            if (x[i] == 0) continue; // most are
            for (int o = 0; o < y.Length; o++) y[o] += x[i] * w[i * y.Length + o];
        }
        return y;
    }
}

/// <summary>The multilayer perceptron.</summary>
internal sealed class ReferenceMlp(ObservationShape shape, int depth) : ReferenceNetwork
{
    public override int StateSize => 0;

    public override double[] Forward(IReadOnlyDictionary<string, double[]> parameters, int[] features, double[] state)
    {
        double[] x = new double[shape.Features];
        foreach (int feature in features) x[feature] = 1;
        for (int layer = 0; layer < depth; layer++)
        {
            x = Linear(x, parameters[$"hidden{layer}.weight"], parameters[$"hidden{layer}.bias"]);
            for (int i = 0; i < x.Length; i++) x[i] = Math.Max(0, x[i]);
        }
        return Linear(x, parameters["head.weight"], parameters["head.bias"]);
    }
}

/// <summary>A network with a state in each cell: [cell][feature].</summary>
internal abstract class ReferenceCells(ObservationShape shape, HeadKind head) : ReferenceNetwork
{
    protected int Cells => shape.Cells;

    /// <summary>The convolution of the observation, of the plane of ones, and the bias, of a part of the network.</summary>
    protected double[] Seen(IReadOnlyDictionary<string, double[]> parameters, string part, int[] features) =>
        Seen(parameters, $"{part}observe.", part, features);

    /// <summary>The same, with the beginnings of the names of the convolutions and of the bias's.</summary>
    protected double[] Seen(IReadOnlyDictionary<string, double[]> parameters, string observe, string part, int[] features)
    {
        double[] planes = new double[shape.Features], ones = [.. Enumerable.Repeat(1.0, Cells)];
        double[] bias = parameters[part.Length == 0 && parameters.ContainsKey($"{observe}bias") ? $"{observe}bias" : $"{part}bias"];
        foreach (int feature in features) planes[feature % Cells * shape.Planes + feature / Cells] = 1;
        double[] seen = [.. Enumerable.Range(0, Cells * bias.Length).Select(i => bias[i % bias.Length])];
        AddConvolution(planes, parameters[$"{observe}weight"], seen);
        AddConvolution(ones, parameters[$"{observe}ones"], seen);
        return seen;
    }

    /// <summary>Adds a convolution of x [cell][in] with w [tap][in][out] to y [cell][out].</summary>
    protected void AddConvolution(double[] x, double[] w, double[] y)
    {
        (int width, int outputs) = (x.Length / Cells, y.Length / Cells);
        for (int cell = 0; cell < Cells; cell++)
            foreach ((int tap, int under) in Reference.Taps(shape.Size, cell))
                for (int i = 0; i < width; i++)
                {
                    double value = x[under * width + i];
                    if (value == 0) continue;
                    for (int o = 0; o < outputs; o++) y[cell * outputs + o] += value * w[(tap * width + i) * outputs + o];
                }
    }

    /// <summary>The head's answer.</summary>
    protected double[] Answer(IReadOnlyDictionary<string, double[]> parameters, int[] features, double[] state)
    {
        int width = state.Length / Cells;
        double[] read = head == HeadKind.Flat ? state : state[(features[0] * width)..(features[0] * width + width)];
        return Linear(read, parameters["head.weight"], parameters["head.bias"]);
    }

    /// <summary>Each of some groups of numbers, brought to mean 0 and variance 1, with gain and bias.</summary>
    protected static double[] Normalised(IReadOnlyDictionary<string, double[]> parameters, string name, double[] x, int groups)
    {
        double[] gain = parameters[$"{name}.gain"], bias = parameters[$"{name}.bias"];
        return
        [
            .. x.Chunk(x.Length / groups).SelectMany(group =>
            {
                double mean = group.Average(), variance = group.Average(v => (v - mean) * (v - mean));
                return group.Select((v, i) => gain[i % gain.Length] * (v - mean) / Math.Sqrt(variance + 1e-5) + bias[i % bias.Length]);
            }),
        ];
    }

    internal static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}

/// <summary>One linear map.</summary>
internal sealed class ReferenceLinear(ObservationShape shape) : ReferenceNetwork
{
    public override int StateSize => 0;

    public override double[] Forward(IReadOnlyDictionary<string, double[]> parameters, int[] features, double[] state)
    {
        double[] x = new double[shape.Features];
        foreach (int feature in features) x[feature] = 1;
        return Linear(x, parameters["head.weight"], parameters["head.bias"]);
    }
}

/// <summary>The gated recurrent unit.</summary>
internal sealed class ReferenceGru(ObservationShape shape, int width) : ReferenceNetwork
{
    public override int StateSize => width;

    public override double[] Forward(IReadOnlyDictionary<string, double[]> parameters, int[] features, double[] state)
    {
        double[] x = new double[shape.Features], none = new double[width];
        foreach (int feature in features) x[feature] = 1;
        double[] Sum(string part, double[] from) =>
        [
            .. Linear(x, parameters[$"{part}observe.weight"], parameters[$"{part}observe.bias"])
                .Zip(Linear(from, parameters[$"{part}state.weight"], none), (a, b) => a + b),
        ];
        double[] update = [.. Sum("update.", state).Select(ReferenceCells.Sigmoid)], reset = [.. Sum("reset.", state).Select(ReferenceCells.Sigmoid)];
        double[] candidate = Sum("", [.. state.Zip(reset, (h, r) => h * r)]);
        for (int i = 0; i < width; i++) state[i] = (1 - update[i]) * state[i] + update[i] * Math.Tanh(candidate[i]);
        return Linear(state, parameters["head.weight"], parameters["head.bias"]);
    }
}

/// <summary>The residual convolution.</summary>
internal sealed class ReferenceCnn(ObservationShape shape, int depth, HeadKind head) : ReferenceCells(shape, head)
{
    public override int StateSize => 0;

    public override double[] Forward(IReadOnlyDictionary<string, double[]> parameters, int[] features, double[] state)
    {
        double[] Convolved(double[] from, string name)
        {
            double[] bias = parameters[$"{name}.bias"], sum = [.. Enumerable.Range(0, Cells * bias.Length).Select(i => bias[i % bias.Length])];
            AddConvolution(from, parameters[$"{name}.weight"], sum);
            return sum;
        }

        double[] x = Seen(parameters, "observe.", "", features);
        for (int block = 0; block < depth; block++)
        {
            double[] inner = [.. Convolved(Normalised(parameters, $"block{block}.norm", x, 1), $"block{block}.first").Select(v => Math.Max(0, v))];
            x = [.. x.Zip(Convolved(inner, $"block{block}.second"), (a, b) => a + b)];
        }
        return Answer(parameters, features, Normalised(parameters, "norm", x, 1));
    }
}

/// <summary>The transformer. It remembers nothing from step to step; where it is given a state of [cell][feature], it goes on from there and leaves it.</summary>
internal sealed class ReferenceTransformer(ObservationShape shape, int width, int heads, int blocks, int loops, HeadKind head) : ReferenceCells(shape, head)
{
    private readonly int planes = shape.Planes;

    public override int StateSize => 0;

    public override double[] Forward(IReadOnlyDictionary<string, double[]> parameters, int[] features, double[] state)
    {
        double[] Each(double[] from, string name) // every cell by itself
        {
            int inputs = from.Length / Cells;
            double[] bias = parameters.TryGetValue($"{name}.bias", out double[]? known) ? known : new double[width];
            return [.. Enumerable.Range(0, Cells).SelectMany(cell => Linear(from[(cell * inputs)..((cell + 1) * inputs)], parameters[$"{name}.weight"], bias))];
        }

        double[] position = parameters["embed.position"], embedded = [.. position];
        foreach (int feature in features)
            for (int f = 0; f < width; f++) embedded[feature % Cells * width + f] += parameters["embed.weight"][feature / Cells * width + f];
        Assert.Equal(planes * width, parameters["embed.weight"].Length);
        double[] x = state.Length > 0 ? [.. state] : new double[embedded.Length];
        for (int loop = 0; loop < loops; loop++)
        {
            x = Plus(x, embedded);
            for (int block = 0; block < blocks; block++)
            {
                string name = $"block{block}.attention";
                double[] normal = Normalised(parameters, $"{name}.norm", x, Cells);
                double[] q = Each(normal, $"{name}.query"), k = Each(normal, $"{name}.key"), v = Each(normal, $"{name}.value");
                x = Plus(x, Each(Attended(q, k, v), $"{name}.out"));
                name = $"block{block}.mlp";
                x = Plus(x, Each([.. Each(Normalised(parameters, $"{name}.norm", x, Cells), $"{name}.first").Select(a => Math.Max(0, a))], $"{name}.second"));
            }
        }
        if (state.Length > 0) x.CopyTo(state, 0);
        return Answer(parameters, features, Normalised(parameters, "norm", x, Cells));
    }

    private double[] Attended(double[] q, double[] k, double[] v)
    {
        int size = width / heads;
        double[] y = new double[v.Length];
        for (int h = 0; h < heads; h++)
            for (int i = 0; i < Cells; i++)
            {
                double[] powers = [.. Enumerable.Range(0, Cells).Select(j => Math.Exp(
                    Enumerable.Range(h * size, size).Sum(f => q[i * width + f] * k[j * width + f]) / Math.Sqrt(size)))];
                double total = powers.Sum();
                for (int f = h * size; f < (h + 1) * size; f++)
                    for (int j = 0; j < Cells; j++) y[i * width + f] += powers[j] / total * v[j * width + f];
            }
        return y;
    }

    private static double[] Plus(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x + y)];
}

/// <summary>The recurrent convolution.</summary>
internal sealed class ReferenceRcnn(ObservationShape shape, int channels, int ticks, RcnnForm form = default) : ReferenceCells(shape, form.Head)
{
    public override int StateSize => Cells * channels;

    public override double[] Forward(IReadOnlyDictionary<string, double[]> parameters, int[] features, double[] state)
    {
        double[] Sum(string part, double[] from)
        {
            double[] sum = Seen(parameters, part, features);
            AddConvolution(from, parameters[$"{part}state.weight"], sum);
            return sum;
        }

        for (int tick = 0; tick < ticks; tick++)
        {
            double[] before = [.. state];
            if (!form.Gated)
            {
                double[] sum = Sum("", before);
                for (int i = 0; i < state.Length; i++) state[i] = Activate(sum[i]);
                continue;
            }
            double[] update = [.. Sum("update.", before).Select(Sigmoid)], reset = [.. Sum("reset.", before).Select(Sigmoid)];
            double[] candidate = Sum("", [.. before.Zip(reset, (h, r) => h * r)]);
            for (int i = 0; i < state.Length; i++) state[i] = (1 - update[i]) * before[i] + update[i] * Activate(candidate[i]);
        }
        return Answer(parameters, features, state);
    }

    private double Activate(double sum) => form.Activation switch
    {
        CellActivation.Relu => Math.Max(0, sum),
        CellActivation.Clamp => Math.Clamp(sum, 0, 1),
        _ => Math.Tanh(sum),
    };
}

/// <summary>The deep repeated ConvLSTM; its state is each layer's h, then each layer's c.</summary>
internal sealed class ReferenceDrc(ObservationShape shape, int channels, int depth, int ticks, HeadKind head) : ReferenceCells(shape, head)
{
    private int LayerSize => Cells * channels;

    public override int StateSize => 2 * depth * LayerSize;

    public override double[] Forward(IReadOnlyDictionary<string, double[]> parameters, int[] features, double[] state)
    {
        double[][] h = [.. Enumerable.Range(0, depth).Select(layer => state[(layer * LayerSize)..((layer + 1) * LayerSize)])];
        double[][] c = [.. Enumerable.Range(depth, depth).Select(layer => state[(layer * LayerSize)..((layer + 1) * LayerSize)])];
        for (int tick = 0; tick < ticks; tick++)
        {
            for (int layer = 0; layer < depth; layer++)
            {
                double[] below = layer == 0 ? h[depth - 1] : h[layer - 1], pooled = Pool(h[layer]);
                string name = $"layer{layer}.";
                double[] sums = Seen(parameters, name, features);
                AddConvolution(below, parameters[$"{name}below.weight"], sums);
                AddConvolution(h[layer], parameters[$"{name}own.weight"], sums);
                double[] injected = Linear(pooled, parameters[$"{name}pool.weight"], new double[4 * channels]);
                double Gate(int gate, int i)
                {
                    int column = gate * channels + i % channels;
                    return sums[i / channels * 4 * channels + column] + injected[column];
                }

                c[layer] = [.. c[layer].Select((kept, i) => Sigmoid(Gate(1, i) + 1) * kept + Sigmoid(Gate(0, i)) * Math.Tanh(Gate(3, i)))];
                h[layer] = [.. c[layer].Select((kept, i) => Sigmoid(Gate(2, i)) * Math.Tanh(kept))];
            }
        }
        h.Concat(c).SelectMany(x => x).ToArray().CopyTo(state, 0);
        return Answer(parameters, features, h[^1]);
    }

    private double[] Pool(double[] x)
    {
        double[][] byChannel = [.. Enumerable.Range(0, channels).Select(c => Enumerable.Range(0, Cells).Select(cell => x[cell * channels + c]).ToArray())];
        return [.. byChannel.Select(values => values.Average()), .. byChannel.Select(values => values.Max())];
    }
}
