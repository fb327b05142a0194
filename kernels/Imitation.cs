using System.Runtime.CompilerServices;
using MesaBench.Engines.Operations;

namespace MesaBench.Kernels;

/// <summary>What a teacher does in each environment's state, from its table of four bits a cell. One work item owns an environment.</summary>
internal struct LabelActionsKernel : IKernel
{
    public Table State, Actions, Places;
    public Matrix Targets;
    public int Environments;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int environment = item % Environments;
        int agent = item / Environments;
        long state = State.Row(agent, environment), place = Places.Row(agent, 0);
        int states = Places.Data[place + 1], ints = Places.Data[place + 2];
        int level = State.Data[state + EnvironmentState.Level], cell = State.Data[state + EnvironmentState.Cell];
        int live = State.Data[state + EnvironmentState.Live] & (states - 1);
        long at = Actions.Offset + Places.Data[place] + ((long)level * states + live) * ints + (cell >> 3);
        int taken = (Actions.Data[at] >> (4 * (cell & 7))) & 15;
        int count = (taken & 1) + ((taken >> 1) & 1) + ((taken >> 2) & 1) + ((taken >> 3) & 1);
        float share = count == 0 ? 0f : Div(1f, (float)count);
        for (int action = 0; action < Rollout.Actions; action++)
            Targets.Data[Targets.Row(agent, action) + environment] = ((taken >> action) & 1) != 0 ? share : 0f;
    }
}

/// <summary>
/// Puts an agent into a free cell of a level drawn anew. Levels are drawn as training's are, as the environment's next episode; cells by
/// Philox under the agent's key with counter (environment, step, purpose, 0). One work item owns an environment.
/// </summary>
internal struct ScatterAgentsKernel : IKernel
{
    public WorldData World;
    public Table State, Features, Fresh;
    public int Environments;
    public uint Step;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int environment = item % Environments;
        int agent = item / Environments;
        int episode = State.Data[State.Row(agent, environment) + EnvironmentState.Episode] + 1;
        Starts starts = Starts.Of(World, State, agent, environment, episode, Episodes.Draw(World, agent, environment, episode));
        uint key0 = (uint)World.Of(agent, Descriptor.Key0), key1 = (uint)World.Of(agent, Descriptor.Key1);
        starts.Take(starts.Count == 0 ? -1 : Philox.Below(Philox.Block(key0, key1, (uint)environment, Step, Purpose.Scatter, 0).Word0, starts.Count));
        starts.Show(Features, Fresh);
    }
}

/// <summary>
/// Puts an agent's environments into the free cells of one level, in the order of cells, one after the other and on from where the step
/// before ended, beginning at a cell drawn for the level. Levels are drawn as environment 0 draws its own, first cells by Philox under the
/// agent's key with counter (episode, 0, purpose, 2). One work item owns an environment.
/// </summary>
internal struct SweepAgentsKernel : IKernel
{
    public WorldData World;
    public Table State, Features, Fresh, StepsPerLevel;
    public int Environments, Episode;
    public uint Step;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int environment = item % Environments;
        int agent = item / Environments;
        uint steps = (uint)StepsPerLevel.Data[StepsPerLevel.Row(agent, 0)];
        int episode = Episode + (int)(Step / steps);
        Starts starts = Starts.Of(World, State, agent, environment, episode, Episodes.Draw(World, agent, 0, episode));
        uint key0 = (uint)World.Of(agent, Descriptor.Key0), key1 = (uint)World.Of(agent, Descriptor.Key1);
        uint first = Philox.Block(key0, key1, (uint)episode, 0, Purpose.Scatter, 2).Word0;
        starts.Take(starts.Count == 0 ? -1 : (Philox.Below(first, starts.Count) + (int)(Step % steps) * Environments + environment) % starts.Count);
        starts.Show(Features, Fresh);
    }
}

/// <summary>The cells of a level that an episode could start in: those that can be entered and left, and in which none of its objects lies.</summary>
internal struct Starts
{
    public WorldData World;
    public Scene Scene;
    public Ints States;
    public long State;
    public int Agent, Environment, Count;

    /// <summary>Starts an episode on a level and counts its cells.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Starts Of(in WorldData world, in Table state, int agent, int environment, int episode, int level)
    {
        Starts starts = new() { World = world, States = state.Data, State = state.Row(agent, environment), Agent = agent, Environment = environment };
        starts.States[starts.State + EnvironmentState.Episode] = episode;
        starts.Scene = Episodes.Start(world, agent, starts.States, starts.State, level);
        for (int cell = 0; cell < starts.Scene.Size * starts.Scene.Size; cell++) starts.Count += starts.IsFree(cell);
        return starts;
    }

    /// <summary>Puts the agent into the n-th of them, from 0; nowhere else where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Take(int n)
    {
        for (int cell = 0; cell < Scene.Size * Scene.Size && n >= 0; cell++)
        {
            if (IsFree(cell) == 0) continue;
            if (n == 0) States[State + EnvironmentState.Cell] = cell;
            n--;
        }
    }

    /// <summary>Shows where the agent is now.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Show(in Table features, in Table fresh)
    {
        World.Observe(Scene, States, State, features.Data, features.Row(Agent, Environment));
        fresh.Data[fresh.Row(Agent, 0) + Environment] = Flag.Fresh;
    }

    /// <summary>1 for such a cell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int IsFree(int cell)
    {
        // Moves are told by where they lead to, and from walls too: a cell is no wall where the one above, or below, leads to it.
        int from = cell >= Scene.Size ? cell - Scene.Size : cell + Scene.Size, action = cell >= Scene.Size ? 2 : 0;
        if (Moves(cell) == 0 || ((Moves(from) >> action) & 1) == 0) return 0;
        for (int slot = 0; slot < Scene.Slots; slot++)
            if (World.CellOf(Scene, States, State, slot) == cell) return 0;
        return 1;
    }

    /// <summary>A bit for each action that leads from a cell to another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int Moves(int cell) => (World.Levels.Data[Scene.Level + LevelHeader.Columns + (cell >> 3)] >> (4 * (cell & 7))) & 15;
}

/// <summary>
/// d(loss)/d(logit) = weight (total p - target), where the targets sum to 1, or to 0 where there is no label; the value learns nothing. One
/// work item owns a lane of samples.
/// </summary>
internal struct ImitationLossGradientKernel : IKernel
{
    public Matrix Head, Targets, Samples, Gradient;
    public int Lanes;
    public float Weight;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int column = item % Lanes * LaneWidth;
        int agent = item / Lanes;
        Softmax s = Softmax.Of(At(Head, agent, 0, column), At(Head, agent, 1, column), At(Head, agent, 2, column), At(Head, agent, 3, column));
        Lane t0 = At(Targets, agent, 0, column), t1 = At(Targets, agent, 1, column), t2 = At(Targets, agent, 2, column), t3 = At(Targets, agent, 3, column);
        Lane total = Add(Add(t0, t1), Add(t2, t3));
        Lane weight = Mul(At(Samples, agent, Rollout.Mask, column), Splat(Weight));
        Put(agent, 0, column, weight, total, s.P0, t0);
        Put(agent, 1, column, weight, total, s.P1, t1);
        Put(agent, 2, column, weight, total, s.P2, t2);
        Put(agent, 3, column, weight, total, s.P3, t3);
        Store(Gradient.Data, Gradient.Row(agent, Rollout.Value) + column, Splat(0f));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lane At(in Matrix matrix, int agent, int row, int column) => Load(matrix.Data, matrix.Row(agent, row) + column);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Put(int agent, int row, int column, Lane weight, Lane total, Lane p, Lane target) =>
        Store(Gradient.Data, Gradient.Row(agent, row) + column, Mul(weight, Sub(Mul(total, p), target)));
}

internal abstract partial class KernelEngine
{
    private void Perform(LabelActions o) =>
        Launch(o.State.Agents, o.State.Rows, new LabelActionsKernel
        {
            State = View(o.State), Actions = View(o.Teacher.Actions), Places = View(o.Teacher.Places), Targets = View(o.Targets),
            Environments = o.State.Rows,
        });

    private void Perform(ScatterAgents o) =>
        Launch(o.State.Agents, o.Environments, new ScatterAgentsKernel
        {
            World = ViewOf(o.World), State = View(o.State), Features = View(o.Features), Fresh = View(o.Fresh), Environments = o.Environments,
            Step = o.Step,
        });

    private void Perform(SweepAgents o) =>
        Launch(o.State.Agents, o.Environments, new SweepAgentsKernel
        {
            World = ViewOf(o.World), State = View(o.State), Features = View(o.Features), Fresh = View(o.Fresh), StepsPerLevel = View(o.StepsPerLevel),
            Environments = o.Environments, Episode = o.Episode, Step = o.Step,
        });

    private void Perform(ImitationLossGradient o) =>
        Launch(o.Head.Agents, Lanes(o.Head), new ImitationLossGradientKernel
        {
            Head = View(o.Head), Targets = View(o.Targets), Samples = View(o.Samples), Gradient = View(o.Gradient), Lanes = Lanes(o.Head),
            Weight = 1f / o.Count,
        });
}
