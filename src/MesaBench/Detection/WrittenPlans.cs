using MesaBench.Inference;
using MesaBench.Worlds;

namespace MesaBench.Detection;

/// <summary>Which plan is written.</summary>
internal enum PlanOrigin
{
    /// <summary>Another way of the level.</summary>
    Other,

    /// <summary>Another way of another level, which makes no sense here.</summary>
    Elsewhere,

    /// <summary>What is written of another way, dealt out anew among the cells.</summary>
    Shuffled,

    /// <summary>The level's own plan.</summary>
    Own,
}

/// <summary>Levels with another way, and what can be written there: in cells that are not near the agent.</summary>
/// <param name="world">The levels' world.</param>
/// <param name="detours">The levels.</param>
/// <param name="farthest">The largest distance that is told from larger ones.</param>
internal sealed class WrittenPlans(World world, IReadOnlyList<Detour> detours, int farthest)
{
    private readonly int[][][][] classes =
    [
        .. SteeringLevels.Concepts.Select(concept => SteeringLevels.Origins.Select(origin =>
            detours.Select((detour, level) => Classes(concept, origin, detour, detours[(level + 1) % detours.Count], level, farthest)).ToArray()).ToArray()),
    ];

    /// <summary>The levels.</summary>
    public IReadOnlyList<Detour> Detours => detours;

    /// <summary>What a plan says: [cell] a class, -1 where nothing is written.</summary>
    public int[] this[WrittenConcept concept, PlanOrigin origin, int level] => classes[(int)concept][(int)origin][level];

    /// <summary>The first levels, once and again.</summary>
    /// <param name="count">How many of them.</param>
    /// <param name="times">How often, one after the other.</param>
    public AskedLevels Asked(int count, int times) => new(world, [.. Enumerable.Repeat(detours.Take(count), times).SelectMany(some => some.Select(detour => detour.Level))]);

    private static int[] Classes(WrittenConcept concept, PlanOrigin origin, Detour own, Detour next, int level, int farthest)
    {
        Plan plan = origin switch { PlanOrigin.Own => own.Own, PlanOrigin.Elsewhere => next.Other, _ => own.Other };
        int[] said = plan.Of(concept, farthest);
        int[] far = [.. Enumerable.Range(0, said.Length).Where(cell => said[cell] >= 0 && !own.Level.Walls[cell] && Detour.IsFar(own.Level, cell))];
        int[] dealt = origin == PlanOrigin.Shuffled ? Dealt(far, new StatisticsRandom(RandomKey.Of("detection/shuffled"), (uint)level)) : far;
        int[] written = new int[said.Length];
        Array.Fill(written, -1);
        foreach ((int to, int from) in far.Zip(dealt)) written[to] = said[from];
        return written;
    }

    private static int[] Dealt(int[] cells, StatisticsRandom random)
    {
        int[] dealt = [.. cells];
        for (int i = dealt.Length - 1; i > 0; i--)
        {
            int j = random.Below(i + 1);
            (dealt[i], dealt[j]) = (dealt[j], dealt[i]);
        }
        return dealt;
    }
}
