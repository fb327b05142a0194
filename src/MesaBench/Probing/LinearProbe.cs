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
            engine.Run(new ClassLossGradient(work.ByClass, target.Labels, target.Weights, work.ClassStride));
            if (IsShared) engine.Run(new PlanesToRows(work.ByClass, work.Logits, Classes));
            input.Backward(engine, work.Logits, layout.Slice(gradient, "weight"));
            engine.Run(new BiasGradient(work.Logits, layout.Slice(gradient, "bias")));
            engine.Run(new Adam(parameters, gradient, adam, new AdamStep(iteration, float.MaxValue, 1e-8f, 1)));
        }
    }

    /// <summary>The most probable classes: [agent][sample][cell].</summary>
    public int[][][] Predict(ProbeInput input)
    {
        Workspace work = Open(input.Samples);
        Forward(input, work);
        engine.Run(new BestClasses(work.ByClass, work.Best, work.ClassStride));
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

    /// <summary>
    /// Logits; the same with a place's classes so far apart (for shared weights as planes, else they are); and the best classes.
    /// </summary>
    private sealed record Workspace(Tensor Logits, Tensor ByClass, Tensor Best, int ClassStride);

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
            Tensor logits = engine.Floats(agents, samples, Classes * stride);
            made = new Workspace(logits, logits, engine.Floats(agents, samples, cells), stride);
        }
        workspaces.Add(samples, made);
        return made;
    }

    private void Forward(ProbeInput input, Workspace work)
    {
        input.Forward(engine, layout.Slice(parameters, "weight"), layout.Slice(parameters, "bias").Repeated, work.Logits);
        if (IsShared) engine.Run(new RowsToPlanes(work.Logits, work.ByClass, Classes));
    }
}
