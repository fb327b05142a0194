using MesaBench.Engines;
using MesaBench.Engines.Operations;

namespace MesaBench.Probing;

/// <summary>What a probe is fitted on, or asked about: a field's values for a number of samples.</summary>
/// <param name="Samples">Samples, a multiple of 16.</param>
public abstract record ProbeInput(int Samples)
{
    /// <summary>logits = the field times the weights, plus the bias.</summary>
    internal abstract void Forward(IEngine engine, Tensor weight, Tensor bias, Tensor logits);

    /// <summary>Adds to the weights' gradient from the logits'.</summary>
    internal abstract void Backward(IEngine engine, Tensor logits, Tensor weight);
}

/// <summary>States that are read as they are: of each cell by itself, or of a whole layer.</summary>
/// <param name="States">[agent][sample x cell][feature], or [agent][sample][feature]; rows beyond the samples' are not read.</param>
/// <param name="Samples">Samples, a multiple of 16.</param>
public sealed record StateInput(Tensor States, int Samples) : ProbeInput(Samples)
{
    internal override void Forward(IEngine engine, Tensor weight, Tensor bias, Tensor logits) =>
        engine.Run(new Product(States.RowRange(0, logits.Rows), weight, logits, bias, Activation.Identity));

    internal override void Backward(IEngine engine, Tensor logits, Tensor weight) =>
        engine.Run(new WeightGradient(States.RowRange(0, logits.Rows), logits, weight));
}

/// <summary>The states of the 3x3 cells around each cell.</summary>
/// <param name="States">[agent][sample x cell][feature], and a row of zeros.</param>
/// <param name="Sources">[1][9][sample x cell] the row under each tap.</param>
/// <param name="Samples">Samples, a multiple of 16.</param>
public sealed record NeighbourhoodInput(Tensor States, IntTensor Sources, int Samples) : ProbeInput(Samples)
{
    internal override void Forward(IEngine engine, Tensor weight, Tensor bias, Tensor logits) =>
        engine.Run(new Convolution(States, Sources, weight, logits, bias, Activation.Identity));

    internal override void Backward(IEngine engine, Tensor logits, Tensor weight) =>
        engine.Run(new ConvolutionWeightGradient(States, Sources, logits, weight));
}

/// <summary>The whole observation.</summary>
/// <param name="Features">[agent][sample][1 + most active] active features.</param>
/// <param name="Samples">Samples, a multiple of 16.</param>
public sealed record ObservationInput(IntTensor Features, int Samples) : ProbeInput(Samples)
{
    internal override void Forward(IEngine engine, Tensor weight, Tensor bias, Tensor logits) =>
        engine.Run(new SparseInput(Features, null, weight, bias, logits, Activation.Identity));

    internal override void Backward(IEngine engine, Tensor logits, Tensor weight) =>
        engine.Run(new SparseInputGradient(Features, null, logits, weight));
}
