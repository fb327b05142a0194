using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Kernels;
using MesaBench.Networks;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>How often a network's most probable action is one of those that an algorithm would take, over the algorithm's answers that tell actions apart.</summary>
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
    /// <summary>After exchanges of the aligned channels, against the algorithm after the same.</summary>
    public Agreement Aligned { get; init; }

    /// <summary>The same, of those alone after which the algorithm would take no action that it would take without: whoever ignores exchanges fails in all.</summary>
    public Agreement Changed { get; init; }

    /// <summary>After exchanges of the other channels, against the algorithm without any: whether they change nothing that counts.</summary>
    public Agreement Strict { get; init; }

    /// <summary>Of both together.</summary>
    public static Interchanged operator +(Interchanged a, Interchanged b) =>
        new() { Aligned = a.Aligned + b.Aligned, Changed = a.Changed + b.Changed, Strict = a.Strict + b.Strict };
}

/// <summary>How far an agent computes as an algorithm does.</summary>
/// <param name="Plain">Without exchanges.</param>
/// <param name="ByTick">[step x tick - 1] with exchanges after a tick of a step: from that step on.</param>
public sealed record InterchangeResult(Agreement Plain, IReadOnlyList<Interchanged> ByTick)
{
    /// <summary>With exchanges, over all ticks of all steps.</summary>
    public Interchanged All => ByTick.Aggregate((a, b) => a + b);
}

/// <summary>What is asked.</summary>
/// <param name="With">The algorithm.</param>
/// <param name="Aligned">Channels of the network that are aligned with the algorithm's state.</param>
/// <param name="Span">Steps that are played from each level and cell that is drawn.</param>
/// <param name="IsWhole">Whether an exchange takes all cells, or each with a chance of one half.</param>
/// <param name="Draws">How often each of 64 environments plays such a span: with all ticks.</param>
public sealed record InterchangeQuestion(CompiledSpec With, int Aligned, int Span, bool IsWhole = true, int Draws = 2);

/// <summary>
/// Interchange accuracy (Geiger et al. 2021, "Causal abstractions of neural networks", arXiv 2106.02997): how often a network answers as an algorithm does,
/// after the same exchange between the states of two environments that show levels and cells drawn evenly, and play on by the network's own samples. What is
/// seen is the same with and without an exchange.
/// </summary>
public static class InterchangeAccuracy
{
    private const int Environments = 64;

    // Where the algorithm has no answer.
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
        Interchanged[][] sums = [.. levels.Select(_ => new Interchanged[question.Span * network.Ticks])];
        for (int draw = 0; draw < question.Draws; draw++) bench.Ask(draw, plain, sums);
        return [.. plain.Zip(sums, (without, with) => new InterchangeResult(without, with))];
    }

    /// <summary>Networks and algorithms side by side.</summary>
    private sealed class Bench
    {
        private readonly IEngine engine;
        private readonly WorldTensors world;
        private readonly InterchangeQuestion question;
        private readonly Exchanges exchanges;
        private readonly IntTensor none;
        private readonly NetworkActor actor;
        private readonly AlgorithmModel algorithm;
        private readonly Rollouts rollouts;
        private readonly int ticks, cells, samples;

        public Bench(IEngine engine, Network network, Tensor parameters, WorldTensors world, InterchangeQuestion question, World[] worlds)
        {
            (this.engine, this.world, this.question, ticks, cells) = (engine, world, question, network.Ticks, network.Shape.Cells);
            samples = question.Span * Environments;
            exchanges = Exchanges.Create(engine, network.Shape, worlds.Length, Environments, question.Span, question.Aligned);
            none = engine.Ints(worlds.Length, exchanges.Due.Rows, Environments);
            actor = network.Open(engine, parameters, Environments, question.Span, exchanges: exchanges);
            algorithm = new AlgorithmModel(engine, worlds, network, Environments, question.Span, question.With);
            rollouts = new Rollouts(engine, actor, world, discount: 1);
            rollouts.Begin(phase: 0);
            (rollouts.Scattered, rollouts.Span) = (Environments, question.Span);
            // Where each level starts nobody is asked: the first are scattered as this ends.
            engine.Run(new CopyInts(none, exchanges.Due));
            rollouts.Play();
            rollouts.GoOn();
        }

        /// <summary>Adds what becomes of one draw of levels and cells.</summary>
        public void Ask(int draw, Agreement[] plain, Interchanged[][] sums)
        {
            engine.Run(new CopyInts(none, exchanges.Due));
            rollouts.Play();
            int[] own = Best(actor.Experience), alone = Reference(from: 0);
            for (int i = 0; i < alone.Length; i++) plain[i / samples] += Judge(alone[i], own[i]);

            // The last step first: what was before it is still there as it was without exchanges.
            for (int step = question.Span - 1; step >= 0; step--)
            {
                for (int tick = 1; tick <= ticks; tick++)
                {
                    Draw(draw, step, tick, others: 0);
                    int[] after = Reference(step), aligned = Answered(step);
                    Draw(draw, step, tick, others: uint.MaxValue);
                    int[] strict = Answered(step);
                    for (int i = 0; i < after.Length; i++)
                    {
                        if (i % samples / Environments < step) continue;
                        Agreement judged = Judge(after[i], aligned[i]);
                        sums[i / samples][step * ticks + tick - 1] += new Interchanged
                        {
                            Aligned = judged, Changed = (after[i] & alone[i]) == 0 ? judged : default, Strict = Judge(alone[i], strict[i]),
                        };
                    }
                }
                engine.Run(new CopyInts(none, exchanges.Due));
            }
            rollouts.GoOn();
        }

        private void Draw(int draw, int step, int tick, uint others) => engine.Run(new DrawExchanges(
            world, exchanges.At(step, cells), new ExchangeLaw(tick, tick, None: 0, others, question.IsWhole ? uint.MaxValue : 0),
            (uint)((draw * question.Span + step) * ticks + tick)));

        private int[] Answered(int from)
        {
            for (int step = from; step < question.Span; step++) actor.Act(step);
            return Best(actor.Experience);
        }

        private int[] Reference(int from)
        {
            for (int step = from; step < question.Span; step++) _ = algorithm.Answer(step, actor.Experience, exchanges.At(step, cells));
            return Best(algorithm.Experience);
        }

        /// <summary>[agent x step x environment] a bit for each action that has the highest logit.</summary>
        private int[] Best(Experience answered)
        {
            Tensor head = answered.Head; // with the step after the last, which nobody asks about
            float[] all = engine.Download(head);
            int[] best = new int[head.Agents * samples];
            for (int i = 0; i < best.Length; i++)
            {
                int first = i / samples * head.Rows * head.RowStride + i % samples;
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
