using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Networks;
using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>From what a search starts.</summary>
public enum SearchGoal
{
    /// <summary>From what the base objective is reached by.</summary>
    Base,

    /// <summary>From what any proxy is reached by.</summary>
    Proxy,

    /// <summary>From both, so that the nearer one is found.</summary>
    Nearest,
}

/// <summary>
/// Compiled breadth-first searches (see <see cref="Wavefront"/>) beside a cohort, for each agent that of its own world: what they answer where the cohort's
/// environments stand, with exchanges between their states.
/// </summary>
internal sealed class SearchModel
{
    private readonly IEngine engine;
    private readonly NetworkActor actor;
    private readonly Exchanges exchanges;

    /// <summary>Compiles the searches and takes memory.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="worlds">[agent] its world.</param>
    /// <param name="network">The cohort's network: what it sees, and its ticks.</param>
    /// <param name="environments">Environments an agent.</param>
    /// <param name="goal">From what the searches start.</param>
    /// <exception cref="ArgumentException">A world has no such search.</exception>
    public SearchModel(IEngine engine, IReadOnlyList<World> worlds, Network network, int environments, SearchGoal goal)
    {
        this.engine = engine;
        Wavefront[] searches = [.. worlds.Select(world => Of(world, goal))];
        Wavefront widest = searches.MaxBy(search => search.Channels)!;
        Network common = widest.Network(network.Ticks).Build(network.Shape);
        float[][] vectors = [.. worlds.Zip(searches, (world, search) => Vector(common, world, search))];
        Tensor parameters = engine.Floats(worlds.Count, common.Layout.Rows, ParameterLayout.RowWidth);
        engine.Upload(PerAgent.Join(vectors), parameters);
        exchanges = Exchanges.Create(engine, network.Shape, worlds.Count, environments, 0, widest.Channels);
        actor = common.Open(engine, parameters, environments, exchanges: exchanges);
    }

    /// <summary>
    /// [agent][output][environment] what the searches answer, from no state, to what is seen: a logit for each action, the highest for every best step; all
    /// equal where the wave has not come within the ticks.
    /// </summary>
    /// <param name="features">[agent][environment][1 + most active] what is seen.</param>
    /// <param name="due">[agent][cell][environment] the exchanges that are due; of aligned channels the whole state, of others nothing.</param>
    public Tensor Answer(IntTensor features, IntTensor due)
    {
        engine.Run(new CopyInts(features, actor.Experience.FeaturesAt(0)));
        engine.Run(new CopyInts(due, exchanges.Due.RowRange(0, due.Rows)));
        actor.Forget();
        actor.Act(0);
        return actor.Experience.HeadAt(0);
    }

    /// <summary>The search in a world. Kinds that look alike are one to whoever sees them: it starts from all that look like what the goal is reached by.</summary>
    /// <exception cref="ArgumentException">Nothing is seen by which the goal is reached.</exception>
    public static Wavefront Of(World world, SearchGoal goal)
    {
        ArgumentNullException.ThrowIfNull(world);
        HashSet<int> objectives = [.. goal == SearchGoal.Proxy ? [] : (int[])[0], .. goal == SearchGoal.Base ? [] : world.Proxies];
        ObjectKind[] seen = [.. world.Kinds.Where(kind => kind.Planes.Count > 0 && kind.Marked.Any(objectives.Contains))];
        if (seen.Length == 0) throw new ArgumentException("nothing that is seen reaches it");
        return new Wavefront(
            world, [.. world.Kinds.Index().Where(kind => seen.Any(of => of.Planes.Order().SequenceEqual(kind.Item.Planes.Order()))).Select(kind => kind.Index)]);
    }

    /// <summary>Why a world has no such search; null where it has one.</summary>
    public static string? Refusal(World world, SearchGoal goal)
    {
        try
        {
            _ = Of(world, goal);
            return null;
        }
        catch (ArgumentException e)
        {
            return e.Message;
        }
    }

    private static float[] Vector(Network common, World world, Wavefront search)
    {
        ParameterLayout own = search.Network(common.Ticks).Build(common.Shape with { Planes = world.Planes.Count }).Layout;
        return common.Layout.Embed(own.Pack(search.Parameters(), "a compiled search"), own);
    }
}
