using MesaBench.Behaviour;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Inference;
using MesaBench.Tests.Engines;
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

    /// <summary>Two levels with such optimal base returns, and no proxy.</summary>
    private static LevelStore Returning(params double[] optimal) => Corner with
    {
        Levels = [.. optimal.Select(o => Corner.Levels[0] with { Facts = Corner.Levels[0].Facts with { Optimal = [o, 0] } })],
    };

    private static LevelStore Chancy(LevelStore store) => store with { World = store.World with { Reference = (_, _) => _ => 1 } };
}
