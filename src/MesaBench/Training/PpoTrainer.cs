using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Experiments;
using MesaBench.Kernels;
using MesaBench.Networks;

namespace MesaBench.Training;

/// <summary>
/// Trains a cohort of agents in lockstep by proximal policy optimisation. All of it happens on the engine; the host only names the
/// operations. Each agent's course depends on its own key, levels and learning rate alone.
/// </summary>
public sealed class PpoTrainer
{
    private const int HeadRows = Network.Outputs;

    private readonly IEngine engine;
    private readonly TrainingSettings settings;
    private readonly WorldTensors world;
    private readonly NetworkRun run;
    private readonly IntTensor state;
    private readonly Tensor gradient, samples, oneRow, head, headGradient, headGradientRows, scratch, tallies;
    private readonly AdamMemory adam;
    private readonly int epochs;
    private readonly long updates;
    private long update;

    /// <summary>Prepares a cohort.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="network">The architecture all agents share.</param>
    /// <param name="settings">PPO's settings; steps and epochs are the agents'.</param>
    /// <param name="world">Descriptors and level tables of the agents.</param>
    /// <param name="initial">[agent] initial parameter vectors.</param>
    /// <param name="rates">[agent] learning rates.</param>
    public PpoTrainer(
        IEngine engine, Network network, TrainingSettings settings, WorldTensors world, IReadOnlyList<float[]> initial, IReadOnlyList<double> rates)
    {
        this.engine = engine;
        this.settings = settings;
        this.world = world;
        epochs = settings.Epochs;
        int count = initial.Count, environments = settings.Environments, steps = settings.StepsPerUpdate;
        int rows = network.Layout.Rows, width = ParameterLayout.RowWidth, batch = environments * steps;
        updates = UpdatesOf(settings);
        Parameters = engine.Floats(count, rows, width);
        engine.Upload(PerAgent.Join(initial), Parameters);
        gradient = engine.Floats(count, rows, width);
        adam = AdamMemories.Create(engine, rows, [.. rates]);
        run = network.Open(engine, Parameters, gradient, environments, steps);
        state = engine.Ints(count, environments, EnvironmentState.Columns);
        samples = engine.Floats(count, Rollout.Rows, batch);
        oneRow = engine.Floats(count, 1, batch);
        head = engine.Floats(count, HeadRows, batch + environments);
        int part = run.StepsPerPart * environments;
        headGradient = engine.Floats(count, HeadRows, part);
        headGradientRows = engine.Floats(count, part, HeadRows);
        scratch = engine.Floats(count, 1, environments);
        tallies = engine.Floats(count, Tally.Rows, environments);
        run.ParametersChanged();
        engine.Run(new ResetEnvironments(world, state, run.FeaturesAt(0), run.FreshAt(0), Evaluation: false));
    }

    /// <summary>[agent][row][64] the agents' parameters.</summary>
    public Tensor Parameters { get; }

    /// <summary>Environment steps each agent has done.</summary>
    public long StepsDone => update * settings.Environments * settings.StepsPerUpdate;

    /// <summary>Updates done.</summary>
    public long UpdatesDone => update;

    /// <summary>Updates that a training takes: its steps, rounded up to whole updates.</summary>
    public static long UpdatesOf(TrainingSettings settings)
    {
        long batch = (long)settings.Environments * settings.StepsPerUpdate;
        return (settings.Steps + batch - 1) / batch;
    }

    /// <summary>
    /// Plays one rollout and learns from it. What a network remembers goes on from its state after the last epoch's pass over the rollout,
    /// not from the state in which it acted.
    /// </summary>
    public void Update()
    {
        Play();
        Learn();
        run.CarryOver();
        engine.Run(new CopyInts(run.FeaturesAt(settings.StepsPerUpdate), run.FeaturesAt(0)));
        engine.Run(new CopyInts(run.FreshAt(settings.StepsPerUpdate), run.FreshAt(0)));
        update++;
    }

    /// <summary>Each agent's mean policy entropy over the last rollout, in nats.</summary>
    public double[] Entropies()
    {
        float[] entropies = Row(Rollout.Entropy), masks = Row(Rollout.Mask);
        return PerAgent.Select(samples.Agents, agent =>
        {
            ReadOnlySpan<float> entropy = entropies.AsSpan(agent * samples.RowStride, samples.Columns);
            ReadOnlySpan<float> mask = masks.AsSpan(agent * samples.RowStride, samples.Columns);
            double sum = 0, count = 0;
            for (int i = 0; i < entropy.Length; i++)
            {
                sum += (double)mask[i] * entropy[i];
                count += mask[i];
            }
            return count > 0 ? sum / count : 0;
        });
    }

    /// <summary>
    /// Each agent's return on the training mixture as a fraction of optimal, under the objective that training pays: the sum of the returns
    /// of all training episodes that have ended since the last call, over the sum of their levels' optimal returns. NaN where no more than 0
    /// could be earned, as when none has ended. An episode that was cut off counts with what it had earned.
    /// </summary>
    public double[] MixtureReturns()
    {
        float[] all = engine.Download(tallies);
        engine.Run(new Zero(tallies.RowRange(Tally.Sums, Tally.Rows - Tally.Sums)));
        return PerAgent.Select(tallies.Agents, agent =>
        {
            double Sum(int row, int excess)
            {
                double sum = 0;
                for (int i = 0; i < tallies.Columns; i++) sum += (double)At(row, i) - At(excess, i);
                return sum;
            }

            float At(int row, int environment) => all[(agent * tallies.Rows + row) * tallies.RowStride + environment];
            double optimal = Sum(Tally.Optimal, Tally.OptimalExcess);
            return optimal > 0 ? Sum(Tally.Return, Tally.ReturnExcess) / optimal : double.NaN;
        });
    }

    /// <summary>[agent][sample] one row of the rollout.</summary>
    private float[] Row(int row)
    {
        engine.Run(new Copy(samples.RowRange(row, 1), oneRow));
        return engine.Download(oneRow);
    }

    private void Play()
    {
        int environments = settings.Environments, steps = settings.StepsPerUpdate;
        for (int step = 0; step <= steps; step++)
        {
            run.Forward(step);
            Tensor headNow = head.ColumnRange(step * environments, environments);
            engine.Run(new RowsToPlanes(run.HeadAt(step), headNow, HeadRows));
            if (step == steps) break; // the step after is only there for its value
            Tensor now = samples.ColumnRange(step * environments, environments);
            ulong count = (ulong)(update * steps + step);
            engine.Run(new SampleActions(headNow, now, world.Agents, environments, Purpose.Action, (uint)count, (uint)(count >> 32), Greedy: false));
            engine.Run(new StepEnvironments(world, state, run.FeaturesAt(step + 1), run.FreshAt(step + 1), now, tallies, (float)settings.Discount));
        }
        engine.Run(new AdvantageEstimate(head, samples, environments, steps, (float)settings.Discount, (float)settings.GaeLambda));
        engine.Run(new NormaliseAdvantages(samples, adam.Statistics, scratch, environments, steps));
    }

    private void Learn()
    {
        PolicyLoss loss = new(
            (float)settings.Clip, (float)(settings.EntropyBonus * Annealed(settings.FinalEntropyBonus)), (float)settings.ValueWeight);
        float factor = (float)Annealed(settings.FinalLearningRate);
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            for (int first = 0; first < settings.StepsPerUpdate; first += run.StepsPerPart)
                LearnFrom(first, Math.Min(run.StepsPerPart, settings.StepsPerUpdate - first), loss, isRollout: epoch == 0);
            AdamStep step = new(update * epochs + epoch + 1, (float)settings.MaxGradientNorm, (float)settings.AdamEpsilon, factor);
            engine.Run(new Adam(Parameters, gradient, adam, step));
            run.ParametersChanged();
        }
    }

    /// <summary>A factor that falls linearly from 1, at the first update, towards a last one.</summary>
    private double Annealed(double last) => 1 - (1 - last) * ((double)update / updates);

    /// <summary>Adds the gradient of some steps. The rollout itself was the first epoch's forward pass.</summary>
    private void LearnFrom(int firstStep, int steps, PolicyLoss loss, bool isRollout)
    {
        int first = firstStep * settings.Environments, rows = steps * settings.Environments;
        Tensor headPart = head.ColumnRange(first, rows);
        if (!isRollout)
        {
            run.Forward(firstStep, steps);
            engine.Run(new RowsToPlanes(run.Head.RowRange(first, rows), headPart, HeadRows));
        }
        engine.Run(new PolicyLossGradient(headPart, samples.ColumnRange(first, rows), headGradient, adam.Statistics, loss));
        engine.Run(new PlanesToRows(headGradient, headGradientRows.RowRange(0, rows), HeadRows));
        run.Backward(headGradientRows.RowRange(0, rows), firstStep, steps);
    }
}
