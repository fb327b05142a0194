using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Results;
using MesaBench.Studies;
using MesaBench.Tests.Studies;
using MesaBench.Verdicts;

namespace MesaBench.Tests.Cli;

/// <summary>What <c>mesabench evaluate</c> takes, and how it refuses what it does not.</summary>
public sealed class EvaluateTests : IDisposable
{
    private static readonly AgentSpec[] Agents = [.. AgentSpec.Expand(TinyStudy.Experiment)];

    private readonly CliProcess place = new();
    private readonly CliHere here = new();
    private readonly string experiment;

    public EvaluateTests() => experiment = place.Write("tiny.json", ExperimentFile.ToJson(TinyStudy.Experiment));

    public void Dispose()
    {
        here.Dispose();
        place.Dispose();
    }

    [Fact]
    public void Without_weights_it_lists_the_tensors_that_a_file_has_to_hold()
    {
        (int code, string output, _) = Evaluate("--agent", Agents[3].Name);
        Assert.Equal(0, code);
        Assert.Matches($@"^rcnn3t2 in corner-blocks7 has {StoredAgent.LayoutOf(Agents[3]).Count} parameters", output);
        Assert.All(StoredAgent.LayoutOf(Agents[3]).Blocks, block => Assert.Matches(
            $@"\n  {block.Name} +\[{string.Join(", ", block.Shape)}\]\n", output));
    }

    [Fact]
    public void A_file_of_any_name_is_judged_as_the_agent_that_is_named()
    {
        string file = Save("mine", Agents[0]);
        (int code, string output, string error) = Evaluate("--weights", file, "--agent", Agents[2].Name);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("\nmine ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_named_after_no_agent_is_refused_with_the_nearest()
    {
        string file = Save(Agents[2].Name + "x", Agents[2]);
        Refused($"{file}: found a file that is named after no agent; allowed: an agent of the experiment, such as {Agents[2].Name}, or --agent to say which", "--weights", file);
        Refused($"--agent: found door; allowed: an agent of the experiment, such as {Agents[6].Name}", "--weights", file, "--agent", "door");
    }

    [Fact]
    public void Weights_of_another_network_are_refused_tensor_by_tensor()
    {
        string file = Save(Agents[0].Name, Agents[3]);
        Refused($"{file}: tensor 'head.weight': found shape [3, 5]; allowed: [5, 5]", "--weights", file);
        Refused($"{file}: tensor 'hidden0.weight': found none", "--weights", file);
    }

    [Fact]
    public void Files_that_are_no_weights_and_folders_without_any_are_refused()
    {
        string file = place.Write("notes.safetensors", "some words, not numbers");
        Refused($"{file}: found not a safetensors file: ", "--weights", file, "--agent", Agents[0].Name);
        string folder = Directory.CreateDirectory(Path.Combine(place.Folder, "empty")).FullName;
        Refused($"--weights: found {folder}; allowed: a file of weights, or a folder with files whose names end in .safetensors", "--weights", folder);
        Refused("--weights: found nowhere;", "--weights", "nowhere");
    }

    [Fact]
    public void Ticks_and_thoughts_are_checked()
    {
        string file = Save(Agents[0].Name, Agents[0]);
        Refused("--ticks: found mlp5x2, which has no ticks; allowed: networks with ticks", "--weights", file, "--ticks", "3");
        Refused("--ticks: found 0; allowed: a whole number, 1 to 1000", "--weights", file, "--ticks", "0");
        Refused("--think-on: found levels; allowed: level, blank, another-level (did you mean level?)", "--weights", file, "--think", "1", "--think-on", "levels");
        Refused("--think-on: found blank, but no steps to think; allowed: with --think", "--weights", file, "--think-on", "blank");
    }

    [Fact]
    public void Weights_may_act_with_other_ticks_and_think_before_they_act()
    {
        string file = Save(Agents[3].Name, Agents[3], lasting: true);
        string asTrained = Judged();
        Assert.Equal(asTrained, Judged("--ticks", "2", "--think", "0"));
        string[] others = [Judged("--ticks", "9"), Judged("--think", "5"), Judged("--think", "5", "--think-on", "blank"), Judged("--think", "5", "--think-on", "another-level")];
        Assert.Equal(5, others.Append(asTrained).Distinct().Count());

        string Judged(params string[] acting)
        {
            string rows = Path.Combine(place.Folder, "rows.csv");
            (int code, _, string error) = Evaluate(["--weights", file, "--out", rows, "--force", .. acting]);
            Assert.Equal((0, ""), (code, error));
            string[] lines = File.ReadAllLines(rows);
            Assert.Equal(CsvTable.Header<EvaluatedRow>().TrimEnd('\n'), lines[0]);
            int acted = lines[0].Split(',').Index().First(column => column.Item == "agent").Index; // what stands before says how it acted
            return string.Join(',', Assert.Single(lines[1..]).Split(',')[acted..]);
        }
    }

    [Fact]
    public void A_world_and_a_network_stand_for_an_experiment()
    {
        string weights = Repository.Path("tests", "MesaBench.Tests", "Networks", "PyTorch", "mlp.safetensors");
        string[] asked = ["evaluate", "--world", """{ "world": "corner", "levels": { "training": 64, "trainingDistinguishing": 16, "heldOut": 32 } }""", "--network", "mlp width=8 depth=2"];
        (int code, string output, string error) = here.Run(CliHere.Idle, [.. asked, "--weights", weights]);
        Assert.Equal((0, ""), (code, error));
        Assert.Matches(@"\nmlp +corner-open7 +mlp8x2 ", output);
        Assert.Contains("hidden0.weight", here.Run(CliHere.Idle, asked).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_world_and_network_cannot_be_is_told()
    {
        void Refused(string problem, params string[] args)
        {
            (int code, string output, string error) = here.Run(CliHere.Idle, ["evaluate", .. args]);
            Assert.Equal((2, ""), (code, output));
            Assert.Contains("  " + problem, error, StringComparison.Ordinal);
        }

        Refused("experiment: found none; allowed: a preset, an experiment file or a results folder; or --world and --network");
        Refused("--network: found none; allowed: a network, beside --world", "--world", "corner");
        Refused("--world: found none; allowed: a world, beside --network", "--network", "mlp");
        Refused($"--world: found it beside {experiment}; allowed: an experiment, or --world and --network", experiment, "--world", "corner");
        Refused("--world: found \"cornr\"; allowed: ", "--world", "cornr", "--network", "mlp");
        Refused("--network: width: found 0; allowed: ", "--world", "corner", "--network", "mlp width=0");
        Refused("--network: found width; allowed: name=value, each name once", "--world", "corner", "--network", "mlp width");
        Refused("--world: size: found 8; allowed: ", "--world", "corner size=8", "--network", "mlp");
    }

    private string Save(string name, AgentSpec agent, bool lasting = false)
    {
        ParameterLayout layout = StoredAgent.LayoutOf(agent);
        string file = Path.Combine(place.Folder, name + ".safetensors");
        // A large state weighs more than what is seen, and a large head makes its traces felt.
        float ScaleOf(NamedTensor tensor) => !lasting ? 1 : tensor.Name == "state.weight" ? 20 : tensor.Name == "head.weight" ? 400 : 1;
        File.WriteAllBytes(file, Safetensors.Write(
            [.. layout.Unpack(layout.Initial(3)).Select(t => t with { Values = [.. t.Values.Select(value => ScaleOf(t) * value)] })]));
        return file;
    }

    private (int Code, string Output, string Error) Evaluate(params string[] args) => here.Run(CliHere.Idle, ["evaluate", experiment, .. args]);

    private void Refused(string problem, params string[] args)
    {
        (int code, string output, string error) = Evaluate(args);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains("  " + problem, error, StringComparison.Ordinal);
    }
}
