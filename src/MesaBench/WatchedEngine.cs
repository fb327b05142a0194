using System.Runtime.InteropServices;
using MesaBench.Engines;

namespace MesaBench;

/// <summary>What an operation has written: its name and a tensor, float or int, as bits.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Agents">Agents.</param>
/// <param name="Rows">Rows an agent.</param>
/// <param name="Stride">Numbers a row, with padding.</param>
/// <param name="Read">Downloads the bits.</param>
internal sealed record Written(string Operation, int Agents, int Rows, int Stride, Lazy<int[]> Read)
{
    /// <summary>[agent][row][column]. To be asked for before the next operation, if at all: they are downloaded then, once.</summary>
    public int[] Bits => Read.Value;
}

/// <summary>An engine that shows whatever an operation has written, as soon as it has.</summary>
/// <param name="inner">The engine that does the work.</param>
/// <param name="see">Called after every operation, once for each tensor that it writes.</param>
internal class WatchedEngine(IEngine inner, Action<Written> see) : IEngine
{
    // Slices are looked at through a copy that has no gaps.
    private readonly Dictionary<(bool IsFloat, int Agents, int Rows, int Columns), object> copies = [];

    /// <inheritdoc/>
    public long AllocatedBytes => inner.AllocatedBytes;

    /// <summary>All rows, whatever the engine would like: operations are compared with another engine's, one by one.</summary>
    public int PreferredRows => int.MaxValue;

    /// <inheritdoc/>
    public void Wait() => inner.Wait();

    /// <inheritdoc/>
    public TimeSpan Time(Action operations) => inner.Time(operations);

    /// <inheritdoc/>
    public Tensor Floats(int agents, int rows, int columns) => inner.Floats(agents, rows, columns);

    /// <inheritdoc/>
    public IntTensor Ints(int agents, int rows, int columns) => inner.Ints(agents, rows, columns);

    /// <inheritdoc/>
    public void Clear()
    {
        copies.Clear();
        inner.Clear();
    }

    /// <inheritdoc/>
    public float[] Download(Tensor from) => inner.Download(from);

    /// <inheritdoc/>
    public int[] Download(IntTensor from) => inner.Download(from);

    /// <inheritdoc/>
    public void Dispose() => inner.Dispose();

    /// <inheritdoc/>
    public void Upload(ReadOnlySpan<float> from, Tensor to)
    {
        inner.Upload(from, to);
        See(nameof(Upload), to);
    }

    /// <inheritdoc/>
    public void Upload(ReadOnlySpan<int> from, IntTensor to)
    {
        inner.Upload(from, to);
        See(nameof(Upload), to);
    }

    /// <inheritdoc/>
    public void Zero(Tensor tensor)
    {
        inner.Zero(tensor);
        See(nameof(Zero), tensor);
    }

    /// <inheritdoc/>
    public void Product(Tensor x, Tensor w, Tensor y, Tensor? addend, Activation activation, Tensor? output = null)
    {
        inner.Product(x, w, y, addend, activation, output);
        See(nameof(Product), y);
    }

    /// <inheritdoc/>
    public void WeightGradient(Tensor x, Tensor dy, Tensor dw)
    {
        inner.WeightGradient(x, dy, dw);
        See(nameof(WeightGradient), dw);
    }

    /// <inheritdoc/>
    public void BiasGradient(Tensor dy, Tensor db)
    {
        inner.BiasGradient(dy, db);
        See(nameof(BiasGradient), db);
    }

    /// <inheritdoc/>
    public void SparseInput(IntTensor features, IntTensor? changed, Tensor w, Tensor bias, Tensor y, Activation activation)
    {
        inner.SparseInput(features, changed, w, bias, y, activation);
        See(nameof(SparseInput), y);
    }

    /// <inheritdoc/>
    public void SparseInputGradient(IntTensor features, IntTensor? changed, Tensor dy, Tensor dw)
    {
        inner.SparseInputGradient(features, changed, dy, dw);
        See(nameof(SparseInputGradient), dw);
    }

    /// <inheritdoc/>
    public void Convolution(Tensor x, IntTensor sources, Tensor w, Tensor y, Tensor? addend, Activation activation, Tensor? output = null)
    {
        inner.Convolution(x, sources, w, y, addend, activation, output);
        See(nameof(Convolution), y);
    }

    /// <inheritdoc/>
    public void ConvolutionWeightGradient(Tensor x, IntTensor sources, Tensor dy, Tensor dw)
    {
        inner.ConvolutionWeightGradient(x, sources, dy, dw);
        See(nameof(ConvolutionWeightGradient), dw);
    }

    /// <inheritdoc/>
    public void SparseConvolution(IntTensor features, IntTensor neighbours, Tensor w, Tensor border, Tensor y)
    {
        inner.SparseConvolution(features, neighbours, w, border, y);
        See(nameof(SparseConvolution), y);
    }

    /// <inheritdoc/>
    public void SparseConvolutionGradient(IntTensor features, IntTensor neighbours, Tensor dy, Tensor dw)
    {
        inner.SparseConvolutionGradient(features, neighbours, dy, dw);
        See(nameof(SparseConvolutionGradient), dw);
    }

    /// <inheritdoc/>
    public void BorderMap(IntTensor neighbours, Tensor bias, Tensor ones, Tensor border)
    {
        inner.BorderMap(neighbours, bias, ones, border);
        See(nameof(BorderMap), border);
    }

    /// <inheritdoc/>
    public void BorderMapGradient(IntTensor neighbours, Tensor border, Tensor bias, Tensor ones)
    {
        inner.BorderMapGradient(neighbours, border, bias, ones);
        See(nameof(BorderMapGradient), bias, ones);
    }

    /// <inheritdoc/>
    public void SumOverSamples(Tensor dy, Tensor total)
    {
        inner.SumOverSamples(dy, total);
        See(nameof(SumOverSamples), total);
    }

    /// <inheritdoc/>
    public void Copy(Tensor from, Tensor to)
    {
        inner.Copy(from, to);
        See(nameof(Copy), to);
    }

    /// <inheritdoc/>
    public void Copy(IntTensor from, IntTensor to)
    {
        inner.Copy(from, to);
        See(nameof(Copy), to);
    }

    /// <inheritdoc/>
    public void Add(Tensor from, Tensor to)
    {
        inner.Add(from, to);
        See(nameof(Add), to);
    }

    /// <inheritdoc/>
    public void CarryState(Tensor from, IntTensor fresh, Tensor to)
    {
        inner.CarryState(from, fresh, to);
        See(nameof(CarryState), to);
    }

    /// <inheritdoc/>
    public void Transpose(Tensor from, Tensor to, int blocks = 1, bool reverse = false)
    {
        inner.Transpose(from, to, blocks, reverse);
        See(nameof(Transpose), to);
    }

    /// <inheritdoc/>
    public void RowsToPlanes(Tensor from, Tensor to, int columns)
    {
        inner.RowsToPlanes(from, to, columns);
        See(nameof(RowsToPlanes), to);
    }

    /// <inheritdoc/>
    public void PlanesToRows(Tensor from, Tensor to, int columns)
    {
        inner.PlanesToRows(from, to, columns);
        See(nameof(PlanesToRows), to);
    }

    /// <inheritdoc/>
    public void SampleActions(
        Tensor head, Tensor samples, IntTensor agents, int environments, uint purpose, uint step, uint tag, bool greedy)
    {
        inner.SampleActions(head, samples, agents, environments, purpose, step, tag, greedy);
        See(nameof(SampleActions), samples);
    }

    /// <inheritdoc/>
    public void AdvantageEstimate(Tensor head, Tensor samples, int environments, int steps, float discount, float lambda)
    {
        inner.AdvantageEstimate(head, samples, environments, steps, discount, lambda);
        See(nameof(AdvantageEstimate), samples);
    }

    /// <inheritdoc/>
    public void NormaliseAdvantages(Tensor samples, Tensor statistics, Tensor scratch, int environments, int steps)
    {
        inner.NormaliseAdvantages(samples, statistics, scratch, environments, steps);
        See(nameof(NormaliseAdvantages), samples, statistics);
    }

    /// <inheritdoc/>
    public void PolicyLossGradient(Tensor head, Tensor samples, Tensor gradient, Tensor statistics, PolicyLoss loss)
    {
        inner.PolicyLossGradient(head, samples, gradient, statistics, loss);
        See(nameof(PolicyLossGradient), gradient);
    }

    /// <inheritdoc/>
    public void ClassLossGradient(Tensor logits, Tensor labels, Tensor weights, int classStride)
    {
        inner.ClassLossGradient(logits, labels, weights, classStride);
        See(nameof(ClassLossGradient), logits);
    }

    /// <inheritdoc/>
    public void BestClasses(Tensor logits, Tensor best, int classStride)
    {
        inner.BestClasses(logits, best, classStride);
        See(nameof(BestClasses), best);
    }

    /// <inheritdoc/>
    public void Capture(Tensor from, IntTensor chosen, Tensor to, int step)
    {
        inner.Capture(from, chosen, to, step);
        See(nameof(Capture), to);
    }

    /// <inheritdoc/>
    public void Capture(IntTensor from, IntTensor chosen, IntTensor to, int step)
    {
        inner.Capture(from, chosen, to, step);
        See(nameof(Capture), to);
    }

    /// <inheritdoc/>
    public void SpreadFeatures(IntTensor features, Tensor to)
    {
        inner.SpreadFeatures(features, to);
        See(nameof(SpreadFeatures), to);
    }

    /// <inheritdoc/>
    public void Adam(Tensor weights, Tensor gradient, AdamMemory memory, AdamStep step)
    {
        inner.Adam(weights, gradient, memory, step);
        See(nameof(Adam), weights, gradient, memory.Mean, memory.Square);
    }

    /// <inheritdoc/>
    public void ResetEnvironments(WorldTensors world, IntTensor state, IntTensor features, IntTensor fresh, bool evaluation)
    {
        inner.ResetEnvironments(world, state, features, fresh, evaluation);
        See(nameof(ResetEnvironments), state, features, fresh);
    }

    /// <inheritdoc/>
    public void StepEnvironments(
        WorldTensors world, IntTensor state, IntTensor features, IntTensor fresh, Tensor samples, Tensor tallies, float discount)
    {
        inner.StepEnvironments(world, state, features, fresh, samples, tallies, discount);
        See(nameof(StepEnvironments), state, features, fresh, samples, tallies);
    }

    /// <inheritdoc/>
    public void CountRunning(IntTensor state, IntTensor running)
    {
        inner.CountRunning(state, running);
        See(nameof(CountRunning), running);
    }

    /// <inheritdoc/>
    public void StepEpisodes(
        WorldTensors world, IntTensor state, IntTensor features, IntTensor fresh, Tensor samples, Tensor returns, float discount)
    {
        inner.StepEpisodes(world, state, features, fresh, samples, returns, discount);
        See(nameof(StepEpisodes), state, fresh, features, returns);
    }

    private void See(string operation, params ReadOnlySpan<object> tensors)
    {
        foreach (object tensor in tensors)
        {
            see(tensor switch
            {
                Tensor floats => new Written(
                    operation, floats.Agents, floats.Rows, Tensor.Pad(floats.Columns),
                    new(() => MemoryMarshal.Cast<float, int>(Bits(floats)).ToArray())),
                IntTensor ints => new Written(operation, ints.Agents, ints.Rows, ints.Columns, new(() => Bits(ints))),
                _ => throw new ArgumentException($"{operation}: found {tensor}; allowed: tensors"),
            });
        }
    }

    private float[] Bits(Tensor tensor)
    {
        (bool, int, int, int) key = (true, tensor.Agents, tensor.Rows, tensor.Columns);
        if (!copies.TryGetValue(key, out object? copy)) copies.Add(key, copy = inner.Floats(tensor.Agents, tensor.Rows, tensor.Columns));
        inner.Copy(tensor, (Tensor)copy);
        return inner.Download((Tensor)copy);
    }

    private int[] Bits(IntTensor tensor)
    {
        (bool, int, int, int) key = (false, tensor.Agents, tensor.Rows, tensor.Columns);
        if (!copies.TryGetValue(key, out object? copy)) copies.Add(key, copy = inner.Ints(tensor.Agents, tensor.Rows, tensor.Columns));
        inner.Copy(tensor, (IntTensor)copy);
        return inner.Download((IntTensor)copy);
    }
}
