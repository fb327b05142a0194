using MesaBench.Experiments;

namespace MesaBench.Worlds;

/// <summary>
/// Fills the level sets of one draw. Where a class has layouts enough, a layout's hash alone says which purpose owns it, so sets of
/// different purposes are disjoint whatever is drawn. Where it has not, all its levels are gathered and dealt out. Distinguishing levels
/// to train on are drawn apart from the others in a world that trains on others (<see cref="World.TrainsOnOthers"/>).
/// </summary>
/// <param name="world">The world.</param>
/// <param name="key">Key of the draw.</param>
/// <param name="discount">Discount a step.</param>
/// <param name="wantedNon">[purpose] non-distinguishing levels wanted.</param>
/// <param name="wantedDis">[purpose] distinguishing levels wanted.</param>
/// <param name="token">Ends the drawing.</param>
internal sealed class LevelDraw(World world, ulong key, double discount, int[] wantedNon, int[] wantedDis, CancellationToken token)
{
    /// <summary>A set that was asked for has at least this many levels.</summary>
    public const int LeastLevels = 4;

    // Evaluation sets are chosen from this many times as many levels, so that near and far goals can be balanced.
    private const int Choice = 4;

    // Drawing stops when this many times (levels found + 1000) candidates in a row brought nothing.
    private const int Patience = 20;
    private const int PatienceStart = 1000;

    private const int TrainingPurpose = (int)LevelPurpose.TrainingDistinguishing;

    private readonly ILevelClassifier classifier = Classifier.For(world, discount);
    private readonly double[] shares = Shares([.. Pools(wantedNon).Zip(Pools(wantedDis), (non, dis) => non + dis)]);
    private readonly double trainingShare = Shares(wantedDis)[TrainingPurpose];
    private uint candidate;

    /// <summary>The sets of one class.</summary>
    /// <param name="of">The class.</param>
    /// <param name="byLayout">Whether sets differ in layout, or in layout and start.</param>
    /// <returns>[purpose] the set.</returns>
    public IReadOnlyList<ClassifiedLevel>[] Sets(LevelClass of, bool byLayout)
    {
        if (of == LevelClass.NonDistinguishing) return Sets(new LevelWish(of), wantedNon, byLayout);
        if (!world.TrainsOnOthers) return Sets(new LevelWish(of), wantedDis, byLayout);
        IReadOnlyList<ClassifiedLevel>[] sets = Sets(new LevelWish(of), WantedDis(forTraining: false), byLayout);
        sets[TrainingPurpose] = Sets(new LevelWish(of, ForTraining: true), WantedDis(forTraining: true), byLayout)[TrainingPurpose];
        return sets;
    }

    private IReadOnlyList<ClassifiedLevel>[] Sets(LevelWish wish, int[] wanted, bool byLayout)
    {
        candidate = 0;
        List<ClassifiedLevel>[] sets = byLayout ? Own(wish, wanted) : Deal(wish, wanted);
        for (int purpose = 0; purpose < sets.Length; purpose++)
        {
            if (sets[purpose].Count < Math.Min(LeastLevels, wanted[purpose]))
                throw TooFew(wish, $"{(LevelPurpose)purpose}: {sets[purpose].Count} levels", LeastLevels);
        }
        return [.. sets];
    }

    /// <summary>[purpose] distinguishing levels wanted from the draw for training, or from the other.</summary>
    private int[] WantedDis(bool forTraining) =>
        [.. wantedDis.Select((w, purpose) => purpose == TrainingPurpose ? (forTraining ? w : 0) : forTraining ? 0 : w)];

    private static int[] Pools(int[] wanted) => [.. wanted.Select((w, purpose) => IsEvaluation(purpose) ? w * Choice : w)];

    /// <summary>Levels by the owner of their layout: first each layout once, then, if sets are not full, from further starts.</summary>
    private List<ClassifiedLevel>[] Own(LevelWish wish, int[] wanted)
    {
        List<ClassifiedLevel>[] pools = [.. wanted.Select(_ => new List<ClassifiedLevel>())];
        int[] sizes = Pools(wanted);
        HashSet<ulong> layouts = [], levels = [];
        int missing = sizes.Sum();
        foreach (bool freshLayoutsOnly in new[] { true, false })
        {
            bool IsWanted(Candidate c)
            {
                int owner = Owner(c.Layout);
                return pools[owner].Count < sizes[owner] && !(freshLayoutsOnly && layouts.Contains(c.Layout)) && !levels.Contains(c.WithStart);
            }

            void Keep(Candidate c, LevelFacts facts)
            {
                _ = layouts.Add(c.Layout);
                _ = levels.Add(c.WithStart);
                pools[Owner(c.Layout)].Add(new ClassifiedLevel(c.Level, facts));
                missing--;
            }

            Gather(wish, () => missing == 0, IsWanted, Keep);
        }
        return [.. pools.Select((pool, p) => IsEvaluation(p) ? Strata.Balance(pool, wanted[p]) : pool)];
    }

    /// <summary>All levels of a class that has few, dealt out: evaluation sets choose first.</summary>
    private List<ClassifiedLevel>[] Deal(LevelWish wish, int[] wanted)
    {
        HashSet<ulong> levels = [];
        List<ClassifiedLevel> pool = [];
        int enough = Pools(wanted).Sum();
        void Keep(Candidate c, LevelFacts facts)
        {
            _ = levels.Add(c.WithStart);
            pool.Add(new ClassifiedLevel(c.Level, facts));
        }

        Gather(wish, () => pool.Count == enough, c => !levels.Contains(c.WithStart) && IsDealt(c.WithStart, wish), Keep);
        if (pool.Count < wanted.Sum(w => Math.Min(w, LeastLevels)))
            throw TooFew(wish, $"{pool.Count} levels", wanted.Sum(w => Math.Min(w, LeastLevels)));
        int[] quotas = Quotas(pool.Count, wanted);
        List<ClassifiedLevel>[] sets = new List<ClassifiedLevel>[wanted.Length];
        foreach (int purpose in Enumerable.Range(0, wanted.Length).OrderByDescending(IsEvaluation))
        {
            sets[purpose] = IsEvaluation(purpose) ? Strata.Balance(pool, quotas[purpose]) : [.. pool.Take(quotas[purpose])];
            HashSet<ClassifiedLevel> taken = new(sets[purpose], ReferenceEqualityComparer.Instance);
            pool = [.. pool.Where(l => !taken.Contains(l))];
        }
        return sets;
    }

    /// <summary>A level that was drawn, with the hashes of its layout and of its layout with the start.</summary>
    private readonly record struct Candidate(Level Level, ulong Layout, ulong WithStart);

    /// <summary>Draws candidates until done or until nothing new turns up.</summary>
    /// <param name="wish">What to gather.</param>
    /// <param name="isDone">Whether there are enough.</param>
    /// <param name="isWanted">Whether a level is, should it prove to be of the class: asked first, since classifying takes longer.</param>
    /// <param name="keep">Takes one that was wanted and is of the class.</param>
    private void Gather(LevelWish wish, Func<bool> isDone, Func<Candidate, bool> isWanted, Action<Candidate, LevelFacts> keep)
    {
        ulong classKey = LevelHash.Mix(key ^ LevelHash.Mix((ulong)wish.Class));
        long found = 0, fruitless = 0;
        while (!isDone() && fruitless < Patience * (found + PatienceStart))
        {
            token.ThrowIfCancellationRequested();
            fruitless++;
            Level level = world.Draw(new LevelRandom(classKey, candidate++), wish);
            ulong layout = LevelHash.Layout(world, level);
            Candidate drawn = new(level, layout, LevelHash.WithStart(layout, level.Start));
            if (!isWanted(drawn) || classifier.Classify(level, wish.Class) is not { } facts) continue;
            keep(drawn, facts);
            found++;
            fruitless = 0;
        }
    }

    /// <summary>Whether a level may be dealt: where levels to train on are drawn apart, its hash says to which side it belongs.</summary>
    private bool IsDealt(ulong full, LevelWish wish) =>
        !world.TrainsOnOthers || wish.Class != LevelClass.Distinguishing || (Place(full) < trainingShare) == wish.ForTraining;

    private int Owner(ulong layout)
    {
        double place = Place(layout);
        for (int purpose = 0; purpose < shares.Length; purpose++)
        {
            place -= shares[purpose];
            if (place < 0) return purpose;
        }
        return Array.FindLastIndex(shares, s => s > 0);
    }

    /// <summary>Where in [0, 1) a hash lies, in an order of this draw's own.</summary>
    private double Place(ulong hash) => LevelHash.Mix(hash ^ key) * Math.ScaleB(1, -64);

    /// <summary>
    /// Splits a supply by the square roots of what is wanted, which leaves small sets a use and large ones the most. Every set that is
    /// wanted has a few, none more than wanted.
    /// </summary>
    internal static int[] Quotas(int supply, int[] wanted)
    {
        int[] quotas = [.. wanted.Select(w => Math.Min(w, LeastLevels))];
        for (int left = Math.Min(supply, wanted.Sum()) - quotas.Sum(); left > 0; left--)
        {
            // One at a time to the set that is shortest of its share: simple, and exact where sets fill up on the way.
            int next = Enumerable.Range(0, wanted.Length).Where(p => quotas[p] < wanted[p]).MinBy(p => quotas[p] / Math.Sqrt(wanted[p]));
            quotas[next]++;
        }
        return quotas;
    }

    private static double[] Shares(int[] wanted)
    {
        double total = wanted.Sum(w => Math.Sqrt(w));
        return [.. wanted.Select(w => Math.Sqrt(w) / total)];
    }

    private static bool IsEvaluation(int purpose) => (LevelPurpose)purpose is LevelPurpose.InDistribution or LevelPurpose.Shifted;

    private LevelSupplyException TooFew(LevelWish wish, string found, int allowed) => new(new Problem(
        $"world {world.Name} ({world.Layout}, size {world.Size}), {wish.Class} levels{(wish.ForTraining ? " to train on" : "")}",
        $"{found} after {candidate} candidates", $"at least {allowed}"));
}
