using System.Text.Json.Nodes;
using MesaBench.Cli;
using MesaBench.Cli.Commands;
using MesaBench.Cli.Screens;
using MesaBench.Cpu;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Results;
using MesaBench.Verdicts;
using MesaBench.Worlds;
using MesaBench.Zoo;

namespace MesaBench.Tests.Cli;

public sealed class ReplayTests : IDisposable
{
    private static readonly Experiment Study =
        new() { Name = "a", Worlds = [new DoorSpec(), new CornerSpec()], Networks = [new MlpSpec { Width = 3 }], Seeds = 2 };

    private static readonly AgentSpec[] Agents = [.. AgentSpec.Expand(Study)];

    private readonly CliProcess place = new();
    private readonly CliHere here = new();

    public void Dispose()
    {
        here.Dispose();
        place.Dispose();
    }

    [Fact]
    public void An_agent_of_other_numerics_is_not_trained_again_since_it_would_come_out_otherwise()
    {
        Finish();
        string file = Path.Combine(place.Folder, "manifest.json");
        JsonNode manifest = JsonNode.Parse(File.ReadAllText(file))!;
        manifest["numerics"] = 1;
        File.WriteAllText(file, manifest.ToJsonString());
        Assert.Contains($"found numerics version 1; allowed: {Numerics.Version}", Refused(Agents[0].Name), StringComparison.Ordinal);
    }

    [Fact]
    public void A_mistyped_name_is_answered_with_the_finished_agent_that_is_nearest_to_it()
    {
        Finish(0, 1, 3);
        Assert.Contains($"such as {Agents[3].Name}\n", Refused(Agents[3].Name + "0"), StringComparison.Ordinal);
        Assert.Contains($"such as {Agents[0].Name}\n", Refused(Agents[0].Name + "0"), StringComparison.Ordinal);
        Assert.Contains($"such as {Agents[3].Name}\n", Refused(Agents[2].Name), StringComparison.Ordinal); // not finished
    }

    [Fact]
    public void A_folder_without_finished_agents_has_none_to_suggest()
    {
        Finish();
        Assert.Contains("agent: found door; allowed: none: the folder holds no finished agent\n", Refused("door"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("manifest.json")]
    [InlineData("agents.csv")]
    public void A_folder_that_lacks_a_file_of_a_run_holds_no_results(string file)
    {
        Finish(0);
        File.Delete(Path.Combine(place.Folder, file));
        Assert.Contains("allowed: a folder with the results of a run (manifest.json, agents.csv)\n", Refused(Agents[0].Name), StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_cannot_be_read_are_named()
    {
        Finish(0);
        string manifest = Path.Combine(place.Folder, "manifest.json"), agents = Path.Combine(place.Folder, "agents.csv");
        File.AppendAllText(agents, "torn\n");
        Assert.Contains($"{agents}: found line 3: found 'torn'; ", Refused(Agents[0].Name), StringComparison.Ordinal);
        File.WriteAllText(manifest, "{}");
        Assert.Contains($"{manifest}: found another format; allowed: the manifest of a run\n", Refused(Agents[0].Name), StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_trained_on_one_thread_of_the_CPU_unless_told_otherwise()
    {
        AgentRow row = Finish(1)[0];
        List<(string Device, int Workers, AgentSpec Agent)> trained = [];
        Parts gpu = CliHere.Idle with
        {
            FindDevices = () => [new DeviceListing("gpu", "made for a test") { IsAutomatic = true, Open = CliHere.Idle.Cpu.Open }],
            TrainAgent = (_, agent, device, _) =>
            {
                trained.Add((device.Name, device.Workers, agent));
                return (row, []);
            },
        };
        Assert.Equal(0, Replay(gpu with { FindDevices = () => throw new InvalidOperationException("a driver that hangs") }).Code);
        Assert.Equal(0, Replay(gpu, "--device", "gpu").Code);
        Assert.Equal([("cpu", 1, Agents[1]), ("cpu", 1, Agents[1])], trained);

        (int Code, string, string) Replay(Parts parts, params string[] more) =>
            here.Run(parts, ["replay", place.Folder, Agents[1].Name, .. more]);
    }

    [Fact]
    public void Who_names_the_agent_before_the_folder_is_told_the_order()
    {
        _ = Finish(0);
        (int code, _, string error) = here.Run(CliHere.Idle, "replay", Agents[0].Name, place.Folder);
        Assert.Equal(2, code);
        Assert.Contains($"{place.Folder} is one: first the folder, then the agent", error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_missing_on_one_side_is_shown_as_nothing()
    {
        using StringWriter output = new();
        AgentRow row = Rows.Agent("a", Verdict.Aligned) with { IntendedGap = double.NaN, InnerGap = 0.25 };
        Assert.Equal(3, ReplayCommand.Compare(output, row, row with { IntendedGap = 0.5, InnerGap = double.NaN }));
        Assert.StartsWith("intended_gap: recorded nothing, replayed 0.5\ninner_gap: recorded 0.25, replayed nothing\n", output.ToString().ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 0, "")]
    [InlineData(true, 0, "Its weights file is the same, byte for byte.\n")]
    [InlineData(false, 3, "Its weights file is not the same.\n")]
    public void A_saved_weights_file_is_told_of(bool? same, int code, string told)
    {
        using StringWriter output = new();
        AgentRow row = Rows.Agent("a", Verdict.Aligned);
        Assert.Equal(code, ReplayCommand.Compare(output, row, row, same));
        Assert.Equal(told, string.Concat(output.ToString().ReplaceLineEndings("\n").Split('\n').Skip(1).Where(l => l.Length > 0).Select(l => l + "\n")));
    }

    [Fact]
    public void An_interruption_and_a_device_that_fails_have_exit_codes_of_their_own()
    {
        Finish(0);
        (int, string, string) Fails(Exception failure) => here.Run(
            CliHere.Idle with { TrainAgent = (_, _, _, _) => throw failure }, "replay", place.Folder, Agents[0].Name);
        Assert.Equal((130, "", "Interrupted.\n"), Fails(new OperationCanceledException()));
        Assert.Equal((1, "", "Device made: it is on fire\n"), Fails(new DeviceException("made", "it is\non fire")));
        Assert.Equal((1, "", "no such processor\n"), Fails(new PlatformNotSupportedException("no such processor")));
    }

    /// <summary>Leaves a study of which these agents are finished.</summary>
    private AgentRow[] Finish(params int[] agents)
    {
        AgentRow[] rows = [.. agents.Select(i => Rows.Agent(Agents[i].Name, Verdict.Aligned))];
        using ResultsFolder folder = ResultsFolder.Open(place.Folder, Study, ExperimentFile.ToJson(Study), new RunFacts("cpu", 1), token: TestContext.Current.CancellationToken);
        folder.Append([.. rows.Select(row => new JudgedAgent(row, [], [], []))]);
        return rows;
    }

    private string Refused(string agent)
    {
        (int code, string output, string error) = here.Run(CliHere.Idle, "replay", place.Folder, agent);
        Assert.Equal((2, ""), (code, output));
        return error;
    }
}
