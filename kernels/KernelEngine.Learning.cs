using MesaBench.Engines;

namespace MesaBench.Kernels;

// Advantages, losses, Adam, captures for probing, and environments.
internal abstract partial class KernelEngine
{
    public void AdvantageEstimate(Tensor head, Tensor samples, int environments, int steps, float discount, float lambda) =>
        Launch((long)head.Agents * (environments / LaneWidth), new AdvantageEstimate
        {
            Head = View(head), Samples = View(samples), Lanes = environments / LaneWidth, Steps = steps, Discount = discount, Lambda = lambda,
        });

    public void NormaliseAdvantages(Tensor samples, Tensor statistics, Tensor scratch, int environments, int steps) =>
        Launch(samples.Agents, new NormaliseAdvantages
        {
            Samples = View(samples), Statistics = View(statistics), Scratch = View(scratch), Environments = environments, Steps = steps,
        });

    public void PolicyLossGradient(Tensor head, Tensor samples, Tensor gradient, Tensor statistics, PolicyLoss loss) =>
        Launch((long)samples.Agents * Lanes(samples), new PolicyLossGradient
        {
            Head = View(head), Samples = View(samples), Gradient = View(gradient), Statistics = View(statistics), Lanes = Lanes(samples),
            Clip = loss.Clip, EntropyBonus = loss.EntropyBonus, ValueWeight = loss.ValueWeight,
        });

    public void ClassLossGradient(Tensor logits, Tensor labels, Tensor weights, int classStride) =>
        Launch((long)logits.Agents * labels.Rows * Lanes(labels), new ClassLossGradient
        {
            Logits = View(logits), Labels = View(labels), Weights = View(weights), Rows = labels.Rows, Lanes = Lanes(labels),
            ClassStride = classStride,
        });

    public void BestClasses(Tensor logits, Tensor best, int classStride) =>
        Launch((long)logits.Agents * best.Rows * Lanes(best), new BestClasses
        {
            Logits = View(logits), Best = View(best), Rows = best.Rows, Lanes = Lanes(best), ClassStride = classStride,
        });

    public void Capture(Tensor from, IntTensor chosen, Tensor to, int step) =>
        Launch((long)from.Agents * chosen.Columns, new CaptureRows
        {
            From = View(from), To = View(to), Chosen = View(chosen), Samples = chosen.Columns, RowsPerSample = from.Rows / chosen.Columns,
            Lanes = Lanes(from), Step = step,
        });

    public void Capture(IntTensor from, IntTensor chosen, IntTensor to, int step) =>
        Launch((long)from.Agents * chosen.Columns, new CaptureInts
        {
            From = View(from), To = View(to), Chosen = View(chosen), Samples = chosen.Columns, Columns = from.Columns, Step = step,
        });

    public void SpreadFeatures(IntTensor features, Tensor to) =>
        Launch((long)features.Agents * features.Rows, new SpreadFeatures
        {
            Features = View(features), To = View(to), Samples = features.Rows, Cells = to.Rows / features.Rows, Lanes = Lanes(to),
        });

    public void Adam(Tensor weights, Tensor gradient, AdamMemory memory, AdamStep step)
    {
        const double decay1 = 0.9, decay2 = 0.999;
        int lanes = Lanes(weights);
        Tensor sixteens = gradient with { Rows = gradient.Rows * (gradient.RowStride / 16), RowStride = 16, Columns = 16 };
        Launch((long)weights.Agents * Lanes(sixteens), new SumOfSquares
        {
            Gradient = View(sixteens), Sums = View(memory.Sums), Rows = sixteens.Rows, Lanes = Lanes(sixteens),
        });
        Launch(weights.Agents, new ClipFactor
        {
            Sums = View(memory.Sums), Statistics = View(memory.Statistics), Columns = sixteens.Columns, MaxNorm = step.MaxNorm,
        });
        Launch((long)weights.Agents * weights.Rows, new Adam
        {
            Weights = View(weights), Gradient = View(gradient), Mean = View(memory.Mean), Square = View(memory.Square),
            Statistics = View(memory.Statistics), Rates = View(memory.Rates), Rows = weights.Rows, Lanes = lanes,
            Decay1 = (float)decay1, Decay2 = (float)decay2, Rest1 = (float)(1 - decay1), Rest2 = (float)(1 - decay2),
            Epsilon = step.Epsilon, RateFactor = step.RateFactor,
            Correction1 = (float)(1 / (1 - Power(decay1, step.Step))), Correction2 = (float)(1 / (1 - Power(decay2, step.Step))),
        });
    }

    public void ResetEnvironments(WorldTensors world, IntTensor state, IntTensor features, IntTensor fresh, bool evaluation) =>
        Launch((long)state.Agents * state.Rows, new ResetEnvironments
        {
            World = ViewOf(world), State = View(state), Features = View(features), Fresh = View(fresh), Environments = state.Rows,
            Evaluation = evaluation ? 1 : 0,
        });

    public void StepEnvironments(
        WorldTensors world, IntTensor state, IntTensor features, IntTensor fresh, Tensor samples, Tensor tallies, float discount) =>
        Launch((long)state.Agents * state.Rows, new StepEnvironments
        {
            World = ViewOf(world), State = View(state), Features = View(features), Fresh = View(fresh), Samples = View(samples),
            Tallies = View(tallies), Optimal = View(world.Optimal), Environments = state.Rows, Discount = discount,
        });

    public void StepEpisodes(
        WorldTensors world, IntTensor state, IntTensor features, IntTensor fresh, Tensor samples, Tensor returns, float discount) =>
        Launch((long)state.Agents * state.Rows, new StepEpisodes
        {
            World = ViewOf(world), State = View(state), Features = View(features), Fresh = View(fresh), Samples = View(samples),
            Returns = View(returns), Environments = state.Rows, Discount = discount,
        });

    public void CountRunning(IntTensor state, IntTensor running) =>
        Launch(state.Agents, new CountRunning { State = View(state), Running = View(running), Environments = state.Rows });

    /// <summary>b^n by repeated squaring: the platform's own power function need not give the same bits everywhere.</summary>
    private static double Power(double b, long n)
    {
        double result = 1;
        for (; n > 0; n >>= 1, b *= b)
            if ((n & 1) != 0) result *= b;
        return result;
    }
}
