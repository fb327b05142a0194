using System.Runtime.CompilerServices;
using MesaBench.Engines.Operations;

namespace MesaBench.Kernels;

/// <summary>Puts every environment at the start of a level and shows it. One work item owns an environment.</summary>
internal struct ResetEnvironmentsKernel : IKernel
{
    public WorldData World;
    public Table State, Features, Fresh;
    public int Environments, Evaluation, Episode;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int environment = item % Environments;
        int agent = item / Environments;
        long state = State.Row(agent, environment);
        State.Data[state + EnvironmentState.Episode] = Episode;
        int level = Evaluation != 0
            ? World.Of(agent, Descriptor.First) + environment % World.Of(agent, Descriptor.Count)
            : Episodes.Draw(World, agent, environment, Episode);
        Scene scene = Episodes.Start(World, agent, State.Data, state, level);
        World.Observe(scene, State.Data, state, Features.Data, Features.Row(agent, environment));
        Fresh.Data[Fresh.Row(agent, 0) + environment] = Flag.Fresh;
    }
}

/// <summary>
/// One training step of every environment: moves, rewards (what training pays), ends and new episodes. Samples' columns start at the step's
/// first environment; features and fresh flags are the next sample's; tallies are kept of what episodes earn. One work item owns an
/// environment.
/// </summary>
internal struct StepEnvironmentsKernel : IKernel
{
    public WorldData World;
    public Table State, Features, Fresh;
    public Matrix Samples, Tallies, Optimal;
    public int Environments;
    public float Discount;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int agent = item / Environments;
        int environment = item - agent * Environments;
        Ints states = State.Data;
        long state = State.Row(agent, environment);
        long sample = Samples.Row(agent, 0) + environment;
        Scene scene = World.Look(agent, states[state + EnvironmentState.Level]);
        float reward = 0f;
        bool shownOnly = states[state + EnvironmentState.Phase] == EpisodePhase.LastShown;
        bool ended = false, truncated = false, changed = false;
        if (!shownOnly)
        {
            int live = states[state + EnvironmentState.Live], held = states[state + EnvironmentState.Held];
            int entered = Episodes.Move(World, scene, states, state, (int)Samples.Data[sample + Rollout.Action * Samples.RowStride]);
            if (scene.Standing < scene.Slots) Move(scene, agent, environment, states, state);
            for (int met = World.Met(scene, states, state, entered); met != 0; met &= met - 1)
            {
                int row = World.TakeEffect(scene, states, state, FirstOne(met));
                if (row != WorldData.Nothing)
                    reward = Add(reward, World.Rewards.Data[World.Rewards.Row(0, row) + World.Of(scene, Descriptor.Trained)]);
            }
            if (World.Of(scene, Descriptor.RegrowingKinds) > 0) Regrow(scene, agent, environment, states, state);
            ended = states[state + EnvironmentState.Phase] == EpisodePhase.Ended;
            truncated = !ended && states[state + EnvironmentState.Step] >= World.Header(scene, LevelHeader.Steps);
            if (reward != 0f || ended || truncated) Count(agent, environment, reward, ended || truncated);
            changed = scene.Standing < scene.Slots || live != states[state + EnvironmentState.Live]
                || held != states[state + EnvironmentState.Held];
        }
        Samples.Data[sample + Rollout.Reward * Samples.RowStride] = reward;
        Samples.Data[sample + Rollout.Mask * Samples.RowStride] = shownOnly ? 0f : 1f;
        Samples.Data[sample + Rollout.Bootstrap * Samples.RowStride] = ended || shownOnly ? 0f : 1f;
        Samples.Data[sample + Rollout.Continue * Samples.RowStride] = ended || truncated || shownOnly ? 0f : 1f;
        bool fresh = ended || shownOnly;
        if (truncated) states[state + EnvironmentState.Phase] = EpisodePhase.LastShown;
        if (fresh)
        {
            int episode = states[state + EnvironmentState.Episode] + 1;
            states[state + EnvironmentState.Episode] = episode;
            scene = Episodes.Start(World, agent, states, state, Episodes.Draw(World, agent, environment, episode));
        }
        World.Observe(scene, states, state, Features.Data, Features.Row(agent, environment));
        Fresh.Data[Fresh.Row(agent, 0) + environment] = fresh ? Flag.Fresh : changed ? Flag.Changed : 0;
    }

    /// <summary>Adds a reward to its episode's return and, when it was the last, the return and what was optimal to the sums.</summary>
    [MethodImpl(Rare)]
    private readonly void Count(int agent, int environment, float reward, bool isOver)
    {
        Ints states = State.Data;
        long state = State.Row(agent, environment), tally = Tallies.Row(agent, 0) + environment;
        float weight = Power(Discount, states[state + EnvironmentState.Step] - 1);
        float earned = Fma(weight, reward, Tallies.Data[tally + Tally.Earned * Tallies.RowStride]);
        Tallies.Data[tally + Tally.Earned * Tallies.RowStride] = isOver ? 0f : earned;
        if (!isOver) return;
        AddTo(tally + Tally.Return * Tallies.RowStride, earned);
        long level = World.Of(agent, Descriptor.OptimalOrigin) + states[state + EnvironmentState.Level];
        AddTo(tally + Tally.Optimal * Tallies.RowStride, Optimal.Data[Optimal.Offset + level]);
    }

    /// <summary>b^n by repeated squaring.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Power(float b, int n)
    {
        float power = 1f;
        for (; n > 0; n >>= 1, b = Mul(b, b))
            if ((n & 1) != 0) power = Mul(power, b);
        return power;
    }

    /// <summary>Adds to a sum, and keeps in the row below by how much it came out too large.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void AddTo(long sum, float value)
    {
        long excess = sum + Tallies.RowStride;
        float before = Tallies.Data[sum], term = Sub(value, Tallies.Data[excess]);
        float after = Add(before, term);
        Tallies.Data[sum] = after;
        Tallies.Data[excess] = Sub(Sub(after, before), term);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Move(Scene scene, int agent, int environment, Ints states, long state) =>
        Chances.OfTraining(World, agent, environment, states[state + EnvironmentState.Episode]).MoveMovers(World, scene, states, state);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Regrow(Scene scene, int agent, int environment, Ints states, long state) =>
        Chances.OfTraining(World, agent, environment, states[state + EnvironmentState.Episode]).Regrow(World, scene, states, state);
}

/// <summary>
/// One evaluation step of every environment: discounted returns under all eight objectives and the step on which each is reached. An
/// ended episode stays as it is. Returns [environment][objective], discount at column 8. One work item owns an environment.
/// </summary>
internal struct StepEpisodesKernel : IKernel
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
        if (states[state + EnvironmentState.Phase] == EpisodePhase.Over) return;
        Scene scene = World.Look(agent, states[state + EnvironmentState.Level]);
        int entered = Episodes.Move(World, scene, states, state, (int)Samples.Data[Samples.Row(agent, Rollout.Action) + environment]);
        // The reward of step n is discounted n - 1 times; the last column holds that factor and starts at 1.
        long returns = Returns.Row(agent, environment);
        float discount = states[state + EnvironmentState.Step] == 1 ? 1f : Returns.Data[returns + Episodes.Objectives];
        if (scene.Standing < scene.Slots) Chances.OfLevel(World, scene).MoveMovers(World, scene, states, state);
        for (int met = World.Met(scene, states, state, entered); met != 0; met &= met - 1)
        {
            int row = World.TakeEffect(scene, states, state, FirstOne(met));
            if (row == WorldData.Nothing) continue;
            for (int objective = 0; objective < Episodes.Objectives; objective++)
            {
                float reward = World.Rewards.Data[World.Rewards.Row(0, row) + objective];
                Returns.Data[returns + objective] = Fma(discount, reward, Returns.Data[returns + objective]);
            }
        }
        if (World.Of(scene, Descriptor.RegrowingKinds) > 0) Chances.OfLevel(World, scene).Regrow(World, scene, states, state);
        bool ended = states[state + EnvironmentState.Phase] == EpisodePhase.Ended
            || states[state + EnvironmentState.Step] >= World.Header(scene, LevelHeader.Steps);
        Returns.Data[returns + Episodes.Objectives] = Mul(discount, Discount);
        if (ended) states[state + EnvironmentState.Phase] = EpisodePhase.Over;
        World.Observe(scene, states, state, Features.Data, Features.Row(agent, environment));
    }
}

/// <summary>The beginning of an episode.</summary>
internal static class Episodes
{
    /// <summary>Objectives that returns and state have room for.</summary>
    public const int Objectives = 8;

    /// <summary>The level that an environment plays as its n-th episode: a mixed-in one with the agent's chance, else a main one.</summary>
    [MethodImpl(Rare)]
    public static int Draw(in WorldData world, int agent, int environment, int episode)
    {
        uint key0 = (uint)world.Of(agent, Descriptor.Key0), key1 = (uint)world.Of(agent, Descriptor.Key1);
        Philox random = Philox.Block(key0, key1, (uint)environment, (uint)episode, Purpose.Level, 0);
        return random.Word0 < (uint)world.Of(agent, Descriptor.MixedChance)
            ? world.Of(agent, Descriptor.MixedFirst) + Philox.Below(random.Word1, world.Of(agent, Descriptor.MixedCount))
            : world.Of(agent, Descriptor.First) + Philox.Below(random.Word1, world.Of(agent, Descriptor.Count));
    }

    /// <summary>Puts an environment at the start of a level.</summary>
    [MethodImpl(Rare)]
    public static Scene Start(in WorldData world, int agent, Ints states, long state, int level)
    {
        Scene scene = world.Look(agent, level);
        states[state + EnvironmentState.Level] = level;
        states[state + EnvironmentState.Cell] = world.Header(scene, LevelHeader.Start);
        states[state + EnvironmentState.Step] = 0;
        states[state + EnvironmentState.Live] = world.Header(scene, LevelHeader.Live);
        states[state + EnvironmentState.Phase] = EpisodePhase.Running;
        states[state + EnvironmentState.Held] = 0;
        states[state + EnvironmentState.Counted] = 0;
        for (int objective = 0; objective < Objectives; objective++)
        {
            states[state + EnvironmentState.FirstReached + objective] = 0;
            states[state + EnvironmentState.Marks + objective] = 0;
        }
        for (int slot = scene.Standing; slot < scene.Slots; slot++)
            states[state + EnvironmentState.Movers + slot - scene.Standing] = world.Levels.Data[scene.SlotAt + 2 * slot + 1];
        return scene;
    }

    /// <summary>Moves an environment's agent and counts the step: the cell that it entered; -1 after a bump, which enters nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Move(in WorldData world, in Scene scene, Ints states, long state, int action)
    {
        int before = states[state + EnvironmentState.Cell];
        int cell = world.Move(scene, before, action);
        states[state + EnvironmentState.Cell] = cell;
        states[state + EnvironmentState.Step]++;
        return cell != before ? cell : -1;
    }
}

/// <summary>Counts an agent's episodes that are not over. One work item owns an agent.</summary>
internal struct CountRunningKernel : IKernel
{
    public Table State, Running;
    public int Environments;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int agent)
    {
        int running = 0;
        for (int environment = 0; environment < Environments; environment++)
            if (State.Data[State.Row(agent, environment) + EnvironmentState.Phase] != EpisodePhase.Over) running++;
        Running.Data[Running.Row(agent, 0)] = running;
    }
}

internal abstract partial class KernelEngine
{
    private void Perform(ResetEnvironments o) =>
        Launch(o.State.Agents, o.State.Rows, new ResetEnvironmentsKernel
        {
            World = ViewOf(o.World), State = View(o.State), Features = View(o.Features), Fresh = View(o.Fresh), Environments = o.State.Rows,
            Evaluation = o.Evaluation ? 1 : 0, Episode = o.Episode,
        });

    private void Perform(StepEnvironments o) =>
        Launch(o.State.Agents, o.State.Rows, new StepEnvironmentsKernel
        {
            World = ViewOf(o.World), State = View(o.State), Features = View(o.Features), Fresh = View(o.Fresh), Samples = View(o.Samples),
            Tallies = View(o.Tallies), Optimal = View(o.World.Optimal), Environments = o.State.Rows, Discount = o.Discount,
        });

    private void Perform(StepEpisodes o) =>
        Launch(o.State.Agents, o.State.Rows, new StepEpisodesKernel
        {
            World = ViewOf(o.World), State = View(o.State), Features = View(o.Features), Fresh = View(o.Fresh), Samples = View(o.Samples),
            Returns = View(o.Returns), Environments = o.State.Rows, Discount = o.Discount,
        });

    private void Perform(CountRunning o) =>
        Launch(o.State.Agents, 1, new CountRunningKernel { State = View(o.State), Running = View(o.Running), Environments = o.State.Rows });
}
