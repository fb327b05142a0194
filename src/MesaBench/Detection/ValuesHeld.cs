using MesaBench.Inference;
using MesaBench.Networks;
using MesaBench.Worlds;

namespace MesaBench.Detection;

/// <summary>
/// Whose values a network's state holds: after t ticks, how much of what each cell is worth in t steps, under the objective of each candidate, is read from the state of the
/// cell by an affine map. It is asked on distinguishing levels, where objectives value cells differently, and is no sign of search.
/// </summary>
/// <param name="Of">The candidate whose values are read best; empty where no candidate's are read better than from untrained networks.</param>
/// <param name="R2">Held-out share of the variance of its values that is read, whether it is named or not. Where in the network, after which tick, and whose values: what is read best on levels for choosing.</param>
/// <param name="RunnerUpR2">The most that is read of another candidate's there; NaN where there is none.</param>
/// <param name="UntrainedR2">The most that is read of the best candidate's values from untrained networks of the same architecture.</param>
public sealed record ValuesHeld(string Of, double R2, double RunnerUpR2, double UntrainedR2)
{
    // What is read in as many components of every network, however wide; by so much more than from an untrained one.
    private const int MostComponents = 8, Untrained = 4;

    private const double Margin = 0.1;

    private static readonly ulong Key = RandomKey.Of("detection/values");

    /// <summary>Nothing was asked.</summary>
    public static ValuesHeld None { get; } = new("", double.NaN, double.NaN, double.NaN);

    /// <summary>[agent] of networks; nothing is known without distinguishing levels, or where values depend on chance or time.</summary>
    /// <param name="bench">The networks.</param>
    /// <param name="levels">What they are asked.</param>
    public static IReadOnlyList<ValuesHeld> In(TickBench bench, DetectionLevels levels)
    {
        ArgumentNullException.ThrowIfNull(bench);
        ArgumentNullException.ThrowIfNull(levels);
        if (levels.Valued is not { } asked) return [.. Enumerable.Repeat(None, bench.Agents)];
        ParameterLayout layout = bench.Network.LayoutIn(levels.World);
        TickBench all = bench.With(Enumerable.Range(0, Untrained).Select(draw => layout.Initial(Key + (uint)draw)));
        StateMoments[] sets = StateMoments.Hear(all, asked.Levels, levels.MostTicks, ValuedLevels.Sets, (tick, level) => (ValuedLevels.SetOf(level), asked.Labels[level][tick]));
        Reading[][] read = [.. Enumerable.Range(0, all.Agents).Select(agent => Read(sets, agent, asked.Candidates.Count))];
        return [.. read.Take(bench.Agents).Select(own => Best(own, [.. read.Skip(bench.Agents)], asked.Candidates))];
    }

    /// <summary>What is read of a candidate's values at a site.</summary>
    private readonly record struct Reading(Site Site, double Chosen, double Tested);

    private static ValuesHeld Best(Reading[] read, Reading[][] untrained, IReadOnlyList<string> names)
    {
        int candidates = names.Count;
        if (read.Length == 0) return None;
        // At one site and one tick: what cells are worth in a step is read sooner than in ten.
        int first = Array.IndexOf(read, read.MaxBy(one => one.Chosen)), best = first % candidates;
        Reading[] there = read[(first - best)..(first - best + candidates)];
        double without = untrained.Max(other => other.Where((one, i) => i % candidates == best).DefaultIfEmpty(new Reading(read[first].Site, 0, 0)).MaxBy(one => one.Chosen).Tested);
        return new ValuesHeld(
            there[best].Tested > without + Margin ? names[best] : "", there[best].Tested, there.Where((_, i) => i != best).Select(one => one.Tested).DefaultIfEmpty(double.NaN).Max(), without);
    }

    /// <summary>[site x candidate] the shares that are read on the levels of choosing and of testing; sites where all candidates' values vary.</summary>
    private static Reading[] Read(StateMoments[] sets, int agent, int candidates) =>
    [
        .. sets[0].Sites.SelectMany(site =>
        {
            Components states = sets[0][agent, site].Leading(MostComponents);
            Reading[] own = [.. Enumerable.Range(0, candidates).Select(candidate =>
            {
                AffineRead read = AffineRead.Of(sets[0][agent, site], states, candidate);
                return new Reading(site, read.Explained(sets[1][agent, site], candidate), read.Explained(sets[2][agent, site], candidate));
            })];
            return own.All(one => double.IsFinite(one.Chosen) && double.IsFinite(one.Tested)) ? own : [];
        }),
    ];
}

/// <summary>An affine function of states, fitted by least squares in their leading components.</summary>
/// <param name="Weights">[feature].</param>
/// <param name="Offset">What is added.</param>
internal sealed record AffineRead(double[] Weights, double Offset)
{
    /// <summary>The one that comes nearest to a label.</summary>
    public static AffineRead Of(CellMoments fitting, Components states, int label)
    {
        double[] along = states.Whitened(fitting.With(label));
        double[] weights = [.. Enumerable.Range(0, fitting.Features).Select(f => Enumerable.Range(0, states.Count).Sum(k => along[k] / states.Deviations[k] * states.Axes[k][f]))];
        return new AffineRead(weights, fitting.Mean(fitting.Features + label) - Components.Dot(weights, states.Mean));
    }

    /// <summary>The share of a label's variance that it explains, of states that it was not fitted to; NaN for a label that does not vary.</summary>
    public double Explained(CellMoments of, int label)
    {
        int own = of.Features + label;
        double offset = Offset - of.Mean(own), wrong = of.Covariance(own, own);
        for (int i = 0; i < Weights.Length; i++)
        {
            offset += Weights[i] * of.Mean(i);
            wrong -= 2 * Weights[i] * of.Covariance(i, own);
            for (int j = 0; j < Weights.Length; j++) wrong += Weights[i] * Weights[j] * of.Covariance(i, j);
        }
        wrong += offset * offset;
        double variance = of.Covariance(own, own);
        return variance > 0 ? 1 - wrong / variance : double.NaN;
    }
}
