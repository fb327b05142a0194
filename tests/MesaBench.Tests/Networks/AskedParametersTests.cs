using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Worlds;

namespace MesaBench.Tests.Networks;

public sealed class AskedParametersTests
{
    private static readonly Experiment Study = new()
    {
        Name = "asked", Worlds = [new DoorSpec(), new CornerSpec { Size = 9 }], Networks = [new MlpSpec { Depth = 1 }, new RcnnSpec { Ticks = 3 }],
    };

    public static TheoryData<NetworkSpec> Architectures =>
    [
        new MlpSpec { Depth = 3 }, new CnnSpec { Depth = 2 }, new GruSpec(), new RcnnSpec(), new RcnnSpec { Gated = true, Head = HeadKind.Flat },
        new DrcSpec { Depth = 1 }, new TransformerSpec { Heads = 3 },
    ];

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Every_architecture_gets_the_width_whose_count_is_nearest_by_ratio(NetworkSpec architecture)
    {
        int[] asked = [300, 1000, 3000, 10_000, 30_000];
        WorldSpec world = new CornerSpec { Layout = Layout.Maze };
        Experiment resolved = Resolve(Study with { Worlds = [world], Networks = [architecture], Parameters = asked });
        double[] all =
        [
            .. Enumerable.Range(1, 256).Select(architecture.WithWidth).OfType<NetworkSpec>().Where(n => !n.Validate("").Any() && !Limits.Problems(n, "").Any())
                .Select(n => (double)n.LayoutIn(world.Build()).Count),
        ];
        Assert.Equal(
            asked.Select(wanted => all.MinBy(count => Math.Max(count / wanted, wanted / count))).Distinct(),
            AgentSpec.Expand(resolved).Where(a => a.Seed == 0).Select(a => (double)a.Network.LayoutIn(world.Build()).Count));
        Assert.All(AgentSpec.Expand(resolved), agent => Assert.Equal(CellFacts.ArchitectureOf(architecture), CellFacts.ArchitectureOf(agent.Network)));
    }

    [Fact]
    public void Each_world_has_widths_of_its_own_since_observations_differ()
    {
        Experiment resolved = Resolve(Study with { Parameters = [5000] });
        Assert.Equal(
            ["door-open7 mlp25x1", "door-open7 rcnn21t3", "corner-open9 mlp20x1", "corner-open9 rcnn21t3"],
            AgentSpec.Expand(resolved).Where(a => a.Seed == 0).Select(a => $"{a.World.Label} {a.Network.Label}"));
    }

    [Fact]
    public void A_networks_own_wish_comes_before_the_experiments_and_an_empty_one_keeps_its_width()
    {
        Experiment resolved = Resolve(Study with
        {
            Worlds = [new DoorSpec()],
            Parameters = [5000],
            Networks = [new MlpSpec { Depth = 1, Parameters = [2000] }, new RcnnSpec { Channels = 7, Parameters = [] }],
        });
        Assert.Equal(["mlp10x1", "rcnn7t2"], AgentSpec.Expand(resolved).Select(a => a.Network.Label).Distinct());
    }

    [Fact]
    public void Who_asks_for_nothing_gets_the_same_experiment()
    {
        Assert.Same(Study, AskedParameters.Resolve(Study).Experiment);
        Experiment resolved = Resolve(Study with { Parameters = [500, 5000] });
        Assert.Same(resolved, AskedParameters.Resolve(resolved).Experiment);
        ExperimentReading read = ExperimentFile.Parse(ExperimentFile.ToJson(resolved));
        Assert.Empty(read.Problems);
        Assert.Equal(AgentSpec.Expand(resolved).Select(a => a.Name), AgentSpec.Expand(read.Experiment!).Select(a => a.Name));
    }

    [Fact]
    public void What_is_far_off_or_comes_twice_or_cannot_be_had_is_told()
    {
        (Experiment resolved, IReadOnlyList<string> notes) = AskedParameters.Resolve(Study with
        {
            Worlds = [new DoorSpec()],
            Networks = [new LinearSpec(), new MlpSpec { Depth = 1 }],
            Parameters = [300, 1000, 1010, 100_000],
        });
        Assert.Equal(
            [
                "door-open7: linear, depth 0: 985 parameters, whatever is asked for",
                "door-open7: mlp, depth 1: for 300 parameters the nearest is mlp2x1 with 409",
                "door-open7: mlp, depth 1: for 1010 parameters the nearest is mlp5x1 again, with 1015",
            ],
            notes);
        Assert.Equal(["linear", "mlp2x1", "mlp5x1", "mlp495x1"], AgentSpec.Expand(resolved).Select(a => a.Network.Label).Distinct());
    }

    [Fact]
    public void Entries_that_become_one_are_refused_as_any_two_cells_of_one_name()
    {
        Experiment two = Study with { Worlds = [new DoorSpec()], Parameters = [5000], Networks = [new MlpSpec { Epochs = 1 }, new MlpSpec { Width = 3, Epochs = 8 }] };
        Assert.Empty(Validation.Problems(two));
        Assert.All(Validation.Problems(Resolve(two)), problem => Assert.Equal("each cell once", problem.Allowed));
        Assert.NotEmpty(Validation.Problems(Resolve(two)));
    }

    private static Experiment Resolve(Experiment experiment) => AskedParameters.Resolve(experiment).Experiment;
}
