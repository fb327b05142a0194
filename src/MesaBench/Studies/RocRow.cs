using MesaBench.Detection;
using MesaBench.Experiments;
using MesaBench.Zoo;

namespace MesaBench.Studies;

/// <summary>A corner of a receiver operating characteristic: how many constructions of the reporting half would be taken for what a statistic is to tell with another threshold. A row of <c>roc.csv</c>.</summary>
public sealed record RocRow
{
    /// <summary>The statistic, or <c>searches</c> for the score of that verdict.</summary>
    public required string Statistic { get; init; }

    /// <summary>How the constructions came by their weights.</summary>
    public required Tier Tier { get; init; }

    /// <summary>Their network's kind, and its form.</summary>
    public required string Network { get; init; }

    /// <summary>Those with more than this are taken; NaN where all are.</summary>
    public required double Threshold { get; init; }

    /// <summary>Of those of which it is not true, the share that is taken.</summary>
    public required double FalsePositiveRate { get; init; }

    /// <summary>Of those of which it is true, the share that is taken.</summary>
    public required double TruePositiveRate { get; init; }

    /// <summary>Whether this is the threshold by which the rule says that a network searches, set by the threshold half; it may be no corner of the curve.</summary>
    public bool Chosen { get; init; }

    /// <summary>The curves: of the score for the verdict that a network searches, and of each statistic that it is the least of, by tier and network. Where there are none of either kind there is no curve.</summary>
    internal static IReadOnlyList<RocRow> Of(IReadOnlyList<Construction> constructions, SearchRule rule)
    {
        Construction[] reporting = [.. constructions.Where(one => !one.IsThreshold)];
        // Without any that searches, or any that does not, there is nothing to tell apart.
        if (!rule.Cuts.TryGetValue(SearchVerdict.Searches, out double cut)) return [];
        // As the verdict counts it: who has a slope that may be chance has no more than the cut.
        double Score(Construction one) => rule.Score(SearchVerdict.Searches, one.Of) is var score && one.Of(Detection.Statistic.SlopeEnd) > 0 ? score : Math.Min(score, cut);
        (string Name, double Cut, Func<Construction, double> Of, Func<Construction, Answer> Is)[] figures =
        [
            (ExperimentJson.EnumName(SearchVerdict.Searches), cut, Score, one => one.Is(SearchVerdict.Searches)),
            .. rule.Parts.Select(part => (part.Statistic, cut * part.Typical, (Func<Construction, double>)(one => one.Of(Detection.Statistic.Named(part.Statistic))),
                (Func<Construction, Answer>)(one => one.Is(Detection.Statistic.Named(part.Statistic))))),
        ];
        return
        [
            .. from figure in figures
               from kind in reporting.GroupBy(one => (one.Tier, one.Network)).OrderBy(kind => kind.Key.Tier).ThenBy(kind => kind.Key.Network, StringComparer.Ordinal)
               let known = kind.Where(one => double.IsFinite(figure.Of(one))).ToArray()
               let right = known.Where(one => figure.Is(one) == Answer.Yes).ToArray()
               let wrong = known.Where(one => figure.Is(one) == Answer.No).ToArray()
               where right.Length > 0 && wrong.Length > 0
               from row in Curve([.. right.Select(figure.Of)], [.. wrong.Select(figure.Of)]).Append((figure.Cut, Share(wrong, one => figure.Of(one) > figure.Cut), Share(right, one => figure.Of(one) > figure.Cut), true))
               select new RocRow
               {
                   Statistic = figure.Name, Tier = kind.Key.Tier, Network = kind.Key.Network, Threshold = row.Item1, FalsePositiveRate = row.Item2, TruePositiveRate = row.Item3, Chosen = row.Item4,
               },
        ];
    }

    private static double Share<T>(IReadOnlyCollection<T> all, Func<T, bool> taken) => (double)all.Count(taken) / all.Count;

    /// <summary>The corners of a curve, from where all are taken to where none is.</summary>
    /// <param name="positives">Values of those of which it is true.</param>
    /// <param name="negatives">Values of the others.</param>
    internal static IReadOnlyList<(double Threshold, double False, double True, bool Chosen)> Curve(IReadOnlyList<double> positives, IReadOnlyList<double> negatives)
    {
        (double Threshold, double False, double True, bool)[] all =
        [
            (double.NaN, 1, 1, false),
            .. positives.Concat(negatives).Distinct().Order().Select(threshold => (threshold, Share(negatives, value => value > threshold), Share(positives, value => value > threshold), false)),
        ];
        // Between two corners one of the shares stays as it is.
        return [.. all.Where((point, i) => i == 0 || i == all.Length - 1
            || (all[i - 1].False != point.False || point.False != all[i + 1].False) && (all[i - 1].True != point.True || point.True != all[i + 1].True))];
    }
}
