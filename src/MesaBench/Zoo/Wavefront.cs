using MesaBench.Networks;
using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>
/// Breadth-first search from goals outwards, one cell a tick, and its compilation to a recurrent convolution with clamped activations, whose states are
/// the search's own, tick by tick and number by number. In each cell the state holds <c>F</c>, whether the wave has come; for each action
/// whether it came from there (<c>D</c>), which is a best step; and, for each goal that only several planes together tell, whether it lies
/// there (<c>G</c>), from which the wave starts a tick later:
/// <code>
/// F = clamp(F + F of the neighbours + goal - many blocked)
/// D = clamp(D + F of the neighbour - F - many blocked)
/// G = clamp(the goal's planes - (their number - 1) - planes that tell others from it)
/// </code>
/// The head answers with D at the agent's cell: equal logits where the wave has not come yet. (After the flood of Earle et al. 2023,
/// arXiv 2301.06820.)
/// </summary>
public sealed class Wavefront
{
    // More than any sum of waves, so that none enters; and the logit of a best step.
    private const float Many = 20, Logit = 5;

    // Taps of a 3x3 convolution: the cell itself, and its neighbours by action.
    private const int Here = 4, Walls = 1;

    private static readonly int[] Tap = [1, 3, 7, 5];

    private readonly World world;
    private readonly int[] goals; // kinds
    private readonly Look[] looks;
    private readonly HashSet<int> blocking; // planes

    /// <summary>What goals look like; kinds that look alike are one to whoever sees them.</summary>
    /// <param name="Planes">The planes on which they show.</param>
    /// <param name="Not">Planes on which kinds show besides that show on all of these too.</param>
    /// <param name="Own">Plane on which nothing else shows; null where only several planes tell them, in a channel of their own.</param>
    private sealed record Look(IReadOnlyList<int> Planes, int[] Not, int? Own);

    /// <summary>A search in a world.</summary>
    /// <param name="world">The world.</param>
    /// <param name="goals">Kinds of objects from which the wave starts.</param>
    /// <exception cref="ArgumentException">A goal looks like a kind that is none.</exception>
    public Wavefront(World world, params IReadOnlyList<int> goals)
    {
        ArgumentNullException.ThrowIfNull(world);
        (this.world, this.goals) = (world, [.. goals]);
        (int Kind, IReadOnlyList<int> Planes)[] others = [.. world.Kinds.Index().Where(kind => !goals.Contains(kind.Index)).Select(kind => (kind.Index, kind.Item.Planes))];
        foreach (int goal in goals)
        {
            if (others.FirstOrDefault(other => other.Planes.Order().SequenceEqual(world.Kinds[goal].Planes.Order()), (-1, [])) is ( >= 0 and var like, _))
                throw new ArgumentException($"{world.Kinds[goal].Name} looks like {world.Kinds[like].Name}, which is no goal");
        }
        // Whoever enters these goes no further.
        blocking = [Walls, .. others.Where(other => world.Kinds[other.Kind].Ends || world.Kinds[other.Kind].IsTerrain).SelectMany(other => other.Planes)];
        looks =
        [
            .. goals.Select(goal => world.Kinds[goal].Planes).DistinctBy(planes => string.Join(' ', planes)).Select(planes => new Look(
                planes,
                [.. others.Where(other => planes.All(other.Planes.Contains)).SelectMany(other => other.Planes.Except(planes)).Distinct()],
                planes.Select(plane => (int?)plane).FirstOrDefault(plane => !others.Any(other => other.Planes.Contains(plane!.Value))))),
        ];
    }

    private Look[] Told => [.. looks.Where(look => look.Own is null)];

    /// <summary>Channels of the state: F, D by action, G by goal that has one.</summary>
    public int Channels => 1 + Paths.Actions + Told.Length;

    /// <summary>The network that computes it.</summary>
    /// <param name="ticks">Ticks an environment step.</param>
    public RcnnSpec Network(int ticks) => new() { Channels = Channels, Ticks = ticks, Activation = CellActivation.Clamp };

    /// <summary>The network's parameters by name.</summary>
    public IReadOnlyList<NamedTensor> Parameters()
    {
        int planes = world.Planes.Count, channels = Channels;
        float[] observe = new float[9 * planes * channels], state = new float[9 * channels * channels], bias = new float[channels];
        float[] head = new float[channels * Networks.Network.Outputs];
        ref float Observe(int plane, int to) => ref observe[(Here * planes + plane) * channels + to];
        ref float State(int tap, int from, int to) => ref state[(tap * channels + from) * channels + to];

        State(Here, 0, 0) = 1;
        for (int action = 0; action < Paths.Actions; action++)
        {
            State(Tap[action], 0, 0) = 1;
            State(Tap[action], 0, 1 + action) = 1;
            State(Here, 0, 1 + action) = -1;
            State(Here, 1 + action, 1 + action) = 1;
            head[(1 + action) * Networks.Network.Outputs + action] = Logit;
        }
        foreach (int plane in blocking)
            for (int channel = 0; channel <= Paths.Actions; channel++) Observe(plane, channel) = -Many;
        foreach (Look look in looks.Where(look => look.Own is not null)) Observe(look.Own!.Value, 0) = 1;
        foreach ((int i, Look look) in Told.Index())
        {
            int channel = 1 + Paths.Actions + i;
            foreach (int plane in look.Planes) Observe(plane, channel) = 1;
            foreach (int plane in look.Not) Observe(plane, channel) = -1;
            bias[channel] = 1 - look.Planes.Count;
            State(Here, channel, 0) = 1 + Many * look.Planes.Count(blocking.Contains); // what shows it blocks other kinds
        }
        return
        [
            new("observe.weight", [9, planes, channels], observe), new("observe.ones", [9, channels], new float[9 * channels]),
            new("state.weight", [9, channels, channels], state), new("bias", [1, channels], bias),
            new("head.weight", [channels, Networks.Network.Outputs], head),
            new("head.bias", [1, Networks.Network.Outputs], new float[Networks.Network.Outputs]),
        ];
    }

    /// <summary>[tick - 1][cell x channel] the search's states on a level, from the first tick on, by breadth-first search.</summary>
    public float[][] States(Level level, int ticks)
    {
        ArgumentNullException.ThrowIfNull(level);
        int[] times = Times(level), neighbours = Paths.Neighbours(level.Size);
        return [.. Enumerable.Range(1, ticks).Select(At)];

        float[] At(int tick)
        {
            float[] state = new float[level.Walls.Length * Channels];
            for (int cell = 0; cell < level.Walls.Length; cell++)
            {
                Span<float> own = state.AsSpan(cell * Channels, Channels);
                if (times[cell] <= tick) own[0] = 1;
                for (int action = 0; action < Paths.Actions; action++)
                {
                    int next = neighbours[cell * Paths.Actions + action];
                    bool cameFromThere = next != cell && times[cell] != int.MaxValue && times[next] == times[cell] - 1 && times[cell] <= tick;
                    if (cameFromThere && !Blocks(level, cell, andGoals: true)) own[1 + action] = 1;
                }
                foreach ((int i, Look look) in Told.Index())
                    if (level.Objects.Any(o => o.Cell == cell && Shows(o, look))) own[1 + Paths.Actions + i] = 1;
            }
            return state;
        }
    }

    /// <summary>[cell] the tick at which the wave comes; int.MaxValue where it never does.</summary>
    private int[] Times(Level level)
    {
        int[] times = new int[level.Walls.Length], neighbours = Paths.Neighbours(level.Size);
        Array.Fill(times, int.MaxValue);
        foreach (PlacedObject o in level.Objects.Where(o => goals.Contains(o.Kind)))
            times[o.Cell] = Math.Min(times[o.Cell], Told.Any(look => Shows(o, look)) ? 2 : 1);
        for (int tick = 1; tick <= 2 * times.Length; tick++)
        {
            for (int cell = 0; cell < times.Length; cell++)
            {
                if (times[cell] != tick) continue;
                for (int action = 0; action < Paths.Actions; action++)
                {
                    int next = neighbours[cell * Paths.Actions + action];
                    if (times[next] > tick + 1 && !Blocks(level, next, andGoals: false)) times[next] = tick + 1;
                }
            }
        }
        return times;
    }

    /// <summary>Whether a wave that comes to a cell stops there; a goal in it starts one of its own.</summary>
    private bool Blocks(Level level, int cell, bool andGoals) =>
        level.Walls[cell] || level.Objects.Any(o => o.Cell == cell && (andGoals || !goals.Contains(o.Kind)) && world.Kinds[o.Kind].Planes.Any(blocking.Contains));

    private bool Shows(PlacedObject o, Look look) => goals.Contains(o.Kind) && world.Kinds[o.Kind].Planes.SequenceEqual(look.Planes);
}
