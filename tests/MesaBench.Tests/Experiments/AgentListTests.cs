using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Tests.Studies;

namespace MesaBench.Tests.Experiments;

/// <summary>Agents that are made when they are asked for.</summary>
public sealed class AgentListTests
{
    private static readonly Experiment Study = TinyStudy.Experiment with { Networks = [new MlpSpec { Width = 5, Depth = 2 }, new RcnnSpec { Channels = 3, Ticks = 2, Seeds = 12 }] };
    private static readonly AgentList Agents = AgentSpec.Expand(Study);

    [Fact]
    public void Agents_stand_cell_by_cell_with_seeds_from_0_on_and_level_sets_in_turn()
    {
        AgentSpec[] plain =
        [
            .. from cell in AgentSpec.Cells(Study)
               from seed in Enumerable.Range(0, cell.Agents)
               select cell.First with { Seed = seed, LevelSet = seed % Study.Levels.Sets },
        ];
        Assert.Equal(plain, Agents);
        Assert.Equal(plain, Enumerable.Range(0, Agents.Count).Select(place => Agents[place]));
        Assert.Equal(plain.Select(agent => agent.Cell).Distinct(), Agents.Cells.Select(cell => plain[cell.Start].Cell));
        Assert.All(Agents.Cells, cell => Assert.Single(plain[cell].Select(agent => agent.Cell).Distinct()));
        Assert.Equal(Agents.Count, Agents.Cells.Sum(cell => cell.End.Value - cell.Start.Value));
    }

    [Fact]
    public void Names_lead_to_places_and_back()
    {
        Assert.Equal(Agents.Select(agent => agent.Name), Enumerable.Range(0, Agents.Count).Select(Agents.NameAt));
        Assert.Equal(Enumerable.Range(0, Agents.Count), Agents.Select(agent => Agents.PlaceOf(agent.Name)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("_s")]
    [InlineData("_s0")]
    [InlineData("CELL")]
    [InlineData("CELL_s")]
    [InlineData("CELL_s-1")]
    [InlineData("CELL_s00")]
    [InlineData("CELL_s+1")]
    [InlineData("CELL_s 1")]
    [InlineData("CELL_s3")]
    [InlineData("CELL_s99999999999")]
    [InlineData("CELL_s2147483647")]
    [InlineData("CELL_s1_s1")]
    [InlineData("other_s0")]
    public void No_other_name_leads_anywhere(string name) =>
        Assert.Equal(-1, Agents.PlaceOf(name.Replace("CELL", Agents[0].Cell, StringComparison.Ordinal)));

    [Fact]
    public void There_are_no_agents_beyond_the_last()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Agents[Agents.Count]);
        Assert.Throws<ArgumentOutOfRangeException>(() => Agents.NameAt(-1));
    }
}
