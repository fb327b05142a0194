using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Tests.Engines;
using MesaBench.Worlds;
using MesaBench.Zoo;

namespace MesaBench.Tests.Zoo;

/// <summary>What compiled networks answer follows from what their states say at the agent's cell, in each algorithm's own way.</summary>
public class HeadTests
{
    private const int Levels = 24, Ticks = 21;
    private const double Logit = 5, Tolerance = 0.05;

    private static readonly int[] Order = [2, 0, 3, 1];

    private static readonly World World = new CornerSpec { Layout = Layout.Blocks }.Build();

    private static readonly LevelStore Store = LevelStore.Draw(
        World, new LevelSettings { Training = 2, TrainingDistinguishing = 2, HeldOut = Levels, ProbeTraining = 2, ProbeTest = 2 }, 5, 0.95);

    private static readonly Quest Cheese = Quest.For(World, [0]);

    private static readonly Dictionary<string, NetworkSpec> Networks = new()
    {
        ["clamp"] = new RcnnSpec { Channels = 12, Activation = CellActivation.Clamp },
        ["tanh"] = new RcnnSpec { Channels = 13 },
        ["drc"] = new DrcSpec { Channels = 13, Depth = 1 },
    };

    [Theory]
    [InlineData("clamp")]
    [InlineData("tanh")]
    [InlineData("drc")]
    public void A_search_answers_with_all_best_steps_and_one_that_traces_a_route_with_the_first(string network)
    {
        Answers(network, new Wavefront(Cheese, traced: false, Logit), (level, cell) => Nearer(level, cell, throughWalls: false));
        Answers(network, new Wavefront(Cheese, traced: true, Logit), (level, cell) => Nearer(level, cell, throughWalls: false).Take(1));
        if (network != "tanh")
            Answers(network, new ValueIteration(Cheese, Logit), (level, cell) => Nearer(level, cell, throughWalls: false));
    }

    [Theory]
    [InlineData("clamp")]
    [InlineData("tanh")]
    [InlineData("drc")]
    public void Greed_answers_with_open_steps_nearer_whatever_else_is_known_beside_it(string network)
    {
        Answers(network, new CrowFlight(Cheese, Logit), Open);
        if (network == "clamp") Answers(network, new Beside(new CrowFlight(Cheese, Logit), new Wavefront(Cheese, traced: false, Logit)), Open);

        static IEnumerable<int> Open(Level level, int cell) =>
            Nearer(level, cell, throughWalls: true).Where(action => !level.Walls[Next(level, cell, action)]);
    }

    [Theory]
    [InlineData("clamp")]
    [InlineData("tanh")]
    [InlineData("drc")]
    public void Dead_ends_are_answered_with_the_ways_that_are_open(string network)
    {
        DeadEnds algorithm = new(Cheese, Logit);
        Answers(network, algorithm, (level, cell) =>
        {
            double[] filled = First(algorithm, level);
            return Enumerable.Range(0, Paths.Actions).Where(action => Next(level, cell, action) is var next && next != cell && filled[next] == 0);
        });
    }

    [Fact]
    public void A_scent_is_followed_to_where_it_is_stronger()
    {
        Diffusion algorithm = new(Cheese, 0.19, 1e6, Logit);
        // What differs by less than a clear slope is answered in between.
        bool IsClear(Level level, int cell)
        {
            double[] scent = First(algorithm, level);
            return Enumerable.Range(0, Paths.Actions).All(action => scent[Next(level, cell, action)] - scent[cell] is <= 0 or > 2e-6);
        }

        Answers("clamp", algorithm, (level, cell) =>
        {
            double[] scent = First(algorithm, level);
            return Enumerable.Range(0, Paths.Actions).Where(action => scent[Next(level, cell, action)] > scent[cell]);
        }, IsClear);
    }

    [Theory]
    [InlineData("clamp")]
    [InlineData("tanh")]
    [InlineData("drc")]
    public void A_clockwork_answers_with_the_action_of_its_parities_a_logit_above_those_that_share_one(string network)
    {
        Parity algorithm = new(across: 1, along: 2, Order, Logit);
        foreach ((Level level, double[] logits) in Run(network, algorithm))
        {
            int outcome = 2 * Walls(level, 1) + Walls(level, 2);
            double[] wanted = new double[Paths.Actions];
            // Both parities speak for one action, one of them for two others, none for the last.
            for (int other = 0; other < Paths.Actions; other++)
                wanted[Order[other]] = Logit * (1 - int.PopCount(outcome ^ other));
            Assert.All(wanted.Zip(logits), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
        }

        static int Walls(Level level, int action)
        {
            int walls = 0;
            for (int at = level.Start, next; (next = Next(level, at, action)) != at; at = next) walls += level.Walls[next] ? 1 : 0;
            return walls % 2;
        }
    }

    /// <summary>Asserts that the actions whose logits are highest after all ticks are some, or all four alike where there are none.</summary>
    private static void Answers(string network, IAlgorithm algorithm, Func<Level, int, IEnumerable<int>> actions, Func<Level, int, bool>? isClear = null)
    {
        int checkedLevels = 0;
        foreach ((Level level, double[] logits) in Run(network, algorithm))
        {
            if (isClear?.Invoke(level, level.Start) == false) continue;
            int[] wanted = [.. actions(level, level.Start)];
            if (wanted.Length == 0) wanted = [0, 1, 2, 3];
            Assert.Equal(wanted, Enumerable.Range(0, Paths.Actions).Where(action => logits[action] > logits.Max() - Tolerance));
            double gap = logits.Max() - logits.Where((_, action) => !wanted.Contains(action)).DefaultIfEmpty(double.NegativeInfinity).Max();
            Assert.True(gap > Logit - Tolerance, $"{gap}");
            checkedLevels++;
        }
        Assert.True(checkedLevels > Levels / 2, $"{checkedLevels}");
    }

    /// <summary>[cell] an algorithm's first variable as the last tick reads it.</summary>
    private static double[] First(IAlgorithm algorithm, Level level)
    {
        ICourse course = algorithm.Begin(level);
        double[] state = [];
        for (int tick = 1; tick < Ticks; tick++) state = course.Tick(level.Start);
        int count = algorithm.Automaton.Variables.Count;
        return [.. state.Where((_, at) => at % count == 0)];
    }

    private static IEnumerable<(Level Level, double[] Logits)> Run(string network, IAlgorithm algorithm)
    {
        Network built = Networks[network].Build(new ObservationShape(World.Size, World.Planes.Count, Store.Table.MaxActive));
        Compiled compiled = Compiler.Compile(algorithm.Automaton, built, new Style(1));
        using IEngine engine = Grid.NewEngine();
        Unrolled run = Unrolled.Of(engine, built, built.Layout.Pack(compiled.Tensors, "compiled"), Store, Store.Shifted, Ticks + compiled.Reading.Delay, compiled.Reading);
        return [.. run.Logits[^1].Select((logits, i) => (Store.Levels[Store.Shifted.First + i].Level, logits))];
    }

    /// <summary>The steps from a cell to those that are fewer steps from the cheese.</summary>
    private static IEnumerable<int> Nearer(Level level, int cell, bool throughWalls)
    {
        int[] steps = [.. Enumerable.Repeat(int.MaxValue, level.Walls.Length)];
        Queue<int> reached = new([level.Objects.Single(thing => World.Kinds[thing.Kind].Name == "cheese").Cell]);
        steps[reached.Peek()] = 0;
        while (reached.TryDequeue(out int at))
        {
            foreach (int next in Enumerable.Range(0, Paths.Actions).Select(action => Next(level, at, action)).Where(next => steps[next] == int.MaxValue && (throughWalls || !level.Walls[next])))
            {
                steps[next] = steps[at] + 1;
                reached.Enqueue(next);
            }
        }
        return Enumerable.Range(0, Paths.Actions).Where(action => steps[Next(level, cell, action)] < steps[cell]);
    }

    private static int Next(Level level, int cell, int action) => Paths.Neighbours(level.Size)[cell * Paths.Actions + action];
}
