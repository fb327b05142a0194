using System.Numerics;

namespace MesaBench.Worlds;

/// <summary>What a policy came to in one level, played with the level's own chances.</summary>
/// <param name="Returns">[objective] discounted return.</param>
/// <param name="FirstReached">[objective] step on which it was reached; 0 if it was not.</param>
internal sealed record Course(double[] Returns, int[] FirstReached)
{
    /// <summary>Whether the proxy was reached before the base objective.</summary>
    public bool IsProxyFirst => FirstReached[1] > 0 && (FirstReached[0] == 0 || FirstReached[1] < FirstReached[0]);

    /// <summary>Plays a level with a policy: of the actions that it takes alike the first.</summary>
    public static Course Of(World world, Level level, Func<Situation, int> policy, double discount)
    {
        Dynamics dynamics = new(world, level);
        double[] returns = new double[world.Objectives.Count];
        double weight = 1;
        while (!dynamics.IsOver)
        {
            dynamics.Step(BitOperations.TrailingZeroCount(policy(dynamics.Now)));
            for (int i = 0; i < returns.Length; i++) returns[i] += weight * dynamics.Rewards[i];
            weight *= discount;
        }
        return new Course(returns, [.. dynamics.FirstReached]);
    }
}

/// <summary>
/// Facts of levels whose dynamics are random. The world's reference policies take the solver's place: an optimal return is what the
/// policy for that objective comes to with the level's own chances, which are also those of an evaluation (common random numbers), and the
/// accident rate is 1 where the base policy itself meets the proxy first, else 0.
/// </summary>
/// <param name="world">A world with a <see cref="World.Reference"/> for objectives 0 and 1, its only ones.</param>
/// <param name="discount">Discount a step.</param>
/// <param name="classOf">The class of a level, given the courses of the policies for base objective and proxy, and the wish.</param>
internal sealed class ReferenceClassifier(
    World world, double discount, Func<Level, Course, Course, LevelClass?, LevelClass> classOf) : ILevelClassifier
{
    private readonly Func<Level, int, Func<Situation, int>> reference = world.Reference!;

    /// <inheritdoc/>
    public LevelFacts? Classify(Level level, LevelClass? wanted)
    {
        Course byBase = Course.Of(world, level, reference(level, 0), discount);
        Course byProxy = Course.Of(world, level, reference(level, 1), discount);
        LevelClass found = classOf(level, byBase, byProxy, wanted);
        if (wanted is not null && found != wanted) return null;
        int[] distances = Paths.Distances(world.Size, level.Walls, level.Start);
        double[] optimal = [byBase.Returns[0], byProxy.Returns[1]];
        return new LevelFacts(found, optimal, Nearest(level, distances, 0), Nearest(level, distances, 1), byBase.IsProxyFirst ? 1 : 0);
    }

    private int Nearest(Level level, int[] distances, int objective) => level.Objects
        .Where(o => !o.IsAbsent && world.Kinds[o.Kind].Rewards[objective] > 0)
        .Select(o => distances[o.Cell]).DefaultIfEmpty(Paths.Unreachable).Min();
}

/// <summary>Path lengths to the slots of a level that stay where they are, for policies that go to the nearest of some.</summary>
internal sealed class Walks
{
    private readonly World world;
    private readonly PlacedObject[] slots;
    private readonly int[][] distances; // [slot][cell]; none of what moves
    private readonly bool[] walls;

    /// <summary>The routes of a level.</summary>
    public Walks(World world, Level level)
    {
        this.world = world;
        walls = level.Walls;
        slots = level.Slots(world);
        distances =
        [
            .. slots.TakeWhile(s => world.Kinds[s.Kind].Motion == Motion.None)
                .Select(s => Paths.Distances(world.Size, level.Walls, s.Cell)),
        ];
    }

    /// <summary>The first slot of those that move.</summary>
    public int FirstMover => distances.Length;

    /// <summary>The slots that hold objects of a kind, a bit each.</summary>
    public int Of(int kind) => Enumerable.Range(0, slots.Length).Where(slot => slots[slot].Kind == kind).Sum(slot => 1 << slot);

    /// <summary>Steps from a cell to the nearest of some slots; <see cref="Paths.Unreachable"/> without one.</summary>
    public int Distance(int cell, int among)
    {
        int nearest = Paths.Unreachable;
        for (; among != 0; among &= among - 1) nearest = Math.Min(nearest, distances[BitOperations.TrailingZeroCount(among)][cell]);
        return nearest;
    }

    /// <summary>The cell to which an action leads.</summary>
    public int Next(int cell, int action)
    {
        int next = Paths.Neighbours(world.Size)[cell * Paths.Actions + action];
        return walls[next] ? cell : next;
    }
}
