using MesaBench.Engines;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>How good a network's first action would be after so many ticks.</summary>
/// <param name="Tick">The ticks.</param>
/// <param name="Right">Share of levels on which it is what is best for what the network is after; actions within <see cref="Tie"/> of the best logit share.</param>
/// <param name="Undecided">Share of levels on which all logits are within that.</param>
public sealed record FirstActions(int Tick, double Right, double Undecided)
{
    /// <summary>Logits that differ by less are equal.</summary>
    public const double Tie = 0.05;

    /// <summary>By ticks from 1 to three times the side of the grid, from one run.</summary>
    /// <param name="engine">An engine without tensors; it is left without.</param>
    /// <param name="member">A compiled network.</param>
    /// <param name="reading">How its states are read.</param>
    /// <param name="teacher">Who does what is best for what it is after.</param>
    /// <param name="most">Levels on which it is asked, of the held-out ones.</param>
    public static IReadOnlyList<FirstActions> Of(IEngine engine, MemberBench member, Reading reading, ITeacher teacher, int most)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(member);
        ArgumentNullException.ThrowIfNull(teacher);
        LevelStore store = member.Store;
        LevelRange levels = store.InDistribution.Take(most);
        Unrolled run = Unrolled.Of(engine, member.Network, member.Weights, store, levels, 3 * store.World.Size, reading);
        engine.Clear();
        int[] best = [.. Enumerable.Range(levels.First, levels.Count).Select(number => teacher.On(store.World, store.Levels[number].Level, number, store.Discount)(
            Level.InitialMask(store.Levels[number].Level.Slots(store.World)), store.Levels[number].Level.Start))];
        return
        [
            .. run.Logits.Select((logits, tick) => new FirstActions(
                tick + 1, logits.Zip(best, Share).Average(), logits.Average(own => own.Max() - own.Min() < Tie ? 1.0 : 0))),
        ];
    }

    private static double Share(double[] logits, int best)
    {
        int[] taken = [.. logits.Index().Where(own => own.Item > logits.Max() - Tie).Select(own => own.Index)];
        return taken.Count(action => (best >> action & 1) == 1) / (double)taken.Length;
    }
}
