using MesaBench.Inference;
using MesaBench.Worlds;

namespace MesaBench.Detection;

/// <summary>What the observation tells of a plan, by functions that are not linear in it: see <see cref="ObservedCells"/>. They are fitted on the same cells as a network's states.</summary>
internal sealed class ObservedPlan
{
    // Levels are read by what was fitted on the others, in so many parts.
    private const int Parts = 4;

    // Held against weights: there are many features for the cells. A code is fitted on few.
    private const double Ridge = 1e-4, CodeRidge = 0.1;

    // Where a cell lies from the agent: above, beside or below; left, in line or right.
    private const int Wheres = 9;

    private readonly PlanConcept concept;
    private readonly PlanCells fitting, testing;
    private readonly double[] counts;
    private readonly double[][] shares, inFitting, inTesting; // [cell][class]

    /// <summary>Fits.</summary>
    /// <param name="concept">What is read.</param>
    /// <param name="fitting">Cells to fit on.</param>
    /// <param name="testing">Cells to judge by.</param>
    /// <param name="knownInFitting">[cell][feature] what is known of the former.</param>
    /// <param name="knownInTesting">[cell][feature] what is known of the latter.</param>
    public ObservedPlan(PlanConcept concept, PlanCells fitting, PlanCells testing, double[][] knownInFitting, double[][] knownInTesting)
    {
        (this.concept, this.fitting, this.testing) = (concept, fitting, testing);
        shares = PlanCells.Shares(fitting.Right(concept), PlanCell.Classes(concept));
        counts = fitting.Counts(concept);
        LeastSquares whole = new(knownInFitting, shares, Ridge, counts);
        LeastSquares[] without = [.. Enumerable.Range(0, Parts).Select(part =>
        {
            int[] rest = [.. Enumerable.Range(0, shares.Length).Where(cell => PartOf(cell) != part)];
            return new LeastSquares([.. rest.Select(cell => knownInFitting[cell])], [.. rest.Select(cell => shares[cell])], Ridge, [.. rest.Select(cell => counts[cell])]);
        })];
        inFitting = [.. knownInFitting.Select((known, cell) => without[PartOf(cell)][known])];
        inTesting = [.. knownInTesting.Select(known => whole[known])];
        Score = testing.Score(concept, inTesting);
        Bits = OnlineCode.Bits(knownInFitting, fitting, concept, CodeRidge);
    }

    /// <summary>How right it is, where that is judged.</summary>
    public double Score { get; }

    /// <summary>Bits a cell of an online code by it.</summary>
    public double Bits { get; }

    /// <summary>How right it is together with what a network would do first: what the observation tells, that, and both beside where the cell lies from the agent.</summary>
    /// <param name="inFitting">[level][action] the network's logits on the levels to fit on.</param>
    /// <param name="inTesting">[level][action] the same on the levels to judge by.</param>
    public double ScoreWith(float[][] inFitting, float[][] inTesting)
    {
        LeastSquares both = new(Beside(fitting, this.inFitting, inFitting), shares, Ridge, counts);
        return testing.Score(concept, Beside(testing, this.inTesting, inTesting).Select(known => both[known]));
    }

    private int PartOf(int cell) => fitting.All[cell].Level % Parts;

    private static double[][] Beside(PlanCells cells, double[][] observed, float[][] logits)
    {
        double[][] acts = [.. logits.Select(own => Enumerable.Range(0, Paths.Actions).Select(action => Answers.Mass(own, 1 << action)).ToArray())];
        return [.. cells.All.Select((cell, number) =>
        {
            Level level = cells.Asked.Levels[cell.Level];
            int where = 3 * (1 + Math.Sign(cell.Cell / level.Size - level.Start / level.Size)) + 1 + Math.Sign(cell.Cell % level.Size - level.Start % level.Size);
            double[] act = acts[cell.Level];
            return (double[])
            [
                .. observed[number], .. Enumerable.Range(0, Wheres).SelectMany(own => act.Select(mass => own == where ? mass : 0)),
                .. observed[number].SelectMany(own => act.Select(mass => own * mass)),
            ];
        })];
    }
}
