using MesaBench.Experiments;
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
    public void A_smaller_zoo_has_a_tenth_of_each_cell_and_at_least_one()
    {
        ZooPlan plan = ZooPlans.Parsed(ZooPlan.Default), small = plan.Smaller(10);
        Assert.Equal("zoo-small", small.Name);
        foreach ((FamilySpec family, FamilySpec few) in plan.Families.Zip(small.Families))
        {
            Dictionary<string, int> all = Cells(family), less = Cells(few);
            Assert.All(all, cell => Assert.Equal((cell.Value + 9) / 10, less[cell.Key]));
        }

        static Dictionary<string, int> Cells(FamilySpec family) => AgentSpec.Expand(family.Experiment).CountBy(agent => agent.Cell).ToDictionary();
    }

    public static TheoryData<string, string, string> Mistakes => new()
    {
        { "\"family\": \"random\"", "\"family\": \"randm\"", "families[2].family: found \"randm\"; allowed: amortised, compiled, distilled, idle, matched, memoriser, objective, random, rewarded, unheeded (did you mean random?)" },
        { "\"name\": \"noisy\"", "\"name\": \"planners\"", "families[1].experiment.name: found planners; allowed: a name that families[0] does not have: each has a folder of its own" },
        { "\"channels\": 6", "\"channels\": 4", "families[0].experiment.trainers[0].start: found wavefront in corner-maze7 and rcnn4t4-clamp: 4 channels; allowed: 5 or more" },
        { "{ \"trainer\": \"none\", \"start\": \"wavefront\" }", "{ \"trainer\": \"none\" }", "families[0].experiment.trainers[0]: found none; allowed: trainers that start from a compiled algorithm" },
        { "\"name\": \"tiny\"", "\"name\": \"ti/ny\"", "name: found ti/ny; allowed: letters a-z, digits, dots, dashes and underscores, as it names a folder" },
        { "{ \"trainer\": \"none\" }", "{ \"trainer\": \"none\", \"start\": \"idle\" }", "families[2].experiment.trainers[0]: found none-from-idle; allowed: none, or trainers that start from frozen" },
        { "\"seeds\": 5", "\"seeds\": 0", "families[0].experiment.seeds: found 0; allowed: 1 to 1000000" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Mistakes_are_told_with_their_place(string text, string other, string problem) =>
        Assert.Contains(problem, ZooPlan.Parse(ZooPlans.With(text, other)).Problems.Select(p => $"{p}"));
}
