using MesaBench.Cli;
using MesaBench.Cpu;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Results;
using MesaBench.Studies;
using MesaBench.Tests.Results;
using MesaBench.Tests.Studies;

namespace MesaBench.Tests.Cli;

/// <summary>What <c>mesabench activations</c> takes, where its weights come from, and how it refuses what it does not take.</summary>
public sealed class ActivationsTests : IDisposable
{
    private static readonly AgentSpec[] Agents = [.. AgentSpec.Expand(TinyStudy.Experiment)];

    private static readonly AgentSpec Recurrent = Agents[3];

    private readonly CliProcess place = new();
    private readonly CliHere here = new();
    private readonly string experiment, file;

    public ActivationsTests() => (experiment, file) = (place.Write("tiny.json", ExperimentFile.ToJson(TinyStudy.Experiment)), Path.Combine(place.Folder, "acts.safetensors"));

    public void Dispose()
    {
        here.Dispose();
        place.Dispose();
    }

    [Fact]
    public void Without_more_it_lists_the_sites_of_the_agents_network()
    {
        (int code, string output, string error) = Activations("--agent", Recurrent.Name);
        Assert.Equal((0, ""), (code, error));
        Assert.Matches(@"^rcnn3t2 in corner-blocks7 has these sites, [^\n]*\n(.*\n)?  layer0\.tick1\.h +\[3 channels, 49 cells\]\n  layer0\.tick2\.h +\[3 channels, 49 cells\]\n$", output);
        Assert.Contains("layer0.tick5.h", Activations("--agent", Recurrent.Name, "--ticks", "5").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_what_is_asked_is_written_with_where_it_is_from()
    {
        string weights = Save(Recurrent.Name, Recurrent, seed: 3);
        (int code, string output, string error) = Activations("--weights", weights, "--sites", "*.tick2.*", "--levels", "3", "--class", "distinguishing", "--greedy", "--to", file);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains(" steps on 3 levels, ", output, StringComparison.Ordinal);
        TensorFile written = new(File.ReadAllBytes(file));
        Assert.Equal(["layer0.tick2.h"], written.Names.Where(name => name.StartsWith("layer", StringComparison.Ordinal)));
        Assert.Equal([1, 1, 1], written.Ints("level.class"));
        Assert.All(written.Names, name => Assert.Matches($@"\n  {name.Replace(".", @"\.", StringComparison.Ordinal)} +[FIU]\d+ \[{string.Join(", ", written.Shape(name))}\]\n", output));
        float[] vector = StoredAgent.LayoutOf(Recurrent).Initial(3);
        Assert.Equal((Recurrent.Name, "greedy", WeightsHash.Of(vector), "2"), (written.Metadata["agent"], written.Metadata["acting"], written.Metadata["weights_hash"], written.Metadata["ticks"]));
        Assert.DoesNotContain("edit", written.Metadata.Keys);
        Refused("--to: found " + file + ", which is there already; allowed: a new file, or --force to replace it", "--weights", weights, "--sites", "layer0.tick1.h", "--to", file);
    }

    [Fact]
    public void A_folders_weights_are_taken_and_where_it_has_none_the_agent_is_trained_again()
    {
        Experiment one = TinyStudy.Experiment with { Worlds = [TinyStudy.Experiment.Worlds[0]], Networks = [TinyStudy.Experiment.Networks[0]], Seeds = 1, Training = TinyStudy.Experiment.Training with { Steps = 512 } };
        string folder = Path.Combine(place.Folder, "results");
        _ = TinyStudy.Run(one, folder);
        string weights = Path.Combine(folder, "weights", AgentSpec.Expand(one)[0].Name + ".safetensors");
        string[] asked = ["activations", folder, "--sites", "layer1.h", "--levels", "2", "--to", file, "--force"];
        Parts parts = CliHere.Idle with { TrainWeights = (_, _, _, _) => throw new InvalidOperationException("trained") };
        Assert.Equal((0, ""), here.Run(parts, asked) is var kept ? (kept.Code, kept.Error) : default);
        byte[] ofFolder = File.ReadAllBytes(file);
        byte[] saved = File.ReadAllBytes(weights);
        File.Delete(weights);
        (int code, _, string error) = here.Run(CliHere.Idle, asked);
        Assert.Equal(0, code);
        Assert.StartsWith($"{AgentSpec.Expand(one)[0].Name}: {folder} has no weights of it; it is trained again", error, StringComparison.Ordinal);
        Assert.Equal(ofFolder, File.ReadAllBytes(file));
        // Trained to something else, it is told.
        float[] others = StoredAgent.LayoutOf(AgentSpec.Expand(one)[0]).Initial(1);
        Assert.Contains("it is not the agent that", here.Run(CliHere.Idle with { TrainWeights = (_, _, _, _) => others }, asked).Error, StringComparison.Ordinal);
        saved[^1] ^= 1;
        File.WriteAllBytes(weights, saved);
        (code, _, error) = here.Run(parts, asked);
        Assert.Equal(2, code);
        Assert.Contains($"{weights}: found weights with hash ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Training_again_gives_the_weights_that_a_replay_gives()
    {
        foreach (AgentSpec agent in (AgentSpec[])[Agents[0], Recurrent])
        {
            AgentRecord replayed = Study.Replay(TinyStudy.Experiment, agent, new CpuEngineFactory(1), TestContext.Current.CancellationToken);
            Assert.Equal(replayed.Vector, Study.TrainWeights(TinyStudy.Experiment, agent, new CpuEngineFactory(1), TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public void Directions_are_added_with_a_scale()
    {
        string weights = Save(Recurrent.Name, Recurrent, seed: 3), edit = Path.Combine(place.Folder, "directions.safetensors");
        File.WriteAllBytes(edit, Safetensors.Write([new("layer0.h", [3], [1, 0, 0])]));
        string[] asked = ["--weights", weights, "--sites", "layer0.tick1.h", "--levels", "1", "--class", "distinguishing", "--to", file, "--force"];
        Assert.Equal(0, Activations(asked).Code);
        TensorFile without = new(File.ReadAllBytes(file));
        Assert.Equal(0, Activations([.. asked, "--edit", edit, "--scale", "-2.5"]).Code);
        TensorFile with = new(File.ReadAllBytes(file));
        Assert.Equal(("directions.safetensors", "-2.5"), (with.Metadata["edit"], with.Metadata["scale"]));
        Assert.All(without.Row("layer0.tick1.h", 0).Zip(with.Row("layer0.tick1.h", 0)).Take(49), pair => Assert.Equal(pair.First - 2.5f, pair.Second, 1e-5));
    }

    [Fact]
    public void What_cannot_be_is_refused_with_what_can()
    {
        Refused($"--agent: found none; allowed: one of the 12 agents of the experiment, such as {Agents[0].Name}");
        Refused($"--agent: found {Recurrent.Name}x; allowed: an agent of the experiment, such as {Recurrent.Name}", "--agent", Recurrent.Name + "x");
        string[] named = ["--agent", Recurrent.Name];
        Refused("--sites: found layer0.tick3.h; allowed: layer0.tick1.h, layer0.tick2.h (did you mean layer0.tick1.h?)", [.. named, "--sites", "layer0.tick1.h,layer0.tick3.h", "--to", file]);
        Refused("--sites: found none; allowed: layer0.tick1.h, layer0.tick2.h", [.. named, "--to", file]);
        Refused("--to: found none; allowed: a file to write", [.. named, "--sites", "*"]);
        Refused("--levels: found 0; allowed: a whole number, 1 to 10000000", [.. named, "--levels", "0"]);
        Refused("--class: found shift; allowed: both, non-distinguishing, distinguishing", [.. named, "--class", "shift"]);
        Refused("--scale: found 2; allowed: none without --edit", [.. named, "--scale", "2"]);
        Refused("--scale: found much; allowed: a number, such as 1.5 or -2", [.. named, "--scale", "much"]);
        Refused("--ticks: found mlp5x2, which has no ticks; allowed: a network with ticks", "--agent", Agents[0].Name, "--ticks", "2");
        Refused("--edit: found nowhere; allowed: a file of directions", [.. named, "--sites", "*", "--to", file, "--edit", "nowhere"]);
        Refused("--weights: found nowhere; allowed: a file of weights", [.. named, "--weights", "nowhere"]);
        string directions = Path.Combine(place.Folder, "directions");
        File.WriteAllBytes(directions, Safetensors.Write([new("x", [3], [1, 0, 0])]));
        Refused($"{directions}: tensor 'x': found a name of no site", [.. named, "--sites", "*", "--to", file, "--edit", directions]);
        Assert.False(File.Exists(file));
    }

    [Fact]
    public void A_world_and_a_network_do_beside_weights_and_without_them_have_sites_alone()
    {
        string[] named = ["activations", "--world", """{ "world": "corner", "levels": { "training": 64, "trainingDistinguishing": 16, "heldOut": 8 } }""", "--network", "mlp width=8"];
        Assert.Contains("layer1.h  [8 features]", here.Run(CliHere.Idle, named).Output, StringComparison.Ordinal);
        string[] asked = [.. named, "--sites", "layer1.h", "--levels", "4", "--greedy", "--to", file];
        (int code, _, string error) = here.Run(CliHere.Idle, asked);
        Assert.Equal((2, "activations has a problem:\n  --weights: found none; allowed: a file of weights, for a world and a network that are of no experiment\n"), (code, error));
        Assert.Equal(0, here.Run(CliHere.Idle, [.. asked, "--weights", Repository.Path("tests", "MesaBench.Tests", "Networks", "PyTorch", "mlp.safetensors")]).Code);
        // What was taught by PyTorch to go to the cheese goes there.
        Assert.All(new TensorFile(File.ReadAllBytes(file)).Ints("level.outcome").Skip(4), outcome => Assert.Equal((int)MesaBench.Behaviour.Outcome.Base, outcome));
    }

    private string Save(string name, AgentSpec agent, ulong seed)
    {
        ParameterLayout layout = StoredAgent.LayoutOf(agent);
        string path = Path.Combine(place.Folder, name + ".safetensors");
        File.WriteAllBytes(path, Safetensors.Write([.. layout.Unpack(layout.Initial(seed))]));
        return path;
    }

    private (int Code, string Output, string Error) Activations(params string[] args) => here.Run(CliHere.Idle, ["activations", experiment, .. args]);

    private void Refused(string problem, params string[] args)
    {
        (int code, string output, string error) = Activations(args);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains("  " + problem, error, StringComparison.Ordinal);
    }
}
