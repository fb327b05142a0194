using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Kernels;
using MesaBench.Networks;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Behaviour;

/// <summary>Plays evaluation episodes with a cohort's networks: every level of a range once, many of an agent's at the same time.</summary>
public sealed class EpisodePlayer
{
    private readonly IEngine engine;
    private readonly Actor actor;
    private readonly WorldTensors world;
    private readonly IReadOnlyList<LevelStore> stores;
    private readonly IntTensor state, running;
    private readonly Tensor samples, returns;
    private readonly float discount;
    private readonly int maxSteps;

    /// <summary>Prepares memory for playing.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="network">The agents' architecture.</param>
    /// <param name="parameters">[agent][row][64] their parameters, read anew at every call.</param>
    /// <param name="world">World tensors; evaluation writes descriptors of its own.</param>
    /// <param name="stores">The cohort's level stores.</param>
    /// <param name="environments">Episodes played at once; a multiple of 16.</param>
    /// <param name="discount">Discount of the reported returns.</param>
    public EpisodePlayer(
        IEngine engine, Network network, Tensor parameters, WorldTensors world, IReadOnlyList<LevelStore> stores, int environments,
        double discount)
        : this(engine, network.Open(engine, parameters, environments), world, stores, discount)
    {
    }

    /// <summary>The same for anything that acts, such as a scripted agent.</summary>
    public EpisodePlayer(IEngine engine, Actor actor, WorldTensors world, IReadOnlyList<LevelStore> stores, double discount)
    {
        this.engine = engine;
        this.actor = actor;
        int agents = actor.Experience.Agents;
        this.stores = stores;
        this.discount = (float)discount;
        this.world = WorldUpload.WithOwnDescriptors(engine, world);
        state = engine.Ints(agents, Environments, EnvironmentState.Columns);
        running = engine.Ints(agents, 1, 1);
        samples = engine.Floats(agents, Rollout.Rows, Environments);
        returns = engine.Floats(agents, Environments, ReturnColumns);
        maxSteps = stores.Max(s => s.MostSteps);
    }

    // The objectives' returns, then the discount so far.
    private const int ReturnColumns = RuleTable.MaxObjectives + 1;

    /// <summary>Episodes played at once.</summary>
    public int Environments => actor.Experience.Environments;

    /// <summary>Steps in which the actor thinks before its first action of an episode; null for none.</summary>
    public Thinking? Thinking { get; init; }

    /// <summary>Called at each step, with its number, when actions are drawn and nothing has moved yet; null for nobody.</summary>
    public Action<int>? Acted { get; init; }

    /// <summary>
    /// Plays each agent's levels once and returns [agent][level in range]; a range smaller than the environments is played over and over
    /// when <paramref name="refill"/> is set, so that as many episodes as environments come back. Sampled actions are drawn under the
    /// agent's key and
    /// <paramref name="tag"/>, so that other evaluations do not shift them.
    /// </summary>
    /// <param name="agents">What each agent plays: the main levels, one episode each.</param>
    /// <param name="tag">Tells evaluations apart.</param>
    /// <param name="greedy">Whether the most probable action is taken.</param>
    /// <param name="refill">Whether a small range is played more than once.</param>
    /// <param name="watch">Called before each step, when the actor has answered, with its number; null to only play.</param>
    public Episode[][] Play(IReadOnlyList<AgentLevels> agents, uint tag, bool greedy, bool refill = false, Action<int>? watch = null)
    {
        Episode[][] episodes = [.. agents.Select(a => new Episode[refill ? Math.Max(a.Main.Count, Environments) : a.Main.Count])];
        int longest = episodes.Max(e => e.Length);
        for (int first = 0; first < longest; first += Environments)
        {
            // An agent with fewer levels replays its last ones; those episodes are not read.
            AgentLevels[] part = [.. agents.Select(a => a with { Main = Part(a.Main, first) })];
            PlayOnce(part, tag + (uint)(first / Environments), greedy, watch);
            Read(part, episodes, first);
        }
        return episodes;
    }

    /// <summary>[agent][environment] where each episode stands now.</summary>
    public Situation[][] Now()
    {
        int[] states = engine.Download(state);
        return PerAgent.Select(state.Agents, agent =>
        {
            Situation[] now = new Situation[Environments];
            for (int i = 0; i < now.Length; i++)
            {
                ReadOnlySpan<int> s = states.AsSpan((agent * Environments + i) * state.RowStride, state.RowStride);
                now[i] = new Situation(
                    s[EnvironmentState.Level], s[EnvironmentState.Cell], s[EnvironmentState.Live], s[EnvironmentState.Held],
                    s[EnvironmentState.Step], s[EnvironmentState.Movers..].ToArray(), s[EnvironmentState.Phase] == EpisodePhase.Over,
                    s.Slice(EnvironmentState.FirstReached, RuleTable.MaxObjectives).ToArray());
            }
            return now;
        });
    }

    /// <summary>The actor's last answers: [agent][output][environment], logits first, with the environments' padding.</summary>
    internal float[] Logits() => engine.Download(actor.Experience.Head);

    /// <summary>[agent][environment] the actions that were drawn last, with the environments' padding.</summary>
    internal int[] Actions()
    {
        float[] all = engine.Download(samples);
        return [.. Enumerable.Range(0, samples.Agents).SelectMany(agent => all.Skip((agent * samples.Rows + Rollout.Action) * samples.RowStride).Take(samples.RowStride).Select(action => (int)action))];
    }

    private bool AnyRunning()
    {
        engine.Run(new CountRunning(state, running));
        return engine.Download(running).Any(count => count > 0);
    }

    private LevelRange Part(LevelRange range, int first)
    {
        int start = Math.Min(first, range.Count - 1);
        return new LevelRange(range.First + start, Math.Min(Environments, range.Count - start));
    }

    private void PlayOnce(AgentLevels[] agents, uint tag, bool greedy, Action<int>? watch)
    {
        WorldUpload.Describe(engine, world, stores, agents);
        Experience seen = actor.Experience;
        actor.Forget();
        engine.Run(new Zero(returns));
        engine.Run(new ResetEnvironments(world, state, seen.FeaturesAt(0), seen.FreshAt(0), Evaluation: true));
        Thinking?.Let(actor, engine);
        for (int step = 0; step < maxSteps; step++)
        {
            actor.Act(0);
            watch?.Invoke(step);
            engine.Run(new SampleActions(seen.Head, samples, world.Agents, Environments, Purpose.Evaluation, (uint)step, tag, greedy));
            Acted?.Invoke(step);
            engine.Run(new StepEpisodes(world, state, seen.FeaturesAt(0), seen.FreshAt(0), samples, returns, discount));
            actor.CarryOver();
            // Ended episodes stay as they are, so nothing is lost; looking waits for the engine, so not at every step.
            if (step % 4 == 3 && !AnyRunning()) return;
        }
    }

    private void Read(AgentLevels[] agents, Episode[][] episodes, int first)
    {
        int[] states = engine.Download(state);
        float[] sums = engine.Download(returns);
        PerAgent.Do(agents.Length, agent =>
        {
            int objectives = stores[agents[agent].Store].World.Objectives.Count;
            for (int i = 0; i < Environments && first + i < episodes[agent].Length; i++)
            {
                int row = agent * Environments + i;
                ReadOnlySpan<int> s = states.AsSpan(row * state.RowStride, state.RowStride);
                episodes[agent][first + i] = new Episode(
                    agents[agent].Main.First + i % agents[agent].Main.Count, s[EnvironmentState.Step],
                    s.Slice(EnvironmentState.FirstReached, objectives).ToArray(),
                    Array.ConvertAll(sums.AsSpan(row * returns.RowStride, objectives).ToArray(), sum => (double)sum));
            }
        });
    }
}
