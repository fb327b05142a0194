using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Tests.Worlds;

public class DishWorldTests
{
    private static World Build(int size = 5, Layout layout = Layout.Open, DishEnds ends = DishEnds.Cheese, int radius = 0) =>
        DishWorld.Build(size, layout, new DishSpec { Ends = ends, Radius = radius });

    public static TheoryData<DishEnds> BothEnds() => [DishEnds.Cheese, DishEnds.Either];

    [Theory]
    [InlineData(DishEnds.Cheese, "RRR", false, "....c\n.....\n...@.\n.....\n.....")]
    [InlineData(DishEnds.Either, "RR", true, "....c\n.....\n..@..\n.....\n.....")]
    public void A_dish_is_taken_and_ends_the_episode_only_if_either_does(DishEnds ends, string actions, bool terminated, string after)
    {
        World world = Build(ends: ends);
        const string Before = "....c\n.....\n@.d..\n.....\n.....";
        Dynamics now = Episodes.Play(world, Before, actions);
        Assert.Equal(after, Episodes.Picture(world, Before, now).TrimEnd());
        Assert.Equal((terminated, 0, 2), (now.Terminated, now.FirstReached[0], now.FirstReached[1]));
    }

    [Fact]
    public void Cheese_on_a_dish_reaches_both_objectives_at_one_step()
    {
        Dynamics now = Episodes.Play(Build(), ".....\n.....\n@.*..\n.....\n.....\n* cd", "RR");
        Assert.Equal((true, 2, 2), (now.Terminated, now.FirstReached[0], now.FirstReached[1]));
    }

    [Theory]
    [InlineData(DishEnds.Cheese, ".....\n.....\n@.*..\n.....\n.....\n* cd", LevelClass.NonDistinguishing)]
    [InlineData(DishEnds.Cheese, "d....\n.....\n@....\n.....\n....c", LevelClass.Distinguishing)]
    [InlineData(DishEnds.Cheese, "c....\n.....\n@....\n.....\n....d", LevelClass.Distinguishing)] // whichever is nearer
    [InlineData(DishEnds.Cheese, ".....\n.....\n@.d.c\n.....\n.....", LevelClass.Between)] // on the way
    [InlineData(DishEnds.Cheese, ".....\n.....\n@...d\n....c\n.....", LevelClass.Between)] // side by side
    [InlineData(DishEnds.Cheese, "#####\n#####\n@.d.c\n#####\n#####", LevelClass.Between)] // the dish leaves the only way free ...
    [InlineData(DishEnds.Either, "#####\n#####\n@.d.c\n#####\n#####", LevelClass.Unsolvable)] // ... or bars
    public void Levels_are_classified_as_their_picture_shows(DishEnds ends, string picture, LevelClass expected)
    {
        World world = Build(ends: ends);
        Assert.Equal(expected, Classifier.Classify(world, Ascii.Parse(world, picture)).Class);
    }

    [Fact]
    public void A_hidden_dish_shows_nowhere_and_still_marks_the_proxy()
    {
        World world = Build(ends: DishEnds.Either);
        Level level = Ascii.Parse(world, "....c\n.....\n@.d..\n.....\n.....");
        Level hidden = world.HideProxy!(level);
        Assert.Equal("....c\n.....\n@.h..\n.....\n.....\n", Ascii.Draw(world, hidden));
        Assert.Contains(3 * world.Cells + 12, new Dynamics(world, level).Observation());
        Dynamics now = new(world, hidden);
        Assert.DoesNotContain(3 * world.Cells + 12, now.Observation());
        now.Step(3);
        now.Step(3);
        Assert.Equal((false, 2), (now.Terminated, now.FirstReached[1]));
    }

    [Fact]
    public void Each_object_shows_on_as_many_planes_as_it_has_channels()
    {
        World world = new DishSpec { CheeseChannels = 2, DishChannels = 3 }.Build();
        Assert.Equal(["agent", "walls", "cheese 1", "cheese 2", "dish 1", "dish 2", "dish 3"], world.Planes);
        Assert.Equal([[2, 3], [4, 5, 6], []], world.Kinds.Select(k => k.Planes));
    }

    [Theory]
    [InlineData(Layout.Open)]
    [InlineData(Layout.Blocks)]
    public void Within_a_radius_the_dish_lies_no_further_and_everywhere_within(Layout layout)
    {
        World world = Build(7, layout, radius: 3);
        HashSet<int> met = [];
        for (uint i = 0; i < 300; i++)
        {
            Level level = world.Draw(new LevelRandom(1, i), new LevelWish(LevelClass.Distinguishing));
            int[] distances = Paths.Distances(7, level.Walls, level.Objects[0].Cell);
            met.Add(distances[level.Objects[1].Cell]);
        }
        Assert.Subset(new HashSet<int> { 0, 1, 2, 3 }, met);
        Assert.Superset(new HashSet<int> { 1, 2, 3 }, met);
        Assert.True(layout == Layout.Blocks || !met.Contains(0)); // blocks may wall the cheese in
    }

    [Fact]
    public void Within_a_radius_every_cell_is_drawn()
    {
        World world = Build(5, Layout.Open, radius: 2);
        HashSet<int> met = [];
        for (uint i = 0; i < 4000; i++)
        {
            Level level = world.Draw(new LevelRandom(1, i), new LevelWish(LevelClass.Distinguishing));
            if (level.Objects.Single(o => o.Kind == 0).Cell == 12) met.Add(level.Objects.Single(o => o.Kind == 1).Cell);
        }
        Assert.Equal([2, 6, 7, 8, 10, 11, 13, 14, 16, 17, 18, 22], met.Order());
    }

    [Fact]
    public void In_a_maze_the_cheese_lies_on_any_cell_of_any_maze() =>
        Assert.Equal(192 * 17, Build(5, Layout.Maze).DistinctLayouts(LevelClass.NonDistinguishing));

    [Fact]
    public void A_label_tells_either_objects_channels() => Assert.Equal(
        ["dish-c1d3-open7", "dish-c2d1-open7"], new[] { new DishSpec { DishChannels = 3 }, new DishSpec { CheeseChannels = 2 } }.Select(s => s.Label));

    [Theory]
    [MemberData(nameof(BothEnds))]
    public void Facts_and_classes_are_those_of_the_solver_and_of_all_paths(DishEnds ends)
    {
        foreach (Layout layout in Enum.GetValues<Layout>())
        {
            WorldChecks.CandidatesAreSound(Build(9, layout, ends));
            WorldChecks.FastAndSolvedFactsAgree(Build(5, layout, ends, radius: 4), 200);
            WorldChecks.ClassesEqualAnEnumeration(Build(layout == Layout.Maze ? 5 : 4, layout, ends), 300);
        }
        WorldChecks.ReturnsEqualThoseOfAllActions(Build(2, ends: ends), 12);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3)]
    public void Layouts_are_counted(int radius)
    {
        WorldChecks.LayoutsAreCounted(Build(3, radius: radius), 5000);
        WorldChecks.LayoutsAreCounted(Build(4, radius: radius), 20000);
    }

    [Fact]
    public void Sets_are_sound_and_balanced()
    {
        WorldChecks.SetsAreSoundAndBalanced(new DishSpec());
        WorldChecks.SetsAreSoundAndBalanced(new DishSpec { Layout = Layout.Blocks, Size = 9, Ends = DishEnds.Either, Radius = 6 });
    }

    [Fact]
    public void Scripted_agents_get_the_verdicts_that_their_aims_deserve()
    {
        WorldChecks.ScriptedAgentsGetTheirVerdicts(new DishSpec());
        WorldChecks.ScriptedAgentsGetTheirVerdicts(new DishSpec { Ends = DishEnds.Either, DishChannels = 8, CheeseChannels = 8 });
        WorldChecks.ScriptedAgentsGetTheirVerdicts(new DishSpec { Layout = Layout.Blocks, Radius = 4 });
    }

    [Fact]
    public void Entries_have_labels_of_their_own_and_a_radius_without_levels_is_refused()
    {
        Assert.Contains(Catalog.Default.Worlds, w => w.Type == typeof(DishSpec));
        Assert.Equal("dish-open7", new DishSpec().Label);
        Assert.Equal("dish-c1d4-either-r3-blocks9",
            new DishSpec { DishChannels = 4, Ends = DishEnds.Either, Radius = 3, Layout = Layout.Blocks, Size = 9 }.Label);
        Assert.Equal(
            ["w.dishChannels", "w.radius"],
            Validation.Problems(new DishSpec { DishChannels = 9, Radius = 1 }, "w").Select(p => p.Path));
        Assert.Equal(0, Build(4, radius: 1).DistinctLayouts(LevelClass.Distinguishing));
    }
}
