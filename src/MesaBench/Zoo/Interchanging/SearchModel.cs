using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Networks;
using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>
/// Compiled breadth-first searches (see <see cref="Wavefront"/>) beside a cohort, for each agent that of its own world: what they answer where the cohort's
/// environments stand, with exchanges between their states.
/// </summary>
internal sealed class SearchModel
{
    // Of a best step: what is best is all that is asked.
    private const double Logit = 5;

    private readonly IEngine engine;
    private readonly NetworkActor actor;
    private readonly Exchanges exchanges;

    /// <summary>Compiles the searches and takes memory.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="worlds">[agent] its world.</param>
    /// <param name="network">The cohort's network: what it sees, and its ticks.</param>
    /// <param name="environments">Environments an agent.</param>
    /// <param name="steps">Steps of a rollout.</param>
    /// <param name="goal">From what the searches start.</param>
    /// <exception cref="UnsuitedException">A world has no such search.</exception>
    public SearchModel(IEngine engine, IReadOnlyList<World> worlds, Network network, int environments, int steps, SearchGoal goal)
    {
        this.engine = engine;
        Wavefront[] searches = [.. worlds.Select(world => Of(world, goal))];
        int channels = searches.Max(search => search.Automaton.Variables.Count);
        Network common = NetworkOf(channels, network.Ticks, network.Shape);
        float[][] vectors = [.. worlds.Zip(searches, (world, search) => Vector(common, channels, world, search))];
        Tensor parameters = engine.Floats(worlds.Count, common.Layout.Rows, ParameterLayout.RowWidth);
        engine.Upload(PerAgent.Join(vectors), parameters);
        exchanges = Exchanges.Create(engine, network.Shape, worlds.Count, environments, steps, channels);
        actor = common.Open(engine, parameters, environments, steps, exchanges: exchanges);
    }

    /// <summary>What they see, and their answers at the steps of a rollout.</summary>
    public Experience Experience => actor.Experience;

    /// <summary>
    /// [agent][output][environment] what the searches answer at a step of a rollout, from the state after the step before: a logit for each action, the highest
    /// for every best step; all equal where the wave has not come within the ticks. Nothing is carried over from rollout to rollout, in which environments are to
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

    /// <summary>The search in a world.</summary>
    /// <exception cref="UnsuitedException">It has none.</exception>
    public static Wavefront Of(World world, SearchGoal goal)
    {
        ArgumentNullException.ThrowIfNull(world);
        return new Wavefront(Quest.For(world, goal.ObjectivesIn(world)), traced: false, Logit);
    }

    /// <summary>What it is compiled to, its states to the letter.</summary>
    public static Network NetworkOf(int channels, int ticks, ObservationShape shape) =>
        new RcnnSpec { Channels = channels, Ticks = ticks, Activation = CellActivation.Clamp }.Build(shape);

    /// <summary>Why a world has no such search; null where it has one.</summary>
    public static string? Refusal(World world, SearchGoal goal)
    {
        try
        {
            _ = Of(world, goal);
            return null;
        }
        catch (UnsuitedException e)
        {
            return e.Message;
        }
    }

    private static float[] Vector(Network common, int channels, World world, Wavefront search)
    {
        Network own = NetworkOf(channels, common.Ticks, common.Shape with { Planes = world.Planes.Count });
        return common.Layout.Embed(own.Layout.Pack(Compiler.Compile(search.Automaton, own, new Style(1)).Tensors, "a compiled search"), own.Layout);
    }
}
