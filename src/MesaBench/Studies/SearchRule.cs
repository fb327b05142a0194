using MesaBench.Inference;
using MesaBench.Zoo;

namespace MesaBench.Studies;

/// <summary>
/// From statistics to the verdict that a network searches. Each statistic becomes its quantile among the negatives of the threshold half, in the family in which it is lowest;
/// the score is the least of these, and who scores at least the cut searches.
/// </summary>
/// <param name="Negatives">[statistic][family] the negatives' values, in order.</param>
/// <param name="Cut">The least score of who searches.</param>
internal sealed record SearchRule(IReadOnlyList<IReadOnlyList<double[]>> Negatives, double Cut)
{
    /// <summary>The most of a family's negatives of the threshold half that may be taken for searches.</summary>
    public const double MostWrong = 0.05;

    /// <summary>Sets the cut, from the threshold half alone: the lowest at which no family of negatives has more than <see cref="MostWrong"/> of it taken for searches.</summary>
    public static SearchRule From(IReadOnlyList<Construction> constructions)
    {
        IGrouping<string, Construction>[] families = [.. constructions.Where(one => one.IsThreshold && one.Searches == Answer.No).GroupBy(one => one.Family)];
        double[][][] negatives =
        [
            .. Construction.All.Select((_, statistic) => families.Select(family => family.Select(one => one.Statistics[statistic]).Where(double.IsFinite).Order().ToArray())
                .Where(values => values.Length > 0).ToArray()),
        ];
        SearchRule open = new(negatives, 0);
        double cut = families.Select(family =>
        {
            double[] scores = [.. family.Select(open.Score).Where(double.IsFinite).OrderDescending()];
            int allowed = (int)(MostWrong * scores.Length);
            // Above the first that must not be taken, up to half of a member's share.
            return scores.Length > allowed ? scores[allowed] + 0.25 / scores.Length : 0;
        }).DefaultIfEmpty(0).Max();
        return open with { Cut = Math.Min(1, cut) };
    }

    /// <summary>The score, from 0 to 1; NaN where a detector found nothing to ask.</summary>
    public double Score(Construction one) => one.Statistics.Any(double.IsNaN) ? double.NaN
        : one.Statistics.Select((value, statistic) => Negatives[statistic].Select(family => RocAuc.Quantile(family, value)).DefaultIfEmpty(0).Min()).Min();
}
