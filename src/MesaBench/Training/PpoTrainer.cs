using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Inference;
using MesaBench.Kernels;

namespace MesaBench.Training;

/// <summary>
/// Trains a cohort of agents in lockstep by proximal policy optimisation. All of it happens on the engine; the host only names the
/// operations. Each agent's course depends on its own key, levels and learning rate alone.
/// </summary>
public sealed class PpoTrainer : Trainer
{
    // Rows of the report.
    private const int LogRatio = 0, Return = 1, ReportRows = 2;

    private readonly Tensor scratch;

    /// <summary>Prepares a cohort.</summary>
    /// <param name="setup">What the trainer is made for.</param>
    public PpoTrainer(TrainerSetup setup)
        : base(setup, ReportRows) =>
        scratch = Engine.Floats(setup.Initial.Count, 3, Settings.Environments);

    /// <inheritdoc/>
    protected override void Learn()
    {
        (int environments, int steps) = (Settings.Environments, Settings.StepsPerUpdate);
        Tensor head = Rollouts.Actor.Experience.Head, samples = Rollouts.Samples;
        Engine.Run(new AdvantageEstimate(head, samples, environments, steps, (float)Settings.Discount, (float)Settings.GaeLambda));
        Engine.Run(new NormaliseAdvantages(samples, Descent.Statistics, scratch, environments, steps));
        PolicyLoss loss = new(
            (float)Settings.Clip, (float)(Settings.EntropyBonus * Annealed(Settings.FinalEntropyBonus)), (float)Settings.ValueWeight);
        for (int epoch = 0; epoch < Settings.Epochs; epoch++)
        {
            Descent.Step(isFirst: epoch == 0, Annealed(Settings.FinalLearningRate), (first, count, gradient) => Engine.Run(new PolicyLossGradient(
                head.ColumnRange(first, count), samples.ColumnRange(first, count), gradient, Descent.Statistics, loss)));
        }
    }

    /// <inheritdoc/>
    protected override void Report(Tensor rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        // The answers of the last epoch's pass are still there, and the targets of the rollout.
        Tensor head = Rollouts.Actor.Experience.Head.ColumnRange(0, rows.Columns);
        Engine.Run(new LogRatios(head, Rollouts.Samples, rows.RowRange(LogRatio, 1)));
        Engine.Run(new Copy(Rollouts.Samples.RowRange(Rollout.Return, 1), rows.RowRange(Return, 1)));
    }

    /// <inheritdoc/>
    protected override Diagnostics Diagnose(AgentReport left)
    {
        double divergence = left.Mean(LogRatio, log => PortableMath.Exp(log) - 1 - log);
        double clipped = left.Mean(LogRatio, log => Math.Abs(PortableMath.Exp(log) - 1) > Settings.Clip ? 1 : 0);
        double mean = left.Mean(Return, x => x), variance = left.Mean(Return, x => (x - mean) * (x - mean));
        return base.Diagnose(left) with
        {
            ApproxKl = divergence,
            ClipFraction = double.IsNaN(divergence) ? double.NaN : clipped, // what is no number is not within the range either
            // Return less value is the advantage before it was normalised.
            ExplainedVariance = variance > 0 ? 1 - left.Statistic(Statistic.AdvantageVariance) / variance : double.NaN,
        };
    }
}
