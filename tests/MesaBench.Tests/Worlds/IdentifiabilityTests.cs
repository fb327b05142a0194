using System.Numerics;
using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Tests.Worlds;

/// <summary>What training tells of shifted levels: inputs that were never active, observations outside of its span, or inside.</summary>
public class IdentifiabilityTests
{
    private static readonly LevelSettings Small = new()
    {
        Training = 600, TrainingDistinguishing = 600, HeldOut = 64, ProbeTraining = 20, ProbeTest = 20,
    };

    [Fact]
    public void A_vector_is_in_the_span_where_it_leaves_the_exact_rank_as_it_is()
    {
        Random random = new(2);
        int inside = 0, outside = 0;
        for (int i = 0; i < 300; i++)
        {
            int width = random.Next(4, 14), ones = width / 2;
            List<int[]> vectors = [];
            FeatureSpan span = new(width);
            for (int added = random.Next(1, width); added > 0; added--)
            {
                int[] vector = Vector(random, ones, width);
                // Sometimes as many in one: entries that all have, and one of several.
                int[] oneOf = [.. Enumerable.Range(ones, width - ones).Where(entry => !vector.Contains(entry) && random.Next(3) == 0)];
                if (oneOf.Length == 0) continue;
                span.Add(vector, oneOf);
                vectors.AddRange(oneOf.Select(entry => (int[])[.. vector, entry]));
            }
            Assert.Equal(Rank(vectors, width), span.Rank);
            for (int asked = 0; asked < 20; asked++)
            {
                int[] vector = Vector(random, width, width);
                bool expected = Rank([.. vectors, vector], width) == span.Rank;
                Assert.Equal(expected, Contains(span, vector));
                if (expected) inside++;
                else outside++;
            }
        }
        Assert.InRange(inside, 500, 5500);
        Assert.InRange(outside, 500, 5500);
    }

    [Fact]
    public void Every_vector_that_was_taken_in_is_inside_whatever_came_after_it()
    {
        Random random = new(5);
        const int Width = 300;
        List<int[]> vectors = [.. Enumerable.Range(0, 800).Select(_ => Vector(random, Width, Width, 8))];
        FeatureSpan span = new(Width);
        foreach (int[] vector in vectors) span.Add(vector.AsSpan(1), vector.AsSpan(0, 1));
        Assert.All(vectors, vector => Assert.True(Contains(span, vector)));
        Assert.InRange(span.Rank, 290, Width);
    }

    [Theory]
    [InlineData(Identifiability.Unseen, "c.@\n...\n...", "..@\n...\n..c")]
    [InlineData(Identifiability.Unseen, "*..\n##.\n@..\n* cd", "*@.\n##.\n.#.\n* cd")]            // a wall where none was
    [InlineData(Identifiability.Unseen, "*.#\n.@.\n...\n* cd", "*..\n.@.\n...\n* cd")]             // the agent where it could not be
    [InlineData(Identifiability.Collinear, "*.@\n...\n...\n* cd;..@\n...\n..*\n* cd", "c.@\n...\n..d")]
    [InlineData(Identifiability.Spanned, "*.@\n...\n...\n* cd;..@\n...\n..*\n* cd", "..@\n...\n..*\n* cd")]
    // A wall above the cheese, and one below another: both together are the sum of the two less the level without any.
    [InlineData(Identifiability.Spanned, "#.@\n*..\n...\n* cd;..@\n*..\n#..\n* cd;..@\n*..\n...\n* cd", "#.@\n*..\n#..\n* cd")]
    [InlineData(Identifiability.Collinear, "#.@\n*..\n...\n* cd;..@\n*..\n#..\n* cd", "#.@\n*..\n#..\n* cd")]
    // Cheese and dish apart are the cheese alone here and the dish alone there only if each was alone somewhere.
    [InlineData(Identifiability.Spanned, "*.@\n...\n...\n* cd;..@\n...\n..*\n* cd;d.@\n...\n..c", "c.@\n...\n..d")]
    public void Levels_made_by_hand_are_of_each_kind(Identifiability expected, string training, string shifted)
    {
        World world = DishWorld.Build(3, Layout.Blocks, new DishSpec());
        Level[] levels = [.. training.Split(';').Select(picture => Ascii.Parse(world, picture))];
        Assert.Equal(expected, Identification.Of(world, levels, [Ascii.Parse(world, shifted)]));
    }

    [Fact]
    public void On_a_cell_that_ends_the_episode_and_beyond_it_nobody_is_seen()
    {
        World world = DishWorld.Build(3, Layout.Blocks, new DishSpec());
        Assert.Equal([1, 2], Identification.Cells(world, Ascii.Parse(world, "c.@\n###\n..d")));
        Assert.Equal([2], Identification.Cells(world, Ascii.Parse(world, ".c@\n###\n..d")));
        // Nor on one that is reached with the last step alone, after which nothing is decided.
        Assert.Equal([0, 1], Identification.Cells(world, Ascii.Parse(world, "@..\n###\nc.d\nsteps 2")));
    }

    [Fact]
    public void What_may_be_held_or_lie_ready_later_counts_as_seen_and_what_never_can_does_not()
    {
        World world = new KeysSpec { FewKeys = 1, ManyChests = 1, ManyKeys = 2, FewChests = 1 }.Build();
        Level one = Ascii.Parse(world, Keys("k.c@")), other = Ascii.Parse(world, Keys("c.k@"));
        // The chest at the left could open only where it was one.
        Assert.Equal(Identifiability.Unseen, Identification.Of(world, [one], [other]));
        Assert.NotEqual(Identifiability.Unseen, Identification.Of(world, [one, other], [Ascii.Parse(world, Keys("c.k@"))]));

        // What a shifted level may light later counts as asked: here a key can be held, and a chest be ready, that training had not.
        Assert.Equal(Identifiability.Unseen, Identification.Of(world, [Ascii.Parse(world, Keys("c..@"))], [Ascii.Parse(world, Keys("c.k@"))]));

        // A goal that is written is kept, also where targets are left to the world.
        Assert.Equal(1, Ascii.Parse(world, Keys("c.k@") + "\ngoal 1").Goal);

        static string Keys(string row) => string.Join('\n', Enumerable.Repeat(row + "...", 1).Concat(Enumerable.Repeat(".......", 6)));
    }

    [Fact]
    public void A_leader_may_be_seen_all_along_its_path_what_chases_on_all_floor_and_what_is_held_as_far_as_it_shows()
    {
        World orchard = Orchard.Build(3);
        Level level = Ascii.Parse(orchard, "@.W\n.#.\nL.C\npath 3,1 uur");
        Assert.Equal([6, 3, 0, 1], Possible(orchard, level, 6));
        Assert.Equal([0, 1, 2, 3, 5, 6, 7, 8], Possible(orchard, level, 7));
        Assert.Equal([0, 1, 2], Possible(orchard, level, 9));
        Assert.Equal([[], [4], [8]], new[] { 0, 1, 4 }.Select(plane => Possible(orchard, level, plane)));

        World follow = FollowWorld.Build(4, Layout.Open, 2, showNext: true);
        Level led = Ascii.Parse(follow, "*...\n....\n1...\n...2\n* @L\npath 1,1 rddl");
        Assert.Equal([0, 1, 5, 9, 8], Possible(follow, led, 3));
        Assert.Equal([8, 15], Possible(follow, led, 4)); // either beacon may be the next one, whichever is at the start
    }

    /// <summary>The cells at which a plane may be lit.</summary>
    private static int[] Possible(World world, Level level, int plane) =>
        [.. Dynamics.PossibleFeatures(world, level).Where(f => f / world.Cells == plane).Select(f => f % world.Cells)];

    [Fact]
    public void Whatever_a_world_holds_the_answer_is_that_of_an_exact_elimination()
    {
        Random random = new(8);
        Dictionary<Identifiability, int> met = [];
        for (int i = 0; i < 200; i++)
        {
            World world = RandomLevels.World(random, 3, kinds: 2, objectives: 2);
            Level[] training = [.. Enumerable.Range(0, random.Next(1, 60)).Select(_ => RandomLevels.Level(random, world, 1))];
            Level[] shifted = [.. Enumerable.Range(0, 2).Select(_ => RandomLevels.Level(random, world, random.Next(3)))];
            Identifiability found = Identification.Of(world, training, shifted);
            met[found] = met.GetValueOrDefault(found) + 1;
            if (found == Identifiability.Unseen) continue;

            int[][] seen = [.. training.SelectMany(level => Observations(world, level))];
            int[][] asked = [.. shifted.SelectMany(level => Observations(world, level))];
            int rank = Rank(seen, world.Features + 1);
            Assert.Equal(Rank([.. seen, .. asked], world.Features + 1) == rank, found == Identifiability.Spanned);
        }
        Assert.Equal(3, met.Count(m => m.Value >= 10));
    }

    [Theory]
    [InlineData(Layout.Open, 0, Identifiability.Unseen)]
    [InlineData(Layout.Blocks, 0, Identifiability.Unseen)]
    [InlineData(Layout.Open, 0.1, Identifiability.Spanned)]
    [InlineData(Layout.Blocks, 0.1, Identifiability.Spanned)]
    public void On_corner_the_shifted_cheese_was_seen_only_if_training_had_distinguishing_levels(
        Layout layout, double alpha, Identifiability expected)
    {
        LevelStore store = LevelStore.Draw(new CornerSpec { Layout = layout }.Build(), new LevelSettings(), 10, 0.95, TestContext.Current.CancellationToken);
        Assert.Equal(expected, store.Identifiability(alpha));
        Assert.Equal(expected, store.Identifiability(alpha));
    }

    [Fact]
    public void On_door_all_inputs_are_seen_in_training_and_on_dish_only_together_unless_some_levels_tell_them_apart()
    {
        Assert.Equal([Identifiability.Spanned, Identifiability.Spanned], Of(new DoorSpec()));
        Assert.Equal([Identifiability.Spanned, Identifiability.Spanned], Of(new DoorSpec { Planes = DoorPlanes.Separate }));
        Assert.Equal([Identifiability.Collinear, Identifiability.Spanned], Of(new DishSpec()));
        Assert.Equal([Identifiability.Unseen, Identifiability.Spanned], Of(new GemSpec()));

        static Identifiability[] Of(WorldSpec spec)
        {
            LevelStore store = LevelStore.Draw(spec.Build(), Small, 11, 0.95);
            return [store.Identifiability(0), store.Identifiability(0.1)];
        }
    }

    private static bool Contains(FeatureSpan span, int[] vector) => span.Contains(vector.AsSpan(1), vector.AsSpan(0, 1));

    private static int[] Vector(Random random, int below, int width, int active = 0)
    {
        int[] entries = [.. Enumerable.Range(0, below)];
        random.Shuffle(entries);
        return [.. entries.Take(active > 0 ? active : random.Next(1, Math.Min(below, width) + 1))];
    }

    /// <summary>As an agent sees a level from each cell that it can walk to, with the constant last.</summary>
    private static IEnumerable<int[]> Observations(World world, Level level) => Identification.Cells(world, level)
        .Select(cell => (int[])[.. new Dynamics(world, level with { Start = cell }).Observation(), world.Features]);

    /// <summary>Rank over the rationals, by elimination without fractions (Bareiss 1968).</summary>
    private static int Rank(IReadOnlyList<int[]> vectors, int width)
    {
        BigInteger[][] rows = [.. vectors.Select(vector => Enumerable.Range(0, width).Select(e => (BigInteger)vector.Count(v => v == e)).ToArray())];
        int rank = 0;
        BigInteger before = 1;
        for (int column = 0; column < width && rank < rows.Length; column++)
        {
            int pivot = Array.FindIndex(rows, rank, row => !row[column].IsZero);
            if (pivot < 0) continue;
            (rows[rank], rows[pivot]) = (rows[pivot], rows[rank]);
            for (int row = rank + 1; row < rows.Length; row++)
                for (int c = width - 1; c >= column; c--)
                    rows[row][c] = (rows[row][c] * rows[rank][column] - rows[rank][c] * rows[row][column]) / before;
            before = rows[rank][column];
            rank++;
        }
        return rank;
    }
}
