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
    private readonly NetworkRun run;
    private readonly WorldTensors world;
    private readonly IReadOnlyList<LevelStore> stores;
    private readonly IntTensor state, running;
    private readonly Tensor head, samples, returns;
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
        : this(engine, network.Open(engine, parameters, null, environments, 0), parameters.Agents, world, stores, discount)
    {
    }

    /// <summary>The same for anything that acts, such as a scripted agent.</summary>
    public EpisodePlayer(
        IEngine engine, NetworkRun run, int agents, WorldTensors world, IReadOnlyList<LevelStore> stores, double discount)
    {
        this.engine = engine;
        this.run = run;
        this.stores = stores;
        this.discount = (float)discount;
        this.world = WorldUpload.WithOwnDescriptors(engine, world);
        state = engine.Ints(agents, run.Environments, EnvironmentState.Columns);
        running = engine.Ints(agents, 1, 1);
        head = engine.Floats(agents, Network.Outputs, run.Environments);
        samples = engine.Floats(agents, Rollout.Rows, run.Environments);
        returns = engine.Floats(agents, run.Environments, ReturnColumns);
        maxSteps = stores.Max(s => s.MostSteps);
    }

    // The objectives' returns, then the discount so far.
    private const int ReturnColumns = RuleTable.MaxObjectives + 1;

    /// <summary>Episodes played at once.</summary>
    public int Environments => run.Environments;

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
    /// <param name="watch">Called before each step with its number and the running network; null to only play.</param>
    public Episode[][] Play(
        IReadOnlyList<AgentLevels> agents, uint tag, bool greedy, bool refill = false, Action<int, NetworkRun>? watch = null)
    {
        Episode[][] episodes = [.. agents.Select(a => new Episode[refill ? Math.Max(a.Main.Count, run.Environments) : a.Main.Count])];
        int longest = episodes.Max(e => e.Length);
        for (int first = 0; first < longest; first += run.Environments)
        {
            // An agent with fewer levels replays its last ones; those episodes are not read.
            AgentLevels[] part = [.. agents.Select(a => a with { Main = Part(a.Main, first) })];
            PlayOnce(part, tag + (uint)(first / run.Environments), greedy, watch);
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
            Situation[] now = new Situation[run.Environments];
            for (int i = 0; i < now.Length; i++)
            {
                ReadOnlySpan<int> s = states.AsSpan((agent * run.Environments + i) * state.RowStride, state.RowStride);
                now[i] = new Situation(
                    s[EnvironmentState.Level], s[EnvironmentState.Cell], s[EnvironmentState.Live], s[EnvironmentState.Held],
                    s[EnvironmentState.Step], s[EnvironmentState.Movers..].ToArray(), s[EnvironmentState.Phase] == EpisodePhase.Over,
                    s.Slice(EnvironmentState.FirstReached, RuleTable.MaxObjectives).ToArray());
            }
            return now;
        });
    }

    private bool AnyRunning()
    {
        engine.Run(new CountRunning(state, running));
        return engine.Download(running).Any(count => count > 0);
    }

    private LevelRange Part(LevelRange range, int first)
    {
        int start = Math.Min(first, range.Count - 1);
        return new LevelRange(range.First + start, Math.Min(run.Environments, range.Count - start));
    }

    private void PlayOnce(AgentLevels[] agents, uint tag, bool greedy, Action<int, NetworkRun>? watch)
    {
        WorldUpload.Describe(engine, world, stores, agents);
        run.ParametersChanged();
        run.Forget();
        engine.Run(new Zero(returns));
        engine.Run(new ResetEnvironments(world, state, run.FeaturesAt(0), run.FreshAt(0), Evaluation: true));
        for (int step = 0; step < maxSteps; step++)
        {
            run.Forward(0);
            watch?.Invoke(step, run);
            engine.Run(new RowsToPlanes(run.HeadAt(0), head, Network.Outputs));
            engine.Run(new SampleActions(head, samples, world.Agents, run.Environments, Purpose.Evaluation, (uint)step, tag, greedy));
            engine.Run(new StepEpisodes(world, state, run.FeaturesAt(0), run.FreshAt(0), samples, returns, discount));
            run.CarryOver();
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
            for (int i = 0; i < run.Environments && first + i < episodes[agent].Length; i++)
            {
                int row = agent * run.Environments + i;
                ReadOnlySpan<int> s = states.AsSpan(row * state.RowStride, state.RowStride);
                episodes[agent][first + i] = new Episode(
                    agents[agent].Main.First + i % agents[agent].Main.Count, s[EnvironmentState.Step],
                    s.Slice(EnvironmentState.FirstReached, objectives).ToArray(),
                    Array.ConvertAll(sums.AsSpan(row * returns.RowStride, objectives).ToArray(), sum => (double)sum));
            }
        });
    }
}
