using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Worlds;

namespace MesaBench.Tests.Worlds;

public class CornerWorldTests
{
    private static readonly LevelSettings Small = new()
    {
        Training = 64, TrainingDistinguishing = 200, HeldOut = 64, ProbeTraining = 20, ProbeTest = 20,
    };

    [Theory]
    [InlineData(Layout.Open)]
    [InlineData(Layout.Blocks)]
    [InlineData(Layout.Maze)]
    public void Training_cheese_lies_in_the_region_and_shifted_cheese_anywhere(Layout layout)
    {
        LevelSets sets = LevelSets.Draw(CornerWorld.Build(7, layout, region: 4), Small, 3, 0.95, TestContext.Current.CancellationToken);
        Assert.All(sets.TrainingDistinguishing, l => Assert.True(InRegion(l.Level, 4)));
        Assert.Contains(sets.Shifted, l => InRegion(l.Level, 4));
        Assert.Contains(sets.Shifted, l => !InRegion(l.Level, 4));
        Assert.Contains(sets.ProbeTraining, l => !InRegion(l.Level, 4));

        IEnumerable<ClassifiedLevel> all = [.. sets.TrainingDistinguishing, .. sets.Shifted, .. sets.ProbeTraining, .. sets.ProbeTest];
        ulong[] hashes = [.. all.Select(l => LevelHash.WithStart(LevelHash.Layout(sets.World, l.Level), l.Level.Start))];
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
        Assert.All(all.Where(l => l.Facts.Class != LevelClass.Distinguishing), l => Assert.Equal(0, Cheese(l.Level)));
    }

    [Fact]
    public void In_training_the_cheese_is_drawn_from_every_cell_of_the_region_and_none_beyond()
    {
        World world = CornerWorld.Build(7, Layout.Open, region: 3);
        int[] Met(LevelWish wish) =>
            [.. Enumerable.Range(0, 400).Select(i => Cheese(world.Draw(new LevelRandom(3, (uint)i), wish))).Distinct().Order()];
        Assert.Equal([0, 1, 2, 7, 8, 9, 14, 15, 16], Met(new LevelWish(LevelClass.Distinguishing, ForTraining: true)));
        Assert.Equal(Enumerable.Range(1, 48), Met(new LevelWish(LevelClass.Distinguishing)));
    }

    [Fact]
    public void A_region_changes_no_levels_but_those_to_train_on()
    {
        LevelSets[] sets =
        [
            .. new[] { 0, 3 }.Select(region => LevelSets.Draw(CornerWorld.Build(7, Layout.Blocks, region), Small, 3, 0.95)),
        ];
        Assert.Equal(Print(sets[0], s => s.Training), Print(sets[1], s => s.Training));
        Assert.Equal(Print(sets[0], s => s.Shifted), Print(sets[1], s => s.Shifted));
        Assert.NotEqual(Print(sets[0], s => s.TrainingDistinguishing), Print(sets[1], s => s.TrainingDistinguishing));
    }

    [Fact]
    public void A_region_of_the_corner_alone_has_no_distinguishing_levels_to_train_on_and_says_so()
    {
        Experiment experiment = new()
        {
            Name = "one", Worlds = [new CornerSpec { Region = 1 }], Networks = [new MlpSpec()], Levels = Small, Alphas = [0, 0.1],
        };
        LevelSupplyException e = Assert.Throws<LevelSupplyException>(() => LevelLibrary.Draw(experiment));
        Assert.Contains("Distinguishing levels to train on", e.Problem.Path, StringComparison.Ordinal);
        Assert.Contains("0 levels", e.Problem.Found, StringComparison.Ordinal);
        Assert.Equal(64, Assert.Single(LevelLibrary.Draw(experiment with { Alphas = [0] }).Sizes).Shifted);
    }

    [Fact]
    public void Entries_have_labels_of_their_own_and_a_region_outside_the_grid_is_refused()
    {
        Assert.Equal(["corner-open7", "corner-region3-blocks9"],
            new[] { new CornerSpec(), new CornerSpec { Region = 3, Layout = Layout.Blocks, Size = 9 } }.Select(s => s.Label));
        Assert.Equal(["w.region"], Validation.Problems(new CornerSpec { Region = 8 }, "w").Select(p => p.Path));
        Assert.Empty(Validation.Problems(new CornerSpec { Region = 7 }, "w"));
    }

    private static int Cheese(Level level) => level.Objects.Single(o => o.Kind == 0).Cell;

    private static bool InRegion(Level level, int region) =>
        Cheese(level) / level.Size < region && Cheese(level) % level.Size < region && Cheese(level) != 0;

    private static string Print(LevelSets sets, Func<LevelSets, IReadOnlyList<ClassifiedLevel>> of) =>
        string.Concat(of(sets).Select(l => Ascii.Draw(sets.World, l.Level)));
}
