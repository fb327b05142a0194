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

/// <summary>The recurrent convolution, on dense planes of which the last is all ones.</summary>
internal sealed class ReferenceRcnn(ObservationShape shape, int channels, int ticks) : ReferenceNetwork
{
    public override int StateSize => shape.Cells * channels;

    public override double[] Forward(IReadOnlyDictionary<string, double[]> parameters, int[] features, double[] state)
    {
        double[] seen = Seen(parameters, features);
        for (int tick = 0; tick < ticks; tick++)
        {
            double[] next = [.. seen];
            AddConvolution(state, channels, parameters["state.weight"], next);
            for (int i = 0; i < next.Length; i++) state[i] = Math.Tanh(next[i]);
        }
        return Linear(state, parameters["head.weight"], parameters["head.bias"]);
    }

    private double[] Seen(IReadOnlyDictionary<string, double[]> parameters, int[] features)
    {
        double[] seen = new double[StateSize], planes = new double[shape.Features], ones = new double[shape.Cells];
        foreach (int feature in features) planes[feature % shape.Cells * shape.Planes + feature / shape.Cells] = 1;
        Array.Fill(ones, 1);
        for (int i = 0; i < seen.Length; i++) seen[i] = parameters["bias"][i % channels];
        AddConvolution(planes, shape.Planes, parameters["observe.weight"], seen);
        AddConvolution(ones, 1, parameters["observe.ones"], seen);
        return seen;
    }

    // x [cell][in], w [tap][in][out], y [cell][out]
    private void AddConvolution(double[] x, int width, double[] w, double[] y)
    {
        for (int cell = 0; cell < shape.Cells; cell++)
            foreach ((int tap, int under) in Reference.Taps(shape.Size, cell))
                for (int i = 0; i < width; i++)
                {
                    double value = x[under * width + i];
                    if (value == 0) continue;
                    for (int o = 0; o < channels; o++) y[cell * channels + o] += value * w[(tap * width + i) * channels + o];
                }
    }
}
