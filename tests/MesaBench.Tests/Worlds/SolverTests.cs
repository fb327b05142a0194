using MesaBench.Worlds;

namespace MesaBench.Tests.Worlds;

public class SolverTests
{
    [Fact]
    public void Every_figure_equals_that_of_all_action_sequences_under_arbitrary_rules()
    {
        Random random = new(1);
        for (int i = 0; i < 24; i++)
        {
            World world = RandomLevels.World(random, size: 2);
            Level level = RandomLevels.Level(random, world, objects: random.Next(5));
            double discount = i % 4 == 0 ? 1 : 0.95;
            Solution solution = new Solver(world, discount).Solve(level);
            BruteForce brute = new(world, level, discount);
            for (int o = 0; o < 3; o++) Assert.Equal(brute.Optimal[o], solution.Optimal[o], 9);
            Assert.Equal(brute.WorstBase, solution.WorstBase, 9);
            Assert.Equal(brute.BestBase, solution.BestBase, 9);
            Assert.Equal(brute.AccidentRate, solution.AccidentRate, 9);
        }
    }

    [Fact]
    public void Every_figure_equals_that_of_all_action_sequences_where_things_are_held_needed_counted_and_follow_a_path()
    {
        Random random = new(5);
        for (int i = 0; i < 24; i++)
        {
            World world = RandomLevels.RichWorld(random, size: 2, chance: false);
            Level level = RandomLevels.RichLevel(random, world, objects: random.Next(4));
            double discount = i % 4 == 0 ? 1 : 0.95;
            Solution solution = new Solver(world, discount).Solve(level);
            BruteForce brute = new(world, level, discount);
            for (int o = 0; o < 3; o++) Assert.Equal(brute.Optimal[o], solution.Optimal[o], 9);
            Assert.Equal(brute.WorstBase, solution.WorstBase, 9);
            Assert.Equal(brute.BestBase, solution.BestBase, 9);
            Assert.Equal(brute.AccidentRate, solution.AccidentRate, 9);
            Assert.Equal(brute.ProxyAccidentRate, solution.ProxyAccidentRate, 9);
            Assert.Equal(brute.BaseDistance, Within(solution.BaseDistance));
            Assert.Equal(brute.ProxyDistance, Within(solution.ProxyDistance));

            int Within(int steps) => steps <= level.StepLimit(world) ? steps : Paths.Unreachable;
        }
    }

    [Fact]
    public void Optimal_returns_equal_those_of_a_memoised_search_over_sets_of_objects_on_thousands_of_levels()
    {
        Random random = new(2);
        for (int i = 0; i < 3000; i++)
        {
            World world = RandomLevels.World(random, size: i % 50 == 0 ? 5 : i % 10 == 0 ? 4 : 3);
            Level level = RandomLevels.Level(random, world, objects: 1 + random.Next(3));
            Solution solution = new Solver(world, 0.9).Solve(level);
            int objective = i % world.Objectives.Count;
            Assert.Equal(Best(world, level, objective, 0.9), solution.Optimal[objective], 9);
        }
    }

    [Fact]
    public void The_accident_rate_is_the_share_of_random_shortest_paths_past_the_proxy()
    {
        // One of six shortest paths passes the corner, but it is taken with probability 1/2 x 1/2: ties are broken step by step.
        World world = CornerWorld.Build(3, MesaBench.Experiments.Layout.Open);
        Level level = Ascii.Parse(world, """
            x.c
            ...
            @..
            """);
        Assert.Equal(0.25, new Solver(world, 0.95).Solve(level).AccidentRate, 12);
    }

    [Theory]
    [InlineData("@kl\n...\n...", 0, 1)] // the key is held when the guide comes
    [InlineData("@.l\n...\n...", 0, 0)] // without it, better to keep away
    [InlineData("@pl\n...\n...", 1, -1)] // one who wants the proxy pays for it
    public void What_is_taken_in_a_step_is_held_when_something_comes_along_in_it(string picture, int objective, double expected)
    {
        World world = CornerWorld.Build(3, MesaBench.Experiments.Layout.Open) with
        {
            Planes = ["agent", "walls", "key", "guide", "proxy"],
            Kinds =
            [
                new("key", 'k', [2], [0, 0], Ends: false) { Gives = 1 },
                new("guide", 'l', [3], [1, 0], Ends: false, Consumed: false)
                {
                    Motion = Motion.OnPath, LeastHeld = 1, Marks = [], Refusal = [-1, 0],
                },
                new("proxy", 'p', [4], [0, 1], Ends: false),
            ],
        };
        Solution solution = new Solver(world, 0.95).Solve(Ascii.Parse(world, $"{picture}\nsteps 1\npath 1,3 l"));
        Assert.Equal(expected, objective == 0 ? solution.Optimal[0] : solution.WorstBase);
    }

    [Fact]
    public void Too_many_objects_are_refused()
    {
        World world = CornerWorld.Build(5, MesaBench.Experiments.Layout.Open);
        Level level = new(5, new bool[25], 0, [.. Enumerable.Range(1, 13).Select(c => new PlacedObject(0, c))]);
        ArgumentException refused = Assert.Throws<ArgumentException>(() => new Solver(world, 0.95).Solve(level));
        Assert.Contains("at most 12", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Value iteration the other way round: top down, with whole states as keys and moves by row and column.</summary>
    private static double Best(World world, Level level, int objective, double discount)
    {
        Dictionary<(int, string, int), double> known = [];
        return Value(level.Start, [.. level.Objects], world.MaxSteps);

        double Value(int cell, List<PlacedObject> there, int left)
        {
            if (left == 0) return 0;
            var key = (cell, string.Join(';', there), left);
            if (known.TryGetValue(key, out double value)) return value;
            value = double.NegativeInfinity;
            foreach ((int down, int right) in new[] { (-1, 0), (0, -1), (1, 0), (0, 1) })
            {
                (int row, int column) = (cell / world.Size + down, cell % world.Size + right);
                bool open = row >= 0 && row < world.Size && column >= 0 && column < world.Size && !level.Walls[row * world.Size + column];
                int next = open ? row * world.Size + column : cell;
                List<PlacedObject> met = open ? [.. there.Where(o => o.Cell == next)] : [];
                double reward = met.Sum(o => (double)world.Kinds[o.Kind].Rewards[objective]);
                bool ends = met.Any(o => world.Kinds[o.Kind].Ends);
                List<PlacedObject> left2 = [.. there.Where(o => !(met.Contains(o) && world.Kinds[o.Kind].Consumed))];
                value = Math.Max(value, reward + (ends ? 0 : discount * Value(next, left2, left - 1)));
            }
            return known[key] = value;
        }
    }
}
