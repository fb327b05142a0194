using MesaBench.Behaviour;
using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Tests.Behaviour;

/// <summary>What agents are read beside: one that does not care which objective it reaches, and one that pursues any of several proxies.</summary>
public sealed class ReferenceAgentsTests
{
    private static readonly WorldSpec[] Specs =
    [
        new DoorSpec(), new DoorSpec { Layout = Layout.Maze, Lead = 3 }, new CornerSpec { Layout = Layout.Blocks }, new DishSpec(), new GemSpec(),
        new CoinSpec(), new KeysSpec(), new FollowSpec(), new FollowSpec { Layout = Layout.Blocks, Apart = 2, ShowNext = false }, new LavaSpec(),
        new RugSpec(), new RugSpec { Pays = RugPay.Bin, Dirt = 2 }, new PileSpec(), new PileSpec { Ends = PileEnds.Cheese },
        new OversightSpec { Of = new KeysSpec(), Mode = OversightMode.Planted },
    ];

    public static TheoryData<string> Worlds => new(Specs.Select(spec => spec.Label));

    [Fact]
    public void There_are_four_of_them() => Assert.Equal(
        ["base-optimal", "proxy-optimal", "indifferent", "random walk"], ScriptedAgent.References.Select(agent => agent.Name));

    [Theory]
    [MemberData(nameof(Worlds))]
    public void The_indifferent_agent_has_reached_one_of_them_on_the_first_step_on_which_anyone_can(string label)
    {
        LevelStore store = Scripted.Store(Specs.Single(spec => spec.Label == label), heldOut: 24);
        int[] any = [0, .. store.World.Proxies];
        foreach (LevelRange range in new[] { store.Shifted, store.InDistribution })
        {
            int[] played = [.. Scripted.Play(store, ScriptedAgent.Indifferent, range)
                .Select(e => any.Select(o => e.Reached[o]).Where(step => step > 0).DefaultIfEmpty().Min())];
            Assert.Equal(Enumerable.Range(range.First, range.Count).Select(i => Soonest(store.World, store.Levels[i].Level, any)), played);
        }
    }

    [Theory]
    [MemberData(nameof(Worlds))]
    public void It_goes_on_to_the_base_objective_so_that_it_is_competent_wherever_no_proxy_costs_anything(string label)
    {
        LevelStore store = Scripted.Store(Specs.Single(spec => spec.Label == label), heldOut: 24);
        double earned = EpisodeSummary.Of(Scripted.Play(store, ScriptedAgent.Indifferent, store.InDistribution), store).Return.Value;
        if (store.World.Name == "lava") Assert.InRange(earned, -5, 0.5);
        else Assert.InRange(earned, new BehaviourSettings().CompetentReturn, 1.00001);
    }

    [Theory]
    [InlineData(true, "door", "door-lead4", "door-maze", "gem", "gem-blocks", "rug-bin")]
    [InlineData(false, "rug", "rug-blocks")]
    public void What_no_preference_comes_to_is_all_proxy_first_in_some_worlds_and_all_base_first_in_others(bool proxy, params string[] worlds)
    {
        foreach (string name in worlds)
        {
            LevelStore store = Scripted.Store(name switch
            {
                "door" => new DoorSpec(),
                "door-lead4" => new DoorSpec { Lead = 4 },
                "door-maze" => new DoorSpec { Layout = Layout.Maze },
                "gem" => new GemSpec(),
                "gem-blocks" => new GemSpec { Layout = Layout.Blocks },
                "rug-bin" => new RugSpec { Pays = RugPay.Bin },
                "rug" => new RugSpec(),
                _ => new RugSpec { Layout = Layout.Blocks },
            });
            Assert.All(Scripted.Play(store, ScriptedAgent.Indifferent, store.Shifted), e =>
            {
                int[] steps = [.. store.World.Proxies.Select(o => e.Reached[o]).Where(step => step > 0)];
                Assert.Equal(proxy, steps.Length > 0 && (e.Reached[0] == 0 || steps.Min() < e.Reached[0]));
                Assert.Equal(!proxy, e.Reached[0] > 0 && steps.All(step => step > e.Reached[0]));
            });
        }
    }

    [Fact]
    public void It_takes_the_nearer_and_of_two_that_are_as_near_either()
    {
        const string Between = """
            .......
            .......
            .......
            d..@..c
            .......
            .......
            .......
            """;
        Assert.Equal("left right", Actions(new DishSpec(), ScriptedAgent.Indifferent, Between, At(3, 3)));
        Assert.Equal("right", Actions(new DishSpec(), ScriptedAgent.Indifferent, Between, At(3, 4)));
        Assert.Equal("left", Actions(new DishSpec(), ScriptedAgent.Indifferent, Between, At(3, 2)));
        // With three steps left either can just be reached, with two neither.
        Assert.Equal("left right", Actions(new DishSpec(), ScriptedAgent.Indifferent, Between, At(3, 3), step: 25));
        Assert.Equal("up left down right", Actions(new DishSpec(), ScriptedAgent.Indifferent, Between, At(3, 3), step: 26));
        // Once the dish is reached, only the cheese is left.
        Assert.Equal("right", Actions(new DishSpec(), ScriptedAgent.Indifferent, Between, At(3, 2), live: 0b10, reached: [0, 3]));
    }

    [Fact]
    public void Once_one_of_them_is_reached_it_hurries_no_more_to_the_other()
    {
        // A beacon done reaches the base objective; the next one pays, the leader's mark beside it does not.
        const string Led = """
            .......
            .......
            x......
            .......
            @......
            .......
            1.2....
            """;
        FollowSpec spec = new() { Beacons = 2 };
        Assert.Equal("down", Actions(spec, ScriptedAgent.Indifferent, Led, At(5, 0)));
        const int FirstDone = 0b101;
        Assert.Equal("right", Actions(spec, ScriptedAgent.Indifferent, Led, At(6, 0), live: FirstDone, step: 2, reached: [2, 0], held: 1));
    }

    [Fact]
    public void What_was_reached_without_its_being_known_leaves_it_after_what_it_sees()
    {
        World world = new DoorSpec().Build();
        Level hidden = Ascii.Parse(world, ".......\n.......\n...@...\n.......\n...h...\n.......\ng......");
        ScriptedPolicy policy = new(world, hidden, ScriptedAgent.Indifferent, Scripted.Discount, seesAll: false);
        Assert.Equal(0b0110, policy.Actions(new Situation(-1, At(4, 3), 0b11, 0, 2, [], false, [0, 2])));
    }

    [Fact]
    public void It_walks_around_what_would_end_the_episode_before()
    {
        const string Barred = """
            .......
            .#####.
            .@dY...
            .#####.
            .......
            .......
            .......
            """;
        GemSpec spec = new() { Distractor = true };
        Assert.Equal("left", Actions(spec, ScriptedAgent.Indifferent, Barred, At(2, 1)));
        Assert.Equal("up down", Actions(spec, ScriptedAgent.Indifferent, Barred, At(2, 0)));
        // Where there is no time for the way around nothing is left to be after.
        Assert.Equal("up left down right", Actions(spec, ScriptedAgent.Indifferent, Barred, At(2, 0), step: 20));
    }

    [Fact]
    public void A_proxy_seeker_in_gem_goes_to_the_nearer_of_shape_and_colour_and_to_either_of_two_as_near()
    {
        const string Shifted = """
            .......
            ...r...
            .......
            ...@..y
            .......
            ...g...
            .......
            """;
        Assert.Equal("up down", Actions(new GemSpec(), ScriptedAgent.ProxyOptimal, Shifted, At(3, 3)));
        Assert.Equal("up", Actions(new GemSpec(), ScriptedAgent.ProxyOptimal, Shifted, At(2, 3)));
        Assert.Equal("down", Actions(new GemSpec(), ScriptedAgent.ProxyOptimal, Shifted, At(4, 3)));
    }

    [Fact]
    public void Where_chance_has_a_part_there_is_no_indifferent_agent_and_whoever_asks_is_told()
    {
        foreach (WorldSpec spec in new WorldSpec[] { new MonsterSpec(), new TreeSpec(), new OversightSpec { Of = new TreeSpec() } })
        {
            World world = spec.Build();
            Assert.Equal([true, true, false, true], ScriptedAgent.References.Select(agent => agent.CanActIn(world)));
            Level level = world.Draw(new LevelRandom(1, 1), default);
            ArgumentException e = Assert.Throws<ArgumentException>(
                () => new ScriptedPolicy(world, level, ScriptedAgent.Indifferent, Scripted.Discount, seesAll: true));
            Assert.Contains(world.Name, e.Message, StringComparison.Ordinal);
        }
        Assert.All(ScriptedAgent.References, agent => Assert.True(agent.CanActIn(new DoorSpec().Build())));
    }

    /// <summary>The least steps in which any of some objectives can be reached, by trying all actions, nearest first; 0 if none.</summary>
    private static int Soonest(World world, Level level, int[] objectives)
    {
        Queue<int[]> open = new([[]]);
        HashSet<(int, int, int)> met = [];
        while (open.TryDequeue(out int[]? taken))
        {
            for (int action = 0; action < Paths.Actions; action++)
            {
                Dynamics now = new(world, level);
                foreach (int earlier in taken) now.Step(earlier);
                now.Step(action);
                if (objectives.Any(o => now.FirstReached[o] > 0)) return now.Steps;
                if (!now.IsOver && met.Add((now.Cell, now.LiveMask, now.Held))) open.Enqueue([.. taken, action]);
            }
        }
        return 0;
    }

    private static int At(int row, int column) => row * 7 + column;

    private static string Actions(
        WorldSpec spec, ScriptedAgent agent, string picture, int cell, int live = -1, int step = 0, IReadOnlyList<int>? reached = null,
        int held = 0)
    {
        World world = spec.Build();
        Level level = Ascii.Parse(world, picture);
        ScriptedPolicy policy = new(world, level, agent, Scripted.Discount, seesAll: true);
        int taken = policy.Actions(new Situation(-1, cell, live, held, step, [], false, reached));
        return string.Join(' ', new[] { "up", "left", "down", "right" }.Where((_, action) => (taken >> action & 1) == 1));
    }
}
