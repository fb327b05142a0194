using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Networks;
using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>
/// An algorithm, compiled, beside a cohort, for each agent for its own world: what it answers where the cohort's environments stand, with exchanges between
/// its states.
/// </summary>
internal sealed class AlgorithmModel
{
    private readonly IEngine engine;
    private readonly NetworkActor actor;
    private readonly Exchanges exchanges;

    /// <summary>Compiles the algorithm and takes memory.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="worlds">[agent] its world.</param>
    /// <param name="network">The cohort's network: what it sees, and its ticks.</param>
    /// <param name="environments">Environments an agent.</param>
    /// <param name="steps">Steps of a rollout.</param>
    /// <param name="spec">The algorithm.</param>
    /// <exception cref="UnsuitedException">It is not for a world.</exception>
    public AlgorithmModel(IEngine engine, IReadOnlyList<World> worlds, Network network, int environments, int steps, CompiledSpec spec)
    {
        this.engine = engine;
        IAlgorithm[] algorithms = [.. worlds.Select(spec.In)];
        int channels = algorithms.Max(own => own.Automaton.Variables.Count);
        Network common = NetworkOf(channels, network.Ticks, network.Shape);
        float[][] vectors = [.. worlds.Zip(algorithms, (world, own) => Vector(common, channels, world, own))];
        Tensor parameters = engine.Floats(worlds.Count, common.Layout.Rows, ParameterLayout.RowWidth);
        engine.Upload(PerAgent.Join(vectors), parameters);
        exchanges = Exchanges.Create(engine, network.Shape, worlds.Count, environments, steps, channels);
        actor = common.Open(engine, parameters, environments, steps, exchanges: exchanges);
    }

    /// <summary>What they see, and their answers at the steps of a rollout.</summary>
    public Experience Experience => actor.Experience;

    /// <summary>
    /// [agent][output][environment] what the algorithm answers at a step of a rollout, from the state after the step before: a logit for each action, the highest
    /// for every one that it would take; all equal where it has no answer within the ticks. Nothing is carried over from rollout to rollout, in which environments are to
    /// be fresh.
    /// </summary>
    /// <param name="step">The step.</param>
    /// <param name="seen">What is seen, and where episodes begin.</param>
    /// <param name="due">[agent][cell][environment] the exchanges that are due; of aligned channels the whole state, of others nothing.</param>
    public Tensor Answer(int step, Experience seen, IntTensor due)
    {
        engine.Run(new CopyInts(seen.FeaturesAt(step), actor.Experience.FeaturesAt(step)));
        engine.Run(new CopyInts(seen.FreshAt(step), actor.Experience.FreshAt(step)));
        engine.Run(new CopyInts(due, exchanges.At(step, due.Rows)));
        actor.Act(step);
        return actor.Experience.HeadAt(step);
    }

    /// <summary>What it is compiled to, its states to the letter.</summary>
    public static Network NetworkOf(int channels, int ticks, ObservationShape shape) =>
        new RcnnSpec { Channels = channels, Ticks = ticks, Activation = CellActivation.Clamp }.Build(shape);

    private static float[] Vector(Network common, int channels, World world, IAlgorithm algorithm)
    {
        Network own = NetworkOf(channels, common.Ticks, common.Shape with { Planes = world.Planes.Count });
        return common.Layout.Embed(own.Layout.Pack(Compiler.Compile(algorithm.Automaton, own, new Style(1)).Tensors, "a compiled algorithm"), own.Layout);
    }
}
