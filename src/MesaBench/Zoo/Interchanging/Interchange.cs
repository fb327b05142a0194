using System.ComponentModel.DataAnnotations;
using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Experiments;
using MesaBench.Kernels;
using MesaBench.Networks;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>
/// Interchange intervention training (Geiger et al. 2022, "Inducing causal structure for interpretable neural networks", arXiv 2112.00826) in its strict
/// form (Gupta et al. 2024, "InterpBench", arXiv 2407.14494): a network learns to compute as a compiled algorithm does, a breadth-first search if nothing else is
/// said. Environments show levels and free cells drawn anew, and play on from there for a span of steps, by the network's own samples; what the network and the
/// algorithm remember goes with them. They are paired, 2i with 2i + 1. After a drawn tick of a step the states of both are exchanged in drawn cells: the
/// algorithm's whole, of the network's the aligned channels. From there on the network is to answer as the algorithm does after the same exchanges, by
/// cross-entropy, actions that it would take sharing the mass, and all four where it has no answer. An exchange of the other channels is to change nothing. The value
/// is not trained.
/// </summary>
[CatalogName("interchange", "exchanges between the states of a network come to have the effect that they have on a compiled algorithm")]
public sealed record InterchangeSpec : TrainerSpec, ITrainerSource
{
    /// <summary>The algorithm: a compiled one, undisguised, that is heeded as a whole.</summary>
    public ConstructionSpec With { get; init; } = new WavefrontSpec();

    /// <summary>
    /// Channels in each cell, the first of every state of the network, that are aligned with the algorithm's state; all of a network that has no more, of
    /// which strictness asks nothing.
    /// </summary>
    [Range(1, 256)]
    public int Aligned { get; init; } = 6;

    /// <summary>
    /// Steps that environments play from a level and cell drawn anew, with memory; a rollout, of <c>stepsPerUpdate</c>, is cut into such spans, of which the
    /// last may be shorter.
    /// </summary>
    [Range(1, 64)]
    public int Span { get; init; } = 8;

    /// <summary>Share of pairs whose states are exchanged, at each step.</summary>
    [Range(0.0, 1.0)]
    public double Exchanged { get; init; } = 0.3;

    /// <summary>Share of the exchanges in which it is the channels that are not aligned.</summary>
    [Range(0.0, 1.0)]
    public double Strict { get; init; } = 0.15;

    /// <summary>Share of the exchanges that take all cells; of the others each takes a cell with a chance of one half.</summary>
    [Range(0.0, 1.0)]
    public double Whole { get; init; } = 0.25;

    /// <summary>
    /// Share of the training in which early ticks come to be exchanged after too: at first exchanges are made after the last tick alone, whose effect is the
    /// easiest to learn, then after earlier ones, one by one.
    /// </summary>
    [Range(0.0, 1.0)]
    public double LateFirst { get; init; } = 0.3;

    /// <inheritdoc/>
    protected override string Method => $"interchange-{With.Label}{string.Concat(Unusual.Select(own => $"-{own.Replace(" ", "", StringComparison.Ordinal)}"))}";

    /// <inheritdoc/>
    protected override string MethodDescription =>
        $"by interchange with {With.Description}{(Unusual.Any() ? $" with {string.Join(", ", Unusual)}" : "")}";

    /// <summary>The algorithm, as one of those that can be compiled.</summary>
    internal CompiledSpec Algorithm => (CompiledSpec)With;

    /// <summary>Settings that are not the usual ones, e.g. <c>aligned 8</c>.</summary>
    private IEnumerable<string> Unusual => Shares(this).Zip(Shares(new InterchangeSpec()))
        .Where(pair => pair.First != pair.Second).Select(pair => FormattableString.Invariant($"{pair.First.Name} {pair.First.Share}"));

    private static (string Name, double Share)[] Shares(InterchangeSpec spec) =>
        [("aligned", spec.Aligned), ("span", spec.Span), ("exchanged", spec.Exchanged), ("strict", spec.Strict), ("whole", spec.Whole), ("late", spec.LateFirst)];

    /// <inheritdoc/>
    public override IEnumerable<Problem> Validate(WorldSpec world, string path)
    {
        ArgumentNullException.ThrowIfNull(world);
        if (With is not CompiledSpec { Disguise: 0, IsHeeded: true } algorithm)
            return [new Problem($"{path}.with", With.Label, "a compiled algorithm, undisguised and heeded as a whole")];
        return world is IWorldSource source && !Limits.Problems(world, "").Any() && !world.Validate("").Any() && algorithm.Refusal(source.Rules()) is { } reason
            ? [new Problem($"{path}.with", $"{With.Label} in {world.Label}: {reason.Message}", reason.Allowed)]
            : [];
    }

    /// <inheritdoc/>
    public override IEnumerable<Problem> Validate(NetworkSpec network, string path)
    {
        ArgumentNullException.ThrowIfNull(network);
        return network.CapacityTicks == 0 ? [new Problem($"{path}.trainer", $"interchange of {network.Label}", "networks with ticks")] : [];
    }

    /// <inheritdoc/>
    public override IEnumerable<Problem> Validate(TrainingSettings training, string path)
    {
        ArgumentNullException.ThrowIfNull(training);
        // Gradients take exchanges back as they pass, so that a part may not begin with a state that was exchanged in the one before.
        return training.Unroll is { } unroll && unroll < training.StepsPerUpdate && unroll % Span != 0
            ? [new Problem($"{path}.span", $"{Span}", $"numbers that divide training.unroll, which is {unroll}")]
            : [];
    }

    /// <inheritdoc/>
    public Trainer Open(TrainerSetup setup) => new InterchangeTrainer(setup, this);
}

/// <summary>Trains a cohort to compute as an algorithm does.</summary>
internal sealed class InterchangeTrainer : Trainer
{
    private readonly InterchangeSpec spec;
    private readonly AlgorithmModel algorithm;
    private readonly Tensor targets; // [agent][action][step x environment]

    public InterchangeTrainer(TrainerSetup setup, InterchangeSpec spec)
        : base(setup, exchangedChannels: spec.Aligned)
    {
        this.spec = spec;
        int environments = Settings.Environments;
        targets = Engine.Floats(setup.Initial.Count, Rollout.Actions, environments * Settings.StepsPerUpdate);
        algorithm = new AlgorithmModel(
            Engine, [.. setup.Levels.Select(own => setup.Stores[own.Store].World)], setup.Network, environments, Settings.StepsPerUpdate, spec.Algorithm);
    }

    /// <inheritdoc/>
    protected override void Begin()
    {
        base.Begin();
        int environments = Settings.Environments;
        (Rollouts.Scattered, Rollouts.Span) = (environments, spec.Span);
        Rollouts.Watcher = (step, _) => Engine.Run(new LabelBest(
            algorithm.Answer(step, Rollouts.Actor.Experience, Due(step)), targets.ColumnRange(step * environments, environments)));
        DrawExchanges(0);
    }

    /// <inheritdoc/>
    protected override void Learn()
    {
        Tensor head = Rollouts.Actor.Experience.Head;
        for (int epoch = 0; epoch < Settings.Epochs; epoch++)
        {
            Descent.Step(isFirst: epoch == 0, Annealed(Settings.FinalLearningRate), (first, count, gradient) => Engine.Run(new ImitationLossGradient(
                head.ColumnRange(first, count), targets.ColumnRange(first, count), Rollouts.Samples.ColumnRange(first, count), gradient,
                targets.Columns)));
        }
        DrawExchanges(UpdatesDone + 1);
    }

    /// <summary>[agent][cell][environment] the exchanges of a step.</summary>
    private IntTensor Due(int step) => Descent.Exchanges!.At(step, Setup.Network.Shape.Cells);

    /// <summary>Draws the exchanges of an update, which is to be played.</summary>
    private void DrawExchanges(long update)
    {
        int ticks = Setup.Network.Ticks;
        double done = 1 - Annealed(0), early = spec.LateFirst > 0 ? Math.Min(1, done / spec.LateFirst) : 1;
        ExchangeLaw law = new(
            ticks - (int)((ticks - 1) * early), ticks, RuleTable.Chance(1 - spec.Exchanged), RuleTable.Chance(spec.Strict), RuleTable.Chance(spec.Whole));
        for (int step = 0; step < Settings.StepsPerUpdate; step++)
            Engine.Run(new DrawExchanges(Setup.World, Due(step), law, (uint)(update * Settings.StepsPerUpdate + step)));
    }
}
