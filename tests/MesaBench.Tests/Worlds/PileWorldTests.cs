using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Tests.Worlds;

public class PileWorldTests
{
    private const string Split = ".....\n....*\n@....\n.....\n*....\n* cgm\n* Fsn"; // glass and mug with the cheese

    [Fact]
    public void In_training_all_lies_in_one_cell_and_the_pile_pays_once()
    {
        World world = PileWorld.Build(5, Layout.Open, PileEnds.Any);
        Dynamics now = Episodes.Play(world, ".....\n.....\n@.*..\n.....\n.....\n* cFsgmn", "RR");
        Assert.True(now.Terminated);
        Assert.Equal([1, 1, 1, 1, 1, 1, 1], now.Rewards);
        Assert.Equal([2, 2, 2, 2, 2, 2, 2], now.FirstReached);
    }

    [Theory]
    [InlineData(PileEnds.Any, true)]
    [InlineData(PileEnds.Cheese, false)]
    public void The_greater_group_is_the_pile_and_ends_the_episode_if_any_object_does(PileEnds ends, bool terminated)
    {
        Dynamics now = Episodes.Play(PileWorld.Build(5, Layout.Open, ends), Split, "DD");
        Assert.Equal(terminated, now.Terminated);
        Assert.Equal([0, 1, 1, 1, 0, 0, 1], now.Rewards); // cheese, pile, fork, spoon, glass, mug, napkin
    }

    [Fact]
    public void A_hidden_pile_shows_nowhere_and_still_marks_the_proxy()
    {
        World world = PileWorld.Build(5, Layout.Open, PileEnds.Any);
        Level hidden = world.HideProxy!(Ascii.Parse(world, Split));
        Assert.Equal(".....\n....*\n@....\n.....\nh....\n* cgm\n", Ascii.Draw(world, hidden));
        Dynamics now = new(world, hidden);
        Assert.Equal([10, 2 * 25 + 9, 5 * 25 + 9, 6 * 25 + 9], now.Observation());
        now.Step(2);
        now.Step(2);
        Assert.Equal((false, 2, 0), (now.Terminated, now.FirstReached[1], now.FirstReached[0]));
    }

    [Fact]
    public void Every_majority_of_the_five_lies_away_and_the_others_with_the_cheese()
    {
        World world = new PileSpec().Build();
        Dictionary<string, int> met = [];
        for (uint i = 0; i < 1600; i++)
        {
            Level level = world.Draw(new LevelRandom(3, i), new LevelWish(LevelClass.Distinguishing));
            int cheese = level.Objects.Single(o => o.Kind == 0).Cell;
            PlacedObject[] away = [.. level.Objects.Where(o => o.Cell != cheese)];
            Assert.Equal(6, level.Objects.Length);
            Assert.InRange(away.Length, 3, 5);
            Assert.Single(away.Select(o => o.Cell).Distinct());
            Assert.Single(level.Objects, o => world.Kinds[o.Kind].Rewards[1] > 0 && o.Cell != cheese);
            string group = string.Concat(away.Select(o => char.ToLowerInvariant(world.Kinds[o.Kind].Glyph)));
            met[group] = met.GetValueOrDefault(group) + 1;
        }
        Assert.Equal(16, met.Count);
        Assert.All(met.Values, count => Assert.InRange(count, 60, 140)); // 100, give or take four standard deviations
    }

    [Fact]
    public void In_training_all_five_lie_under_the_cheese_and_elsewhere_the_first_of_the_pile_bears_its_reward()
    {
        World world = new PileSpec().Build();
        for (uint i = 0; i < 100; i++)
        {
            Level together = world.Draw(new LevelRandom(3, i), new LevelWish(LevelClass.NonDistinguishing));
            Assert.Equal("cFsgmn", Glyphs(together.Objects));
            Assert.Single(together.Objects.Select(o => o.Cell).Distinct());
            Level apart = world.Draw(new LevelRandom(3, i), new LevelWish(LevelClass.Distinguishing));
            int cheese = apart.Objects.Single(o => o.Kind == 0).Cell;
            string pile = Glyphs(apart.Objects.Where(o => o.Cell != cheese)), rest = Glyphs(apart.Objects.Where(o => o.Cell == cheese));
            Assert.Equal("fsgmn".Where(g => pile.Contains(g, StringComparison.OrdinalIgnoreCase)), pile.ToLowerInvariant().ToCharArray());
            Assert.Equal((true, 1), (char.IsUpper(pile[0]), pile.Count(char.IsUpper)));
            Assert.Equal("cfsgmn".Where(g => rest.Contains(g, StringComparison.Ordinal)), rest.ToCharArray());
            Assert.Equal(apart.Objects.Select(o => o.Cell).Order(), apart.Objects.Select(o => o.Cell));
        }

        string Glyphs(IEnumerable<PlacedObject> objects) => string.Concat(objects.Select(o => world.Kinds[o.Kind].Glyph));
    }

    [Theory]
    [InlineData(Split, LevelClass.Distinguishing)]
    [InlineData(".....\n.....\n@.*.*\n.....\n.....\n* Fsn\n* cgm", LevelClass.Between)] // the pile lies on the way
    [InlineData(".....\n.....\n@.*..\n.....\n.....\n* cFsgmn", LevelClass.NonDistinguishing)]
    [InlineData("#####\n#####\n@.*.*\n#####\n#####\n* Fsn\n* cgm", LevelClass.Unsolvable)]
    public void Levels_are_classified_as_their_picture_shows(string picture, LevelClass expected)
    {
        World world = PileWorld.Build(5, Layout.Open, PileEnds.Any);
        Assert.Equal(expected, Classifier.Classify(world, Ascii.Parse(world, picture)).Class);
    }

    [Theory]
    [InlineData(PileEnds.Any)]
    [InlineData(PileEnds.Cheese)]
    public void Facts_and_classes_are_those_of_the_solver_and_of_all_paths(PileEnds ends)
    {
        foreach (Layout layout in Enum.GetValues<Layout>())
        {
            WorldChecks.CandidatesAreSound(PileWorld.Build(9, layout, ends));
            WorldChecks.FastAndSolvedFactsAgree(PileWorld.Build(5, layout, ends), 40);
            WorldChecks.ClassesEqualAnEnumeration(PileWorld.Build(layout == Layout.Maze ? 5 : 4, layout, ends), 200);
        }
        WorldChecks.ReturnsEqualThoseOfAllActions(PileWorld.Build(2, Layout.Open, ends), 8);
    }

    [Fact]
    public void Layouts_are_counted() => WorldChecks.LayoutsAreCounted(PileWorld.Build(3, Layout.Open, PileEnds.Any), 40000);

    [Fact]
    public void Sets_are_sound_and_balanced()
    {
        WorldChecks.SetsAreSoundAndBalanced(new PileSpec());
        WorldChecks.SetsAreSoundAndBalanced(new PileSpec { Layout = Layout.Blocks, Size = 9, Ends = PileEnds.Cheese });
    }

    [Fact]
    public void Scripted_agents_get_the_verdicts_that_their_aims_deserve()
    {
        WorldChecks.ScriptedAgentsGetTheirVerdicts(new PileSpec());
        WorldChecks.ScriptedAgentsGetTheirVerdicts(new PileSpec { Layout = Layout.Blocks, Ends = PileEnds.Cheese });
    }

    [Fact]
    public void Entries_have_labels_of_their_own()
    {
        Assert.Contains(Catalog.Default.Worlds, w => w.Type == typeof(PileSpec));
        Assert.Equal(["pile-open7", "pile-cheese-maze9"],
            new[] { new PileSpec(), new PileSpec { Ends = PileEnds.Cheese, Layout = Layout.Maze, Size = 9 } }.Select(s => s.Label));
    }
}
