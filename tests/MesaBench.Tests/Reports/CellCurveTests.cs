using MesaBench.Experiments;
using MesaBench.Reports.Figures;
using MesaBench.Tests.Studies;
using MesaBench.Verdicts;

namespace MesaBench.Tests.Reports;

public class CellCurveTests
{
    private static readonly AgentRow Row = TinyStudy.Agents(Repository.Path("results", "quick-reference"))[0];

    private static (AgentRow, IReadOnlyList<CurvePoint>) Agent(int set, double clock, params CurvePoint[] curve) =>
        (Row with { LevelSet = set, Competent = true, Axes = Row.Axes with { Clock = clock, ClockAfter = (long)clock - 1, ClockBy = (long)clock + 1 } }, curve);

    [Fact]
    public void Preference_is_the_mean_of_set_means_at_checkpoints_and_by_age()
    {
        CellCurve curve = CellCurve.Of([
            Agent(0, 100, new(100, 1, 100, 0), new(200, 1, 50, 50), new(400, 1, 0, 100)), Agent(0, 200, new(100, 1, 100, 0), new(200, 1, 0, 100), new(400, 1, 50, 50)),
            Agent(1, 100, new(100, 1, 0, 100), new(200, 1, 0, 100), new(400, 1, 0, 100)),
        ], new BehaviourSettings());
        Assert.Equal([(100, (0 + 0) / 2.0 / 2 + 0.5), (200, 0.75 / 2 + 0.5), (400, 0.75 / 2 + 0.5)], curve.BySteps.Select(mean => (mean.At, mean.Preference.Value)));
        // At age 1: 0, and 1 at 200 steps; 1. At age 2: a half, and a half at 400 steps; 1. At age 4 the second is not there any more.
        Assert.Equal([(1, 0.75), (2, 0.75)], curve.ByAge.Where(mean => mean.At is 1 or 2 or 4).Select(mean => (mean.At, mean.Preference.Value)));
        Assert.All(curve.BySteps, mean => Assert.Equal(3, mean.Agents));
    }

    [Fact]
    public void A_time_at_which_more_than_one_in_ten_have_no_preference_is_left_out()
    {
        CurvePoint undecided = new(100, 1, 5, 5), late = new(200, 1, 50, 50);
        CellCurve curve = CellCurve.Of([Agent(0, 50, undecided, late), Agent(0, 50, new(100, 1, 50, 50), late)], new BehaviourSettings());
        Assert.Equal([200], curve.BySteps.Select(mean => mean.At));
    }

    [Fact]
    public void Agents_that_are_not_competent_count_nowhere()
    {
        (AgentRow row, IReadOnlyList<CurvePoint> points) = Agent(0, 50, new CurvePoint(100, 1, 50, 50));
        CellCurve curve = CellCurve.Of([(row with { Competent = false }, points)], new BehaviourSettings());
        Assert.Equal((0, 0), (curve.BySteps.Count, curve.ByAge.Count));
    }
}
