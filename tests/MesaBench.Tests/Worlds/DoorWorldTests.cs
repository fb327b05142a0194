using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Tests.Worlds;

public class DoorWorldTests
{
    private static readonly LevelSettings Small = new()
    {
        Training = 200, TrainingDistinguishing = 50, HeldOut = 64, ProbeTraining = 20, ProbeTest = 20,
    };

    [Theory]
    [InlineData(Layout.Open, 1)]
    [InlineData(Layout.Open, 2)]
    [InlineData(Layout.Open, 5)]
    [InlineData(Layout.Blocks, 3)]
    [InlineData(Layout.Maze, 4)]
    public void Green_leads_by_as_much_as_is_asked_where_the_objectives_agree_and_by_no_more_than_it_happens_to(Layout layout, int lead)
    {
        LevelSets sets = LevelSets.Draw(new DoorSpec { Layout = layout, Lead = lead }.Build(), Small, 4, 0.95, TestContext.Current.CancellationToken);
        long[] leads = [.. sets.Training.Concat(sets.InDistribution).Select(l => LeadOfGreen(sets.World, l.Level))];
        Assert.Equal(264, leads.Length);
        Assert.Equal(lead, leads.Min());
        Assert.True(leads.Max() > lead);
    }

    [Theory]
    [InlineData(Layout.Open)]
    [InlineData(Layout.Blocks)]
    public void A_lead_changes_no_level_on_which_the_objectives_come_apart(Layout layout)
    {
        LevelSets[] sets = [.. new[] { 1, 4 }.Select(lead => LevelSets.Draw(new DoorSpec { Layout = layout, Lead = lead }.Build(), Small, 4, 0.95))];
        Assert.Equal(Print(sets[0], s => s.Shifted), Print(sets[1], s => s.Shifted));
        Assert.Equal(Print(sets[0], s => s.TrainingDistinguishing), Print(sets[1], s => s.TrainingDistinguishing));
        Assert.NotEqual(Print(sets[0], s => s.Training), Print(sets[1], s => s.Training));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Layouts_are_counted(int lead) =>
        WorldChecks.LayoutsAreCounted(DoorWorld.Build(4, Layout.Open, DoorPlanes.Separate, 0, lead), 20000);

    [Fact]
    public void With_paint_layouts_are_past_counting_and_without_they_are_none_of_another_class()
    {
        Assert.Equal(
            double.PositiveInfinity, DoorWorld.Build(4, Layout.Open, DoorPlanes.Joint, 0.1).DistinctLayouts(LevelClass.NonDistinguishing));
        Assert.Equal(0, DoorWorld.Build(4, Layout.Open, DoorPlanes.Joint, 0).DistinctLayouts(LevelClass.Between));
        Assert.Equal(
            double.PositiveInfinity, DoorWorld.Build(4, Layout.Blocks, DoorPlanes.Separate, 0).DistinctLayouts(LevelClass.Distinguishing));
    }

    [Fact]
    public void A_lead_that_no_level_can_have_is_said_to_be_out_of_supply()
    {
        LevelSupplyException e = Assert.Throws<LevelSupplyException>(
            () => LevelSets.Draw(DoorWorld.Build(5, Layout.Open, DoorPlanes.Separate, 0, lead: 8), Small, 4, 0.95, TestContext.Current.CancellationToken));
        Assert.Contains("NonDistinguishing", e.Problem.Path, StringComparison.Ordinal);
    }

    [Fact]
    public void Entries_have_labels_of_their_own_and_a_lead_of_nothing_or_of_too_much_is_refused()
    {
        Assert.Equal(
            ["door-open7", "door-lead3-open7", "door-paint0.2-lead3-blocks9", "door-separate-lead2-open7"],
            new[]
            {
                new DoorSpec { Lead = 1 }, new DoorSpec { Lead = 3 }, new DoorSpec { Lead = 3, Paint = 0.2, Size = 9, Layout = Layout.Blocks },
                new DoorSpec { Lead = 2, Planes = DoorPlanes.Separate },
            }.Select(s => s.Label));
        Assert.All([0, 9], lead => Assert.Equal(["w.lead"], Validation.Problems(new DoorSpec { Lead = lead }, "w").Select(p => p.Path)));
        Assert.Empty(Validation.Problems(new DoorSpec { Lead = 8 }, "w"));
        Assert.Empty(Validation.Problems(new DoorSpec { Lead = 14, Size = 13 }, "w"));
    }

    /// <summary>Steps to the red door less those to the green one, on paths that end at either.</summary>
    private static long LeadOfGreen(World world, Level level)
    {
        int Door(string colour) => level.Objects.Single(o => world.Kinds[o.Kind].Name.StartsWith($"{colour} door", StringComparison.Ordinal)).Cell;
        (int green, int red) = (Door("green"), Door("red"));
        int[] distances = Paths.Distances(level.Size, level.Walls, level.Start, green, red);
        return (long)distances[red] - distances[green];
    }

    private static string Print(LevelSets sets, Func<LevelSets, IReadOnlyList<ClassifiedLevel>> of) =>
        string.Concat(of(sets).Select(l => Ascii.Draw(sets.World, l.Level)));
}
