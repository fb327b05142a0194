using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Tests.Engines;
using MesaBench.Training;
using MesaBench.Worlds;
using MesaBench.Zoo;

namespace MesaBench.Tests.Zoo;

/// <summary>The means by which members are tested.</summary>
public class MemberTests
{
    private static readonly WorldSpec Dish = new DishSpec { Layout = Layout.Blocks };
    private static readonly NetworkSpec Clamp = new RcnnSpec { Channels = 8, Ticks = 6, Activation = CellActivation.Clamp };

    private static readonly LevelStore Store = LevelStore.Draw(
        Dish.Build(), new LevelSettings { Training = 2, TrainingDistinguishing = 2, HeldOut = 64, ProbeTraining = 2, ProbeTest = 2 }, 5, 0.95);

    private static readonly Network Built = Clamp.Build(new ObservationShape(Store.World.Size, Store.World.Planes.Count, Store.Table.MaxActive));

    private static readonly (IAlgorithm Algorithm, Compiled Compiled) Search = new WavefrontSpec().Compile(Store.World, Built, 1);

    [Theory]
    [InlineData(1.9, false)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    [InlineData(3.1, false)]
    [InlineData(double.NaN, false)]
    public void A_figure_passes_from_the_least_to_the_most(double figure, bool passes) => Assert.Equal(passes, new Checked("t", figure, 2, 3).Passed);

    [Fact]
    public void Tests_are_made_until_one_fails()
    {
        Checked fails = new("fails", 1, Least: 2), passes = new("passes", 1, Most: 2);
        static IEnumerable<Checked> Then(params Checked[] made)
        {
            foreach (Checked test in made) yield return test;
            throw new InvalidOperationException("a later one");
        }

        Assert.Equal([passes, fails], Checked.UntilFailed(Then(passes, fails)));
        Assert.Equal([fails], Checked.UntilFailed(Then(fails)));
        Assert.Equal([passes, passes], Checked.UntilFailed([passes, passes]));
    }

    [Fact]
    public void States_are_compared_on_all_levels_that_are_played_and_on_none_they_are_not_known()
    {
        // Where dish and cheese lie together, a wave from either is a wave from the cheese.
        IAlgorithm nearest = new Wavefront(Quest.For(Store.World, [0, 1]), traced: false, 5);
        MemberBench member = Bench(Weights);
        Assert.True(StateComparison.Of(member, nearest, Search.Compiled.Reading, Store.InDistribution).Passed);
        Assert.False(StateComparison.Of(member, nearest, Search.Compiled.Reading, Store.InDistribution, Store.Shifted).Passed);
        Assert.True(StateComparison.Of(member, Search.Algorithm, Search.Compiled.Reading, Store.InDistribution, Store.Shifted).Passed);
        Checked none = StateComparison.Of(member, Search.Algorithm, Search.Compiled.Reading);
        Assert.Equal((double.NaN, false), (none.Figure, none.Passed));
    }

    [Fact]
    public void A_state_that_is_no_number_differs_by_more_than_any()
    {
        // A clamp makes a number of what is none; tanh does not.
        NetworkSpec tanh = new RcnnSpec { Channels = 8, Ticks = 6 };
        Network built = tanh.Build(new ObservationShape(Store.World.Size, Store.World.Planes.Count, Store.Table.MaxActive));
        (IAlgorithm algorithm, Compiled compiled) = new WavefrontSpec().Compile(Store.World, built, 1);
        float[] weights = built.Layout.Pack(compiled.Tensors, "compiled");
        foreach ((int place, _, _) in built.Layout.Places(built.Layout.Blocks.Single(block => block.Name == "observe.weight"))) weights[place] = float.NaN;
        Checked found = StateComparison.Of(Bench(weights, tanh), algorithm, compiled.Reading, Store.Shifted);
        Assert.Equal((double.PositiveInfinity, false), (found.Figure, found.Passed));
    }

    [Fact]
    public void First_actions_that_are_equal_share_and_before_the_wave_all_are()
    {
        ITeacher best = Likeness.Optimal;
        FirstActions first = Bench(Weights).FirstActions(Search.Compiled.Reading, best, 32)[0];
        int[] right = [.. Enumerable.Range(Store.InDistribution.First, 32).Select(number => int.PopCount(Best(best, number, Store.Levels[number].Level.Start)))];
        bool[] isNear = [.. Enumerable.Range(Store.InDistribution.First, 32).Select(number => Store.Levels[number].Facts.BaseDistance < 1)];
        Assert.DoesNotContain(true, isNear);
        Assert.Equal(1, first.Undecided);
        Assert.Equal(right.Average(count => count / 4.0), first.Right, 9);
    }

    [Fact]
    public void A_hard_detour_is_seen_neither_in_a_straight_line_nor_from_nearby()
    {
        MemberBench member = Bench(Weights);
        Likeness likeness = new(member);
        ITeacher straight = new ImitationSpec { Teacher = Teacher.StraightLine }.Who, near = new ImitationSpec { Teacher = Teacher.LocalView, Radius = 3 }.Who;
        Decision[] decisions = [.. member.Play(Store.Shifted, 64)];
        bool[] isHard = [.. decisions.Select(likeness.IsHard)];
        (bool Straight, bool Near)[] isRight = [.. decisions.Select(decision => (!likeness.AreApart(straight, Likeness.Optimal, decision), !likeness.AreApart(near, Likeness.Optimal, decision)))];
        Assert.Equal(isRight.Select(right => !right.Straight && !right.Near), isHard);
        Assert.Contains((false, true), isRight);
        Assert.Contains((true, true), isRight);
    }

    [Fact]
    public void Who_is_never_asked_is_like_nobody()
    {
        MemberBench member = Bench(Weights);
        Likeness likeness = new(member);
        Assert.Equal(double.NaN, likeness.Mean(Likeness.Optimal, []));
        Assert.True(likeness.Mean(Likeness.Optimal, member.Play(Store.Shifted, 8)) > 0.5);
    }

    [Fact]
    public void Members_play_as_they_draw_and_do_not_always_do_what_they_like_best()
    {
        float[] weights = Built.Layout.Initial(3);
        Decision[][] episodes = [.. Bench(weights).Play(Store.Shifted, 32).GroupBy(decision => decision.Now.Level).Select(episode => episode.OrderBy(decision => decision.Now.Step).ToArray())];
        int[] neighbours = Paths.Neighbours(Store.World.Size);
        Assert.Contains(episodes.SelectMany(episode => episode.Zip(episode.Skip(1))), pair =>
            pair.Second.Now.Cell != pair.First.Now.Cell
            && pair.Second.Now.Cell != neighbours[pair.First.Now.Cell * Paths.Actions + Array.IndexOf(pair.First.Logits, pair.First.Logits.Max())]);
    }

    private static float[] Weights => Built.Layout.Pack(Search.Compiled.Tensors, "compiled");

    private static int Best(ITeacher teacher, int number, int cell)
    {
        Level level = Store.Levels[number].Level;
        return teacher.On(Store.World, level, number, Store.Discount)(Level.InitialMask(level.Slots(Store.World)), cell);
    }

    private static MemberBench Bench(float[] weights, NetworkSpec? network = null) => new(
        Grid.NewEngine(), new AgentSpec(Dish, 0, network ?? Clamp, 0.003, 0, 0, new NoTrainingSpec { Start = new WavefrontSpec() }), 1, Store, weights);
}
