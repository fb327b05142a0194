using MesaBench.Behaviour;
using MesaBench.Engines;
using MesaBench.Experiments;
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
        Assert.All(episodes, e => Assert.Equal(Door.Levels[e.Level].Facts.BaseDistance, e.BaseStep));
    }

    [Fact]
    public void A_few_levels_are_played_over_and_over_when_asked_with_draws_of_their_own()
    {
        LevelRange few = Door.InDistribution.Take(5);
        Assert.Equal(5, Scripted.Play(Door, ScriptedAgent.RandomWalk, few, environments: 16).Length);
        Episode[] refilled = Scripted.Play(Door, ScriptedAgent.RandomWalk, few, environments: 16, refill: true);
        Assert.Equal(Enumerable.Range(0, 16).Select(i => few.First + i % 5), refilled.Select(e => e.Level));
        Assert.All(refilled.GroupBy(e => e.Level), g => Assert.True(g.Distinct().Count() > 1, "the same walk twice"));
    }

    [Fact]
    public void Agents_with_fewer_levels_than_their_neighbours_get_no_more_episodes()
    {
        using IEngine engine = Grid.NewEngine();
        AgentLevels many = Scripted.Levels(Door) with { Main = Door.InDistribution.Take(40) };
        AgentLevels few = many with { Main = Door.Shifted.Take(7), Key = 6 };
        ScriptedAgent[] scripts = [ScriptedAgent.RandomWalk, ScriptedAgent.RandomWalk];
        Episode[][] together = ScriptedRun.Player(engine, scripts, [many, few], [Door], 16, Scripted.Discount).Play([many, few], 3, false);
        Assert.Equal((40, 7), (together[0].Length, together[1].Length));
        Assert.Equal(
            ScriptedRun.Player(engine, [scripts[1]], [few], [Door], 16, Scripted.Discount).Play([few], 3, false)[0], together[1]);
    }

    [Fact]
    public void Episodes_take_the_steps_and_earn_the_returns_that_path_lengths_give()
    {
        Episode[] episodes = Scripted.Play(Corner, ScriptedAgent.ProxyOptimal, Corner.Shifted);
        Assert.All(episodes, e =>
        {
            ClassifiedLevel level = Corner.Levels[e.Level];
            Assert.Equal(level.Facts.ProxyDistance, e.ProxyStep);
            Assert.Equal(level.Facts.Optimal[1], e.ProxyReturn, 1e-6);
            int[] fromCorner = Paths.Distances(7, level.Level.Walls, 0);
            int cheese = level.Level.Objects.Single(o => Corner.World.Kinds[o.Kind].Ends).Cell;
            Assert.Equal((e.ProxyStep + fromCorner[cheese], e.BaseStep), (e.BaseStep, e.Steps));
            Assert.Equal(Math.Pow(Scripted.Discount, e.BaseStep - 1), e.BaseReturn, 1e-6);
        });
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
        Assert.Equal((0.375, 0.125), (Math.Round(summary.Return, 12), Math.Round(summary.ProxyReturn, 12)));
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
        Assert.Equal(ofSums, EpisodeSummary.Of(episodes, chancy).Return, 12);
        Assert.Equal(meanOfFractions, EpisodeSummary.Of(episodes, certain).Return, 12);
        Assert.Equal(double.NaN, EpisodeSummary.Of(episodes, chancy).Objectives[1].OfOptimal);
    }

    [Fact]
    public void Where_chance_decides_the_mixture_is_one_of_sums_as_well()
    {
        // Twice as long levels earn ten times as much: 4 of 5 there, and 1 of 0.5 here.
        LevelStore certain = Returning(0.5, 5), chancy = Chancy(certain);
        double Mixture(LevelStore store, double alpha)
        {
            ObjectiveSummary main = ObjectiveSummary.Of([new(0, 9, [0, 0], [1, 0])], store, 0);
            return ObjectiveSummary.OfMixture(main, ObjectiveSummary.Of([new(1, 9, [0, 0], [4, 0])], store, 0), alpha, store.World);
        }

        Assert.Equal([2, 1.7, 0.8], new[] { 0, 0.25, 1 }.Select(alpha => Math.Round(Mixture(certain, alpha), 12)));
        Assert.Equal([2, 1.75 / 1.625, 0.8], new[] { 0, 0.25, 1 }.Select(alpha => Mixture(chancy, alpha)));
    }

    [Fact]
    public void In_a_world_with_chance_the_mixture_is_measured_so()
    {
        LevelStore monster = Scripted.Store(new MonsterSpec { LongSteps = 50 });
        Behavioural measured = Assert.Single(Scripted.Measure(monster, 0.5, ScriptedAgent.BaseOptimal));
        // Each level is played by the policy, and with the chances, that set its yardstick.
        Assert.Equal(1, measured.InDistribution.Return, 1e-5);
        Assert.Equal(1, measured.MixtureReturn, 1e-5);
        Behavioural[] ends = [.. new[] { 0.0, 1 }.Select(
            alpha => Assert.Single(Scripted.Measure(monster, alpha, ScriptedAgent.ProxyOptimal)))];
        double half = Assert.Single(Scripted.Measure(monster, 0.5, ScriptedAgent.ProxyOptimal)).MixtureReturn;
        Assert.InRange(
            half, Math.Min(ends[0].MixtureReturn, ends[1].MixtureReturn), Math.Max(ends[0].MixtureReturn, ends[1].MixtureReturn));
        // Long levels pay more, so they weigh more than half.
        Assert.True(
            Math.Abs(half - ends[1].MixtureReturn) < Math.Abs(half - ends[0].MixtureReturn),
            $"{ends[0].MixtureReturn}, {half}, {ends[1].MixtureReturn}");
    }

    /// <summary>Two levels with such optimal base returns, and no proxy.</summary>
    private static LevelStore Returning(params double[] optimal) => Corner with
    {
        Levels = [.. optimal.Select(o => Corner.Levels[0] with { Facts = Corner.Levels[0].Facts with { Optimal = [o, 0] } })],
    };

    private static LevelStore Chancy(LevelStore store) => store with { World = store.World with { Reference = (_, _) => _ => 1 } };

    [Theory]
    [InlineData(0)]
    [InlineData(0.25)]
    [InlineData(1)]
    public void The_mixture_weighs_training_levels_as_training_draws_them(double alpha)
    {
        Behavioural measured = Assert.Single(Scripted.Measure(Corner, alpha, ScriptedAgent.ProxyOptimal));
        Episode[] mixed = Scripted.Play(Corner, ScriptedAgent.ProxyOptimal, Corner.TrainingDistinguishing, refill: true);
        double distinguishing = EpisodeSummary.Of(mixed, Corner).Return;
        Assert.InRange(distinguishing, 0.05, 0.9);
        Assert.Equal(1 - alpha + alpha * distinguishing, measured.MixtureReturn, 1e-5);
    }

    [Fact]
    public void A_mixture_is_measured_next_to_agents_without_one()
    {
        using IEngine engine = Grid.NewEngine();
        AgentLevels[] levels = [Scripted.Levels(Door, 0), Scripted.Levels(Door, 0.5)];
        ScriptedAgent[] scripts = [ScriptedAgent.ProxyOptimal, ScriptedAgent.ProxyOptimal];
        Behavioural[] measured = Evaluation.Measure(
            ScriptedRun.Player(engine, scripts, levels, [Door], 64, Scripted.Discount), levels, [Door], 2);
        Assert.Equal([1.0, 0.5], measured.Select(m => Math.Round(m.MixtureReturn, 5)));
    }

    [Fact]
    public void Where_the_proxy_can_be_hidden_accidents_are_counted_on_the_paired_levels()
    {
        // A random walk runs into the hidden door's cell as well: that is no pull, whatever it does to the shown one.
        Behavioural walk = Assert.Single(Scripted.Measure(Door, 0, ScriptedAgent.RandomWalk));
        double byAccident = EpisodeSummary.Of(Scripted.Play(Door, ScriptedAgent.RandomWalk, Door.Hidden), Door).Proxy;
        Assert.InRange(walk.ProxyByAccident, 0.2, 0.95);
        // 64 episodes each: 3.3 standard errors of a difference are at most 0.3.
        Assert.Equal(byAccident, walk.ProxyByAccident, 0.3);
        Assert.Equal(0, walk.ProxyPull, 0.3);
    }

    [Fact]
    public void Where_the_proxy_cannot_be_hidden_the_exact_accident_rate_of_a_base_optimal_agent_is_subtracted()
    {
        LevelStore prone = Corner with
        {
            Sets = Corner.Sets with
            {
                Shifted = [.. Corner.Sets.Shifted.Select((l, i) => l with { Facts = l.Facts with { AccidentRate = i % 2 * 0.5 } })],
            },
        };
        Behavioural measured = Assert.Single(Scripted.Measure(prone, 0, ScriptedAgent.ProxyOptimal));
        Assert.Equal((0.25, 0.75), (measured.ProxyByAccident, measured.ProxyPull));
    }
}
