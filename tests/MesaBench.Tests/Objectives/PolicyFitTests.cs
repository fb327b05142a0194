using MesaBench.Behaviour;
using MesaBench.Objectives;
using MesaBench.Worlds;

namespace MesaBench.Tests.Objectives;

public sealed class PolicyFitTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(37)]
    [InlineData(200)]
    public void Preferences_are_those_that_a_search_without_derivatives_finds(int count)
    {
        (Decisions decisions, double[] logits) = Drawn(count, scale: 2);
        PolicyFit fit = PolicyFit.Of(decisions, logits, lapse: 0, [1, -3, 2, 0]);

        Assert.Equal(Loss(decisions, logits, fit), fit.Loss, 1e-9);
        Assert.Equal(0, fit.Preferences.Sum(), 1e-6);
        PolicyFit found = Searched(decisions, logits, lapse: 0, new double[Paths.Actions]);
        Assert.Equal(found.Loss, fit.Loss, 1e-8);
        // A policy is the same with all preferences shifted, so that the search hardly moves that way.
        Assert.All(found.Preferences.Zip(fit.Preferences), pair => Assert.Equal(pair.First - found.Preferences.Average(), pair.Second, 2e-3));
    }

    [Theory]
    [InlineData(40, 2, 0)]
    [InlineData(100, 12, 0.03)]
    [InlineData(100, 30, 0.01)]
    [InlineData(150, 8, 0.008)]
    public void Lapse_and_preferences_are_the_best_that_searches_from_many_places_find(int count, double scale, double slips)
    {
        (Decisions decisions, double[] logits) = Slipping(count, scale, slips);
        PolicyFit fit = PolicyFit.OverLapses(decisions, logits, PolicyFit.Start);
        PolicyFit fromMost = PolicyFit.OverLapses(decisions, logits, new PolicyFit(PolicyFit.Lapses[^1], [4, 0, -4, 0], 0, 0));

        Assert.Equal(Loss(decisions, logits, fit), fit.Loss, 1e-9);
        Assert.Equal(fit.Loss, fromMost.Loss, 1e-8);
        double[][] places = [[0, 0, 0, 0], [6, 0, 0, -6], [0, -6, 6, 0]];
        PolicyFit found = PolicyFit.Lapses.SelectMany(lapse => places.Select(from => Searched(decisions, logits, lapse, from))).MinBy(one => one.Loss)!;
        Assert.Equal(found.Loss, fit.Loss, 1e-7);
        Assert.Equal(found.Lapse, fit.Lapse);
    }

    [Fact]
    public void Who_slips_at_times_is_found_to_lapse_and_nobody_else()
    {
        double LapseOf(double slips)
        {
            (Decisions decisions, double[] logits) = Slipping(1000, scale: 30, slips);
            return PolicyFit.OverLapses(decisions, logits, PolicyFit.Start).Lapse;
        }

        Assert.Equal(0, LapseOf(0));
        Assert.InRange(LapseOf(0.005), 0.0025, 0.01);
        Assert.Equal(0.02, LapseOf(0.06));
    }

    [Fact]
    public void An_agent_that_never_goes_another_way_is_fitted_without_infinite_preferences()
    {
        Decisions decisions = Decisions.Split([.. Enumerable.Range(0, 64).Select(i => new Choice(i, 0, 0, -80, -80, -80))], new LevelRange(0, 64)).Fitting;
        double[] logits = new double[decisions.Probabilities.Length];
        PolicyFit fit = PolicyFit.OverLapses(decisions, logits, PolicyFit.Start);
        Assert.Equal(0, fit.Lapse);
        Assert.InRange(fit.Preferences[0] - fit.Preferences[1], 8, 16);
        Assert.InRange(decisions.Divergences(decisions.LogPolicy(logits, fit)).Max(), 0, 1e-3);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.02)]
    public void The_derivatives_are_those_of_the_loss(double lapse)
    {
        (Decisions decisions, double[] logits) = Drawn(21, scale: 3);
        double[] b = [0.5, -1, 0.25, 2];
        FitLoss at = FitLoss.At(decisions, logits, lapse, b);
        const double Step = 1e-5;
        // Of the lapse by its formula, since near 0 the loss bends too much for differences.
        double[] unlapsed = [.. decisions.LogPolicy(logits, PolicyFit.Start with { Preferences = b }).Select(Math.Exp)];
        double slope = decisions.Probabilities.Zip(unlapsed, (p, q) => p == 0 ? 0 : p * (q - 0.25) / ((1 - lapse) * q + lapse / 4)).Sum() / decisions.Count;
        Assert.Equal(1, at.Slope / slope, 1e-8);
        for (int a = 0; a < Paths.Actions; a++)
        {
            FitLoss Moved(double by) => FitLoss.At(decisions, logits, lapse, [.. b.Select((own, i) => i == a ? own + by : own)]);
            (FitLoss up, FitLoss down) = (Moved(Step), Moved(-Step));
            Assert.Equal((up.Value - down.Value) / (2 * Step), at.Gradient[a], 1e-7);
            for (int c = 0; c < Paths.Actions; c++)
                Assert.Equal((up.Gradient[c] - down.Gradient[c]) / (2 * Step), at.Curvature[a, c], 1e-7);
        }
    }

    [Fact]
    public void Halves_are_of_different_levels_and_each_stratum_is_in_both()
    {
        (Decisions fitting, Decisions reporting) = Decisions.Split([.. Enumerable.Range(100, 256).Select(level => new Choice(level, 0, 0, 0, 0, 0))], new LevelRange(100, 256));
        Assert.Empty(fitting.Choices.Select(c => c.Level).Intersect(reporting.Choices.Select(c => c.Level)));
        Assert.Equal((128, 128), (fitting.Count, reporting.Count));
        Assert.All(Enumerable.Range(0, 4), stratum => Assert.InRange(fitting.Choices.Count(c => c.Level % 4 == stratum), 28, 36));
    }

    private static double Loss(Decisions decisions, double[] logits, PolicyFit fit) =>
        decisions.Divergences(decisions.LogPolicy(logits, fit)).Average() + PolicyFit.Penalty / 2 * fit.Preferences.Sum(own => own * own);

    /// <summary>The best preferences near some place with a sum of 0, by taking from one what is given to another.</summary>
    private static PolicyFit Searched(Decisions decisions, double[] logits, double lapse, double[] from)
    {
        PolicyFit now = new(lapse, from, double.PositiveInfinity, 0);
        for (double size = 4; size > 1e-4; size /= 2)
            for (double before = double.PositiveInfinity; now.Loss < before - 1e-12 || double.IsInfinity(now.Loss);)
            {
                before = now.Loss;
                for (int move = 0; move < Paths.Actions * Paths.Actions; move++)
                {
                    double[] b = [.. now.Preferences];
                    b[move / Paths.Actions] += size;
                    b[move % Paths.Actions] -= size;
                    PolicyFit next = new(lapse, b, 0, 0);
                    next = next with { Loss = Loss(decisions, logits, next) };
                    if (next.Loss < now.Loss) now = next;
                }
            }
        return now;
    }

    /// <summary>An agent that acts by a candidate and preferences of its own, but for a share of decisions in which it takes the worst action.</summary>
    private static (Decisions Decisions, double[] Logits) Slipping(int count, double scale, double slips)
    {
        (Decisions drawn, double[] logits) = Drawn(count, scale);
        Random random = new(count + 1);
        Choice Choose(int i)
        {
            double[] own = [.. Enumerable.Range(0, Paths.Actions).Select(a => logits[a * drawn.Stride + i] + a * 0.3)];
            if (random.NextDouble() < slips) own[Array.IndexOf(own, own.Min())] = own.Max() + 20;
            return new Choice(drawn.Choices[i].Level, 0, (float)own[0], (float)own[1], (float)own[2], (float)own[3]);
        }

        Choice[] choices = [.. Enumerable.Range(0, count).Select(Choose)];
        return (Decisions.Split(choices, new LevelRange(0, 3 * count)).Fitting, logits);
    }

    /// <summary>Random decisions, one a level, and what some candidate makes of the actions.</summary>
    private static (Decisions Decisions, double[] Logits) Drawn(int count, double scale)
    {
        Random random = new(count);
        float Logit() => (float)(scale * (2 * random.NextDouble() - 1));
        Choice[] choices = [.. Enumerable.Range(0, 3 * count).Select(level => new Choice(level, 0, Logit() + 1, Logit(), Logit(), Logit()))];
        Decisions all = Decisions.Split(choices, new LevelRange(0, choices.Length)).Fitting;
        Decisions decisions = Decisions.Split([.. all.Choices.Take(count)], new LevelRange(0, choices.Length)).Fitting;
        Assert.Equal(count, decisions.Count);
        double[] logits = new double[decisions.Probabilities.Length];
        for (int action = 0; action < Paths.Actions; action++)
            for (int i = 0; i < count; i++) logits[action * decisions.Stride + i] = 2 * Logit();
        return (decisions, logits);
    }
}
