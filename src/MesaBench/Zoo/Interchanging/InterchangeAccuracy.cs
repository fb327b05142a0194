using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Kernels;
using MesaBench.Networks;
using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>How often a network's most probable action is one of a search's best, over the search's answers that tell actions apart.</summary>
/// <param name="Right">Answers in which it is.</param>
/// <param name="Asked">Answers.</param>
public readonly record struct Agreement(int Right, int Asked)
{
    /// <summary>The share; NaN where nothing was asked.</summary>
    public double Share => (double)Right / Asked;

    /// <summary>Of both together.</summary>
    public static Agreement operator +(Agreement a, Agreement b) => new(a.Right + b.Right, a.Asked + b.Asked);
}

/// <summary>What exchanges after a tick, or after any, come to in an agent.</summary>
public readonly record struct Interchanged
{
    /// <summary>After exchanges of the aligned channels, against the search after the same.</summary>
    public Agreement Aligned { get; init; }

    /// <summary>The same, of those alone after which no action of the search is best that was best without: whoever ignores exchanges fails in all.</summary>
    public Agreement Changed { get; init; }

    /// <summary>After exchanges of the other channels, against the search without any: whether they change nothing that counts.</summary>
    public Agreement Strict { get; init; }

    /// <summary>Of both together.</summary>
    public static Interchanged operator +(Interchanged a, Interchanged b) =>
        new() { Aligned = a.Aligned + b.Aligned, Changed = a.Changed + b.Changed, Strict = a.Strict + b.Strict };
}

/// <summary>How far an agent computes as a search does.</summary>
/// <param name="Plain">Without exchanges.</param>
/// <param name="ByTick">[tick - 1] with exchanges after a tick.</param>
public sealed record InterchangeResult(Agreement Plain, IReadOnlyList<Interchanged> ByTick)
{
    /// <summary>With exchanges, over all ticks.</summary>
    public Interchanged All => ByTick.Aggregate((a, b) => a + b);
}

/// <summary>What is asked.</summary>
/// <param name="Goal">From what the search starts.</param>
/// <param name="Aligned">Channels of the network that are aligned with the search's state.</param>
/// <param name="IsWhole">Whether an exchange takes all cells, or each with a chance of one half.</param>
/// <param name="Draws">How often each of 64 environments is shown a level and a cell: with all ticks.</param>
public sealed record InterchangeQuestion(SearchGoal Goal, int Aligned, bool IsWhole = true, int Draws = 4);

/// <summary>
/// Interchange accuracy (Geiger et al. 2021, "Causal abstractions of neural networks", arXiv 2106.02997): how often a network answers as a search does,
/// after the same exchange between the states of two environments that show levels and cells drawn evenly.
/// </summary>
public static class InterchangeAccuracy
{
    private const int Environments = 64;

    // Where the search has no answer.
    private const int AllActions = (1 << Rollout.Actions) - 1;

    /// <summary>[agent] what exchanges come to, on held-out levels.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="network">The agents' network, with ticks.</param>
    /// <param name="parameters">[agent][row][64] their parameters.</param>
    /// <param name="world">World tensors; descriptors of their own are written.</param>
    /// <param name="stores">The level stores.</param>
    /// <param name="levels">[agent] on which levels; with what key they are drawn.</param>
    /// <param name="question">What is asked.</param>
    public static InterchangeResult[] Of(
        IEngine engine, Network network, Tensor parameters, WorldTensors world, IReadOnlyList<LevelStore> stores, IReadOnlyList<AgentLevels> levels,
        InterchangeQuestion question)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(levels);
        ArgumentNullException.ThrowIfNull(question);
        world = WorldUpload.WithOwnDescriptors(engine, world);
        WorldUpload.Describe(engine, world, stores, levels);
        Bench bench = new(engine, network, parameters, world, question, [.. levels.Select(own => stores[own.Store].World)]);
        Agreement[] plain = new Agreement[levels.Count];
        Interchanged[][] sums = [.. levels.Select(_ => new Interchanged[network.Ticks])];
        for (int draw = 0; draw < question.Draws; draw++) bench.Ask(draw, plain, sums);
        return [.. plain.Zip(sums, (without, with) => new InterchangeResult(without, with))];
    }

    /// <summary>Networks and searches side by side.</summary>
    private sealed class Bench
    {
        private readonly IEngine engine;
        private readonly WorldTensors world;
        private readonly InterchangeQuestion question;
        private readonly Exchanges exchanges;
        private readonly NetworkActor actor;
        private readonly SearchModel search;
        private readonly IntTensor state, due, none;
        private readonly int ticks;

        public Bench(IEngine engine, Network network, Tensor parameters, WorldTensors world, InterchangeQuestion question, World[] worlds)
        {
            (this.engine, this.world, this.question, ticks) = (engine, world, question, network.Ticks);
            exchanges = Exchanges.Create(engine, network.Shape, worlds.Length, Environments, 0, question.Aligned);
            due = exchanges.At(0, network.Shape.Cells);
            none = engine.Ints(due.Agents, due.Rows, due.Columns);
            actor = network.Open(engine, parameters, Environments, exchanges: exchanges);
            search = new SearchModel(engine, worlds, network, Environments, question.Goal);
            state = engine.Ints(worlds.Length, Environments, EnvironmentState.Columns);
            engine.Run(new ResetEnvironments(world, state, Features, actor.Experience.FreshAt(0), Evaluation: false));
        }

        private IntTensor Features => actor.Experience.FeaturesAt(0);

        /// <summary>Adds what becomes of one draw of levels and cells.</summary>
        public void Ask(int draw, Agreement[] plain, Interchanged[][] sums)
        {
            engine.Run(new ScatterAgents(world, state, Features, actor.Experience.FreshAt(0), Environments, (uint)draw));
            engine.Run(new CopyInts(none, due));
            int[] alone = Best(search.Answer(Features, due)), own = Answer();
            for (int i = 0; i < alone.Length; i++) plain[i / Environments] += Judge(alone[i], own[i]);
            for (int tick = 1; tick <= ticks; tick++)
            {
                Draw(draw, tick, others: 0);
                int[] after = Best(search.Answer(Features, due)), aligned = Answer();
                Draw(draw, tick, others: uint.MaxValue);
                int[] strict = Answer();
                for (int i = 0; i < after.Length; i++)
                {
                    Agreement judged = Judge(after[i], aligned[i]);
                    sums[i / Environments][tick - 1] += new Interchanged
                    {
                        Aligned = judged, Changed = (after[i] & alone[i]) == 0 ? judged : default, Strict = Judge(alone[i], strict[i]),
                    };
                }
            }
        }

        private void Draw(int draw, int tick, uint others) => engine.Run(new DrawExchanges(
            world, due, new ExchangeLaw(tick, tick, None: 0, others, question.IsWhole ? uint.MaxValue : 0), (uint)(draw * ticks + tick)));

        private int[] Answer()
        {
            actor.Forget();
            actor.Act(0);
            return Best(actor.Experience.HeadAt(0));
        }

        /// <summary>[agent x environment] a bit for each action that has the highest logit.</summary>
        private int[] Best(Tensor head)
        {
            float[] all = engine.Download(head);
            int[] best = new int[head.Agents * Environments];
            for (int i = 0; i < best.Length; i++)
            {
                int first = i / Environments * head.Rows * head.RowStride + i % Environments;
                float top = Enumerable.Range(0, Rollout.Actions).Max(action => all[first + action * head.RowStride]);
                for (int action = 0; action < Rollout.Actions; action++)
                    if (all[first + action * head.RowStride] == top) best[i] |= 1 << action;
            }
            return best;
        }

        // Of actions of the same logit the first is taken.
        private static Agreement Judge(int best, int answer) => best == AllActions ? default : new Agreement((best & answer & -answer) != 0 ? 1 : 0, 1);
    }
}
