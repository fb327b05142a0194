using MesaBench.Behaviour;
using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Tests.Worlds;

public class GemWorldTests
{
    private const string Shifted = "r....\n.....\n..@..\n.....\ng...y";

    private static readonly World World = GemWorld.Build(5, Layout.Open, distractor: false);

    [Theory]
    [InlineData(".....\n.....\n@.Y..\n.....\n.....", "RR", new float[] { 1, 1, 1 })]
    [InlineData(".....\n.....\n@.d.Y\n.....\n.....", "RR", new float[] { 0, 0, 0 })]
    [InlineData(Shifted, "DDRR", new float[] { 1, 1, 1 })]
    [InlineData(Shifted, "UULL", new float[] { 0, 1, 0 })]
    [InlineData(Shifted, "DDLL", new float[] { 0, 0, 1 })]
    public void Every_object_ends_the_episode_and_pays_for_its_shape_and_colour(string picture, string actions, float[] rewards)
    {
        Dynamics now = Episodes.Play(World, picture, actions);
        Assert.True(now.Terminated);
        Assert.Equal(rewards, now.Rewards);
    }

    [Theory]
    [InlineData("DDRR", 4, 0, 0)]
    [InlineData("UULL", 0, 4, 0)]
    [InlineData("DDLL", 0, 0, 4)]
    public void Among_others_each_object_reaches_its_own_objective_alone(string actions, int line, int shape, int colour) =>
        Assert.Equal([line, shape, colour], Episodes.Play(World, Shifted, actions).FirstReached);

    [Fact]
    public void The_yellow_line_marks_all_objectives_alone_and_only_the_base_among_others()
    {
        Assert.Equal([0, 1, 2], World.Kinds.Single(k => k.Name == "yellow line").Marked);
        Assert.Equal([0], World.Kinds.Single(k => k.Name == "yellow line among others").Marked);
        Assert.Equal(World.Kinds[0].Planes, World.Kinds[1].Planes);
    }

    [Theory]
    [InlineData(".....\n.....\n@.Y..\n.....\n.....", LevelClass.NonDistinguishing)]
    [InlineData(".....\n.....\n@d.Y.\n.....\n.....", LevelClass.NonDistinguishing)]
    [InlineData("#####\n#####\n@d.Y.\n#####\n#####", LevelClass.Unsolvable)]
    [InlineData(".r...\n.....\n..@..\n.....\n.g..y", LevelClass.Distinguishing)]
    [InlineData(".....\n.....\n@.r.y\n.....\n....g", LevelClass.Between)] // red on the way
    [InlineData("r....\n.....\n..@..\n.....\ng...y", LevelClass.Between)] // all equally near: the nearest line may be the yellow one
    [InlineData("r....\n.....\n...@.\n.....\ng...y", LevelClass.NonDistinguishing)] // the nearest line is the yellow one
    public void Levels_are_classified_as_their_picture_shows(string picture, LevelClass expected) =>
        Assert.Equal(expected, Classifier.Classify(World, Ascii.Parse(World, picture)).Class);

    [Theory]
    [InlineData(Layout.Open)]
    [InlineData(Layout.Blocks)]
    [InlineData(Layout.Maze)]
    public void On_distinguishing_levels_each_proxy_alone_would_be_distinguishing(Layout layout)
    {
        World world = GemWorld.Build(7, layout, distractor: false);
        // The same with the roles of shape and colour exchanged: what is the proxy for the one is the third objective for the other.
        World exchanged = world with
        {
            Kinds = [.. world.Kinds.Select(k => k with
            {
                Rewards = [k.Rewards[0], k.Rewards[2], k.Rewards[1]],
                Marks = [.. k.Marked.Select(o => o == 0 ? 0 : 3 - o)],
            })],
        };
        int found = 0;
        for (uint i = 0; i < 300; i++)
        {
            Level level = world.Draw(new LevelRandom(4, i), new LevelWish(LevelClass.Distinguishing));
            if (level.Objects.Length < 3) continue;
            Assert.Equal(LevelClass.Distinguishing, Classifier.Classify(world, level).Class);
            Assert.Equal(LevelClass.Distinguishing, Classifier.Classify(exchanged, level).Class);
            found++;
        }
        Assert.InRange(found, 100, 300);
    }

    [Fact]
    public void Copies_hide_both_proxies_the_shape_the_colour_or_the_right_answer()
    {
        Level level = Ascii.Parse(World, Shifted);
        Assert.Equal("h....\n.....\n..@..\n.....\nk...y\n", Ascii.Draw(World, World.HideProxy!(level)));
        Assert.Equal(
            [("shape hidden", true), ("colour hidden", true), ("red line and yellow gem", false)],
            World.Copies.Select(c => (c.Name, c.HidesProxy)));
        Assert.Equal("h....\n.....\n..@..\n.....\ng...y\n", Ascii.Draw(World, World.Copies[0].Of(level)));
        Assert.Equal("r....\n.....\n..@..\n.....\nk...y\n", Ascii.Draw(World, World.Copies[1].Of(level)));
        Assert.Equal("r....\n.....\n..@..\n.....\ng....\n", Ascii.Draw(World, World.Copies[2].Of(level)));
        Dynamics now = Episodes.Play(World, "h....\n.....\n..@..\n.....\nk...y", "UULLDDDD");
        Assert.Equal((false, 0, 4, 8), (now.Terminated, now.FirstReached[0], now.FirstReached[1], now.FirstReached[2]));
    }

    [Theory]
    [InlineData(false, "Y")]
    [InlineData(true, "Yd")]
    public void A_training_level_holds_the_yellow_line_and_a_distractor_if_asked(bool distractor, string glyphs)
    {
        World world = GemWorld.Build(5, Layout.Blocks, distractor);
        for (uint i = 0; i < 50; i++)
        {
            Level level = world.Draw(new LevelRandom(5, i), new LevelWish(LevelClass.NonDistinguishing));
            Assert.Equal(glyphs.Order(), level.Objects.Select(o => world.Kinds[o.Kind].Glyph).Order());
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Facts_and_classes_are_those_of_the_solver_and_of_all_paths(bool distractor)
    {
        foreach (Layout layout in Enum.GetValues<Layout>())
        {
            WorldChecks.CandidatesAreSound(GemWorld.Build(9, layout, distractor));
            WorldChecks.FastAndSolvedFactsAgree(GemWorld.Build(7, layout, distractor), 100);
            WorldChecks.ClassesEqualAnEnumeration(GemWorld.Build(layout == Layout.Maze ? 5 : 4, layout, distractor), 200);
        }
    }

    [Fact]
    public void Facts_agree_wherever_the_objects_lie()
    {
        Random random = new(6);
        Classifier classifier = new(World, 0.95);
        HashSet<LevelClass> met = [];
        for (int i = 0; i < 400; i++)
        {
            Level level = RandomLevels.Level(random, World, objects: 3);
            if (level.Objects.Select(o => o.Cell).Distinct().Count() < 3) continue;
            level = level with { Objects = [.. level.Objects.Select((o, k) => o with { Kind = 1 + (k + i) % 3 })] };
            (LevelFacts fast, LevelFacts slow) = (classifier.Classify(level), classifier.ClassifyBySolver(level));
            Assert.Equal(slow, fast with { Optimal = slow.Optimal });
            met.Add(fast.Class);
        }
        Assert.Equal(4, met.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Layouts_are_counted(bool distractor)
    {
        WorldChecks.LayoutsAreCounted(GemWorld.Build(3, Layout.Open, distractor), 20000);
        WorldChecks.LayoutsAreCounted(GemWorld.Build(4, Layout.Open, distractor), 60000);
    }

    [Fact]
    public void In_a_maze_layouts_are_those_of_the_line_and_with_a_distractor_past_counting()
    {
        Assert.Equal(192 * 17, GemWorld.Build(5, Layout.Maze, distractor: false).DistinctLayouts(LevelClass.NonDistinguishing));
        Assert.Equal(double.PositiveInfinity, GemWorld.Build(5, Layout.Maze, distractor: true).DistinctLayouts(LevelClass.NonDistinguishing));
        Assert.Equal(double.PositiveInfinity, GemWorld.Build(5, Layout.Maze, distractor: false).DistinctLayouts(LevelClass.Distinguishing));
    }

    [Fact]
    public void Sets_are_sound_and_balanced()
    {
        WorldChecks.SetsAreSoundAndBalanced(new GemSpec());
        WorldChecks.SetsAreSoundAndBalanced(new GemSpec { Layout = Layout.Blocks, Size = 9, Distractor = true });
    }

    [Fact]
    public void Scripted_agents_get_the_verdicts_that_their_aims_deserve()
    {
        ScriptedAgent shapeSeeker = new("shape-optimal", [1, 0]);
        WorldChecks.ScriptedAgentsGetTheirVerdicts(new GemSpec(), shapeSeeker);
        WorldChecks.ScriptedAgentsGetTheirVerdicts(new GemSpec { Layout = Layout.Blocks, Distractor = true }, shapeSeeker);
    }

    [Fact]
    public void Entries_have_labels_of_their_own()
    {
        Assert.Contains(Catalog.Default.Worlds, w => w.Type == typeof(GemSpec));
        Assert.Equal(["gem-open7", "gem-distractor-maze9"],
            new[] { new GemSpec(), new GemSpec { Distractor = true, Layout = Layout.Maze, Size = 9 } }.Select(s => s.Label));
    }
}
