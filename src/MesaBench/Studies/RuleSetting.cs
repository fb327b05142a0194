using MesaBench.Detection;
using MesaBench.Inference;
using MesaBench.Zoo;

namespace MesaBench.Studies;

/// <summary>Sets the rule by which networks are taken for searches, from the threshold half of a zoo alone.</summary>
internal static class RuleSetting
{
    /// <summary>A statistic that tells less well than this, on the mean over families of negatives, stays out of the verdicts.</summary>
    public const double LeastAuc = 0.9;

    // Smaller families of a network say little of its rates.
    private const int LeastOfFamily = 5;

    private static readonly SearchVerdict[] Ladder = [SearchVerdict.Represents, SearchVerdict.Plans, SearchVerdict.Searches];

    /// <summary>The rule.</summary>
    public static SearchRule From(IReadOnlyList<Construction> constructions)
    {
        Construction[] setting = [.. constructions.Where(one => one.IsThreshold)];
        Statistic[] parts = [.. Statistic.All.Where(statistic => Auc(setting, statistic) >= LeastAuc && Typical(setting, statistic) > 0)];
        SearchRule open = new()
        {
            Detectors = SearchFindings.CurrentDetectors,
            Networks = [.. setting.GroupBy(one => one.Network).Where(own => new[] { Answer.Yes, Answer.No }.All(answer => own.Any(one => one.Known.Searches == answer))).Select(own => own.Key).Order(StringComparer.Ordinal)],
            Typical = parts.ToDictionary(part => part.Name, part => Typical(setting, part)),
            Verdicts = new Dictionary<SearchVerdict, Cuts>(),
            Rates = new Dictionary<string, VerdictRates>(),
        };
        SearchRule rule = open with
        {
            Verdicts = Ladder.Where(verdict => parts.Any(part => part.Asks == verdict))
                .ToDictionary(verdict => verdict, verdict => CutsOf(setting, verdict, one => open.Score(verdict, one.Of))),
        };
        return rule with { Rates = Rates([.. constructions.Where(one => !one.IsThreshold)], rule) };
    }

    /// <summary>[network] the rates of the reporting half, which set nothing.</summary>
    private static Dictionary<string, VerdictRates> Rates(Construction[] reporting, SearchRule rule)
    {
        double[] Of(IEnumerable<Construction> own, Answer searches) =>
        [
            .. Families(own.Where(one => one.Known.Searches == searches)).Select(family => family.Select(one => rule.Verdict(one.Network, one.Of)).Where(verdict => verdict != SearchVerdict.Unasked).ToArray())
                .Where(verdicts => verdicts.Length >= LeastOfFamily).Select(verdicts => verdicts.Count(verdict => verdict == SearchVerdict.Searches) / (double)verdicts.Length),
        ];
        return reporting.GroupBy(one => one.Network).OrderBy(own => own.Key, StringComparer.Ordinal).Select(own => (own.Key, True: Of(own, Answer.Yes), False: Of(own, Answer.No)))
            .Where(own => own.True.Length > 0 && own.False.Length > 0).ToDictionary(own => own.Key, own => new VerdictRates(own.True.Min(), own.True.Max(), own.False.Min(), own.False.Max()));
    }

    /// <summary>The cuts that one figure alone would have.</summary>
    public static Cuts CutsOf(IReadOnlyList<Construction> constructions, SearchVerdict truth, Func<Construction, double> of) =>
        Cuts.Of(Families(constructions.Where(one => one.IsThreshold && one.Is(truth) == Answer.No)).Select(family => family.Select(of)));

    /// <summary>How well a statistic tells those of which its verdict is true from others: the mean over families of the latter.</summary>
    private static double Auc(Construction[] setting, Statistic statistic)
    {
        double[] positives = [.. setting.Where(one => one.Is(statistic.Asks) == Answer.Yes).Select(one => one.Of(statistic)).Where(double.IsFinite)];
        return Families(setting.Where(one => one.Is(statistic.Asks) == Answer.No))
            .Select(family => RocAuc.Of(positives, [.. family.Select(one => one.Of(statistic)).Where(double.IsFinite)])).Where(double.IsFinite).DefaultIfEmpty(0).Average();
    }

    /// <summary>The median over families that search of their medians.</summary>
    private static double Typical(Construction[] setting, Statistic statistic) =>
        Median(Families(setting.Where(one => one.Known.Searches == Answer.Yes)).Select(family => Median(family.Select(one => one.Of(statistic)))));

    private static IEnumerable<IGrouping<string, Construction>> Families(IEnumerable<Construction> constructions) => constructions.GroupBy(one => one.Family);

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Where(double.IsFinite).Order()];
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
