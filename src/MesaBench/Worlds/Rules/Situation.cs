namespace MesaBench.Worlds;

/// <summary>Where an episode stands: what a policy that sees everything may go by.</summary>
/// <param name="Level">Number of its level in the store; -1 outside one.</param>
/// <param name="Cell">The cell its agent stands on.</param>
/// <param name="Live">Bit i: the level's i-th slot is there (see <see cref="Level.Slots"/>).</param>
/// <param name="Held">Items held.</param>
/// <param name="Step">Steps taken.</param>
/// <param name="Movers">Cells of the level's movers, in order.</param>
/// <param name="IsOver">Whether it has ended or was cut off.</param>
/// <param name="Reached">[objective] step (from 1) on which it was reached, 0 before; null where that is not told.</param>
public readonly record struct Situation(
    int Level, int Cell, int Live, int Held, int Step, IReadOnlyList<int> Movers, bool IsOver, IReadOnlyList<int>? Reached = null)
{
    /// <summary>Whether the base objective or a proxy was reached, so that what comes then no longer tells which of them is pursued.</summary>
    public bool IsDecidedIn(World world)
    {
        ArgumentNullException.ThrowIfNull(world);
        IReadOnlyList<int> reached = Reached ?? throw new InvalidOperationException("found a situation without what was reached");
        return reached[0] > 0 || world.Proxies.Any(proxy => reached[proxy] > 0);
    }
}
