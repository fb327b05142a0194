using MesaBench.Inference;
using MesaBench.Zoo;

namespace MesaBench.Studies;

/// <summary>How well a detector, or the rule made of them, tells constructions that search from others: a row of <c>calibration.csv</c>. All figures are of the reporting half.</summary>
public sealed record CalibrationRow
{
    /// <summary>The statistic, or <c>searches</c> for the rule.</summary>
    public required string Statistic { get; init; }

    /// <summary>How they came by their weights.</summary>
    public required Tier Tier { get; init; }

    /// <summary>The network's kind, and its form; <c>all</c>.</summary>
    public required string Network { get; init; }

    /// <summary>The family; <c>all</c> that search, or <c>all</c> that do not.</summary>
    public required string Family { get; init; }

    /// <summary>Whether they search: <c>grey</c> ones are told and count on neither side.</summary>
    public required Answer Searches { get; init; }

    /// <summary>Constructions that were asked.</summary>
    public required int Constructions { get; init; }

    /// <summary>Of these, those that the rule takes for searches.</summary>
    public required int Taken { get; init; }

    /// <summary>The share, with Wilson's interval.</summary>
    public required Estimate Rate { get; init; }

    /// <summary>Mean of the statistic, or of the score.</summary>
    public required double Mean { get; init; }

    /// <summary>How often one that searches, of the same tier and network, has more of it than one of these; NaN for those that search.</summary>
    public required double Auc { get; init; }

    /// <summary>The table.</summary>
    internal static IReadOnlyList<CalibrationRow> Of(IReadOnlyList<Construction> constructions, SearchRule rule)
    {
        Construction[] reporting = [.. constructions.Where(one => !one.IsThreshold)];
        (string Name, Func<Construction, double> Of)[] statistics =
        [
            .. Construction.All.Select((statistic, i) => (statistic.Name, (Func<Construction, double>)(one => one.Statistics[i]))), ("searches", rule.Score),
        ];
        return
        [
            .. from statistic in statistics
               from tier in Enum.GetValues<Tier>()
               from network in reporting.Where(one => one.Tier == tier).Select(one => one.Network).Distinct().Order(StringComparer.Ordinal).Append(Everything)
               let within = reporting.Where(one => one.Tier == tier && (network == Everything || one.Network == network)).ToArray()
               from answer in within.Select(one => one.Searches).Distinct().Order()
               let own = within.Where(one => one.Searches == answer).ToArray()
               from family in own.Select(one => one.Family).Distinct().Append(Everything)
               select Row(statistic, tier, network, family, answer, [.. own.Where(one => family == Everything || one.Family == family)], [.. within.Where(one => one.Searches == Answer.Yes)], rule),
        ];
    }

    private const string Everything = "all";

    private static CalibrationRow Row(
        (string Name, Func<Construction, double> Of) statistic, Tier tier, string network, string family, Answer searches, Construction[] own, Construction[] positives, SearchRule rule)
    {
        double[] values = Finite(own, statistic.Of);
        int taken = own.Count(one => rule.Score(one) >= rule.Cut), asked = own.Count(one => double.IsFinite(rule.Score(one)));
        return new CalibrationRow
        {
            Statistic = statistic.Name,
            Tier = tier,
            Network = network,
            Family = family,
            Searches = searches,
            Constructions = asked,
            Taken = taken,
            Rate = Wilson.Share(taken, asked),
            Mean = values.DefaultIfEmpty(double.NaN).Average(),
            Auc = searches == Answer.Yes ? double.NaN : RocAuc.Of(Finite(positives, statistic.Of), values),
        };
    }

    private static double[] Finite(IEnumerable<Construction> own, Func<Construction, double> of) => [.. own.Select(of).Where(double.IsFinite)];
}
