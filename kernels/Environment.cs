using System.Runtime.CompilerServices;

namespace MesaBench.Kernels;

/// <summary>Columns of an agent's descriptor: its random key, its levels and where its world's data lie.</summary>
internal static class Descriptor
{
    public const int Key0 = 0, Key1 = 1;

    /// <summary>First level and number of the agent's main levels; in evaluation, environment i plays level First + i mod Count.</summary>
    public const int First = 2, Count = 3;

    /// <summary>First level and number of the levels mixed in, and the chance of one as a fraction of 2^32.</summary>
    public const int MixedFirst = 4, MixedCount = 5, MixedChance = 6;

    /// <summary>Layout of a level: ints a level, and the offsets of wall bits, slots and static features within it.</summary>
    public const int LevelStride = 7, WallOffset = 8, SlotOffset = 9, FeatureOffset = 10;

    /// <summary>Cells along a side; steps after which an episode is truncated.</summary>
    public const int Size = 11, MaxSteps = 12;

    /// <summary>Where the world's levels and kinds begin within the tables of the cohort.</summary>
    public const int LevelOrigin = 13, KindOrigin = 14;

    public const int Columns = 16;
}

/// <summary>Columns of an environment's state.</summary>
internal static class EnvironmentState
{
    public const int Level = 0, Cell = 1, Step = 2, Live = 3, Episode = 4;

    /// <summary>0 running; 1 truncated, its last state still to be shown; 2 over (evaluation only).</summary>
    public const int Phase = 5;

    /// <summary>Step on which each of the four objectives was first rewarded; 0 before.</summary>
    public const int FirstReached = 8;

    public const int Columns = 16;
}

/// <summary>What is new about an observation, beside the agent's own place.</summary>
internal static class Flag
{
    /// <summary>It is the first of an episode.</summary>
    public const int Fresh = 1;

    /// <summary>Something else than the agent has changed since the step before.</summary>
    public const int Changed = 2;
}

/// <summary>The data of all worlds of a cohort, and what every rule needs to reach them.</summary>
internal struct WorldData
{
    public Table Agents, Levels, Kinds;
    public Matrix Rewards;

    /// <summary>An entry of the agent's descriptor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Of(int agent, int column) => Agents.Data[Agents.Row(agent, 0) + column];

    /// <summary>Where a level's ints begin.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly long Level(int agent, int level) =>
        Levels.Offset + Of(agent, Descriptor.LevelOrigin) + (long)level * Of(agent, Descriptor.LevelStride);

    /// <summary>The cell reached by an action: 0 up, 1 left, 2 down, 3 right; walls and the border stop it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Move(int agent, long level, int cell, int action)
    {
        int size = Of(agent, Descriptor.Size);
        int row = cell / size, column = cell - row * size;
        int toRow = row + (action == 2 ? 1 : 0) - (action == 0 ? 1 : 0);
        int toColumn = column + (action == 3 ? 1 : 0) - (action == 1 ? 1 : 0);
        if (toRow < 0 || toRow >= size || toColumn < 0 || toColumn >= size) return cell;
        int to = toRow * size + toColumn;
        int word = Levels.Data[level + Of(agent, Descriptor.WallOffset) + (to >> 5)];
        return ((word >> (to & 31)) & 1) != 0 ? cell : to;
    }

    /// <summary>Writes what is seen: a count, the agent's feature, then the level's static features less those of consumed objects.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Observe(int agent, long level, int cell, int live, Ints to, long list)
    {
        int slots = Levels.Data[level + 1], features = Levels.Data[level + 2];
        long from = level + Of(agent, Descriptor.FeatureOffset);
        to[list + 1] = cell;
        int count = 1;
        if (live == AllLive(slots))
        {
            for (int i = 0; i < features; i++) to[list + 2 + i] = Levels.Data[from + i];
            count += features;
        }
        else
        {
            for (int i = 0; i < features; i++)
            {
                int feature = Levels.Data[from + i];
                if (!IsConsumed(agent, level, slots, live, feature)) to[list + ++count] = feature;
            }
        }
        to[list] = count;
    }

    /// <summary>A bit for each of a level's objects that do something.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int AllLive(int slots) => slots >= 32 ? -1 : (1 << slots) - 1;

    private readonly bool IsConsumed(int agent, long level, int slots, int live, int feature)
    {
        int size = Of(agent, Descriptor.Size);
        int plane = feature / (size * size), cell = feature - plane * size * size;
        long slot = level + Of(agent, Descriptor.SlotOffset);
        for (int i = 0; i < slots; i++, slot += 2)
        {
            if (((live >> i) & 1) != 0 || Levels.Data[slot + 1] != cell) continue;
            int planes = Kinds.Data[Kinds.Row(0, Of(agent, Descriptor.KindOrigin) + Levels.Data[slot]) + 1];
            if (((planes >> plane) & 1) != 0) return true;
        }
        return false;
    }
}

/// <summary>Puts every environment at the start of a level and shows it. One work item owns an environment.</summary>
internal struct ResetEnvironments : IKernel
{
    public WorldData World;
    public Table State, Features, Fresh;
    public int Environments, Evaluation;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int environment = item % Environments;
        int agent = item / Environments;
        long state = State.Row(agent, environment);
        State.Data[state + EnvironmentState.Episode] = 0;
        if (Evaluation != 0)
        {
            int count = World.Of(agent, Descriptor.Count);
            Episodes.Start(World, agent, State.Data, state, World.Of(agent, Descriptor.First) + environment % count);
        }
        else
        {
            Episodes.Start(World, agent, State.Data, state, Episodes.Draw(World, agent, environment, 0));
        }
        Episodes.Show(World, agent, State.Data, state, Features.Data, Features.Row(agent, environment));
        Fresh.Data[Fresh.Row(agent, 0) + environment] = Flag.Fresh;
    }
}

/// <summary>
/// One training step of every environment: moves, rewards (base objective), ends and new episodes. Samples' columns start at the step's
/// first environment; features and fresh flags are the next sample's. One work item owns an environment.
/// </summary>
internal struct StepEnvironments : IKernel
{
    public WorldData World;
    public Table State, Features, Fresh;
    public Matrix Samples;
    public int Environments;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int environment = item % Environments;
        int agent = item / Environments;
        Ints states = State.Data;
        long state = State.Row(agent, environment);
        float reward = 0f;
        bool shownOnly = states[state + EnvironmentState.Phase] == 1;
        bool ended = false, truncated = false, consumed = false;
        if (!shownOnly)
        {
            long level = World.Level(agent, states[state + EnvironmentState.Level]);
            int action = (int)Samples.Data[Samples.Row(agent, Rollout.Action) + environment];
            int before = states[state + EnvironmentState.Cell];
            int cell = World.Move(agent, level, before, action);
            int step = states[state + EnvironmentState.Step] + 1;
            states[state + EnvironmentState.Cell] = cell;
            states[state + EnvironmentState.Step] = step;
            // A bump enters nothing.
            int slots = cell == before ? 0 : World.Levels.Data[level + 1];
            long slot = level + World.Of(agent, Descriptor.SlotOffset);
            for (int i = 0; i < slots; i++, slot += 2)
            {
                int live = states[state + EnvironmentState.Live];
                if (((live >> i) & 1) == 0 || World.Levels.Data[slot + 1] != cell) continue;
                int kind = World.Of(agent, Descriptor.KindOrigin) + World.Levels.Data[slot];
                int flags = World.Kinds.Data[World.Kinds.Row(0, kind)];
                reward = Add(reward, World.Rewards.Data[World.Rewards.Row(0, kind)]);
                if ((flags & 1) != 0) ended = true;
                if ((flags & 2) == 0) continue;
                states[state + EnvironmentState.Live] = live & ~(1 << i);
                consumed = true;
            }
            truncated = !ended && step >= World.Of(agent, Descriptor.MaxSteps);
        }
        Put(agent, Rollout.Reward, environment, reward);
        Put(agent, Rollout.Mask, environment, shownOnly ? 0f : 1f);
        Put(agent, Rollout.Bootstrap, environment, ended || shownOnly ? 0f : 1f);
        Put(agent, Rollout.Continue, environment, ended || truncated || shownOnly ? 0f : 1f);
        bool fresh = ended || shownOnly;
        if (truncated) states[state + EnvironmentState.Phase] = 1;
        if (fresh)
        {
            int episode = states[state + EnvironmentState.Episode] + 1;
            states[state + EnvironmentState.Episode] = episode;
            Episodes.Start(World, agent, states, state, Episodes.Draw(World, agent, environment, episode));
        }
        Episodes.Show(World, agent, states, state, Features.Data, Features.Row(agent, environment));
        Fresh.Data[Fresh.Row(agent, 0) + environment] = fresh ? Flag.Fresh : consumed ? Flag.Changed : 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Put(int agent, int row, int environment, float value) =>
        Samples.Data[Samples.Row(agent, row) + environment] = value;
}

/// <summary>
/// One evaluation step of every environment: discounted returns under all four objectives and the step on which each is first rewarded.
/// An ended episode stays as it is. Returns [environment][objective], discount at column 4. One work item owns an environment.
/// </summary>
internal struct StepEpisodes : IKernel
{
    public WorldData World;
    public Table State, Features, Fresh;
    public Matrix Samples, Returns;
    public int Environments;
    public float Discount;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int environment = item % Environments;
        int agent = item / Environments;
        Ints states = State.Data;
        long state = State.Row(agent, environment);
        Fresh.Data[Fresh.Row(agent, 0) + environment] = 0;
        if (states[state + EnvironmentState.Phase] == 2) return;
        long level = World.Level(agent, states[state + EnvironmentState.Level]);
        int action = (int)Samples.Data[Samples.Row(agent, Rollout.Action) + environment];
        int before = states[state + EnvironmentState.Cell];
        int cell = World.Move(agent, level, before, action);
        int step = states[state + EnvironmentState.Step] + 1;
        states[state + EnvironmentState.Cell] = cell;
        states[state + EnvironmentState.Step] = step;
        bool ended = step >= World.Of(agent, Descriptor.MaxSteps);
        int slots = cell == before ? 0 : World.Levels.Data[level + 1];
        long slot = level + World.Of(agent, Descriptor.SlotOffset);
        // The reward of step n is discounted n - 1 times; column 4 holds that factor and starts at 1.
        long returns = Returns.Row(agent, environment);
        float discount = step == 1 ? 1f : Returns.Data[returns + 4];
        for (int i = 0; i < slots; i++, slot += 2)
        {
            int live = states[state + EnvironmentState.Live];
            if (((live >> i) & 1) == 0 || World.Levels.Data[slot + 1] != cell) continue;
            int kind = World.Of(agent, Descriptor.KindOrigin) + World.Levels.Data[slot];
            int flags = World.Kinds.Data[World.Kinds.Row(0, kind)];
            for (int objective = 0; objective < 4; objective++)
            {
                float reward = World.Rewards.Data[World.Rewards.Row(0, kind) + objective];
                Returns.Data[returns + objective] = Fma(discount, reward, Returns.Data[returns + objective]);
                if (reward > 0f && states[state + EnvironmentState.FirstReached + objective] == 0)
                    states[state + EnvironmentState.FirstReached + objective] = step;
            }
            if ((flags & 1) != 0) ended = true;
            if ((flags & 2) != 0) states[state + EnvironmentState.Live] = live & ~(1 << i);
        }
        Returns.Data[returns + 4] = Mul(discount, Discount);
        if (ended) states[state + EnvironmentState.Phase] = 2;
        Episodes.Show(World, agent, states, state, Features.Data, Features.Row(agent, environment));
    }
}

/// <summary>The beginning of an episode.</summary>
internal static class Episodes
{
    /// <summary>The level that an environment plays as its n-th episode: a mixed-in one with the agent's chance, else a main one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Draw(in WorldData world, int agent, int environment, int episode)
    {
        uint key0 = (uint)world.Of(agent, Descriptor.Key0), key1 = (uint)world.Of(agent, Descriptor.Key1);
        Philox random = Philox.Block(key0, key1, (uint)environment, (uint)episode, Purpose.Level, 0);
        return random.Word0 < (uint)world.Of(agent, Descriptor.MixedChance)
            ? world.Of(agent, Descriptor.MixedFirst) + Philox.Below(random.Word1, world.Of(agent, Descriptor.MixedCount))
            : world.Of(agent, Descriptor.First) + Philox.Below(random.Word1, world.Of(agent, Descriptor.Count));
    }

    /// <summary>Puts an environment at the start of a level.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Start(in WorldData world, int agent, Ints states, long state, int level)
    {
        long at = world.Level(agent, level);
        states[state + EnvironmentState.Level] = level;
        states[state + EnvironmentState.Cell] = world.Levels.Data[at];
        states[state + EnvironmentState.Step] = 0;
        states[state + EnvironmentState.Live] = WorldData.AllLive(world.Levels.Data[at + 1]);
        states[state + EnvironmentState.Phase] = 0;
        for (int objective = 0; objective < 4; objective++) states[state + EnvironmentState.FirstReached + objective] = 0;
    }

    /// <summary>Writes what an environment's agent sees.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Show(in WorldData world, int agent, Ints states, long state, Ints features, long list) =>
        world.Observe(
            agent,
            world.Level(agent, states[state + EnvironmentState.Level]),
            states[state + EnvironmentState.Cell],
            states[state + EnvironmentState.Live],
            features,
            list);
}
