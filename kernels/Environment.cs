using System.Runtime.CompilerServices;

namespace MesaBench.Kernels;

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
        bool shownOnly = states[state + EnvironmentState.Phase] == EnvironmentState.LastShown;
        bool ended = false, truncated = false, changed = false;
        if (!shownOnly)
        {
            long level = World.Level(agent, states[state + EnvironmentState.Level]);
            int live = states[state + EnvironmentState.Live], held = states[state + EnvironmentState.Held];
            int movers = World.Levels.Data[level + LevelHeader.Movers], slots = World.Levels.Data[level + LevelHeader.Slots];
            int first = Episodes.Move(World, agent, level, states, state, (int)Samples.Data[Samples.Row(agent, Rollout.Action) + environment]);
            Chances chances = Chances.OfTraining(World, agent, environment, states[state + EnvironmentState.Episode]);
            for (int slot = first; slot < slots; slot++)
            {
                if (slot == slots - movers) chances.MoveMovers(World, agent, level, states, state);
                int row = World.Meet(agent, level, states, state, slot);
                if (row != WorldData.Nothing)
                    reward = Add(reward, World.Rewards.Data[World.Rewards.Row(0, row) + World.Of(agent, Descriptor.Trained)]);
            }
            chances.Regrow(World, agent, level, states, state);
            ended = states[state + EnvironmentState.Phase] == EnvironmentState.Ended;
            truncated = !ended && states[state + EnvironmentState.Step] >= World.Levels.Data[level + LevelHeader.Steps];
            changed = movers > 0 || live != states[state + EnvironmentState.Live] || held != states[state + EnvironmentState.Held];
        }
        Put(agent, Rollout.Reward, environment, reward);
        Put(agent, Rollout.Mask, environment, shownOnly ? 0f : 1f);
        Put(agent, Rollout.Bootstrap, environment, ended || shownOnly ? 0f : 1f);
        Put(agent, Rollout.Continue, environment, ended || truncated || shownOnly ? 0f : 1f);
        bool fresh = ended || shownOnly;
        if (truncated) states[state + EnvironmentState.Phase] = EnvironmentState.LastShown;
        if (fresh)
        {
            int episode = states[state + EnvironmentState.Episode] + 1;
            states[state + EnvironmentState.Episode] = episode;
            Episodes.Start(World, agent, states, state, Episodes.Draw(World, agent, environment, episode));
        }
        Episodes.Show(World, agent, states, state, Features.Data, Features.Row(agent, environment));
        Fresh.Data[Fresh.Row(agent, 0) + environment] = fresh ? Flag.Fresh : changed ? Flag.Changed : 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Put(int agent, int row, int environment, float value) =>
        Samples.Data[Samples.Row(agent, row) + environment] = value;
}

/// <summary>
/// One evaluation step of every environment: discounted returns under all eight objectives and the step on which each is reached. An
/// ended episode stays as it is. Returns [environment][objective], discount at column 8. One work item owns an environment.
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
        if (states[state + EnvironmentState.Phase] == EnvironmentState.Over) return;
        long level = World.Level(agent, states[state + EnvironmentState.Level]);
        int movers = World.Levels.Data[level + LevelHeader.Movers], slots = World.Levels.Data[level + LevelHeader.Slots];
        int first = Episodes.Move(World, agent, level, states, state, (int)Samples.Data[Samples.Row(agent, Rollout.Action) + environment]);
        Chances chances = Chances.OfLevel(World, level);
        // The reward of step n is discounted n - 1 times; the last column holds that factor and starts at 1.
        long returns = Returns.Row(agent, environment);
        float discount = states[state + EnvironmentState.Step] == 1 ? 1f : Returns.Data[returns + Episodes.Objectives];
        for (int slot = first; slot < slots; slot++)
        {
            if (slot == slots - movers) chances.MoveMovers(World, agent, level, states, state);
            int row = World.Meet(agent, level, states, state, slot);
            if (row == WorldData.Nothing) continue;
            for (int objective = 0; objective < Episodes.Objectives; objective++)
            {
                float reward = World.Rewards.Data[World.Rewards.Row(0, row) + objective];
                Returns.Data[returns + objective] = Fma(discount, reward, Returns.Data[returns + objective]);
            }
        }
        chances.Regrow(World, agent, level, states, state);
        bool ended = states[state + EnvironmentState.Phase] == EnvironmentState.Ended
            || states[state + EnvironmentState.Step] >= World.Levels.Data[level + LevelHeader.Steps];
        Returns.Data[returns + Episodes.Objectives] = Mul(discount, Discount);
        if (ended) states[state + EnvironmentState.Phase] = EnvironmentState.Over;
        Episodes.Show(World, agent, states, state, Features.Data, Features.Row(agent, environment));
    }
}

/// <summary>The beginning of an episode.</summary>
internal static class Episodes
{
    /// <summary>Objectives that returns and state have room for.</summary>
    public const int Objectives = 8;

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
        states[state + EnvironmentState.Cell] = world.Levels.Data[at + LevelHeader.Start];
        states[state + EnvironmentState.Step] = 0;
        states[state + EnvironmentState.Live] = world.Levels.Data[at + LevelHeader.Live];
        states[state + EnvironmentState.Phase] = EnvironmentState.Running;
        states[state + EnvironmentState.Held] = 0;
        states[state + EnvironmentState.Counted] = 0;
        for (int objective = 0; objective < Objectives; objective++)
        {
            states[state + EnvironmentState.FirstReached + objective] = 0;
            states[state + EnvironmentState.Marks + objective] = 0;
        }
        int slots = world.Levels.Data[at + LevelHeader.Slots], movers = world.Levels.Data[at + LevelHeader.Movers];
        for (int mover = 0; mover < movers; mover++)
        {
            long cell = at + world.Of(agent, Descriptor.SlotOffset) + 2 * (slots - movers + mover) + 1;
            states[state + EnvironmentState.Movers + mover] = world.Levels.Data[cell];
        }
    }

    /// <summary>
    /// Moves an environment's agent and counts the step. A bump enters nothing, so that it meets only what moves: the first slot of what it
    /// may meet, of which -1 is the terrain.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Move(in WorldData world, int agent, long level, Ints states, long state, int action)
    {
        int before = states[state + EnvironmentState.Cell];
        int cell = world.Move(agent, level, before, action);
        states[state + EnvironmentState.Cell] = cell;
        states[state + EnvironmentState.Step]++;
        return cell != before ? -1 : world.Levels.Data[level + LevelHeader.Slots] - world.Levels.Data[level + LevelHeader.Movers];
    }

    /// <summary>Writes what an environment's agent sees.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Show(in WorldData world, int agent, Ints states, long state, Ints features, long list) =>
        world.Observe(agent, world.Level(agent, states[state + EnvironmentState.Level]), states, state, features, list);
}

/// <summary>Counts an agent's episodes that are not over. One work item owns an agent.</summary>
internal struct CountRunning : IKernel
{
    public Table State, Running;
    public int Environments;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int agent)
    {
        int running = 0;
        for (int environment = 0; environment < Environments; environment++)
            if (State.Data[State.Row(agent, environment) + EnvironmentState.Phase] != EnvironmentState.Over) running++;
        Running.Data[Running.Row(agent, 0)] = running;
    }
}
