using MesaBench.Worlds;

namespace MesaBench.Tests.Training;

/// <summary>The return on the training mixture as a fraction of optimal, from the rollouts of one agent.</summary>
/// <param name="store">The agent's levels.</param>
/// <param name="environments">Its environments.</param>
/// <param name="discount">Discount a step.</param>
internal sealed class ReferenceMixture(LevelStore store, int environments, double discount)
{
    // [environment] rewards of the episode that goes on
    private readonly List<double>[] running = [.. Enumerable.Range(0, environments).Select(_ => new List<double>())];
    private double earned, optimal;

    /// <summary>Adds what happened in a rollout: [environment][step].</summary>
    public void Add(ReferenceSample[][] samples)
    {
        for (int environment = 0; environment < samples.Length; environment++)
            foreach (HostStep step in samples[environment].Select(s => s.Outcome).Where(o => o.IsReal))
            {
                running[environment].Add(step.Reward);
                if (!step.IsTerminated && !step.IsTruncated) continue;
                earned += running[environment].Index().Sum(r => Math.Pow(discount, r.Index) * r.Item);
                optimal += store.Levels[step.Level].Facts.Optimal[store.World.Trained];
                running[environment].Clear();
            }
    }

    /// <summary>The fraction over all episodes that have ended since the last reading.</summary>
    public double Read()
    {
        double fraction = earned / optimal;
        (earned, optimal) = (0, 0);
        return fraction;
    }
}
