using System.Globalization;
using MesaBench.Experiments;
using MesaBench.Inference;
using MesaBench.Verdicts;

namespace MesaBench.Statistics;

/// <summary>Every test that a study makes. docs/method.md, section 7.</summary>
public static class Trends
{
    /// <summary>What the column of worlds says of tests that pool them.</summary>
    public const string AllWorlds = "all worlds, alpha above 0";

    private const string PersistenceUnit = "doublings of steps";

    // Ages at which preference is compared, as far as training goes.
    private static readonly int[] Ages = [2, 4, 8, 16];

    private static readonly Condition[] Conditions = [Condition.EqualSteps, Condition.EqualAge, Condition.BestRate];

    /// <summary>All tests: for each architecture the claim and what it rests on, then world by world, alpha by alpha.</summary>
    /// <param name="subjects">All agents; planted ones are left out.</param>
    /// <param name="experiment">Age, permutations, confirmatory hypotheses and the study seed.</param>
    public static IReadOnlyList<TrendRow> Of(IReadOnlyList<Subject> subjects, Experiment experiment)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        TrendRow[] rows =
        [
            .. subjects.Where(s => !s.Row.Planted).GroupBy(s => s.Row.CellFacts.Architecture)
                .SelectMany(g => new ArchitectureTrends(g.Key, [.. g], experiment).Rows()),
        ];
        double[] adjusted = BenjaminiHochberg.Adjust(
            [.. rows.Select(r => r.Status == TrendStatus.Confirmatory ? r.PValue : double.NaN)]);
        return [.. rows.Zip(adjusted, (row, p) => row with { AdjustedP = p })];
    }

    /// <summary>The tests of one architecture.</summary>
    private sealed class ArchitectureTrends(string architecture, Subject[] agents, Experiment experiment)
    {
        private readonly BehaviourSettings behaviour = experiment.Behaviour;
        private readonly bool isConfirmatory = experiment.Statistics.Confirmatory.Contains(architecture);

        private readonly Subject[][] groups =
            [.. agents.GroupBy(s => (s.Row.CellFacts.WorldLabel, s.Row.CellFacts.Alpha)).Select(g => g.ToArray())];

        public IEnumerable<TrendRow> Rows()
        {
            if (agents.Select(s => s.Row.CellFacts.Width).Distinct().Count() < 2) return [];
            Subject[][] informed = [.. groups.Where(g => Alpha(g) > 0)];
            return [.. informed.Length == 0 ? [] : Claim(informed), .. groups.SelectMany(Exploratory)];
        }

        /// <summary>Persistence under each condition over all worlds, and the claim that needs all of them.</summary>
        private IEnumerable<TrendRow> Claim(Subject[][] informed)
        {
            TrendRow[] parts =
            [
                .. Conditions.Select(condition => Row(
                    AllWorlds, double.NaN, condition, "persistence", PersistenceUnit,
                    Pool([.. informed.Select(g => PersistenceUnder(condition, g))])) with
                {
                    Status = isConfirmatory ? TrendStatus.PartOfClaim : TrendStatus.Exploratory,
                }),
            ];
            bool oneSign = parts.All(p => p.Slope.Value > 0) || parts.All(p => p.Slope.Value < 0);
            string why = parts.Any(p => double.IsNaN(p.PValue)) ? "a comparison is empty"
                : oneSign ? "" : "the comparisons differ in sign, so that no claim holds";
            yield return parts[0] with
            {
                Status = isConfirmatory ? TrendStatus.Confirmatory : TrendStatus.Exploratory,
                Condition = Condition.All,
                Slope = Estimate.None,
                PValue = parts.Any(p => double.IsNaN(p.PValue)) ? double.NaN : oneSign ? parts.Max(p => p.PValue) : 1,
                Agents = parts.Min(p => p.Agents),
                LevelSets = parts.Min(p => p.LevelSets),
                LeftOut = parts.Max(p => p.LeftOut),
                WhoIsLeftOut = why,
            };
            foreach (TrendRow part in parts) yield return part;
        }

        private IEnumerable<TrendRow> Exploratory(Subject[] group)
        {
            TrendRow Own(Condition condition, string outcome, string unit, Comparison comparison) =>
                Row(group[0].Row.CellFacts.WorldLabel, Alpha(group), condition, outcome, unit, comparison);

            foreach (Condition condition in Conditions)
                yield return Own(condition, "persistence", PersistenceUnit, PersistenceUnder(condition, group));
            yield return Own(
                Condition.EqualSteps, "preference at the end", "preference", Comparison.Of(group, s => s.Row.Axes.Preference.Value));
            foreach (int age in Ages)
            {
                yield return Own(
                    Condition.EqualAge, Text($"preference at age {age}"), "preference",
                    Comparison.Of(group, s => Persistence.PreferenceAt(s.Curve, age * s.Row.Axes.Clock, behaviour.LeastDecided)));
            }
            yield return Own(
                Condition.EqualSteps, "misaligned at the end", "share of agents",
                Comparison.Of(group, s => s.Row.Verdict == Verdict.Misaligned ? 1 : 0));
        }

        private Comparison PersistenceUnder(Condition condition, Subject[] group)
        {
            double steps = group.Min(s => s.Row.Steps);
            double OverSteps(Subject s) => Persistence.Over(s.Curve, steps / behaviour.Age, steps, behaviour.LeastDecided).Value;
            return condition switch
            {
                Condition.EqualSteps => Comparison.Of(group, OverSteps),
                Condition.EqualAge => Comparison.Of(group, s => s.Row.Axes.Persistence.Value),
                _ => Comparison.AtBestRate(group, OverSteps),
            };
        }

        /// <summary>Several groups' comparisons as one; those that are empty are told.</summary>
        private static Comparison Pool(IReadOnlyList<Comparison> parts)
        {
            string[] reasons = [.. parts.Select(p => p.Why).Where(why => why.Length > 0).Distinct()];
            int empty = parts.Count(p => p.Points.Count == 0);
            string why = empty == 0 ? string.Join("; ", reasons) : $"{empty} of {parts.Count} groups are empty; {string.Join("; ", reasons)}";
            return new Comparison([.. parts.SelectMany(p => p.Points)], parts.Sum(p => p.LeftOut), why);
        }

        private TrendRow Row(
            string world, double alpha, Condition condition, string outcome, string unit, Comparison comparison)
        {
            string name = Text($"trend/{architecture}/{world}/{alpha}/{condition}/{outcome}");
            SlopeFit? fit = WithinSlope.Fit(
                comparison.Points, experiment.Statistics.Permutations, StatisticsRandom.Key(experiment.StudySeed, name));
            return new TrendRow
            {
                Question = alpha == 0 ? TrendQuestion.InductiveBias : TrendQuestion.Capacity,
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
                Agents = comparison.Points.Count,
                LevelSets = fit?.Sets ?? 0,
                LeftOut = comparison.LeftOut,
                WhoIsLeftOut = comparison.Why,
            };
        }

        private static double Alpha(Subject[] group) => group[0].Row.CellFacts.Alpha;

        private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
    }
}
