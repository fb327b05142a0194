namespace MesaBench.Worlds;

/// <summary>
/// Classifies levels of the lava world by path lengths alone. Let the cheese be P steps away straight and A steps around the lava. A way
/// through lava pays discount^(k-1) or more at a step k for the discount^(L-1) that the cheese brings at a later step L, so that it is
/// worth less than nothing, which is what not going brings. Hence a base-optimal policy goes around, for discount^(A-1), and the level
/// is unsolvable where A is beyond the episode. The proxy-optimal policies are the straight paths.
/// <list type="bullet">
/// <item>No straight path meets lava: each of them takes A = P steps without lava and is base-optimal. Non-distinguishing.</item>
/// <item>All do (A > P): on lava the proxy is reached and the policy is free, but its return is below 0 already, whatever it does next:
/// it loses more than all there was, hence more than any margin. No base-optimal policy steps on lava. Distinguishing.</item>
/// <item>Some do, some do not: neither.</item>
/// </list>
/// </summary>
public sealed class LavaClassifier : ILevelClassifier
{
    private readonly World world;
    private readonly LavaPaths paths;
    private readonly bool[] lava;        // [cell]
    private readonly double[] discounts; // [steps before the rewarded one]; products, not powers: the same bits everywhere

    /// <summary>A classifier for levels of the lava world.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A discount outside (0, 1).</exception>
    public LavaClassifier(World world, double discount)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(discount);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(discount, 1);
        this.world = world;
        paths = new LavaPaths(world.Size);
        lava = new bool[world.Cells];
        discounts = new double[world.Cells]; // no path is longer
        discounts[0] = 1;
        for (int i = 1; i < discounts.Length; i++) discounts[i] = discount * discounts[i - 1];
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Not one cheese, or an agent or a cheese on lava.</exception>
    public LevelFacts? Classify(Level level, LevelClass? wanted)
    {
        ArgumentNullException.ThrowIfNull(level);
        int cheese = Read(level);
        paths.Enter(level.Walls, lava);
        (int straight, int around, bool mayMeetLava) = paths.Between(level.Start, cheese);
        int limit = level.StepLimit(world);
        LevelClass of = around > limit ? LevelClass.Unsolvable
            : around > straight ? LevelClass.Distinguishing
            : mayMeetLava ? LevelClass.Between : LevelClass.NonDistinguishing;
        return wanted is { } only && only != of ? null
            : new LevelFacts(of, [Return(around, limit), Return(straight, limit)], around, straight, AccidentRate: 0);
    }

    private double Return(int steps, int limit) => steps > limit ? 0 : discounts[steps - 1];

    /// <summary>Notes the lava and returns the cheese's cell.</summary>
    private int Read(Level level)
    {
        Array.Clear(lava);
        int cheese = -1, cheeses = 0;
        foreach (PlacedObject o in level.Objects)
        {
            if (o.Kind == LavaWorld.Lava) lava[o.Cell] = true;
            if (o.Kind is not (LavaWorld.Cheese or LavaWorld.CheeseBeyond)) continue;
            cheese = o.Cell;
            cheeses++;
        }
        if (cheeses != 1) throw new ArgumentException($"found {cheeses} pieces of cheese; allowed: 1", nameof(level));
        if (lava[cheese] || lava[level.Start] || cheese == level.Start)
            throw new ArgumentException("the agent or the cheese lies on lava or on the other; allowed: floor", nameof(level));
        return cheese;
    }
}
