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
    protected double[] Seen(IReadOnlyDictionary<string, double[]> parameters, string part, int[] features)
    {
        double[] planes = new double[shape.Features], ones = [.. Enumerable.Repeat(1.0, Cells)], bias = parameters[$"{part}bias"];
        foreach (int feature in features) planes[feature % Cells * shape.Planes + feature / Cells] = 1;
        double[] seen = [.. Enumerable.Range(0, Cells * bias.Length).Select(i => bias[i % bias.Length])];
        AddConvolution(planes, parameters[$"{part}observe.weight"], seen);
        AddConvolution(ones, parameters[$"{part}observe.ones"], seen);
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

    protected static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
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
                double[] Sum(string gate)
                {
                    string name = $"layer{layer}.{gate}.";
                    double[] sum = Seen(parameters, name, features);
                    AddConvolution(below, parameters[$"{name}below.weight"], sum);
                    AddConvolution(h[layer], parameters[$"{name}own.weight"], sum);
                    double[] injected = Linear(pooled, parameters[$"{name}pool.weight"], new double[channels]);
                    for (int i = 0; i < sum.Length; i++) sum[i] += injected[i % channels];
                    return sum;
                }

                double[] input = Sum("input"), forget = Sum("forget"), output = Sum("output"), candidate = Sum("candidate");
                c[layer] = [.. c[layer].Select((kept, i) => Sigmoid(forget[i]) * kept + Sigmoid(input[i]) * Math.Tanh(candidate[i]))];
                h[layer] = [.. c[layer].Select((kept, i) => Sigmoid(output[i]) * Math.Tanh(kept))];
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
