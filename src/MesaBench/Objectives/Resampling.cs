using MesaBench.Inference;

namespace MesaBench.Objectives;

/// <summary>Levels drawn anew with replacement, all decisions of a level together.</summary>
/// <param name="Levels">Levels there are.</param>
/// <param name="Winners">[bootstrap] number of the candidate with the least divergence from the agent.</param>
/// <param name="Yardsticks">[bootstrap] mean divergence of the uniform policy, in nats a decision.</param>
internal sealed record Resampling(int Levels, int[] Winners, double[] Yardsticks)
{
    /// <summary>Draws bootstraps.</summary>
    /// <param name="decisions">The decisions, level by level.</param>
    /// <param name="fits">The candidates.</param>
    /// <param name="uniform">[decision] divergence of the uniform policy.</param>
    /// <param name="random">Draws levels.</param>
    /// <param name="bootstraps">How many.</param>
    public static Resampling Of(Decisions decisions, IReadOnlyList<CandidateFit> fits, double[] uniform, StatisticsRandom random, int bootstraps)
    {
        int[] starts = [.. Enumerable.Range(0, decisions.Count).Where(i => i == 0 || decisions.Choices[i].Level != decisions.Choices[i - 1].Level)];
        double[] Sums(double[] of) =>
            [.. starts.Select((start, level) => of.AsSpan(start, (level + 1 < starts.Length ? starts[level + 1] : of.Length) - start).ToArray().Sum())];

        double[][] divergences = [.. fits.Select(fit => Sums(fit.Divergences))]; // [candidate][level]
        double[] yardstick = Sums(uniform), counts = Sums([.. uniform.Select(_ => 1.0)]);
        int[] winners = new int[bootstraps];
        double[] means = new double[bootstraps];
        for (int bootstrap = 0; bootstrap < bootstraps; bootstrap++)
        {
            int[] drawn = [.. starts.Select(_ => random.Below(starts.Length))];
            winners[bootstrap] = Enumerable.Range(0, fits.Count).MinBy(candidate => drawn.Sum(level => divergences[candidate][level]));
            means[bootstrap] = drawn.Sum(level => yardstick[level]) / drawn.Sum(level => counts[level]);
        }
        return new Resampling(starts.Length, winners, means);
    }
}
