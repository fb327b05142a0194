using MesaBench.Detection;
using MesaBench.Experiments;
using MesaBench.Inference;
using MesaBench.Zoo;

namespace MesaBench.Studies;

/// <summary>How well a statistic, or a verdict, tells constructions of which it is true from others: a row of <c>calibration.csv</c>. All figures are of the reporting half.</summary>
public sealed record CalibrationRow
{
    /// <summary>The verdict, whose figure is the score, or the statistic.</summary>
    public required string Statistic { get; init; }

    /// <summary>How they came by their weights.</summary>
    public required Tier Tier { get; init; }

    /// <summary>The network's kind, and its form; <c>all</c>.</summary>
    public required string Network { get; init; }

    /// <summary>The family; <c>all</c> of which it is true, or <c>all</c> of which it is not.</summary>
    public required string Family { get; init; }

    /// <summary>Whether it is true of them: <c>grey</c> ones are told and count on neither side.</summary>
    public required Answer Truth { get; init; }

    /// <summary>Whether the rule was set without this family, as if nobody had thought of it.</summary>
    public bool LeftOut { get; init; }

    /// <summary>Constructions that were asked.</summary>
    public required int Constructions { get; init; }

    /// <summary>Of these, those that have more than the cut.</summary>
    public required int Taken { get; init; }

    /// <summary>The share, with Wilson's interval.</summary>
    public required Estimate Rate { get; init; }

    /// <summary>Mean of the figure.</summary>
    public required double Mean { get; init; }

    /// <summary>How often one of which it is true, of the same tier and network, has more of it than one of these; NaN for the former.</summary>
    public required double Auc { get; init; }

    /// <summary>Any network, or any family.</summary>
    internal const string Everything = "all";

    /// <summary>The table.</summary>
    internal static IReadOnlyList<CalibrationRow> Of(IReadOnlyList<Construction> constructions, SearchRule rule)
    {
        Figure[] figures =
        [
            .. SearchRule.Shown.Select(own => Verdict(own, rule)),
            .. Detection.Statistic.All.Select(own => Alone(own, RuleSetting.Cut(constructions, own))),
        ];
        Construction[] reporting = [.. constructions.Where(one => !one.IsThreshold)];
        return
        [
            .. from figure in figures
               from tier in Enum.GetValues<Tier>()
               from network in reporting.Where(one => one.Tier == tier).Select(one => one.Network).Distinct().Order(StringComparer.Ordinal).Append(Everything)
               let within = reporting.Where(one => one.Tier == tier && (network == Everything || one.Network == network)).ToArray()
               from truth in within.Select(one => figure.Is(one)).Distinct().Order()
               let own = within.Where(one => figure.Is(one) == truth).ToArray()
               from family in own.Select(one => one.Family).Distinct().Append(Everything)
               select Row(figure, tier, network, family, truth, [.. own.Where(one => family == Everything || one.Family == family)], [.. within.Where(one => figure.Is(one) == Answer.Yes)]),
            .. from family in reporting.GroupBy(one => (one.Tier, one.Family))
               let truth = family.First().Is(SearchVerdict.Searches)
               where truth is Answer.Yes or Answer.No
               let without = RuleSetting.From([.. constructions.Where(one => one.Family != family.Key.Family)])
               let figure = Verdict(SearchVerdict.Searches, without)
               let positives = reporting.Where(one => one.Tier == family.Key.Tier && figure.Is(one) == Answer.Yes).ToArray()
               select Row(figure, family.Key.Tier, Everything, family.Key.Family, truth, [.. family], positives) with { LeftOut = true },
        ];
    }

    private static Figure Verdict(SearchVerdict verdict, SearchRule rule) => new(ExperimentJson.EnumName(verdict), one => one.Is(verdict), one => rule.Shows(verdict, one.Of), one => rule.Score(verdict, one.Of));

    private static Figure Alone(Statistic statistic, double cut) => new(statistic.Name, one => one.Is(statistic), one => one.Of(statistic) > cut, one => one.Of(statistic));

    private static CalibrationRow Row(Figure figure, Tier tier, string network, string family, Answer truth, Construction[] own, Construction[] positives)
    {
        double[] values = figure.Finite(own);
        int taken = own.Count(figure.Takes);
        return new CalibrationRow
        {
            Statistic = figure.Name,
            Tier = tier,
            Network = network,
            Family = family,
            Truth = truth,
            Constructions = values.Length,
            Taken = taken,
            Rate = Wilson.Share(taken, values.Length),
            Mean = values.DefaultIfEmpty(double.NaN).Average(),
            Auc = truth == Answer.Yes ? double.NaN : RocAuc.Of(figure.Finite(positives), values),
        };
    }

    /// <summary>What is to tell them apart.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Is">Whether it is true of one what it is to tell.</param>
    /// <param name="Takes">Whether one is taken for it.</param>
    /// <param name="Of">How much one has of it.</param>
    private sealed record Figure(string Name, Func<Construction, Answer> Is, Func<Construction, bool> Takes, Func<Construction, double> Of)
    {
        public double[] Finite(IEnumerable<Construction> own) => [.. own.Select(Of).Where(double.IsFinite)];
    }
}
