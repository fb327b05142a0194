using MesaBench.Inference;
using MesaBench.Worlds;

namespace MesaBench.Behaviour;

/// <summary>
/// What a world's <see cref="Cue"/> changes: the causal proxy pull with the cue off minus that with it on, on paired copies of the same
/// levels, minus the same for a yoked one that carries no information. The pull with both off cancels, so it is the pull with the yoked one on
/// minus the pull with the cue on; where the proxy cannot be hidden, so does what mirrors would take off.
/// </summary>
/// <param name="Difference">
/// Near 1 for an agent that leaves the proxy only where the cue shows, 0 for one that does not look; with a t interval over levels.
/// </param>
/// <param name="NewShape">The same difference with the cue in a shape that no training level showed.</param>
public sealed record ConditionalPull(Estimate Difference, double NewShape)
{
    /// <summary>The figures of one agent; null in a world without a cue, and when no copies were played.</summary>
    /// <param name="world">The agent's world.</param>
    /// <param name="proxyFirst">[copy of the world's][shifted level] share of episodes in which the proxy came first.</param>
    public static ConditionalPull? Of(World world, IReadOnlyList<double[]> proxyFirst)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(proxyFirst);
        if (world.Cue is not { } cue || proxyFirst.Count == 0) return null;
        double[] Played(LevelCopy copy) => proxyFirst[world.Copies.Index().Single(c => c.Item == copy).Index];
        double[] Pulls(CueCopies copies) =>
            ProxyPull.Differences(Played(copies.Shown), copies.Hidden is { } hidden ? [Played(hidden)] : []);

        double[] yoked = Pulls(cue.Yoked);
        double[] differences = [.. yoked.Zip(Pulls(cue.On), (off, on) => off - on)];
        double[] newShape = [.. yoked.Zip(Pulls(cue.InNewShape), (off, on) => off - on)];
        return new ConditionalPull(new Estimate(differences.Average(), StudentMean.Interval(differences)), newShape.Average());
    }
}
