using MesaBench.Experiments;

namespace MesaBench.Tests.Experiments;

public class PresetTests
{
    [Fact]
    public void The_presets_are_those_of_the_readme() =>
        Assert.Equal(["emergence", "emergence-small", "planners", "quick", "smoke", "standard", "worlds"], Presets.Names);

    [Theory]
    [InlineData("emergence", 36864)] // for each of six numbers of parameters
    [InlineData("emergence-small", 640)]
    [InlineData("planners", 96)]
    [InlineData("smoke", 20)]
    [InlineData("quick", 264)]
    [InlineData("standard", 3840)]
    [InlineData("worlds", 195)]
    public void A_preset_is_valid_named_as_it_is_called_and_has_the_agents_promised(string name, int agents)
    {
        ExperimentReading reading = ExperimentFile.Parse(Presets.Text(name)!);
        Assert.Empty(reading.Problems);
        Assert.Equal(name, reading.Experiment!.Name);
        Assert.Equal(agents, AgentSpec.Expand(reading.Experiment).Count);
    }

    [Fact]
    public void The_preset_worlds_has_every_world_of_the_catalog()
    {
        Experiment experiment = ExperimentFile.Parse(Presets.Text("worlds")!).Experiment!;
        Assert.Equal(
            Catalog.Default.Worlds.Select(w => w.Name), experiment.Worlds.Select(Catalog.Default.NameOf).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_unknown_preset_has_no_text() => Assert.Null(Presets.Text("quik"));
}
