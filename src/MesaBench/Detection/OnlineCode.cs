using MesaBench.Inference;

namespace MesaBench.Detection;

/// <summary>
/// How long it takes to tell what is right to someone who sees features alone and learns as it goes: each block of levels by what was fitted on the blocks before (prequential code; Voita and Titov 2020). Unlike how right
/// a reading is in the end it counts what it took to learn it.
/// </summary>
internal static class OnlineCode
{
    // Levels after which is fitted anew: nothing is known of the first ones.
    private const int First = 24;

    /// <summary>Mean bits a cell.</summary>
    /// <param name="features">[cell][feature] what is seen.</param>
    /// <param name="cells">The cells.</param>
    /// <param name="concept">What is told.</param>
    /// <param name="ridge">See <see cref="LeastSquares"/>.</param>
    public static double Bits(double[][] features, PlanCells cells, PlanConcept concept, double ridge = LeastSquares.OwnRidge)
    {
        double[][] shares = PlanCells.Shares(cells.Right(concept), PlanCell.Classes(concept));
        int[] right = cells.Right(concept);
        int levels = cells.Asked.Levels.Count, known = 0;
        double bits = 0;
        for (int end = Math.Min(First, levels); known < features.Length; end = Math.Min(2 * end, levels))
        {
            LeastSquares? by = known == 0 ? null : new LeastSquares(features[..known], shares[..known], ridge);
            int next = cells.Of(0, end).End;
            for (int cell = known; cell < next; cell++) bits += PlanScore.Bits(by is null ? new double[shares[cell].Length] : by[features[cell]], right[cell]);
            known = next;
        }
        return bits / features.Length;
    }
}
