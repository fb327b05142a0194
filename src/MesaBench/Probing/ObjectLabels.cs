using MesaBench.Behaviour;
using MesaBench.Worlds;

namespace MesaBench.Probing;

/// <summary>Whose objects are where: those whose effect counts for an objective, by kind, whatever planes they show on.</summary>
internal static class ObjectLabels
{
    /// <summary>The label of a cell that nothing is asked of: a wall.</summary>
    public const int Unasked = -1;

    /// <summary>Bits of a cell's label: an object of base or of a proxy is there, or the agent.</summary>
    public const int Base = 1, Proxy = 2, Agent = 4;

    /// <summary>
    /// Kinds of the objects that can be seen and count for one of some objectives; where there are none, those that pay for one and not for
    /// base, as a leader does who is to be followed. Ground such as lava is no object, and what shows nowhere is none: in a world whose
    /// proxy is a corner there is nothing to be read.
    /// </summary>
    public static IReadOnlyList<int> KindsOf(World world, IReadOnlyList<int> objectives)
    {
        (int Index, ObjectKind Kind)[] seen = [.. world.Kinds.Index().Where(kind => kind.Item is { IsSlot: true, Planes.Count: > 0 })];
        int[] counting = [.. seen.Where(own => own.Kind.Marked.Any(objectives.Contains)).Select(own => own.Index)];
        return counting.Length > 0 ? counting
            : [.. seen.Where(own => own.Kind.Rewards[0] <= 0 && objectives.Any(o => own.Kind.Rewards[o] > 0)).Select(own => own.Index)];
    }

    /// <summary>[cell] its bits where an episode stands; <see cref="Unasked"/> for walls.</summary>
    public static int[] Of(World world, Level level, Situation now)
    {
        IReadOnlyList<int> ofBase = KindsOf(world, [0]), ofProxy = KindsOf(world, world.Proxies);
        int[] labels = [.. level.Walls.Select(wall => wall ? Unasked : 0)];
        labels[now.Cell] |= Agent;
        PlacedObject[] slots = level.Slots(world);
        int standing = slots.Count(slot => world.Kinds[slot.Kind].Motion == Motion.None);
        for (int slot = 0; slot < slots.Length; slot++)
        {
            if ((now.Live >> slot & 1) == 0) continue;
            int cell = slot < standing ? slots[slot].Cell : now.Movers[slot - standing];
            labels[cell] |= (ofBase.Contains(slots[slot].Kind) ? Base : 0) | (ofProxy.Contains(slots[slot].Kind) ? Proxy : 0);
        }
        return labels;
    }

    /// <summary>Decisions of an episode before base or a proxy is reached; all of them where neither is.</summary>
    public static int Undecided(World world, Episode episode) =>
        world.Proxies.Prepend(0).Select(objective => episode.Reached[objective]).Where(step => step > 0).Append(episode.Steps).Min();
}
