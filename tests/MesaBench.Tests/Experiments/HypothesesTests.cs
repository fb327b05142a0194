using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Worlds;

namespace MesaBench.Tests.Experiments;

public sealed class HypothesesTests
{
    private static readonly Experiment Study = new()
    {
        Name = "a", Worlds = [new DoorSpec()], Networks = [new MlpSpec { Width = 4, Depth = 1 }, new MlpSpec { Width = 8, Depth = 1 }, new RcnnSpec { Ticks = 1 }],
    };

    [Fact]
    public void A_hypothesis_is_about_an_architecture_of_the_experiment()
    {
        Assert.Empty(Validation.Problems(Study with { Statistics = new() { Confirmatory = ["mlp, depth 1", "rcnn, 1 tick"] } }));
        Problem problem = Assert.Single(Validation.Problems(Study with { Statistics = new() { Confirmatory = ["rcnn, 1 tick", "mlp, depth 2"] } }));
        Assert.Equal(
            ("statistics.confirmatory[1]", "\"mlp, depth 2\"", "\"mlp, depth 1\", \"rcnn, 1 tick\""), (problem.Path, problem.Found, problem.Allowed));
    }

    [Fact]
    public void Without_networks_that_is_the_one_mistake() => Assert.Equal(
        ["networks"], Validation.Problems(Study with { Networks = [], Statistics = new() { Confirmatory = ["mlp, depth 1"] } }).Select(p => p.Path));

    [Fact]
    public void Networks_meet_only_in_worlds_that_train_both()
    {
        // At dish's learning rate both would be one cell, but dish has networks of its own.
        Experiment study = Study with
        {
            Networks = [new MlpSpec(), new MlpSpec { LearningRates = [0.01] }],
            Worlds = [new DoorSpec(), new DishSpec { Networks = [new MlpSpec { Width = 3 }], Training = new() { LearningRates = [0.01] } }],
        };
        Assert.Empty(Validation.Problems(study));
    }

    [Fact]
    public void Networks_that_no_world_trains_are_told_apart_by_their_own_learning_rates()
    {
        Experiment study = Study with { Worlds = [new DoorSpec { Networks = [new MlpSpec { Width = 3 }] }] };
        Assert.Empty(Validation.Problems(study with { Networks = [new MlpSpec { LearningRates = [0.01] }, new MlpSpec { LearningRates = [0.02] }] }));
        Assert.Single(Validation.Problems(study with { Networks = [new MlpSpec { LearningRates = [0.01] }, new MlpSpec { LearningRates = [0.01] }] }));
    }

    [Fact]
    public void A_cell_that_a_world_has_twice_is_told_with_its_place_in_that_world() => Assert.Equal(
        ["worlds[1].networks[2]: found mlp3x2 at learning rate 0.003, as in worlds[1].networks[0]; allowed: each cell once"],
        Validation.Problems(Study with
        {
            Worlds = [new DoorSpec(), new DishSpec { Networks = [new MlpSpec { Width = 3 }, new MlpSpec { Width = 4 }, new MlpSpec { Width = 3 }] }],
        }).Select(p => $"{p}"));

    [Fact]
    public void A_hypothesis_may_be_about_the_networks_of_one_world()
    {
        Experiment study = Study with { Worlds = [new DoorSpec(), new CornerSpec { Networks = [new MlpSpec { Depth = 3 }] }] };
        Assert.Empty(Validation.Problems(study with { Statistics = new() { Confirmatory = ["mlp, depth 3", "mlp, depth 1"] } }));
    }

    [Theory]
    [InlineData(3, 0, "mlp, depth 3")]
    [InlineData(1, 1, "rcnn, 1 tick")]
    [InlineData(1, 4, "rcnn, 4 ticks")]
    public void An_architecture_is_a_network_without_its_width(int depth, int ticks, string expected) =>
        Assert.Equal(expected, CellFacts.ArchitectureOf(ticks == 0 ? new MlpSpec { Width = 7, Depth = depth } : new RcnnSpec { Channels = 7, Ticks = ticks }));
}
