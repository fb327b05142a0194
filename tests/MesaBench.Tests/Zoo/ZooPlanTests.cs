using System.Text.Json;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Training;
using MesaBench.Worlds;
using MesaBench.Zoo;

namespace MesaBench.Tests.Zoo;

public class ZooPlanTests
{
    [Fact]
    public void The_zoo_that_comes_with_the_program_is_fine()
    {
        ZooPlan plan = ZooPlans.Parsed(ZooPlan.Default);
        Assert.Equal("zoo", plan.Name);
        Assert.Equal(plan.Families.Count, plan.Families.Select(family => family.Experiment.Name).Distinct().Count());
    }

    [Fact]
    public void A_smaller_zoo_has_a_tenth_of_the_members_some_of_each_family()
    {
        ZooPlan plan = ZooPlans.Parsed(ZooPlan.Default), small = plan.Smaller(10);
        Assert.Equal("zoo-small", small.Name);
        (int all, int few) = (0, 0);
        foreach ((FamilySpec family, FamilySpec smaller) in plan.Families.Zip(small.Families))
        {
            AgentList whole = AgentSpec.Expand(family.Experiment), part = AgentSpec.Expand(smaller.Experiment);
            Assert.All(part, agent => Assert.NotEqual(-1, whole.PlaceOf(agent.Name)));
            Assert.InRange(part.Count, Math.Max(1, 0.7 * whole.Count / 10), 1 + 1.3 * whole.Count / 10);
            (all, few) = (all + whole.Count, few + part.Count);
        }
        Assert.InRange(few, 0.9 * all / 10, 1.1 * all / 10);
        Assert.Contains(small.Families.SelectMany(family => family.Experiment.Worlds), world => world.Rewarded is not null);
        _ = ZooPlans.Parsed(JsonSerializer.Serialize(small, Catalog.Default.Json));
    }

    [Fact]
    public void A_smaller_zoo_goes_from_network_to_network_and_from_world_to_world()
    {
        Experiment small = Assert.Single(ZooPlans.Parsed(ZooPlan.Default).Smaller(10).Families, family => family.Experiment.Name == "straight-line").Experiment;
        AgentList part = AgentSpec.Expand(small);
        Assert.Equal(14, part.Count);
        Assert.Equal(7, part.Select(agent => agent.Network.Label).Distinct().Count());
        Assert.Equal(2, part.Select(agent => agent.Trainer!.Label).Distinct().Count());
        Assert.Equal(3, part.Select(agent => agent.World.Label).Distinct().Count());
    }

    [Fact]
    public void A_smaller_plan_has_no_seed_that_the_whole_does_not_have_and_goes_by_learning_rates()
    {
        ZooPlan plan = ZooPlans.Parsed(ZooPlan.Default);
        Experiment experiment = plan.Families[0].Experiment with
        {
            Seeds = 19,
            Worlds =
            [
                new CornerSpec { Trainers = [.. Enumerable.Range(1, 7).Select(steps => new ImitationSpec { Steps = steps })] },
                new DoorSpec(), new DoorSpec { Layout = Layout.Blocks, Trainers = [new ImitationSpec { Seeds = 2 }] },
            ],
            Networks = [new RcnnSpec { Ticks = 2, LearningRates = [0.1, 0.2, 0.3] }],
            Trainers = [],
        };
        AgentList whole = AgentSpec.Expand(experiment), part = AgentSpec.Expand(Thinning.Of(experiment, 10));
        Assert.All(part, agent => Assert.NotEqual(-1, whole.PlaceOf(agent.Name)));
        Assert.InRange(part.Count, 0.07 * whole.Count, 0.13 * whole.Count);
    }

    public static TheoryData<string, string, string> Mistakes => new()
    {
        { "\"family\": \"random\"", "\"family\": \"randm\"", "families[2].family: found \"randm\"; allowed: amortised, compiled, distilled, idle, matched, memoriser, objective, random, rewarded, unheeded (did you mean random?)" },
        { "\"name\": \"noisy\"", "\"name\": \"planners\"", "families[1].experiment.name: found planners; allowed: a name that families[0] does not have: each has a folder of its own" },
        { "\"channels\": 6", "\"channels\": 4", "families[0].experiment.trainers[0].start: found wavefront in corner-maze7 and rcnn4t4-clamp: 4 channels; allowed: 5 or more" },
        { "{ \"trainer\": \"none\", \"start\": \"wavefront\" }", "{ \"trainer\": \"none\" }", "families[0].experiment: found corner-maze7_a0_rcnn6t4-clamp_none_lr0.003 and 1 more; allowed: trainers that start from a compiled algorithm" },
        { "\"name\": \"tiny\"", "\"name\": \"ti/ny\"", "name: found ti/ny; allowed: letters a-z, digits, dots, dashes and underscores, as it names a folder" },
        { "{ \"trainer\": \"none\" }", "{ \"trainer\": \"none\", \"start\": \"idle\" }", "families[2].experiment: found corner-maze7_a0_rcnn4t4_none-from-idle_lr0.003; allowed: trainer none, or trainers that start from frozen" },
        { "\"name\": \"noisy\"", "\"name\": \"members.csv\"", "families[1].experiment.name: found members.csv; allowed: a name without a dot: files of the zoo have one" },
        { "\"name\": \"noisy\"", "\"name\": \"noisy\", \"parameters\": [500]", "families[1].experiment.parameters: found 500; allowed: none: networks as they stand" },
        { "\"name\": \"noisy\"", "\"name\": \"noisy\", \"training\": { \"phases\": [{}, {}] }", "families[1].experiment.training.phases: found 2; allowed: none: what came before would be part of what a member is" },
        { "\"name\": \"tiny\"", "\"name\": \"tiny\", \"shared\": { \"alphas\": [2] }", "shared.alphas[0]: found 2; allowed: 0 to 1" },
        { "\"name\": \"tiny\"", "\"name\": \"tiny\", \"shared\": { \"levels\": { \"heldOut\": 0, \"probeTest\": 0 } }", "shared.levels.probeTest: found 0; allowed: 2 to 1000000" },
        { "\"name\": \"noisy\", \"worlds\": [{ \"world\": \"corner\"", "\"name\": \"noisy\", \"worlds\": [{ \"world\": \"cornr\"", "families[1].experiment.worlds[0].world: found \"cornr\"" },
        { "{ \"trainer\": \"none\", \"start\": \"wavefront\" }", "{ \"trainer\": \"nnone\" }", "families[0].experiment.trainers[0].trainer: found \"nnone\"" },
        { "\"name\": \"tiny\"", "\"name\": \"tiny\", \"shared\": []", "shared: found []; allowed: an object of settings of an experiment" },
        { "\"name\": \"tiny\"", "\"name\": \"tiny\", \"shared\": { \"training\": { \"environments\": 32 } }, \"name\": \"t\"", "the text: found Duplicate property 'name'" },
        { "{ \"world\": \"dish\" }", "{ \"world\": \"dish\" }, { \"world\": \"dish\" }", "scripted.worlds[1]: found dish-open7; allowed: worlds that differ" },
        { "{ \"world\": \"dish\" }", "{ \"world\": \"dish\", \"alphas\": [1] }", "scripted.worlds[0]: found dish-open7 with settings of training; allowed: a world with levels.heldOut and discount alone" },
        { "{ \"world\": \"dish\" }", "{ \"world\": \"dish\", \"size\": 2 }", "scripted.worlds[0].size: found 2; allowed: 7, 9, 1" },
        { "\"sets\": 2, \"heldOut\": 64", "\"sets\": 0", "scripted.sets: found 0; allowed: 1 to 1000" },
        { "\"seeds\": 5", "\"seeds\": 0", "families[0].experiment.seeds: found 0; allowed: 1 to 1000000" },
    };

    [Fact]
    public void A_mistake_is_told_where_it_stands_with_the_family_or_with_what_is_shared()
    {
        string shared = ZooPlans.With("\"name\": \"tiny\"", "\"name\": \"tiny\", \"shared\": { \"training\": { \"environments\": 7, \"learningRates\": [3] }, \"alphas\": [0] }")
            .Replace("\"name\": \"frozen\"", "\"name\": \"frozen\", \"alphas\": [5]", StringComparison.Ordinal).Replace("\"steps\": 1000", "\"steps\": -1, \"environments\": 9", StringComparison.Ordinal);
        Assert.Equal(
            ["families[3].experiment.alphas[0]", "families[3].experiment.training.environments", "families[3].experiment.training.steps", "shared.training.environments", "shared.training.learningRates[0]"],
            ZooPlan.Parse(shared).Problems.Select(problem => problem.Path).Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Mistakes_are_told_with_their_place(string text, string other, string problem) =>
        Assert.Contains(ZooPlan.Parse(ZooPlans.With(text, other)).Problems, p => $"{p}".StartsWith(problem, StringComparison.Ordinal));
}
