using System.Numerics;
using MesaBench.Training;

namespace MesaBench.Behaviour;

/// <summary>One agent at one time of its training.</summary>
/// <param name="Phase">Number of the phase of its training, from 1.</param>
/// <param name="Steps">Environment steps it had trained in that phase.</param>
/// <param name="Behaviour">What was measured.</param>
/// <param name="MixtureReturn">
/// Return of training's own episodes that ended since the checkpoint before, as a fraction of optimal; NaN when none did.
/// </param>
/// <param name="Diagnostics">Figures of its last update.</param>
public sealed record Checkpoint(int Phase, long Steps, Behavioural Behaviour, double MixtureReturn, Diagnostics Diagnostics)
{
    // The update after which an agent is first measured: before it has learned anything, it goes for nothing.
    private const int FirstUpdate = 2;

    /// <summary>[agent] measures a cohort in training: at the end whole sets, before it fewer levels.</summary>
    /// <param name="players">Play the cohort's networks.</param>
    /// <param name="cohort">The cohort.</param>
    /// <param name="trainer">Who trains it.</param>
    /// <param name="number">Number of the checkpoint; moves its random draws.</param>
    /// <param name="isLast">Whether training is at its end.</param>
    public static Checkpoint[] Measure(EvaluationPlayers players, Cohort cohort, Trainer trainer, int number, bool isLast)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        ArgumentNullException.ThrowIfNull(trainer);
        Behavioural[] measured = isLast
            ? Evaluation.AtEnd(players, cohort.Levels, cohort.Stores, number)
            : Evaluation.Midway(players, cohort.Levels, cohort.Stores, number);
        double[] mixtures = trainer.Rollouts.MixtureReturns();
        Diagnostics[] diagnostics = trainer.Diagnose();
        return
        [
            .. measured.Select((behaviour, a) => new Checkpoint(
                trainer.Setup.Phase + 1, trainer.StepsDone, behaviour, mixtures[a], diagnostics[a])),
        ];
    }

    /// <summary>
    /// Updates after which to measure: from the second on so many for each doubling, evenly in the logarithm and rounded down, then the
    /// last. Whole numbers all the way, so that they are the same on every machine.
    /// </summary>
    /// <param name="updates">Updates of the training.</param>
    /// <param name="perDoubling">Checkpoints for each doubling; 2 gives ratios of the square root of 2, 0 none but the last.</param>
    internal static IReadOnlyList<long> Schedule(long updates, int perDoubling)
    {
        List<long> due = [];
        if (perDoubling == 0) return [updates];
        for (int i = 0; Root(BigInteger.Pow(FirstUpdate, perDoubling) << i, perDoubling) is var update && update < updates; i++)
            if (due.Count == 0 || update > due[^1]) due.Add(update);
        return [.. due, updates];
    }

    /// <summary>The largest whole number whose power is at most a value.</summary>
    private static long Root(BigInteger value, int power)
    {
        long root = 0;
        for (long bit = 1L << 62; bit > 0; bit >>= 1)
            if (BigInteger.Pow(root + bit, power) <= value) root += bit;
        return root;
    }
}
