using MesaBench.Inference;
using MesaBench.Networks;

namespace MesaBench.Detection;

/// <summary>
/// Whether what a network's state tells of the way is needed where the way must be known: what it loses in deep decisions, beyond what it loses in shallow ones, when that is
/// erased from the states of all cells but those around the agent, after every tick. What is erased is what cells are worth.
/// </summary>
/// <param name="Value">Loss in deep decisions less that in shallow ones, less what erasing as many random functions of the state does where that is more than nothing.</param>
/// <param name="Random">What that does: loss in deep decisions less that in shallow ones, mean over draws.</param>
public sealed record PlanNecessity(double Value, double Random)
{
    // As many components as the narrowest networks have features.
    private const int Draws = 2, MostComponents = 8;

    private static readonly ulong Key = RandomKey.Of("detection/necessity");

    /// <summary>Nothing was asked.</summary>
    public static PlanNecessity None { get; } = new(double.NaN, double.NaN);

    /// <summary>[agent] of networks; nothing is known without decisions of both kinds, or where values depend on chance or time.</summary>
    /// <param name="bench">The networks.</param>
    /// <param name="levels">What they are asked.</param>
    public static IReadOnlyList<PlanNecessity> Of(TickBench bench, DetectionLevels levels)
    {
        ArgumentNullException.ThrowIfNull(bench);
        ArgumentNullException.ThrowIfNull(levels);
        if (levels.Erased is not { } asked) return [.. Enumerable.Repeat(None, bench.Agents)];
        StateMoments states = StateMoments.Hear(bench, levels.Fitting, levels.MostTicks, asked.Labels);
        double[] own = asked.Contrast(bench.Ask(asked.Decisions, levels.MostTicks));
        double[] Loss(Func<int, Site, ConceptErasure> erasure) => [.. own.Zip(asked.Contrast(Ask(bench, asked, levels.MostTicks, erasure)), (before, after) => before - after)];
        double[] plan = Loss((agent, site) => Erasing(states, agent, site));
        double[][] random = [.. Enumerable.Range(0, Draws).Select(draw => Loss((agent, site) => Randomly(states, agent, site, (uint)draw)))];
        return [.. plan.Select((loss, agent) => Less(loss, random.Average(of => of[agent])))];
    }

    /// <summary>Where what is erased at random hurts shallow decisions more, that is no credit to the plan.</summary>
    private static PlanNecessity Less(double loss, double random) => new(loss - Math.Max(0, random), random);

    /// <summary>Asks networks with something erased from their states, whenever these arise.</summary>
    private static IReadOnlyList<Answers> Ask(TickBench bench, ErasedLevels asked, int ticks, Func<int, Site, ConceptErasure> erasure)
    {
        Dictionary<Site, ConceptErasure[]> made = [];
        return bench.Ask(asked.Decisions, ticks, at =>
        {
            if (!at.Site.IsSpatial) return;
            if (!made.TryGetValue(at.Site, out ConceptErasure[]? own)) made[at.Site] = own = [.. Enumerable.Range(0, bench.Agents).Select(agent => erasure(agent, at.Site))];
            float[][] where = asked.Where(at);
            for (int agent = 0; agent < own.Length; agent++) own[agent].TakeOut(at, agent, where);
            at.Write();
        });
    }

    private static ConceptErasure Erasing(StateMoments states, int agent, Site site)
    {
        CellMoments own = states[agent, site];
        return ConceptErasure.Of(states.ComponentsOf(agent, site), [own.With(ErasedLevels.Value)]);
    }

    /// <summary>
    /// Erases as many functions of the state as the plan has: the same at every tick, drawn from the leading components of the states of all ticks, in which each is as likely.
    /// </summary>
    private static ConceptErasure Randomly(StateMoments states, int agent, Site site, uint draw)
    {
        Components all = states.Leading(agent, site, MostComponents);
        StatisticsRandom random = new(Key, draw);
        double[] Function()
        {
            double[] parts = [.. Enumerable.Range(0, MostComponents).Select(_ => Normal(random))];
            return [.. Enumerable.Range(0, site.Width).Select(f => Enumerable.Range(0, all.Count).Sum(k => parts[k] / all.Deviations[k] * all.Axes[k][f]))];
        }

        int rank = Erasing(states, agent, site).Rank;
        double[][] functions = [.. Enumerable.Range(0, rank).Select(_ => Function())];
        return ConceptErasure.Of(states.ComponentsOf(agent, site), functions.Select(states[agent, site].With));
    }

    /// <summary>About normal: the sum of twelve even ones.</summary>
    private static double Normal(StatisticsRandom random) => Enumerable.Range(0, 12).Sum(_ => random.Below(1 << 16) / 65536.0) - 6;
}
