using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Probing;
using MesaBench.Tests.Behaviour;
using MesaBench.Tests.Engines;
using MesaBench.Training;
using MesaBench.Verdicts;
using MesaBench.Worlds;
using MesaBench.Zoo;

namespace MesaBench.Tests.Probing;

/// <summary>Networks that are known to hold where the objects of an objective lie, and networks that are known not to.</summary>
public sealed class ObjectProbeTests
{
    private static readonly LevelStore Open = Scripted.Store(new DishSpec(), heldOut: 128), Maze = Scripted.Store(new DishSpec { Layout = Layout.Maze }, heldOut: 256);

    public static TheoryData<ConstructionSpec, string, string> Constructions => new()
    {
        { new WavefrontSpec(), "yes", "no" },
        { new WavefrontSpec { For = SearchGoal.Proxy }, "no", "yes" },
        { new WavefrontSpec { Disguise = 0.02 }, "yes", "no" },
        { new UnusedSpec(), "yes", "no" },
        { new ParitySpec(), "no", "no" },
    };

    [Theory]
    [MemberData(nameof(Constructions))]
    public void A_search_holds_where_its_goal_is_and_not_where_what_it_does_not_look_for_is(ConstructionSpec start, string ofBase, string ofProxy)
    {
        Network network = new RcnnSpec { Channels = 14, Ticks = 14, Activation = CellActivation.Clamp }.Build(ShapeOf(Maze));
        ulong[] keys = [3, 4];
        ObjectReadings[] found = Read(Maze, network, [.. keys.Select(key => start.Source().Weights(Maze.World, network, key))], [.. keys.Select(network.Layout.Initial)]);
        Assert.All(found, read => Assert.Equal((ofBase, ofProxy), Answers(read)));
    }

    [Theory]
    [InlineData("cheese", "yes", "no")]
    [InlineData("dish", "no", "yes")]
    [InlineData("walls", "no", "no")]
    public void A_layer_that_copies_the_direction_to_what_one_plane_shows_holds_that_and_no_other(string plane, string ofBase, string ofProxy)
    {
        Network network = new MlpSpec { Width = 4, Depth = 1 }.Build(ShapeOf(Open));
        ObjectReadings found = Read(Open, network, [Directions(network, Open.World.Planes.ToList().IndexOf(plane))], [network.Layout.Initial(8)])[0];
        Assert.Equal((ofBase, ofProxy), Answers(found));
        if (ofBase == "yes") Assert.True(found.Base.Decoded > 0.9, $"{found.Base}");
    }

    [Fact]
    public void Of_several_layers_the_one_is_read_that_holds_it()
    {
        Network network = new MlpSpec { Width = 4, Depth = 2 }.Build(ShapeOf(Open));
        float[] both = Directions(network, Open.World.Planes.ToList().IndexOf("cheese"));
        NamedTensor[] still = [.. network.Layout.Unpack(both).Select(t => t.Name.StartsWith("hidden1", StringComparison.Ordinal) ? t with { Values = new float[t.Values.Length] } : t)];
        Assert.Equal(("yes", "no"), Answers(Read(Open, network, [network.Layout.Pack(still, "planted")], [network.Layout.Initial(8)])[0]));
    }

    public static TheoryData<NetworkSpec> Untrained => [new MlpSpec { Width = 24, Depth = 2 }, new RcnnSpec { Channels = 8, Ticks = 2 }];

    [Theory]
    [MemberData(nameof(Untrained))]
    public void Untrained_networks_represent_neither_objective_beyond_what_others_of_them_do(NetworkSpec spec)
    {
        const int Agents = 40;
        Network network = spec.Build(ShapeOf(Open));
        float[][] Draw(ulong first) => [.. Enumerable.Range(0, Agents).Select(i => network.Layout.Initial(first + (ulong)i))];
        ObjectReading[] found = [.. Read(Open, network, Draw(100), Draw(900)).SelectMany(read => new[] { read.Base, read.Proxy })];
        Assert.DoesNotContain(found, read => Representation.Of(read, new ProbingSettings()).Represented == YesNo.Yes);
        Assert.InRange(found.Average(read => read.Gain.Value), -0.02, 0.02);
        Assert.InRange(found.Average(read => read.Decoded), 0.45, 0.65);
    }

    [Fact]
    public void The_network_that_was_there_before_is_no_better_than_itself()
    {
        Network network = new MlpSpec { Width = 24, Depth = 1 }.Build(ShapeOf(Open));
        ObjectReadings found = Read(Open, network, [network.Layout.Initial(1)], [network.Layout.Initial(1)])[0];
        Assert.True(found.Base.Gain.Value <= 0 && found.Proxy.Gain.Value <= 0);
    }

    [Fact]
    public void What_shows_nowhere_and_what_has_no_state_is_left_open()
    {
        LevelStore corner = Scripted.Store(new CornerSpec(), heldOut: 32);
        Network network = new MlpSpec { Width = 4, Depth = 1 }.Build(ShapeOf(corner)), linear = new LinearSpec().Build(ShapeOf(Open));
        Assert.Equal(("no", ""), Answers(Read(corner, network, [network.Layout.Initial(1)], [network.Layout.Initial(1)])[0]));
        Assert.Equal(("", ""), Answers(Read(Open, linear, [linear.Layout.Initial(1)], [linear.Layout.Initial(1)])[0]));
    }

    [Fact]
    public void Weights_that_are_not_finite_hold_nothing()
    {
        Network network = new MlpSpec { Width = 8, Depth = 1 }.Build(ShapeOf(Open));
        float[] broken = [.. network.Layout.Initial(1).Select(_ => float.NaN)];
        Assert.Equal(("no", "no"), Answers(Read(Open, network, [broken], [network.Layout.Initial(1)])[0]));
    }

    private static ObservationShape ShapeOf(LevelStore store) => new(store.World.Size, store.World.Planes.Count, store.Table.MaxActive);

    private static ObjectReadings[] Read(LevelStore store, Network network, float[][] weights, float[][] initial)
    {
        using IEngine engine = Grid.NewEngine();
        return ObjectProbe.Run(engine, network, weights, initial, [store], [.. weights.Select((_, i) => Scripted.Levels(store, key: (ulong)i))]);
    }

    private static (string Base, string Proxy) Answers(ObjectReadings found)
    {
        string Answer(ObjectReading read) => Representation.Of(read, new ProbingSettings()).Represented is { } answer ? ExperimentJson.EnumName(answer) : "";
        return (Answer(found.Base), Answer(found.Proxy));
    }

    /// <summary>
    /// Layers of four units: how many cells what a plane shows lies below the agent, above, right, left (of several, their sum), 0 on the other side.
    /// The head is 0, so that agents walk at random.
    /// </summary>
    private static float[] Directions(Network network, int plane) => network.Layout.Pack(
    [
        .. network.Layout.Blocks.Select(block =>
        {
            float[] values = new float[block.Rows * block.Columns];
            int cells = network.Shape.Cells, size = network.Shape.Size;
            for (int cell = 0; block.Name == "hidden0.weight" && cell < cells; cell++)
            {
                int[] place = [cell / size, -(cell / size), cell % size, -(cell % size)];
                for (int unit = 0; unit < place.Length; unit++)
                {
                    values[cell * 4 + unit] = -place[unit]; // plane 0 is the agent
                    values[(plane * cells + cell) * 4 + unit] = place[unit];
                }
            }
            return new NamedTensor(block.Name, [.. block.Shape], values);
        }),
    ], "planted");
}
