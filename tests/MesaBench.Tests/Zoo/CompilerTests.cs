using MesaBench.Behaviour;
using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Tests.Engines;
using MesaBench.Worlds;
using MesaBench.Zoo;

namespace MesaBench.Tests.Zoo;

public class CompilerTests
{
    private const int Environments = 16, Ticks = 6;

    private static readonly Dictionary<string, Func<Quest, IAlgorithm>> Algorithms = new()
    {
        ["wavefront"] = quest => new Wavefront(quest, traced: false, 5),
        ["wavefront with trace"] = quest => new Wavefront(quest, traced: true, 5),
        ["value iteration"] = quest => new ValueIteration(quest, 5),
        ["straight line"] = quest => new CrowFlight(quest, 5),
        ["dead ends"] = quest => new DeadEnds(quest, 5),
        ["dead ends, seen anew"] = quest => new DeadEnds(quest, 5, remembers: false),
        ["dead ends and a straight line"] = quest => new Beside(new DeadEnds(quest, 5, remembers: false), new CrowFlight(quest, 2.5), isOtherHeeded: true),
        ["parity"] = _ => new Parity(1, 2, [2, 0, 3, 1], 5),
        ["diffusion"] = quest => new Diffusion(quest, 0.19, 200, 5),
        ["straight line beside a wavefront"] = quest => new Beside(new CrowFlight(quest, 5), new Wavefront(quest, traced: false, 5)),
    };

    private static readonly Dictionary<string, NetworkSpec> Networks = new()
    {
        ["clamp"] = new RcnnSpec { Channels = 12, Ticks = Ticks, Activation = CellActivation.Clamp },
        ["gated clamp"] = new RcnnSpec { Channels = 12, Ticks = Ticks, Activation = CellActivation.Clamp, Gated = true },
        ["relu"] = new RcnnSpec { Channels = 20, Ticks = Ticks, Activation = CellActivation.Relu },
        ["tanh"] = new RcnnSpec { Channels = 13, Ticks = Ticks },
        ["gated tanh"] = new RcnnSpec { Channels = 13, Ticks = Ticks, Gated = true },
        ["drc"] = new DrcSpec { Channels = 13, Depth = 1, Ticks = Ticks },
    };

    private static readonly WorldSpec[] Worlds =
    [
        new CornerSpec { Layout = Layout.Maze }, new LavaSpec { Size = 8 }, new DoorSpec { Layout = Layout.Blocks }, new DishSpec { Layout = Layout.Blocks }, new GemSpec { Layout = Layout.Blocks },
    ];

    public static TheoryData<string, string, int, int, bool> Compilations => [.. from algorithm in Algorithms.Keys
        from network in Networks.Keys
        from world in Enumerable.Range(0, Worlds.Length)
        from style in Enumerable.Range(0, 2)
        where Fits(algorithm, network, world) && (style == 0 || (network != "relu" && algorithm is not ("value iteration" or "diffusion")))
        select new TheoryDataRow<string, string, int, int, bool>(algorithm, network, world, world % 2, style == 1)];

    [Theory]
    [MemberData(nameof(Compilations))]
    public void The_networks_states_are_the_algorithms_tick_by_tick_over_environment_steps(string algorithm, string network, int world, int objective, bool disguised)
    {
        LevelStore store = LevelStore.Draw(
            Worlds[world].Build(), new LevelSettings { Training = 16, TrainingDistinguishing = 16, HeldOut = Environments, ProbeTraining = 8, ProbeTest = 8 }, 5, 0.95, TestContext.Current.CancellationToken);
        IAlgorithm search = Algorithms[algorithm](Quest.For(store.World, [objective]));
        NetworkSpec spec = Networks[network];
        Network built = ((INetworkSource)spec).Build(new ObservationShape(store.World.Size, store.World.Planes.Count, store.Table.MaxActive));
        Compiled compiled = Compiler.Compile(search.Automaton, built, disguised ? new Style(2, new Draws(7), 0.002, true) : new Style(1));
        using IEngine engine = Grid.NewEngine();
        Tensor parameters = engine.Floats(1, built.Layout.Rows, ParameterLayout.RowWidth);
        engine.Upload(built.Layout.Pack(compiled.Tensors, "compiled"), parameters);
        NetworkActor actor = built.Open(engine, parameters, Environments);
        EpisodePlayer player = new(engine, actor, WorldUpload.Create(engine, [store], 1), [store], 0.95);
        StateComparison comparison = new(store, search, compiled.Reading);
        actor.Listener = (site, _, state) => comparison.Hear(engine, site, player.Now()[0], state);
        foreach (LevelRange levels in (LevelRange[])[store.Shifted, store.InDistribution])
            _ = player.Play([new AgentLevels(1, 0, levels, new LevelRange(0, 0), 0)], 3, greedy: false);
        Assert.InRange(comparison.Largest, 0, disguised ? 0.3 : 2e-2);
        Assert.True(comparison.Count > Environments * Ticks * 2, $"{comparison.Count} states were compared");
    }

    private static bool Fits(string algorithm, string network, int world) =>
        (algorithm != "value iteration" || !network.Contains("tanh", StringComparison.Ordinal))
        && (algorithm != "diffusion" || network.Contains("clamp", StringComparison.Ordinal))
        && (!(algorithm == "diffusion" || algorithm.StartsWith("dead ends", StringComparison.Ordinal)) || world < 2)
        && (network is "clamp" or "tanh" or "drc" || world == 0);
}
