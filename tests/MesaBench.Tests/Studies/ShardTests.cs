using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Studies;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Tests.Studies;

/// <summary>Parts of a study for several machines.</summary>
public sealed class ShardTests
{
    private static readonly Experiment Study = TinyStudy.Experiment with
    {
        Networks = [new MlpSpec { Width = 5 }, new RcnnSpec { Channels = 8, Ticks = 6 }, new GruSpec { Width = 64, Seeds = 2 }],
        Trainers = [new PpoSpec(), new NoTrainingSpec()],
        Seeds = 37,
    };

    private static readonly AgentList Agents = AgentSpec.Expand(Study);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(16)]
    public void Every_agent_is_in_one_part_and_parts_have_about_the_same_work(int count)
    {
        bool[][] parts = [.. Enumerable.Range(1, count).Select(number => new Shard(number, count).Of(Study, Agents))];
        Assert.All(Enumerable.Range(0, Agents.Count), place => Assert.Single(parts, part => part[place]));
        double[] work = [.. parts.Select(part => part.Index().Where(own => own.Item).Sum(own => Work(Agents[own.Index])))];
        // No part has more than the mean and one agent.
        Assert.True(work.Max() <= work.Average() + Agents.Max(Work), $"{work.Max()} of {work.Average()}");
    }

    [Fact]
    public void More_parts_than_agents_leave_some_with_nothing_to_do()
    {
        Experiment few = Study with { Networks = [new MlpSpec { Width = 5 }], Trainers = [], Seeds = 1 };
        AgentList agents = AgentSpec.Expand(few);
        Assert.Equal(agents.Count, Enumerable.Range(1, 9).Sum(number => new Shard(number, 9).Of(few, agents).Count(own => own)));
    }

    [Theory]
    [InlineData("1/1", 1, 1)]
    [InlineData("3/16", 3, 16)]
    [InlineData("10000/10000", 10000, 10000)]
    public void Parts_are_read_as_they_are_written(string text, int number, int count)
    {
        Assert.Equal(new Shard(number, count), Shard.Parse(text));
        Assert.Equal(text, Shard.Parse(text).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("3")]
    [InlineData("0/4")]
    [InlineData("5/4")]
    [InlineData("-1/4")]
    [InlineData("1/0")]
    [InlineData("1/10001")]
    [InlineData("1/2/3")]
    [InlineData("a/b")]
    [InlineData("1/99999999999")]
    public void Nothing_else_is_a_part(string text) => Assert.Null(Shard.Parse(text));

    private static double Work(AgentSpec agent)
    {
        World world = agent.World.Build();
        return Shard.WorkOf(Study, agent, agent.Network.Build(new ObservationShape(world.Size, world.Planes.Count, world.Planes.Count)));
    }
}
