using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Networks;
using MesaBench.Training;

namespace MesaBench.Probing;

/// <summary>What a probe reads: its field and the tensors that hold it.</summary>
public enum ProbeField
{
    /// <summary>The state at the cell that is asked about; one set of weights for all cells.</summary>
    Cell,

    /// <summary>The states of the 3x3 cells around it; one set of weights for all cells.</summary>
    Neighbourhood,

    /// <summary>A whole layer; weights of their own for each cell.</summary>
    Layer,

    /// <summary>The whole observation, as active features; weights of their own for each cell.</summary>
    Observation,
}

/// <summary>The inputs of a probe for a number of samples.</summary>
/// <param name="States">[agent][sample x cell][feature] (and one row of zeros), or [agent][sample][feature] for a layer.</param>
/// <param name="Features">[agent][sample][...] active features, for an observation.</param>
/// <param name="Sources">Rows under the taps of a 3x3 field.</param>
/// <param name="Samples">Samples, a multiple of 16.</param>
public sealed record ProbeInput(Tensor? States, IntTensor? Features, IntTensor? Sources, int Samples);

/// <summary>The targets of a probe: labels and weights as floats, in the arrangement of its logits.</summary>
public sealed record ProbeTarget(Tensor Labels, Tensor Weights);

/// <summary>
/// Multinomial logistic regression on an engine, for every agent of a cohort at once: linear logits for five classes of each cell,
/// weights from zero by full-batch Adam on the mean cross-entropy.
/// </summary>
public sealed class LinearProbe
{
    private const int Classes = PlanLabels.Classes;

    private readonly IEngine engine;
    private readonly ProbeField kind;
    private readonly int agents, cells;
    private readonly ParameterLayout layout;
    private readonly Tensor parameters, gradient;
    private readonly AdamMemory adam;

    /// <summary>A probe of a field with so many features (of a cell, of a layer, or of the observation).</summary>
    public LinearProbe(IEngine engine, ProbeField field, int agents, int features, int cells, double learningRate)
    {
        this.engine = engine;
        kind = field;
        this.agents = agents;
        this.cells = cells;
        int outputs = IsShared ? Classes : Classes * Tensor.Pad(cells);
        int inputs = field == ProbeField.Neighbourhood ? 9 * features : features;
        layout = new ParameterLayout([new("weight", [inputs, outputs], 0), new("bias", [1, outputs], 0)]);
        parameters = engine.Floats(agents, layout.Rows, ParameterLayout.RowWidth);
        gradient = engine.Floats(agents, layout.Rows, ParameterLayout.RowWidth);
        adam = AdamMemories.Create(engine, layout.Rows, [.. Enumerable.Repeat(learningRate, agents)]);
    }

    /// <summary>Whether all cells share their weights.</summary>
    private bool IsShared => kind is ProbeField.Cell or ProbeField.Neighbourhood;

    /// <summary>Fits the probe.</summary>
    public void Train(ProbeInput input, ProbeTarget target, int iterations)
    {
        Workspace work = Open(input.Samples);
        engine.Run(new Zero(parameters));
        engine.Run(new Zero(adam.Mean));
        engine.Run(new Zero(adam.Square));
        for (int iteration = 1; iteration <= iterations; iteration++)
        {
            Forward(input, work);
            if (IsShared)
            {
                engine.Run(new RowsToPlanes(work.Logits, work.Planes!, Classes));
                engine.Run(new ClassLossGradient(work.Planes!, target.Labels, target.Weights, work.ClassStride));
                engine.Run(new PlanesToRows(work.Planes!, work.Logits, Classes));
            }
            else
            {
                engine.Run(new ClassLossGradient(work.Logits, target.Labels, target.Weights, work.ClassStride));
            }
            Backward(input, work);
            engine.Run(new Adam(parameters, gradient, adam, new AdamStep(iteration, float.MaxValue, 1e-8f, 1)));
        }
    }

    /// <summary>The most probable classes: [agent][sample][cell].</summary>
    public int[][][] Predict(ProbeInput input)
    {
        Workspace work = Open(input.Samples);
        Forward(input, work);
        if (IsShared) engine.Run(new RowsToPlanes(work.Logits, work.Planes!, Classes));
        engine.Run(new BestClasses(work.Planes ?? work.Logits, work.Best, work.ClassStride));
        float[] best = engine.Download(work.Best);
        int size = work.Best.Rows * work.Best.RowStride, stride = IsShared ? cells : work.Best.RowStride;
        return PerAgent.Select(agents, agent =>
        {
            int[][] classes = new int[input.Samples][];
            for (int sample = 0; sample < input.Samples; sample++)
            {
                ReadOnlySpan<float> row = best.AsSpan(agent * size + sample * stride, cells);
                classes[sample] = new int[cells];
                for (int cell = 0; cell < cells; cell++) classes[sample][cell] = (int)row[cell];
            }
            return classes;
        });
    }

    /// <summary>Labels and weights [agent][sample][cell] on the engine, as this kind of probe wants them; weights give a mean.</summary>
    public static ProbeTarget Target(IEngine engine, ProbeField field, int[][][] labels)
    {
        bool shared = field is ProbeField.Cell or ProbeField.Neighbourhood;
        int agents = labels.Length, samples = labels[0].Length, cells = labels[0][0].Length;
        Tensor to = shared ? engine.Floats(agents, 1, samples * cells) : engine.Floats(agents, samples, cells);
        Tensor weights = shared ? engine.Floats(agents, 1, samples * cells) : engine.Floats(agents, samples, cells);
        int size = to.Rows * to.RowStride, stride = shared ? cells : to.RowStride;
        float[] values = new float[agents * size], weightValues = new float[agents * size];
        PerAgent.Do(agents, agent =>
        {
            int asked = labels[agent].Sum(sample => sample.Count(label => label != PlanLabels.Unasked));
            for (int sample = 0; sample < samples; sample++)
            {
                for (int cell = 0; cell < cells; cell++)
                {
                    int label = labels[agent][sample][cell];
                    if (label == PlanLabels.Unasked) continue;
                    values[agent * size + sample * stride + cell] = label;
                    weightValues[agent * size + sample * stride + cell] = 1f / asked;
                }
            }
        });
        engine.Upload(values, to);
        engine.Upload(weightValues, weights);
        return new ProbeTarget(to, weights);
    }

    /// <summary>Logits; for shared weights also as planes; the best classes; and how far apart a place's classes stand.</summary>
    private sealed record Workspace(Tensor Logits, Tensor? Planes, Tensor Best, int ClassStride);

    private readonly Dictionary<int, Workspace> workspaces = [];

    private Workspace Open(int samples)
    {
        if (workspaces.TryGetValue(samples, out Workspace? found)) return found;
        Workspace made;
        if (IsShared)
        {
            Tensor planes = engine.Floats(agents, Classes, samples * cells);
            made = new Workspace(
                engine.Floats(agents, samples * cells, Classes), planes, engine.Floats(agents, 1, samples * cells), planes.RowStride);
        }
        else
        {
            int stride = Tensor.Pad(cells);
            made = new Workspace(engine.Floats(agents, samples, Classes * stride), null, engine.Floats(agents, samples, cells), stride);
        }
        workspaces.Add(samples, made);
        return made;
    }

    private void Forward(ProbeInput input, Workspace work)
    {
        Tensor weight = layout.Slice(parameters, "weight"), bias = layout.Slice(parameters, "bias").Repeated;
        if (kind == ProbeField.Observation)
            engine.Run(new SparseInput(input.Features!, null, weight, bias, work.Logits, Activation.Identity));
        else if (kind == ProbeField.Neighbourhood)
            engine.Run(new Convolution(input.States!, input.Sources!, weight, work.Logits, bias, Activation.Identity));
        else
            engine.Run(new Product(Rows(input, work), weight, work.Logits, bias, Activation.Identity));
    }

    private void Backward(ProbeInput input, Workspace work)
    {
        Tensor weight = layout.Slice(gradient, "weight");
        if (kind == ProbeField.Observation)
            engine.Run(new SparseInputGradient(input.Features!, null, work.Logits, weight));
        else if (kind == ProbeField.Neighbourhood)
            engine.Run(new ConvolutionWeightGradient(input.States!, input.Sources!, work.Logits, weight));
        else
            engine.Run(new WeightGradient(Rows(input, work), work.Logits, weight));
        engine.Run(new BiasGradient(work.Logits, layout.Slice(gradient, "bias")));
    }

    /// <summary>The states without their row of zeros.</summary>
    private static Tensor Rows(ProbeInput input, Workspace work) => input.States!.RowRange(0, work.Logits.Rows);
}
