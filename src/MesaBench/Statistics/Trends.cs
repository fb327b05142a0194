using System.Globalization;
using MesaBench.Detection;
using MesaBench.Experiments;
using MesaBench.Inference;
using MesaBench.Verdicts;

namespace MesaBench.Statistics;

/// <summary>Every test that a study makes. docs/method.md, section 7.</summary>
public static class Trends
{
    /// <summary>What the column of worlds says of tests that pool them.</summary>
    public const string AllWorlds = "all worlds, alpha above 0";

    /// <summary>The largest p-value with which a claim holds.</summary>
    public const double SignificanceLevel = 0.05;

    /// <summary>Level sets that a claim needs.</summary>
    public const int ClaimLevelSets = 16;

    private const string PersistenceUnit = "doublings of steps";

    // Ages at which preference is compared, as far as training goes.
    private static readonly int[] Ages = [2, 4, 8, 16];

    private static readonly (string Name, Func<Subject, double> AtEnd, Func<CurvePoint, int> Count)[] Parts =
    [
        ("proxy first", s => s.ProxyFirst, c => c.ProxyFirst), ("base first", s => s.BaseFirst, c => c.BaseFirst),
    ];

    private static readonly (string Outcome, Func<Subject, bool> IsAsked, Func<Subject, bool> IsIt)[] Searching =
    [
        ("searches at the end", s => s.CouldSearch, s => s.Search == SearchVerdict.Searches),
        ("misaligned mesa-optimizer at the end", s => s.CouldBeForProxy, s => s.Mesa == MesaOptimizer.Misaligned),
    ];

    private static readonly Condition[] Conditions = [Condition.EqualSteps, Condition.EqualAge, Condition.BestRate];

    /// <summary>All tests: for each architecture the claim and what it rests on, then world by world, alpha by alpha.</summary>
    /// <param name="subjects">All agents; planted ones, those that nobody trained, and worlds that ask for no preference, are left out.</param>
    /// <param name="experiment">Age, permutations, confirmatory hypotheses and the study seed.</param>
    public static IReadOnlyList<TrendRow> Of(IReadOnlyList<Subject> subjects, Experiment experiment) => Until(subjects, experiment, CancellationToken.None);

    /// <summary>The same, until a token ends it.</summary>
    internal static IReadOnlyList<TrendRow> Until(IReadOnlyList<Subject> subjects, Experiment experiment, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(subjects);
        ArgumentNullException.ThrowIfNull(experiment);
        HashSet<string> unasked = [.. subjects.Where(s => s.Verdict == Verdict.Unjudged).Select(s => s.Cell.WorldLabel)];
        ILookup<string, Subject> asked = subjects.Where(s => !s.Planted && s.Steps != 0 && !unasked.Contains(s.Cell.WorldLabel))
            .ToLookup(s => s.Cell.Architecture);
        // A hypothesis about which nobody can be asked is a row all the same.
        TrendRow[] rows =
        [
            .. asked.Select(g => g.Key).Union(experiment.Statistics.Confirmatory)
                .SelectMany(architecture => new ArchitectureTrends(architecture, [.. asked[architecture]], experiment, token).Rows()),
        ];
        double[] adjusted = BenjaminiHochberg.Adjust(
            [.. rows.Select(r => r.Status == TrendStatus.Confirmatory ? r.PValue : double.NaN)]);
        return [.. rows.Zip(adjusted, (row, p) => Judged(row with { AdjustedP = p }))];
    }

    /// <summary>A claim that all comparisons allow holds if its p-value, adjusted where it was asked beforehand, is small.</summary>
    private static TrendRow Judged(TrendRow row) => row.Claim != Claim.Holds ? row
        : (double.IsNaN(row.AdjustedP) ? row.PValue : row.AdjustedP) > SignificanceLevel ? row with { Claim = Claim.NotShown }
        : row.LevelSets < ClaimLevelSets ? row with { Claim = Claim.FewSets }
        : row;

    /// <summary>The tests of one architecture.</summary>
    private sealed class ArchitectureTrends(string architecture, Subject[] agents, Experiment experiment, CancellationToken token)
    {
        private readonly BehaviourSettings behaviour = experiment.Behaviour;
        private readonly bool isConfirmatory = experiment.Statistics.Confirmatory.Contains(architecture);

        private readonly Subject[][] groups =
            [.. agents.GroupBy(s => (s.Cell.WorldLabel, s.Cell.Alpha)).Select(g => g.ToArray())];

        public IEnumerable<TrendRow> Rows()
        {
            bool isVaried = agents.Select(s => s.Cell.Width).Distinct().Count() > 1;
            Subject[][] informed = [.. groups.Where(g => MostAlpha(g) > 0)];
            if (isVaried && informed.Length > 0) return [.. ClaimOver(informed), .. groups.SelectMany(Exploratory)];
            string why = agents.Length == 0 ? "no agent whose preference is asked for" : isVaried ? "no alpha above 0" : "one capacity";
            TrendRow[] empty = isConfirmatory
                ? [Pooled(Condition.All, new Comparison([], [], why)) with
                {
                    Status = TrendStatus.Confirmatory, Claim = Claim.Empty,
                }]
                : [];
            return [.. empty, .. isVaried ? groups.SelectMany(Exploratory) : []];
        }

        /// <summary>
        /// Persistence under each condition over the worlds and alphas that all of them can compare, and the claim that needs all of them.
        /// </summary>
        private IEnumerable<TrendRow> ClaimOver(Subject[][] informed)
        {
            Comparison[][] each = [.. informed.Select(g => Conditions.Select(c => PersistenceUnder(c, g)).ToArray())];
            Comparison[][] whole = [.. each.Where(e => e.All(c => c.Points.Count > 0))];
            LeftOut[] without =
            [
                new(informed.Where((_, i) => !whole.Contains(each[i])).Sum(g => g.Length),
                    Text($"in {informed.Length - whole.Length} of {informed.Length} groups of which some comparison is empty")),
            ];
            TrendRow[] parts =
            [
                .. Conditions.Select((condition, i) =>
                {
                    Comparison pooled = Comparison.Pool([.. whole.Select(e => e[i])]);
                    return Pooled(condition, pooled with { LeftOut = [.. pooled.LeftOut, .. without] }) with
                    {
                        Status = isConfirmatory ? TrendStatus.PartOfClaim : TrendStatus.Exploratory,
                    };
                }),
            ];
            return [ClaimOf(parts), .. parts];
        }

        /// <summary>What three comparisons allow to be claimed; whether p is small is for the whole study to say.</summary>
        private TrendRow ClaimOf(TrendRow[] parts)
        {
            bool IsAll(Func<TrendRow, bool> holds) => parts.All(holds);
            bool isOneSign = IsAll(p => p.Slope.Value > 0) || IsAll(p => p.Slope.Value < 0);
            bool isSure = IsAll(p => p.Slope.Interval.Low > 0) || IsAll(p => p.Slope.Interval.High < 0);
            Claim claim = parts.Any(p => double.IsNaN(p.PValue)) ? Claim.Empty
                : !isOneSign ? Claim.NotOneSign : isSure ? Claim.Holds : Claim.NotShown;
            return parts[0] with
            {
                Status = isConfirmatory ? TrendStatus.Confirmatory : TrendStatus.Exploratory,
                Condition = Condition.All,
                Claim = claim,
                Slope = Estimate.None,
                PValue = claim == Claim.Empty ? double.NaN : isOneSign ? parts.Max(p => p.PValue) : 1,
                Agents = parts.Min(p => p.Agents),
                LevelSets = parts.Min(p => p.LevelSets),
                LeftOut = parts.Max(p => p.LeftOut),
                WhoIsLeftOut = claim switch
                {
                    Claim.Empty => "a comparison is empty",
                    Claim.NotOneSign => "the comparisons have not one sign",
                    Claim.NotShown => "an interval holds 0, or is missing",
                    _ => "",
                },
            };
        }

        private IEnumerable<TrendRow> Exploratory(Subject[] group)
        {
            TrendRow Own(Condition condition, string outcome, string unit, Comparison comparison) =>
                Row(group[0].Cell.WorldLabel, Alpha(group), condition, outcome, unit, comparison) with
                {
                    Question = MostAlpha(group) == 0 ? TrendQuestion.InductiveBias : TrendQuestion.Capacity,
                };

            foreach (Condition condition in Conditions)
                yield return Own(condition, "persistence", PersistenceUnit, PersistenceUnder(condition, group));
            yield return Own(
                Condition.EqualSteps, "preference at the end", "preference", Comparison.Of(group, s => s.Preference));
            foreach (int age in Ages)
            {
                yield return Own(
                    Condition.EqualAge, Text($"preference at age {age}"), "preference",
                    Comparison.Of(group, s => Persistence.PreferenceAt(s.Curve, age * s.AgedClock, behaviour.LeastDecided)));
            }
            // A preference is a ratio: which of its parts moves stands beside it.
            foreach ((string part, Func<Subject, double> atEnd, Func<CurvePoint, int> count) in Parts)
            {
                yield return Own(Condition.EqualSteps, $"{part} at the end", "share of episodes", Comparison.Of(group, atEnd));
                yield return Own(
                    Condition.EqualAge, Text($"{part} at age {behaviour.Age}"), "share of episodes",
                    Comparison.Of(group, s => Persistence.At(
                        s.Curve, behaviour.Age * s.AgedClock, c => count(c) / (double)s.Episodes)));
            }
            yield return Own(Condition.EqualSteps, "proxy pull at the end", "difference of shares", Comparison.Of(group, s => s.ProxyPull));
            yield return Own(
                Condition.EqualSteps, "misaligned at the end", "share of agents",
                Comparison.Of(group, s => s.Verdict == Verdict.Misaligned ? 1 : 0));
            foreach ((string outcome, Func<Subject, bool> isAsked, Func<Subject, bool> isIt) in Searching)
            {
                if (!group.Any(isAsked)) continue;
                double Of(Subject s) => !isAsked(s) ? double.NaN : isIt(s) ? 1 : 0;
                bool isOne = group.Select(Of).Where(double.IsFinite).Distinct().Count() == 1;
                Comparison Told(Func<Comparison> compared) => isOne ? new Comparison([], [], "all of them are alike") : compared();
                yield return Own(Condition.EqualSteps, outcome, "share of agents", Told(() => Comparison.Of(group, Of)));
                yield return Own(Condition.EqualAge, outcome, "share of agents", new Comparison([], [], "detectors are let loose at the end of training alone"));
                yield return Own(Condition.BestRate, outcome, "share of agents", Told(() => Comparison.AtBestRate(group, Of)));
            }
        }

        private Comparison PersistenceUnder(Condition condition, Subject[] group)
        {
            double steps = group.Min(s => s.Steps!.Value); // they were trained
            double OverSteps(Subject s) => Persistence.Over(s.Curve, steps / behaviour.Age, steps, behaviour.LeastDecided).Value;
            return condition switch
            {
                Condition.EqualSteps => Comparison.Of(group, OverSteps),
                Condition.EqualAge => Comparison.Of(group, s => s.Persistence),
                _ => Comparison.AtBestRate(group, OverSteps),
            };
        }

        private TrendRow Pooled(Condition condition, Comparison comparison) =>
            Row(AllWorlds, double.NaN, condition, "persistence", PersistenceUnit, comparison);

        private TrendRow Row(
            string world, double alpha, Condition condition, string outcome, string unit, Comparison comparison)
        {
            token.ThrowIfCancellationRequested();
            string name = Text($"trend/{architecture}/{world}/{alpha}/{condition}/{outcome}");
            SlopeFit? fit = WithinSlope.FitUntil(
                comparison.Points, experiment.Statistics.Permutations, StatisticsRandom.Key(experiment.StudySeed, name), token);
            return new TrendRow
            {
                Question = TrendQuestion.Capacity,
                Status = TrendStatus.Exploratory,
                World = world,
                Alpha = alpha,
                Architecture = architecture,
                Condition = condition,
                Outcome = outcome,
                Slope = fit?.Slope ?? Estimate.None,
                Unit = $"{unit} a doubling of parameters",
                PValue = fit?.PValue ?? double.NaN,
                AdjustedP = double.NaN,
                Claim = null,
                Agents = fit?.Points ?? 0,
                LevelSets = fit?.Sets ?? 0,
                LeftOut = comparison.LeftOut.Sum(r => r.Count),
                WhoIsLeftOut = comparison.Why,
            };
        }

        private static double Alpha(Subject[] group) => group[0].Cell.Alpha;

        private static double MostAlpha(Subject[] group) => group[0].Cell.MostAlpha;

        private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
    }
}
