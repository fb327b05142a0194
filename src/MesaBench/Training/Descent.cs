using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Experiments;
using MesaBench.Kernels;
using MesaBench.Networks;

namespace MesaBench.Training;

/// <summary>Adam on the parameters of a cohort of networks that learn from rollouts, part by part of their steps.</summary>
internal sealed class Descent
{
    private readonly IEngine engine;
    private readonly TrainingSettings settings;
    private readonly Tensor gradient, headGradient;
    private readonly Tensor? learned; // [agent][row][64] 1 for what is learned, 0 for what stays as it is; null where all is learned
    private readonly NetworkActor actor;
    private readonly Learner learner;
    private readonly Optimiser optimiser;

    /// <summary>Opens the networks of a cohort; parameters and optimiser are those of the phase before, where there is one.</summary>
    /// <param name="setup">What it is opened for.</param>
    /// <param name="exchangedChannels">Channels, the first, of whose states exchanges may be due; null for networks without exchanges.</param>
    public Descent(TrainerSetup setup, int? exchangedChannels)
    {
        (engine, settings) = (setup.Engine, setup.Settings);
        (int agents, int rows, int width) = (setup.Initial.Count, setup.Network.Layout.Rows, ParameterLayout.RowWidth);
        if (setup.Before?.Descent is { } before) (Parameters, gradient, learned, optimiser) = (before.Parameters, before.gradient, before.learned, before.optimiser);
        else
        {
            Parameters = engine.Floats(agents, rows, width);
            engine.Upload(PerAgent.Join(setup.Initial), Parameters);
            gradient = engine.Floats(agents, rows, width);
            if (setup.Learned is not null)
            {
                learned = engine.Floats(agents, rows, width);
                engine.Upload(PerAgent.Join(setup.Learned), learned);
            }
            optimiser = new Optimiser(AdamMemories.Create(engine, rows, [.. setup.Rates]));
        }
        if (exchangedChannels is { } channels)
            Exchanges = Exchanges.Create(engine, setup.Network.Shape, agents, settings.Environments, settings.StepsPerUpdate, channels);
        actor = setup.Network.Open(engine, Parameters, settings.Environments, settings.StepsPerUpdate, exchanges: Exchanges);
        learner = new Learner(actor, gradient, settings.Unroll, LearnsHeadAlone(setup));
        headGradient = engine.Floats(agents, Network.Outputs, learner.StepsPerPart * settings.Environments);
        learner.Refresh();
    }

    /// <summary>[agent][row][64] the agents' parameters.</summary>
    public Tensor Parameters { get; }

    /// <summary>Exchanges between states of environments, to be drawn before acting; null where there are none.</summary>
    public Exchanges? Exchanges { get; }

    /// <summary>Who acts.</summary>
    public NetworkActor Actor => actor;

    /// <summary>
    /// [agent][1][<see cref="Statistic"/>] of the last step; what a loss reads of it is to be written before a step.
    /// </summary>
    public Tensor Statistics => optimiser.Memory.Statistics;

    /// <summary>To be called before a phase, in which another may have learned before.</summary>
    public void Begin() => learner.Refresh();

    /// <summary>One step from a whole rollout.</summary>
    /// <param name="isFirst">Whether the answers are still those of the parameters as they are, since nothing was learned yet.</param>
    /// <param name="rateFactor">Multiplies every agent's learning rate.</param>
    /// <param name="loss">Writes the gradient of the loss: from the first sample, how many, and where to.</param>
    public void Step(bool isFirst, double rateFactor, Action<int, int, Tensor> loss)
    {
        for (int first = 0, count; first < settings.StepsPerUpdate; first += count)
        {
            count = Math.Min(learner.StepsPerPart, settings.StepsPerUpdate - first);
            if (!isFirst) learner.Forward(first, count);
            Tensor to = headGradient.ColumnRange(0, count * settings.Environments);
            loss(first * settings.Environments, to.Columns, to);
            learner.Backward(to, first, count);
        }
        // Before Adam, so that what stays as it is has no part in the gradient's norm.
        if (learned is not null) engine.Run(new Pointwise(Formula.Product, gradient, learned, gradient));
        AdamStep step = new(++optimiser.Steps, (float)settings.MaxGradientNorm, (float)settings.AdamEpsilon, (float)rateFactor);
        engine.Run(new Adam(Parameters, gradient, optimiser.Memory, step));
        learner.Refresh();
    }

    private static bool LearnsHeadAlone(TrainerSetup setup)
    {
        if (setup.Learned is null) return false;
        bool[] isBody = setup.Network.Body();
        return setup.Learned.All(own => !own.Zip(isBody).Any(pair => pair.Second && pair.First != 0));
    }

    /// <summary>Adam's memory, and how many steps it has made in all phases.</summary>
    private sealed class Optimiser(AdamMemory memory)
    {
        public AdamMemory Memory => memory;

        public long Steps { get; set; }
    }
}
