using MesaBench.Worlds;

namespace MesaBench.Probing;

/// <summary>What is best in a level for each objective, and where what counts for it lies, wherever an episode stands: what a probe can be asked for.</summary>
internal sealed class LevelTruth
{
    private readonly World world;
    private readonly PlacedObject[] slots;
    private readonly int standing; // slots that stay where they are, which come first
    private readonly ScriptedPolicy[] policies; // [objective]

    /// <summary>Works it out.</summary>
    /// <param name="world">The world.</param>
    /// <param name="level">The level.</param>
    /// <param name="discount">Discount a step.</param>
    public LevelTruth(World world, Level level, double discount)
    {
        this.world = world;
        slots = level.Slots(world);
        standing = slots.Count(slot => world.Kinds[slot.Kind].Motion == Motion.None);
        policies = [.. world.Objectives.Select((name, objective) => new ScriptedPolicy(world, level, new ScriptedAgent(name, [objective]), discount, seesAll: true))];
    }

    /// <summary>[objective x action] 1 for each action that is best for the objective, with the steps that the episode has left.</summary>
    public byte[] Best(Situation now) =>
    [
        .. from policy in policies
           let actions = policy.Actions(now)
           from action in Enumerable.Range(0, Paths.Actions)
           select (byte)(actions >> action & 1),
    ];

    /// <summary>[objective x cell] 1 where an object lies that counts for the objective, whether it shows or not.</summary>
    public byte[] Goals(Situation now)
    {
        byte[] goals = new byte[world.Objectives.Count * world.Cells];
        for (int slot = 0; slot < slots.Length; slot++)
        {
            if ((now.Live >> slot & 1) == 0) continue;
            int cell = slot < standing ? slots[slot].Cell : now.Movers[slot - standing];
            foreach (int objective in world.Kinds[slots[slot].Kind].Marked) goals[objective * world.Cells + cell] = 1;
        }
        return goals;
    }
}
