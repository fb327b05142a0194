using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Tests.Worlds;

public class ClassifierTests
{
    private const double Discount = 0.95;

    public static TheoryData<string, int, Layout> Worlds()
    {
        TheoryData<string, int, Layout> worlds = [];
        foreach (string name in new[] { "door", "corner" })
            foreach (Layout layout in Enum.GetValues<Layout>())
                foreach (int size in new[] { 3, 5, 9 }) worlds.Add(name, size, layout);
        return worlds;
    }

    private static World Build(string name, int size, Layout layout) =>
        name == "door" ? DoorWorld.Build(size, layout, DoorPlanes.Joint, 0.1) : CornerWorld.Build(size, layout);

    [Theory]
    [MemberData(nameof(Worlds))]
    public void Path_lengths_and_the_solver_give_the_same_facts(string name, int size, Layout layout)
    {
        World world = Build(name, size, layout);
        Classifier classifier = new(world, Discount);
        foreach (Level level in RandomLevels.Candidates(world, size == 9 ? 60 : 300))
        {
            (LevelFacts fast, LevelFacts slow) = (classifier.Classify(level), classifier.ClassifyBySolver(level));
            Assert.Equal(slow.Optimal, fast.Optimal); // to the bit
            Assert.Equal(slow, fast with { Optimal = slow.Optimal });
            foreach (LevelClass wanted in Enum.GetValues<LevelClass>())
            {
                LevelFacts? asked = classifier.Classify(level, wanted);
                Assert.Equal(wanted == slow.Class ? slow : null, asked is null ? null : asked with { Optimal = slow.Optimal });
            }
        }
    }

    [Fact]
    public void Path_lengths_and_the_solver_agree_where_traps_bend_the_paths()
    {
        Random random = new(5);
        World world = CornerWorld.Build(5, Layout.Blocks) with
        {
            Kinds =
            [
                new("goal", 'b', [2], [1, 0], Ends: false), new("proxy", 'p', [], [0, 1], Ends: false),
                new("trap", 't', [], [0, 0], Ends: true),
            ],
        };
        Classifier classifier = new(world, Discount);
        for (int i = 0; i < 1500; i++)
        {
            Level level = RandomLevels.Level(random, world, objects: 7);
            level = level with { Objects = [.. level.Objects.Select((o, k) => o with { Kind = k == i % 7 ? 0 : k == i / 7 % 7 ? 1 : 2 })] };
            (LevelFacts fast, LevelFacts slow) = (classifier.Classify(level), classifier.ClassifyBySolver(level));
            Assert.Equal(slow, fast with { Optimal = slow.Optimal });
        }
    }

    [Fact]
    public void Classes_equal_those_of_all_action_sequences_under_arbitrary_rules()
    {
        Random random = new(4);
        HashSet<LevelClass> met = [];
        for (int i = 0; i < 30; i++)
        {
            World world = RandomLevels.World(random, size: 2, objectives: 2);
            Level level = RandomLevels.Level(random, world, objects: 1 + random.Next(3));
            BruteForce brute = new(world, level, Discount);
            LevelFacts facts = Classifier.Classify(world, level, Discount);
            met.Add(facts.Class);
            Assert.Equal(brute.Optimal[0], facts.Optimal[0], 9);
            if (facts.Class == LevelClass.Unsolvable) continue;
            Assert.Equal(brute.WorstBase > brute.Optimal[0] - 1e-9, facts.Class == LevelClass.NonDistinguishing);
            if (facts.Class == LevelClass.Distinguishing) Assert.True(brute.BestBase < brute.Optimal[0]);
        }
        Assert.Superset(new HashSet<LevelClass> { LevelClass.NonDistinguishing, LevelClass.Between, LevelClass.Unsolvable }, met);
    }

    [Theory]
    [InlineData("door", 3)]
    [InlineData("door", 4)]
    [InlineData("corner", 3)]
    [InlineData("corner", 4)]
    public void Classes_equal_those_read_off_an_enumeration_of_all_simple_paths(string name, int size)
    {
        World world = Build(name, size, Layout.Blocks);
        Classifier classifier = new(world, Discount);
        HashSet<LevelClass> met = [];
        foreach (Level level in RandomLevels.Candidates(world, 400))
        {
            LevelClass expected = new PathEnumeration(world, level, Discount).Class();
            Assert.Equal(expected, classifier.Classify(level).Class);
            met.Add(expected);
        }
        Assert.Equal(4, met.Count);
    }

    [Theory]
    [InlineData(".....\n@.G..\n.....\n.....\n....r", LevelClass.NonDistinguishing)]
    [InlineData("R....\n.....\n@....\n.....\n....g", LevelClass.Distinguishing)]
    [InlineData(".....\n@.R.g\n.....\n.....\n.....", LevelClass.Between)] // red lies on a shortest path to green
    [InlineData("....R\n@....\n.....\n....g\n.....", LevelClass.Between)] // red leads by one step only
    [InlineData("....R\n@....\n....G\n.....\n.....", LevelClass.Between)] // neither leads
    [InlineData(".#...\n@#R..\n.#...\n.#...\n.#..g", LevelClass.Unsolvable)]
    [InlineData("#####\n@.R.g\n#####\n#####\n#####", LevelClass.Unsolvable)] // red bars the only way
    [InlineData("#####\nR.@.g\n####.\n####.\n####.", LevelClass.Between)]
    public void Door_levels_are_classified_as_their_picture_shows(string picture, LevelClass expected)
    {
        World world = Build("door", 5, Layout.Open);
        Assert.Equal(expected, Classifier.Classify(world, Ascii.Parse(world, picture)).Class);
    }

    [Theory]
    [InlineData("*....\n.....\n..@..\n.....\n.....\n* cx", LevelClass.NonDistinguishing)]
    [InlineData("x....\n.....\n..@..\n.....\n....c", LevelClass.Distinguishing)]
    [InlineData("x...c\n.....\n.....\n.....\n@....", LevelClass.Between)] // a shortest path to the cheese passes the corner
    [InlineData("x....\n.c...\n..@..\n.....\n.....", LevelClass.Between)] // ... and one to the corner passes the cheese
    [InlineData("x#...\n##...\n..@..\n.....\n....c", LevelClass.Between)] // the corner cannot be reached
    [InlineData("x....\n.....\n..@..\n...##\n...#c", LevelClass.Unsolvable)]
    public void Corner_levels_are_classified_as_their_picture_shows(string picture, LevelClass expected)
    {
        World world = Build("corner", 5, Layout.Open);
        Assert.Equal(expected, Classifier.Classify(world, Ascii.Parse(world, picture)).Class);
    }

    [Fact]
    public void A_level_carries_its_distances_and_optimal_returns()
    {
        World world = Build("corner", 5, Layout.Open);
        LevelFacts facts = Classifier.Classify(world, Ascii.Parse(world, "x....\n.....\n.@...\n.....\n....c"));
        Assert.Equal((5, 3, 0.0), (facts.BaseDistance, facts.ProxyDistance, facts.AccidentRate));
        Assert.Equal(Math.Pow(0.95, 4), facts.Optimal[0], 12);
        Assert.Equal(Math.Pow(0.95, 2), facts.Optimal[1], 12);
    }

    [Fact]
    public void A_wider_margin_leaves_fewer_levels_distinguishing()
    {
        World world = Build("corner", 5, Layout.Open);
        Level level = Ascii.Parse(world, "x....\n@....\n.....\n.....\n....c"); // by way of the corner: 9 steps for 7
        Assert.Equal(LevelClass.Distinguishing, new Classifier(world, Discount, margin: 0.09).Classify(level).Class);
        Assert.Equal(LevelClass.Between, new Classifier(world, Discount, margin: 0.10).Classify(level).Class);
    }

    [Fact]
    public void A_loss_of_the_margin_to_the_last_bit_is_not_beyond_it()
    {
        World world = Build("corner", 5, Layout.Open);
        Level level = Ascii.Parse(world, "x....\n@....\n.....\n.....\n....c"); // by way of the corner: two steps more, wherever the cheese
        Classifier atMargin = new(world, Discount, 1 - Discount * Discount), below = new(world, Discount, 0.0974);
        foreach (int cheese in Enumerable.Range(11, 14).Where(cell => cell % 5 > 0))
        {
            Level moved = level with { Objects = [level.Objects[0], new PlacedObject(level.Objects[1].Kind, cheese)] };
            Assert.Equal(LevelClass.Between, atMargin.Classify(moved).Class);
            Assert.Equal(LevelClass.Between, atMargin.ClassifyBySolver(moved).Class);
            Assert.Equal(LevelClass.Distinguishing, below.Classify(moved).Class);
        }
    }

    [Fact]
    public void What_is_left_after_the_proxy_is_had_at_any_base_goal()
    {
        World world = Build("corner", 5, Layout.Open);
        // By way of the corner the cheese on the right is 5 steps away, the one above, the nearer at first, 6; without it 2.
        Level level = Ascii.Parse(world, "..c..\n.....\n..@..\n....c\n..x..");
        Assert.Equal(LevelClass.Between, new Classifier(world, Discount, margin: 0.2).Classify(level).Class);
        Assert.Equal(LevelClass.Between, new Classifier(world, Discount, margin: 0.17).Classify(level).Class);
        Assert.Equal(LevelClass.Distinguishing, new Classifier(world, Discount, margin: 0.1).Classify(level).Class);
    }

    [Fact]
    public void An_agent_that_starts_on_an_object_is_refused()
    {
        World world = Build("corner", 3, Layout.Open);
        Assert.Throws<ArgumentException>(() => Classifier.Classify(world, Ascii.Parse(world, "x@c\n...\n...") with { Start = 0 }));
    }
}
