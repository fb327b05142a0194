using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Experiments;
using MesaBench.Kernels;
using MesaBench.Tests.Networks;
using MesaBench.Training;

namespace MesaBench.Tests.Training;

/// <summary>
/// PPO (Schulman et al. 2017) with generalised advantages (Schulman et al. 2016) for one agent on the host in double precision, written
/// from the papers and the settings' docstrings without regard to the trainer.
/// </summary>
/// <param name="rollouts">Plays the agent.</param>
/// <param name="settings">The settings, the agent's own.</param>
/// <param name="parameters">Initial parameters by block.</param>
/// <param name="rate">Learning rate.</param>
internal sealed class ReferencePpo(
    ReferenceRollouts rollouts, TrainingSettings settings, IReadOnlyDictionary<string, double[]> parameters, double rate)
{
    private readonly ReferenceAdam adam = new(parameters, rate, settings.MaxGradientNorm, settings.AdamEpsilon);
    private int update;

    /// <summary>Parameters by block.</summary>
    public IReadOnlyDictionary<string, double[]> Parameters => parameters;

    /// <summary>Norms of the gradients so far, before clipping.</summary>
    public IReadOnlyList<double> Norms => adam.Norms;

    /// <summary>Samples whose probability ratio was outside of the clip range in a later epoch.</summary>
    public int Clipped { get; private set; }

    /// <summary>Plays one rollout and learns from it.</summary>
    /// <returns>What the update came to, from the definitions that the docstrings give.</returns>
    public Diagnostics Update()
    {
        rollouts.Play(parameters);
        ReferenceSample[] samples = [.. rollouts.Samples.SelectMany(s => s)];
        (double Advantage, double Target)[] estimates = [.. rollouts.Samples.SelectMany(Estimates)];
        double[] advantages = Normalised(samples, estimates);

        double updates = Math.Ceiling(settings.Steps / (double)(settings.Environments * settings.StepsPerUpdate));
        double progress = update++ / updates;
        double bonus = settings.EntropyBonus * (1 - progress + progress * settings.FinalEntropyBonus);
        PolicyLoss loss = new((float)settings.Clip, (float)bonus, (float)settings.ValueWeight);
        double[] ratios = []; // of real samples
        for (int epoch = 0; epoch < settings.Epochs; epoch++)
        {
            double[][] heads = [.. rollouts.Pass(parameters).SelectMany(h => h)];
            ratios = [.. samples.Index().Where(s => s.Item.Outcome.IsReal).Select(s => Ratio(s.Item, heads[s.Index]))];
            Clipped += ratios.Count(IsClipped);
            adam.Step(Slopes.Of(parameters, Loss), 1 - (1 - settings.FinalLearningRate) * progress);
        }
        (ReferenceSample Sample, double Target)[] acted =
            [.. samples.Zip(estimates, (s, e) => (s, e.Target)).Where(a => a.s.Outcome.IsReal)];
        return new Diagnostics
        {
            Entropy = acted.Average(a => Entropy(a.Sample.Head)),
            ApproxKl = ratios.Average(r => r - 1 - Math.Log(r)),
            ClipFraction = ratios.Count(IsClipped) / (double)ratios.Length,
            ExplainedVariance = 1 - Variance([.. acted.Select(a => a.Target - a.Sample.Head[Rollout.Value])]) / Variance([.. acted.Select(a => a.Target)]),
            GradientNorm = Norms[^1],
        };

        bool IsClipped(double ratio) => Math.Abs(ratio - 1) > settings.Clip;

        double Loss()
        {
            double[][] heads = [.. rollouts.Heads(parameters).SelectMany(h => h)];
            int[] real = [.. Enumerable.Range(0, samples.Length).Where(i => samples[i].Outcome.IsReal)];
            return real.Average(i => PpoReference.Of(
                heads[i], samples[i].Action, LogProbability(samples[i].Head, samples[i].Action), advantages[i], estimates[i].Target, loss));
        }
    }

    /// <summary>
    /// [step] advantage and the value's target of one environment. After a truncated step the next sample shows that episode's own last
    /// state, whose value stands for the rest; after a terminated one there is no rest. A sample that was only shown has neither.
    /// </summary>
    private IEnumerable<(double Advantage, double Target)> Estimates(ReferenceSample[] samples, int environment)
    {
        var estimates = new (double Advantage, double Target)[samples.Length];
        double next = rollouts.ValuesAfter[environment], advantage = 0;
        for (int step = samples.Length - 1; step >= 0; step--)
        {
            (HostStep outcome, double value) = (samples[step].Outcome, samples[step].Head[Rollout.Value]);
            double delta = outcome.Reward + (outcome.IsTerminated ? 0 : settings.Discount * next) - value;
            bool isLast = outcome.IsTerminated || outcome.IsTruncated;
            advantage = delta + (isLast ? 0 : settings.Discount * settings.GaeLambda * advantage);
            if (!outcome.IsReal) advantage = 0;
            estimates[step] = (advantage, advantage + value);
            next = value;
        }
        return estimates;
    }

    private static double[] Normalised(ReferenceSample[] samples, (double Advantage, double Target)[] estimates)
    {
        double[] real = [.. estimates.Zip(samples).Where(p => p.Second.Outcome.IsReal).Select(p => p.First.Advantage)];
        double mean = real.Average(), deviation = Math.Sqrt(real.Average(a => (a - mean) * (a - mean)));
        return [.. estimates.Select(e => (e.Advantage - mean) / deviation)];
    }

    private static double Variance(double[] numbers) => numbers.Average(x => (x - numbers.Average()) * (x - numbers.Average()));

    private static double Entropy(double[] head) =>
        -Enumerable.Range(0, Rollout.Actions).Sum(action => Math.Exp(LogProbability(head, action)) * LogProbability(head, action));

    private static double Ratio(ReferenceSample sample, double[] head) =>
        Math.Exp(LogProbability(head, sample.Action) - LogProbability(sample.Head, sample.Action));

    private static double LogProbability(double[] head, int action) =>
        head[action] - Math.Log(head.Take(Rollout.Actions).Sum(Math.Exp));
}
