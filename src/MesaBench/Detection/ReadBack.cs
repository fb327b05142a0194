using MesaBench.Networks;

namespace MesaBench.Detection;

/// <summary>Whether a plan is read from states that are computed from it: by the nearer of two classes' mean states, what was written and what the level's own plan says.</summary>
/// <param name="plans">The levels; the plan of the other way is written on the second lot of them.</param>
/// <param name="concept">What of it is written.</param>
/// <param name="codes">[agent] by which code.</param>
/// <param name="ticks">The tick at which it is read, before it is written again.</param>
internal sealed class ReadBack(WrittenPlans plans, WrittenConcept concept, StateCode[] codes, int ticks)
{
    private readonly (int Nearer, int All)[] found = new (int, int)[codes.Length];

    /// <summary>The share of cells; NaN for none.</summary>
    public double this[int agent] => found[agent].All == 0 ? double.NaN : (double)found[agent].Nearer / found[agent].All;

    /// <summary>Hears of states.</summary>
    public void Hear(TickMoment at)
    {
        if (at.Site.Tick != ticks || !at.Site.IsSpatial) return;
        int count = plans.Detours.Count;
        for (int sample = Math.Max(count, at.FirstLevel); sample < Math.Min(2 * count, at.FirstLevel + at.Levels); sample++)
            for (int agent = 0; agent < at.Agents; agent++) Hear(at, agent, sample - at.FirstLevel, sample - count);
    }

    private void Hear(TickMoment at, int agent, int sample, int level)
    {
        SiteCode site = codes[agent].Sites[at.Site];
        float[] middle = site.Middle;
        int[] other = plans[concept, PlanOrigin.Other, level], own = plans[concept, PlanOrigin.Own, level];
        for (int cell = 0; cell < own.Length; cell++)
        {
            if (other[cell] < 0 || own[cell] < 0 || other[cell] == own[cell] || site.Offsets[other[cell]] is not { } to || site.Offsets[own[cell]] is not { } from) continue;
            double nearer = 0; // the difference of squared distances
            for (int d = 0; d < site.Directions.Length; d++)
            {
                double along = -middle[d];
                for (int feature = 0; feature < at.Site.Width; feature++) along += site.Directions[d][feature] * at.Values[at.Index(agent, sample, cell, feature)];
                nearer += (along - from[d]) * (along - from[d]) - (along - to[d]) * (along - to[d]);
            }
            found[agent] = (found[agent].Nearer + (nearer > 0 ? 1 : 0), found[agent].All + 1);
        }
    }
}
