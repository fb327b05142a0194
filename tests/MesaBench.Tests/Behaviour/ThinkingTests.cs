using MesaBench.Behaviour;
using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Tests.Engines;
using MesaBench.Tests.Networks;
using MesaBench.Worlds;

namespace MesaBench.Tests.Behaviour;

public class ThinkingTests
{
    private const int Environments = 16;

    private static readonly LevelStore Store = Scripted.Store(new CornerSpec { Layout = Layout.Blocks });

    private static readonly ObservationShape Shape = new(Store.World.Size, Store.World.Planes.Count, Store.Table.MaxActive);

    [Fact]
    public void Steps_of_thought_are_ticks_before_the_first_action()
    {
        float[] twice = First(new Rcnn(Shape, 3, 4), null);
        Assert.Equal(twice, First(new Rcnn(Shape, 3, 2), new Thinking(1, ThinkingOn.Level)));
        Assert.Equal(First(new Rcnn(Shape, 3, 2), null), First(new Rcnn(Shape, 3, 2), new Thinking(0, ThinkingOn.Level)));
        Assert.NotEqual(twice, First(new Rcnn(Shape, 3, 2), null));
        Assert.Equal(First(new Rcnn(Shape, 3, 6), null), First(new Rcnn(Shape, 3, 2), new Thinking(2, ThinkingOn.Level)));
    }

    [Fact]
    public void Sham_thought_is_of_something_else()
    {
        float[][] heads = [.. Enum.GetValues<ThinkingOn>().Select(on => First(new Rcnn(Shape, 3, 2), new Thinking(2, on)))];
        Assert.Equal(3, heads.Select(h => string.Join(' ', h)).Distinct().Count());
    }

    [Theory]
    [InlineData(ThinkingOn.Level)]
    [InlineData(ThinkingOn.Blank)]
    [InlineData(ThinkingOn.AnotherLevel)]
    public void Who_remembers_nothing_does_the_same_after_any_thought(ThinkingOn on)
    {
        Network network = new Mlp(Shape, 5, 1);
        Assert.Equal(First(network, null), First(network, new Thinking(3, on)));
        Assert.Equal(Episodes(network, null), Episodes(network, new Thinking(3, on)));
    }

    /// <summary>[output][environment] the answers to the first observations.</summary>
    private static float[] First(Network network, Thinking? thinking)
    {
        float[] first = [];
        _ = Play(network, thinking, (engine, actor, step) => first = step == 0 ? engine.Download(actor.Experience.Head) : first);
        return first;
    }

    private static Episode[] Episodes(Network network, Thinking? thinking) => Play(network, thinking, (_, _, _) => { });

    private static Episode[] Play(Network network, Thinking? thinking, Action<IEngine, Actor, int> watch)
    {
        using IEngine engine = Grid.NewEngine();
        Tensor parameters = engine.Floats(1, network.Layout.Rows, ParameterLayout.RowWidth);
        engine.Upload(new ParameterMap(network.Layout).Random(new Random(2), 0.5), parameters);
        Actor actor = network.Open(engine, parameters, Environments);
        EpisodePlayer player = new(engine, actor, WorldUpload.Create(engine, [Store], 1), [Store], Scripted.Discount) { Thinking = thinking };
        AgentLevels levels = Scripted.Levels(Store) with { Main = Store.InDistribution.Take(Environments) };
        return player.Play([levels], 3, greedy: false, watch: step => watch(engine, actor, step))[0];
    }
}
