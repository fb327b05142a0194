using MesaBench.Behaviour;
using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Experiments;
using MesaBench.Inference;
using MesaBench.Networks;
using MesaBench.Tests.Engines;
using MesaBench.Tests.Kernels;
using MesaBench.Tests.Networks;
using MesaBench.Worlds;

namespace MesaBench.Tests.Behaviour;

public sealed class EvaluationTests
{
    private static readonly LevelStore Door = Scripted.Store(new DoorSpec());
    private static readonly LevelStore Corner = Scripted.Store(new CornerSpec { Layout = Layout.Blocks });

    [Fact]
    public void Every_level_is_played_once_with_more_levels_than_environments_too()
    {
        LevelRange range = new(Door.InDistribution.First + 1, 41);
        Episode[] episodes = Scripted.Play(Door, ScriptedAgent.BaseOptimal, range, environments: 16);
        Assert.Equal(Enumerable.Range(range.First, range.Count), episodes.Select(e => e.Level));
        Assert.All(episodes, e => Assert.Equal(Door.Levels[e.Level].Facts.BaseDistance, e.Reached[0]));
    }

    [Fact]
    public void A_few_levels_are_played_over_and_over_when_asked_with_draws_of_their_own()
    {
        LevelRange few = Door.InDistribution.Take(5);
        Assert.Equal(5, Scripted.Play(Door, ScriptedAgent.RandomWalk, few, environments: 16).Length);
        Episode[] refilled = Scripted.Play(Door, ScriptedAgent.RandomWalk, few, environments: 16, refill: true);
        Assert.Equal(Enumerable.Range(0, 16).Select(i => few.First + i % 5), refilled.Select(e => e.Level));
        LevelRange many = Door.InDistribution.Take(20);
        Assert.Equal(
            Enumerable.Range(many.First, 20), Scripted.Play(Door, ScriptedAgent.RandomWalk, many, environments: 16, refill: true).Select(e => e.Level));
        Assert.All(refilled.GroupBy(e => e.Level), g => Assert.True(g.Distinct().Count() > 1, "the same walk twice"));
    }

    [Fact]
    public void Parts_of_a_long_set_have_draws_of_their_own()
    {
        // The same level in both parts of sixteen environments: a random walk that had the same draws would go the same way.
        LevelStore twice = Door with
        {
            Levels = [.. Door.Levels.Take(16), .. Door.Levels.Take(16)],
            Table = LevelTable.Encode(Door.World, [.. Door.Levels.Take(16).Concat(Door.Levels.Take(16)).Select(l => l.Level)]),
        };
        Episode[] episodes = Scripted.Play(twice, ScriptedAgent.RandomWalk, new LevelRange(0, 32), environments: 16);
        Assert.Contains(Enumerable.Range(0, 16), i => episodes[i].Steps != episodes[16 + i].Steps);
    }

    [Fact]
    public void Agents_with_fewer_levels_than_their_neighbours_get_no_more_episodes()
    {
        using IEngine engine = Grid.NewEngine();
        AgentLevels many = Scripted.Levels(Door) with { Main = Door.InDistribution.Take(40) };
        AgentLevels few = many with { Main = Door.Shifted.Take(7), Key = 6 };
        ScriptedAgent[] scripts = [ScriptedAgent.RandomWalk, ScriptedAgent.RandomWalk];
        Episode[][] together = ScriptedActor.Player(engine, scripts, [many, few], [Door], 16, Scripted.Discount).Play([many, few], 3, false);
        Assert.Equal((40, 7), (together[0].Length, together[1].Length));
        Assert.Equal(
            ScriptedActor.Player(engine, [scripts[1]], [few], [Door], 16, Scripted.Discount).Play([few], 3, false)[0], together[1]);
    }

    [Fact]
    public void Episodes_take_the_steps_and_earn_the_returns_that_path_lengths_give()
    {
        Episode[] episodes = Scripted.Play(Corner, ScriptedAgent.ProxyOptimal, Corner.Shifted);
        Assert.All(episodes, e =>
        {
            ClassifiedLevel level = Corner.Levels[e.Level];
            Assert.Equal(level.Facts.ProxyDistance, e.Reached[1]);
            Assert.Equal(level.Facts.Optimal[1], e.Returns[1], 1e-6);
            int[] fromCorner = Paths.Distances(7, level.Level.Walls, 0);
            int cheese = level.Level.Objects.Single(o => Corner.World.Kinds[o.Kind].Ends).Cell;
            Assert.Equal((e.Reached[1] + fromCorner[cheese], e.Reached[0]), (e.Reached[0], e.Steps));
            Assert.Equal(Math.Pow(Scripted.Discount, e.Reached[0] - 1), e.Returns[0], 1e-6);
        });
    }

    [Fact]
    public void Returns_are_discounted_as_the_player_is_told()
    {
        using IEngine engine = Grid.NewEngine();
        AgentLevels levels = Scripted.Levels(Door) with { Main = Door.InDistribution };
        Episode[] episodes = ScriptedActor.Player(engine, [ScriptedAgent.BaseOptimal], [levels], [Door], 64, discount: 0.5).Play([levels], 0, greedy: false)[0];
        Assert.All(episodes, e => Assert.Equal(Math.Pow(0.5, e.Steps - 1), e.Returns[0]));
    }

    [Fact]
    public void Greedy_actions_are_the_same_however_often_a_level_is_played()
    {
        Episode[] episodes = Scripted.Play(Door, ScriptedAgent.RandomWalk, Door.InDistribution.Take(5), environments: 16, refill: true, greedy: true);
        Assert.All(episodes.GroupBy(e => e.Level), g => Assert.Single(g.Distinct()));
    }

    [Fact]
    public void Each_agent_plays_by_its_own_worlds_objectives_and_until_the_longest_episode_is_over()
    {
        World corner = CornerWorld.Build(7, Layout.Open);
        // Walled in, so that nothing but the limit ends it.
        Level locked = Ascii.Parse(corner, "@#....c\n##.....\n.......\n.......\n.......\n.......\n.......") with { Steps = 45 };
        LevelStore[] stores = [LevelStores.Of(corner, [locked with { Steps = 6 }]), LevelStores.Of(corner, [locked]), Scripted.Store(new GemSpec())];
        AgentLevels[] levels = [.. stores.Select((s, i) => new AgentLevels(5, i, s.Training.Take(1), default, 0))];
        using IEngine engine = Grid.NewEngine();
        ScriptedAgent[] scripts = [ScriptedAgent.RandomWalk, ScriptedAgent.RandomWalk, ScriptedAgent.BaseOptimal];
        Episode[][] episodes = ScriptedActor.Player(engine, scripts, levels, stores, 16, Scripted.Discount).Play(levels, 0, greedy: false);
        Assert.Equal([6, 45], episodes.Take(2).Select(e => e[0].Steps));
        Assert.Equal([2, 2, 3], episodes.Select(e => e[0].Reached.Count));
        Assert.Equal([2, 2, 3], episodes.Select(e => e[0].Returns.Count));
    }

    [Fact]
    public void A_network_plays_without_memory_of_what_was_played_before_and_with_the_parameters_as_they_are_now()
    {
        Network network = new Rcnn(new ObservationShape(7, Door.World.Planes.Count, Door.Table.MaxActive), 3, 2);
        using IEngine engine = Grid.NewEngine();
        AgentLevels levels = Scripted.Levels(Door) with { Main = Door.InDistribution.Take(16) };
        ParameterMap map = new(network.Layout);
        (float[] one, float[] other) = (map.Random(new Random(1), 1), map.Random(new Random(2), 1));
        Tensor parameters = engine.Floats(1, network.Layout.Rows, ParameterLayout.RowWidth);
        WorldTensors world = WorldUpload.Create(engine, [Door], 1);
        EpisodePlayer Player() => new(engine, network, parameters, world, [Door], 16, Scripted.Discount);
        Episode[] Play(EpisodePlayer player, float[] weights)
        {
            engine.Upload(weights, parameters);
            return player.Play([levels], 0, greedy: false)[0];
        }

        EpisodePlayer kept = Player();
        Episode[] first = Play(kept, one);
        Assert.Equal(first, Play(kept, one));
        Assert.Equal(Play(Player(), other), Play(kept, other));
        Assert.NotEqual(first, Play(kept, other));
    }

    [Fact]
    public void Episodes_are_alike_if_every_figure_is()
    {
        Episode one = new(3, 9, [4, 0], [0.5, 0.25]);
        Assert.Equal(one, new Episode(3, 9, [4, 0], [0.5, 0.25]));
        Assert.All(
            [one with { Level = 4 }, one with { Steps = 8 }, one with { Reached = [4, 1] }, one with { Returns = [0.5, 0] }],
            other => Assert.NotEqual(one, other));
    }

    [Fact]
    public void Numbers_of_episodes_come_back_from_their_shares()
    {
        EpisodeSummary summary = new() { Episodes = 100, Base = 0.29, Proxy = 0.57 };
        Assert.Equal((29, 57), (summary.BaseFirst, summary.ProxyFirst));
        Behavioural behaviour = new(EpisodeSummary.None, summary, Estimate.None);
        Assert.Equal((57 / 86.0, 0.86), (behaviour.Preference.Value, behaviour.Decided.Value));
        Assert.Equal(Wilson.Share(86, 100), behaviour.Decided);
    }

    [Fact]
    public void Every_evaluation_and_every_set_in_it_has_draws_of_its_own_and_greedy_ones_need_none()
    {
        // The same levels for either set, so that only draws tell them apart.
        LevelStore same = Door with { InDistribution = Door.Shifted };
        Behavioural[] walks = [.. new[] { 0, 1 }.Select(checkpoint => Walk(same, checkpoint))];
        Assert.NotEqual(walks[0].Shifted.Steps, walks[1].Shifted.Steps);
        Assert.NotEqual(walks[0].InDistribution.Steps, walks[1].InDistribution.Steps);
        Assert.NotEqual(walks[0].InDistribution.Steps, walks[0].Shifted.Steps);
        Assert.Equal(walks[0].ShiftedGreedy.Columns(), walks[1].ShiftedGreedy.Columns());
        Assert.Equal(walks[0].InDistributionGreedy.Columns(), walks[1].InDistributionGreedy.Columns());
        Assert.NotEqual(walks[0].ShiftedGreedy.Steps, walks[0].Shifted.Steps);
    }

    [Fact]
    public void Few_levels_in_distribution_are_played_until_every_environment_has_one_and_few_shifted_ones_once_each()
    {
        LevelStore few = Door with { InDistribution = Door.InDistribution.Take(10), Shifted = Door.Shifted.Take(20), Hidden = Door.Hidden.Take(20) };
        Behavioural walk = Walk(few, 0);
        Assert.Equal((64, 64), (walk.InDistribution.Episodes, walk.InDistributionGreedy.Episodes));
        Assert.Equal((20, 20, 20), (walk.Shifted.Episodes, walk.ShiftedGreedy.Episodes, walk.Paired[0].Episodes));
    }

    private static Behavioural Walk(LevelStore store, int checkpoint)
    {
        using IEngine engine = Grid.NewEngine();
        AgentLevels[] levels = [Scripted.Levels(store)];
        EpisodePlayer player = ScriptedActor.Player(engine, [ScriptedAgent.RandomWalk], levels, [store], 64, Scripted.Discount);
        return Evaluation.AtEnd(new EvaluationPlayers(player, player), levels, [store], checkpoint)[0];
    }

    [Fact]
    public void The_exchange_rate_is_in_steps_that_base_is_further_away_and_there_is_none_where_the_proxy_is_always_the_nearer()
    {
        Episode Of(int level, bool isBase) => new(level, 9, isBase ? [4, 0] : [0, 4], [0, 0]);
        ClassifiedLevel[] levels =
        [
            .. Enumerable.Range(0, 40).Select(i => Corner.Levels[0] with { Facts = Corner.Levels[0].Facts with { BaseDistance = 3 + i % 8, ProxyDistance = 2 } }),
        ];
        // Base is preferred unless it is five or more steps further away, but for one such episode and one the other way.
        Episode[] episodes = [.. levels.Select((l, i) => Of(i, i == 7 || (i != 0 && l.Facts.BaseDistance < 7)))];
        double[] extra = [.. levels.Select(l => (double)(l.Facts.BaseDistance - 2))];
        Assert.Equal(IndifferencePoint.Of(extra, [.. episodes.Select(e => e.Reached[0] > 0)]), ExchangeRate.Of(episodes, Corner with { Levels = levels }));
        Assert.Null(ExchangeRate.Of(episodes, Door));
    }

    [Fact]
    public void Of_several_proxies_the_first_counts_and_both_at_once_is_neither_ones()
    {
        World two = Door.World with { Objectives = ["base", "one", "other"], Proxies = [1, 2] };
        Outcome Of(params int[] reached) => new Episode(0, 9, reached, []).OutcomeIn(two);
        Assert.Equal([Outcome.Proxy, Outcome.Proxy, Outcome.Proxy], [Of(5, 7, 3), Of(5, 3, 7), Of(0, 0, 4)]);
        Assert.Equal([Outcome.Base, Outcome.Both, Outcome.Neither], [Of(2, 3, 7), Of(3, 7, 3), Of(0, 0, 0)]);
    }

    [Fact]
    public void Reaching_both_at_once_is_not_proxy_first_in_pull_nor_decided_in_the_exchange_rate()
    {
        LevelRange range = Door.Shifted.Take(3);
        Episode At(int level, int atBase, int atProxy) => new(range.First + level, 9, [atBase, atProxy], [0, 0]);
        Assert.Equal([0.5, 0, 1], ProxyPull.FirstByLevel([At(0, 4, 4), At(0, 5, 4), At(1, 3, 3), At(2, 0, 6)], range, Door.World));

        Episode[] decided = [.. Scripted.Play(Corner, ScriptedAgent.RandomWalk, Corner.Shifted, environments: 256, refill: true)
            .Where(e => e.OutcomeIn(Corner.World) is Outcome.Base or Outcome.Proxy)];
        Episode[] both = [.. Corner.Levels.Index().Skip(Corner.Shifted.First).Take(Corner.Shifted.Count).Select(l => new Episode(l.Index, 4, [4, 4], [0, 0]))];
        Assert.Equal(ExchangeRate.Of(decided, Corner), ExchangeRate.Of([.. decided, .. both], Corner));
        Assert.NotNull(ExchangeRate.Of(decided, Corner));
    }

    [Fact]
    public void A_summary_gives_returns_as_fractions_of_optimal_and_shares_of_outcomes()
    {
        int level = Corner.Shifted.First;
        double[] optimal = Corner.Levels[level].Facts.Optimal;
        Episode[] episodes =
        [
            new(level, 10, [10, 0], [optimal[0], 0]), new(level, 20, [0, 20], [0, optimal[1] / 2]),
            new(level, 30, [4, 4], [optimal[0] / 2, 0]), new(level, 28, [0, 0], [0, 0]),
        ];
        EpisodeSummary summary = EpisodeSummary.Of(episodes, Corner);
        Assert.Equal((0.375, 0.125), (Math.Round(summary.Return.Value, 12), Math.Round(summary.ProxyReturn, 12)));
        Assert.Equal((0.25, 0.25, 0.25, 0.25, 22), (summary.Base, summary.Proxy, summary.Both, summary.Neither, summary.Steps));
        Assert.Same(EpisodeSummary.None, EpisodeSummary.Of([], Corner));
    }

    [Fact]
    public void A_summary_tells_of_every_objective_and_of_which_came_first()
    {
        ClassifiedLevel level = Corner.Levels[Corner.Shifted.First];
        LevelStore three = Corner with
        {
            World = Corner.World with { Objectives = ["cheese", "corner", "nap"] },
            Levels = [level with { Facts = level.Facts with { Optimal = [0.5, 0.25, 0] } }],
        };
        EpisodeSummary summary = EpisodeSummary.Of(
            [
                new(0, 9, [4, 4, 9], [0.5, 0.125, -1]), new(0, 9, [9, 0, 2], [0.25, 0, 3]), new(0, 9, [0, 3, 0], [0, 0.25, 0]),
                new(0, 9, [0, 0, 0], [0, 0, 0]),
            ],
            three);
        Assert.Equal(
            [
                new(0.1875, 0.375, 0.5, 0.25) { Optimal = 0.5 }, new(0.09375, 0.375, 0.5, 0.5) { Optimal = 0.25 },
                new(0.5, double.NaN, 0.5, 0.25),
            ],
            summary.Objectives);
        // A proxy seeker is at the corner first, and at the cheese later.
        EpisodeSummary played = EpisodeSummary.Of(Scripted.Play(Corner, ScriptedAgent.ProxyOptimal, Corner.Shifted), Corner);
        Assert.Equal([(1.0, 0.0), (1.0, 1.0)], played.Objectives.Select(o => (o.Reached, o.First)));
    }

    // The reference policy had bad luck in the second episode: near 0, and below.
    [Theory]
    [InlineData(0.1, 0.5, (4 / 3.9 - 2 / 0.1) / 2)]
    [InlineData(-0.9, 2 / 3.0, 4 / 3.9)]
    [InlineData(-3.9, 0, 4 / 3.9)]
    [InlineData(-4.9, 0, 4 / 3.9)]
    public void Where_chance_decides_a_fraction_of_optimal_is_one_of_sums(double unlucky, double ofSums, double meanOfFractions)
    {
        LevelStore certain = Returning(3.9, unlucky), chancy = Chancy(certain);
        Episode[] episodes = [new(0, 9, [0, 0], [4, 0]), new(1, 9, [0, 0], [-2, 0])];
        Assert.Equal(ofSums, EpisodeSummary.Of(episodes, chancy).Return.Value, 12);
        Assert.Equal(meanOfFractions, EpisodeSummary.Of(episodes, certain).Return.Value, 12);
        Assert.Equal(double.NaN, EpisodeSummary.Of(episodes, chancy).Objectives[1].OfOptimal);
    }

    [Fact]
    public void The_interval_of_a_ratio_of_sums_is_of_the_episodes_residuals_over_the_mean_optimum()
    {
        LevelStore store = Chancy(Returning(1, 3));
        Episode[] episodes = [new(0, 9, [0, 0], [0.5, 0]), new(1, 9, [0, 0], [2.5, 0]), new(1, 9, [0, 0], [1, 0])];
        double ratio = 4 / 7.0, mean = 7 / 3.0;
        Assert.Equal(
            StudentMean.Interval([ratio + (0.5 - ratio) / mean, ratio + (2.5 - 3 * ratio) / mean, ratio + (1 - 3 * ratio) / mean]),
            EpisodeSummary.Of(episodes, store).Return.Interval);
    }

    [Fact]
    public void The_interval_of_a_mean_of_fractions_is_over_the_episodes_in_which_something_can_be_had()
    {
        Episode[] episodes = [new(0, 9, [0, 0], [0.5, 0]), new(1, 9, [0, 0], [0, 0]), new(0, 9, [0, 0], [2, 0])];
        EpisodeSummary summary = EpisodeSummary.Of(episodes, Returning(2, 0));
        Assert.Equal(new Estimate(0.625, StudentMean.Interval([0.25, 1])), summary.Return);
        Assert.Equal(new Estimate(0, Interval.None), EpisodeSummary.Of([episodes[1]], Returning(2, 0)).Return);
    }

    /// <summary>Two levels with such optimal base returns, and no proxy.</summary>
    private static LevelStore Returning(params double[] optimal) => Corner with
    {
        Levels = [.. optimal.Select(o => Corner.Levels[0] with { Facts = Corner.Levels[0].Facts with { Optimal = [o, 0] } })],
    };

    private static LevelStore Chancy(LevelStore store) => store with { World = store.World with { Reference = (_, _) => _ => 1 } };
}
