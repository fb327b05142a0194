using System.Runtime.Intrinsics;

namespace MesaBench.Worlds;

/// <summary>
/// Soft-optimal candidates, with all steps of an episode still ahead: what is best then hardly changes until few are left, and a table for
/// each step would be tens of times as large.
/// </summary>
internal sealed class SoftPolicies : CandidatePolicies
{
    private readonly int first;
    private readonly LevelPolicies[] levels;

    private SoftPolicies(int first, LevelPolicies[] levels) => (this.first, this.levels) = (first, levels);

    /// <summary>Works out the shifted levels of a store, levels in parallel.</summary>
    public static new SoftPolicies Of(LevelStore store)
    {
        IReadOnlyList<ScriptedAgent> candidates = Worlds.Candidates.In(store.World);
        LevelPolicies[] levels = new LevelPolicies[store.Shifted.Count];
        _ = Parallel.For(0, levels.Length, i => levels[i] = LevelPolicies.Of(
            store.World, store.Levels[store.Shifted.First + i].Level, candidates, store.Discount));
        return new SoftPolicies(store.Shifted.First, levels) { Candidates = candidates };
    }

    /// <inheritdoc/>
    public override int Find(Situation now) => levels[now.Level - first].Find(now.Live, now.Held, now.Cell);

    /// <inheritdoc/>
    public override void Logits(int level, int state, int candidate, int temperature, Span<double> to) =>
        levels[level - first].Logits(state, candidate, temperature, to);
}

/// <summary>The candidates' soft-optimal policies in one level.</summary>
internal sealed class LevelPolicies
{
    private readonly int known;
    private readonly (int Live, int Held)[] configurations; // before base or a proxy is reached
    private readonly int[] numbers;   // [configuration][cell] number of a state in which candidates differ, or -1
    private readonly int states;
    private readonly float[] logits;  // [candidate][state][action][temperature]

    private LevelPolicies(int known, (int, int)[] configurations, int[] numbers, int states, float[] logits) =>
        (this.known, this.configurations, this.numbers, this.states, this.logits) = (known, configurations, numbers, states, logits);

    /// <summary>Works out a level.</summary>
    /// <param name="world">Its world, in which chance has no part and nothing moves.</param>
    /// <param name="level">The level.</param>
    /// <param name="candidates">The candidates, each with one aim.</param>
    /// <param name="discount">Discount a step.</param>
    public static LevelPolicies Of(World world, Level level, IReadOnlyList<ScriptedAgent> candidates, double discount)
    {
        LevelGraph graph = new(world);
        graph.Build(level, tracking: [0, .. world.Proxies]);
        StateMoves moves = StateMoves.Of(graph, world, level);
        int steps = level.StepLimit(world);
        Payoff[] payoffs = [.. candidates.Select(candidate => Payoff.Of(graph, moves, world, candidate.Aims[0]))];
        byte[][] best = [.. payoffs.Select(payoff => HardValues.BestActions(payoff, moves.States, discount, steps))];
        int[] before = [.. Enumerable.Range(0, graph.Count).Where(configuration => !graph.IsReached(configuration))];
        int[] telling = [.. moves.States.Where(state => !graph.IsReached(state / world.Cells) && best.Any(of => of[state] != best[0][state]))];
        int[] numbers = new int[before.Length * world.Cells];
        Array.Fill(numbers, -1);
        foreach ((int number, int state) in telling.Index())
            numbers[Array.IndexOf(before, state / world.Cells) * world.Cells + state % world.Cells] = number;
        float[] logits = [.. payoffs.SelectMany(payoff => LogitsOf(payoff, moves.States, telling, discount, steps))];
        return new LevelPolicies(graph.Known, [.. before.Select(graph.At)], numbers, telling.Length, logits);
    }

    /// <summary>The number of a state, or -1.</summary>
    public int Find(int live, int held, int cell)
    {
        int configuration = Array.IndexOf(configurations, (live & known, held));
        return configuration < 0 ? -1 : numbers[configuration * (numbers.Length / configurations.Length) + cell];
    }

    /// <summary>What a candidate's actions are worth less than its best, times an inverse temperature.</summary>
    public void Logits(int state, int candidate, int temperature, Span<double> to)
    {
        int at = (candidate * states + state) * Paths.Actions;
        for (int action = 0; action < Paths.Actions; action++) to[action] = logits[(at + action) * Vector512<double>.Count + temperature];
    }

    /// <summary>[state][action][temperature] of some states.</summary>
    private static float[] LogitsOf(Payoff payoff, int[] states, int[] telling, double discount, int steps)
    {
        Vector512<double>[] later = SoftValues.Of(payoff, states, discount, steps - 1);
        float[] logits = new float[telling.Length * Paths.Actions * Vector512<double>.Count];
        foreach ((int number, int state) in telling.Index())
        {
            Vector512<double> top = Vector512.Create(double.NegativeInfinity);
            for (int move = state * Paths.Actions; move < (state + 1) * Paths.Actions; move++)
                top = Vector512.Max(top, SoftValues.Action(payoff, later, move, discount));
            for (int action = 0; action < Paths.Actions; action++)
            {
                Vector512<double> loss = SoftValues.Action(payoff, later, state * Paths.Actions + action, discount) - top;
                for (int t = 0; t < Vector512<double>.Count; t++)
                    logits[(number * Paths.Actions + action) * Vector512<double>.Count + t] = (float)(loss[t] * CandidatePolicies.InverseTemperatures[t]);
            }
        }
        return logits;
    }
}
