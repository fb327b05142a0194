using System.Text.Json.Nodes;
using MesaBench.Cli;
using MesaBench.Cli.Screens;
using MesaBench.Cpu;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Results;
using MesaBench.Worlds;

namespace MesaBench.Tests.Cli;

public class ReplayTests
{
    [Fact]
    public void An_agent_of_other_numerics_is_not_trained_again_since_it_would_come_out_otherwise()
    {
        using CliProcess place = new();
        Experiment experiment = new() { Name = "a", Worlds = [new DoorSpec()], Networks = [new MlpSpec()] };
        using (ResultsFolder.Open(place.Folder, experiment, ExperimentFile.ToJson(experiment), new RunFacts("cpu", 1))) { }
        string file = Path.Combine(place.Folder, "manifest.json");
        JsonNode manifest = JsonNode.Parse(File.ReadAllText(file))!;
        manifest["numerics"] = 1;
        File.WriteAllText(file, manifest.ToJsonString());

        using StringWriter output = new(), error = new();
        int code = CommandLine.Run(
            ["replay", AgentSpec.Expand(experiment)[0].Name, "--out", place.Folder], new Screen(output, error, null, TimeProvider.System), new Parts
            {
                Cpu = CpuEngineFactory.Listing,
                FindDevices = () => [],
                RunStudy = (_, _, _, _, _) => throw new NotSupportedException("nothing to run"),
                TrainAgent = (_, _, _, _) => throw new NotSupportedException("nothing to train"),
                Verify = (_, _, _) => throw new NotSupportedException("nothing to verify"),
            });
        Assert.Equal((2, ""), (code, output.ToString()));
        Assert.Contains($"found numerics version 1; allowed: {Numerics.Version}", error.ToString(), StringComparison.Ordinal);
    }
}
