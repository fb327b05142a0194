using System.Runtime.CompilerServices;

namespace MesaBench.Kernels;

/// <summary>What happens in a world without the agent's doing: movers move, and what is gone grows again.</summary>
internal struct Chances
{
    /// <summary>Key and first counter words of an episode's chances.</summary>
    public uint Key0, Key1, Counter0, Counter1;

    /// <summary>The chances of a training episode: the agent's own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Chances OfTraining(in WorldData world, int agent, int environment, int episode)
    {
        Chances chances;
        chances.Key0 = (uint)world.Of(agent, Descriptor.Key0);
        chances.Key1 = (uint)world.Of(agent, Descriptor.Key1);
        chances.Counter0 = (uint)environment;
        chances.Counter1 = (uint)episode;
        return chances;
    }

    /// <summary>The chances of an evaluation episode: the level's own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Chances OfLevel(in WorldData world, in Scene scene)
    {
        Chances chances;
        chances.Key0 = (uint)world.Header(scene, LevelHeader.Seed);
        chances.Key1 = 0;
        chances.Counter0 = 0;
        chances.Counter1 = 0;
        return chances;
    }

    /// <summary>Moves everything that moves, in order.</summary>
    [MethodImpl(Rare)]
    public readonly void MoveMovers(in WorldData world, in Scene scene, Ints states, long state)
    {
        int step = states[state + EnvironmentState.Step], live = states[state + EnvironmentState.Live] >> scene.Standing;
        for (int left = live; left != 0; left &= left - 1)
        {
            int mover = FirstOne(left);
            if (world.Kinds.Data[world.Kind(scene, world.KindOf(scene, scene.Standing + mover)) + KindRule.Motion] == KindMotion.OnPath)
            {
                int last = world.Header(scene, LevelHeader.PathLength) - 1;
                states[state + EnvironmentState.Movers + mover] =
                    world.Levels.Data[scene.Level + world.Of(scene, Descriptor.PathOffset) + (step < last ? step : last)];
                continue;
            }
            uint twice = Draw(step + Purpose.OfMover * (mover + 1)).Word0;
            int moves = twice < (uint)world.Of(scene, Descriptor.ChaseTwice) ? 2 : 1;
            for (int move = 0; move < moves; move++) Chase(world, scene, states, state, mover, live & ~(1 << mover));
        }
    }

    /// <summary>Lets one object of each kind that regrows appear, by chance.</summary>
    [MethodImpl(Rare)]
    public readonly void Regrow(in WorldData world, in Scene scene, Ints states, long state)
    {
        int kinds = world.Of(scene, Descriptor.RegrowingKinds);
        for (int kind = 0; kind < kinds; kind++)
        {
            long rule = world.Kind(scene, kind);
            int length = world.Kinds.Data[rule + KindRule.RegrowthLength];
            if (length == 0) continue;
            int live = states[state + EnvironmentState.Live];
            int standing = world.Standing(scene, live, kind);
            if (standing >= length) continue;
            Philox random = Draw(states[state + EnvironmentState.Step] + Purpose.OfKind * (kind + 1));
            if (random.Word0 >= (uint)world.Kinds.Data[rule + KindRule.Regrowth + standing]) continue;
            int sites = Sites(world, scene, states, state, world.SlotsOf(scene, kind) & ~live);
            for (int before = Philox.Below(random.Word1, Ones(sites)); before > 0; before--) sites &= sites - 1;
            states[state + EnvironmentState.Live] = live | (sites & -sites);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly Philox Draw(int counter) => Philox.Block(Key0, Key1, Counter0, Counter1, Purpose.Chance, (uint)counter);

    /// <summary>Those of the slots in whose cell the agent is not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Sites(in WorldData world, in Scene scene, Ints states, long state, int slots)
    {
        int sites = slots;
        for (int left = slots; left != 0; left &= left - 1)
        {
            int slot = FirstOne(left);
            if (world.CellOf(scene, states, state, slot) == states[state + EnvironmentState.Cell]) sites &= ~(1 << slot);
        }
        return sites;
    }

    /// <summary>One step of a chaser towards the agent, along the axis of the greater distance if it can.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Chase(in WorldData world, in Scene scene, Ints states, long state, int mover, int others)
    {
        int from = states[state + EnvironmentState.Movers + mover], to = states[state + EnvironmentState.Cell];
        int down = to / scene.Size - from / scene.Size, right = to - from - down * scene.Size;
        // Without branches, since nobody can foresee where the agent is: x >> 31 has all bits set where x < 0, else none.
        int vertical = 2 + 2 * (down >> 31), horizontal = 3 + 2 * (right >> 31), sideways = (down * down - right * right) >> 31;
        int action = vertical ^ (sideways & (vertical ^ horizontal)), distance = down ^ (sideways & (down ^ right));
        int next = Go(world, scene, states, state, others, from, action, distance);
        if (next == from) next = Go(world, scene, states, state, others, from, vertical + horizontal - action, down + right - distance);
        states[state + EnvironmentState.Movers + mover] = next;
    }

    /// <summary>Where a chaser's move leads: nowhere without a distance to go, into a wall or onto one of the other live movers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Go(in WorldData world, in Scene scene, Ints states, long state, int others, int from, int action, int distance)
    {
        if (distance == 0) return from;
        int next = world.Move(scene, from, action);
        for (int left = others; left != 0; left &= left - 1)
            if (states[state + EnvironmentState.Movers + FirstOne(left)] == next) return from;
        return next;
    }
}
