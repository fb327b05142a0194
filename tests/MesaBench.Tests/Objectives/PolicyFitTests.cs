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
        PolicyFit fit = PolicyFit.Of(decisions, logits, [1, -3, 2, 0]);

        Assert.Equal(Loss(decisions, logits, fit.Preferences), fit.Loss, 1e-9);
        Assert.Equal(0, fit.Preferences.Sum(), 1e-6);
        double[] b = new double[Paths.Actions];
        for (double size = 4; size > 1e-6; size /= 2)
            while (Improve(decisions, logits, b, size)) { }
        Assert.Equal(Loss(decisions, logits, b), fit.Loss, 1e-8);
        // A policy is the same with all preferences shifted, so that the search hardly moves that way.
        Assert.All(b.Zip(fit.Preferences), pair => Assert.Equal(pair.First - b.Average(), pair.Second, 2e-3));
    }

    [Fact]
    public void An_agent_that_never_goes_another_way_is_fitted_without_infinite_preferences()
    {
        Decisions decisions = Decisions.Split([.. Enumerable.Range(0, 64).Select(i => new Choice(i, 0, 0, -80, -80, -80))], new LevelRange(0, 64)).Fitting;
        PolicyFit fit = PolicyFit.Of(decisions, new double[decisions.Probabilities.Length], new double[Paths.Actions]);
        Assert.InRange(fit.Preferences[0] - fit.Preferences[1], 8, 16);
        Assert.InRange(decisions.Divergences(decisions.LogPolicy(new double[decisions.Probabilities.Length], fit.Preferences)).Max(), 0, 1e-3);
    }

    [Fact]
    public void The_derivatives_are_those_of_the_loss()
    {
        (Decisions decisions, double[] logits) = Drawn(21, scale: 3);
        double[] b = [0.5, -1, 0.25, 2];
        FitLoss at = FitLoss.At(decisions, logits, b);
        const double Step = 1e-5;
        for (int a = 0; a < Paths.Actions; a++)
        {
            FitLoss Moved(double by) => FitLoss.At(decisions, logits, [.. b.Select((own, i) => i == a ? own + by : own)]);
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

    private static double Loss(Decisions decisions, double[] logits, double[] b) =>
        decisions.Divergences(decisions.LogPolicy(logits, b)).Average() + PolicyFit.Penalty / 2 * b.Sum(own => own * own);

    /// <summary>Moves one preference by a step, if that helps.</summary>
    private static bool Improve(Decisions decisions, double[] logits, double[] b, double size)
    {
        double before = Loss(decisions, logits, b);
        for (int move = 0; move < 2 * Paths.Actions; move++)
        {
            double step = move % 2 == 0 ? size : -size;
            b[move / 2] += step;
            if (Loss(decisions, logits, b) < before - 1e-15) return true;
            b[move / 2] -= step;
        }
        return false;
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
