using MesaBench.Cpu;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Results;
using MesaBench.Studies;
using MesaBench.Tests.Cli;
using MesaBench.Training;
using MesaBench.Verdicts;
using MesaBench.Worlds;

namespace MesaBench.Tests.Studies;

/// <summary>Weights at the checkpoints of training are kept, the same however they come about, and missed when they are gone.</summary>
public sealed class CheckpointWeightsTests : IDisposable
{
    // Two phases, and steps that are no whole updates: 256 an update.
    private static readonly Experiment Study = TinyStudy.Experiment with
    {
        Worlds = [new CornerSpec { Layout = Layout.Blocks }],
        Networks = [new MlpSpec { Width = 5, Depth = 2 }],
        Training = TinyStudy.Experiment.Training with { Steps = 2000, Phases = [new PhaseSpec { Steps = 1000, Alpha = 0 }, new PhaseSpec()] },
    };

    private readonly string root = Directory.CreateTempSubdirectory("mesabench-").FullName;

    private string Folder => Path.Combine(root, "study");

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void There_is_a_file_for_each_point_of_the_curve_and_the_last_holds_the_final_weights()
    {
        Run(Folder);
        CurveRow[] curves = [.. CsvTable.Parse<CurveRow>(File.ReadAllText(At("curves.csv")))];
        foreach (AgentRow row in TinyStudy.Agents(Folder))
        {
            string[] points = [.. curves.Where(point => point.Agent == row.Agent).Select(point => $"{point.Phase}-{point.Steps}.safetensors")];
            Assert.Equal(points.Order(StringComparer.Ordinal), Directory.GetFiles(At("weights", row.Agent)).Select(Path.GetFileName).Order(StringComparer.Ordinal));
            Assert.Equal(Tensors(At("weights", row.Agent + ".safetensors")), Tensors(At("weights", row.Agent, points[^1])));
            Assert.NotEqual(Tensors(At("weights", row.Agent, points[0])), Tensors(At("weights", row.Agent, points[^1])));
        }
    }

    [Fact]
    public void They_are_those_of_a_training_that_stops_there()
    {
        Run(Folder);
        AgentSpec spec = AgentSpec.Expand(Study)[1];
        using IEngine engine = new CpuEngineFactory(1).Create();
        Cohort alone = Cohort.Of(Study, [spec], LevelLibrary.Draw(Study, [spec], TestContext.Current.CancellationToken));
        CohortTraining training = CohortTraining.Open(engine, alone);
        foreach (CheckpointWeights at in CheckpointWeights.Of(spec, Study))
        {
            // Nothing is measured between.
            training.Until(at.Phase - 1, at.Steps / 256, _ => { }, TestContext.Current.CancellationToken);
            Assert.Equal(
                File.ReadAllBytes(Path.Combine(Folder, at.NameOf(spec.Name))), at.FileOf(spec.Name, alone.Layouts[0], alone.OwnWeights(engine.Download(training.Parameters))[0]));
        }
    }

    [Fact]
    public void They_are_the_same_after_an_interruption_in_any_cohort_and_of_merged_parts()
    {
        Run(Folder);
        string stopped = Path.Combine(root, "stopped"), whole = Path.Combine(root, "merged");
        using CancellationTokenSource stop = new();
        Assert.ThrowsAny<OperationCanceledException>(() => MesaBench.Study.Run(Study, Options(stopped), new CpuEngineFactory(1, 1), new Listener(_ => stop.Cancel()), stop.Token));
        Run(stopped, new CpuEngineFactory(1, 3));
        TinyStudy.AssertSame(Folder, stopped);
        string[] parts = [Path.Combine(root, "1"), Path.Combine(root, "2")];
        foreach ((int i, string part) in parts.Index())
            _ = MesaBench.Study.Run(Study, Options(part) with { Shard = new Shard(i + 1, 2) }, new CpuEngineFactory(1), new Listener(), TestContext.Current.CancellationToken);
        _ = StudyMerge.Run(parts, whole, new Listener(), TestContext.Current.CancellationToken);
        TinyStudy.AssertSame(Folder, whole);
    }

    [Fact]
    public void A_finished_study_that_lacks_them_or_holds_damaged_ones_trains_again_whom_they_are_missing_of()
    {
        Run(Folder, checkpoints: false);
        SortedDictionary<string, string> before = TinyStudy.Files(Folder);
        Assert.DoesNotContain("at all checkpoints", Status(0), StringComparison.Ordinal);
        Run(Folder);
        SortedDictionary<string, string> after = TinyStudy.Files(Folder);
        Assert.All(before, file => Assert.Equal(file.Value, after[file.Key]));
        Assert.Contains("weights of 3 agents, at all checkpoints of 3", Status(0), StringComparison.Ordinal);

        string[] folders = [.. Directory.GetDirectories(At("weights")).Order(StringComparer.Ordinal)];
        string lost = Path.Combine(folders[0], "1-512.safetensors"), flipped = Path.Combine(folders[1], "1-512.safetensors");
        File.Delete(lost);
        byte[] bytes = File.ReadAllBytes(flipped);
        bytes[^1] ^= 1;
        File.WriteAllBytes(flipped, bytes);
        // A file of another time is whole, and not the one.
        File.Copy(Path.Combine(folders[2], "1-512.safetensors"), Path.Combine(folders[2], "2-512.safetensors"), overwrite: true);
        string told = Status(3);
        Assert.Contains("weights of 3 agents, at all checkpoints of 0", told, StringComparison.Ordinal);
        Assert.Contains("found not all checkpoints of 1 agent that are finished", told, StringComparison.Ordinal);
        Assert.Contains("1-512.safetensors: found what is not as it was written; allowed: the weights of ", told, StringComparison.Ordinal);
        Assert.Contains("2-512.safetensors: found what is not as it was written", told, StringComparison.Ordinal);
        Run(Folder);
        Assert.Equal(after, TinyStudy.Files(Folder));
    }

    [Fact]
    public void The_disk_that_they_take_is_told_beforehand()
    {
        Run(Folder);
        StudyNeed need = StudyNeed.Of(Study, new CpuEngineFactory(1));
        long bytes = Directory.GetDirectories(At("weights")).SelectMany(Directory.GetFiles).Sum(file => Safetensors.Read(File.ReadAllBytes(file)).Sum(tensor => 4L * tensor.Values.Length));
        Assert.Equal(bytes, need.CheckpointBytes);
    }

    [Fact]
    public void They_are_judged_as_any_weights_of_the_agent_that_their_folder_is_named_after()
    {
        Run(Folder);
        using CliHere here = new();
        string agent = AgentSpec.Expand(Study)[0].Name;
        string last = CheckpointWeights.Of(AgentSpec.Expand(Study)[0], Study)[^1].NameOf(agent);
        (int code, string output, string error) = here.Run(
            CliHere.Idle, "evaluate", Folder, "--device", "cpu", "--weights", Path.Combine(Folder, last), Path.Combine(Folder, "weights", agent + ".safetensors"));
        Assert.Equal((0, ""), (code, error));
        string[] rows = [.. output.Split('\n')[1..3].Select(row => row.Trim())];
        Assert.StartsWith($"{agent}/{Path.GetFileNameWithoutExtension(last)} ", rows[0], StringComparison.Ordinal);
        Assert.Equal(rows[0].Split(' ', 2)[1].Trim(), rows[1].Split(' ', 2)[1].Trim());
    }

    private void Run(string folder, IEngineFactory? device = null, bool checkpoints = true) =>
        MesaBench.Study.Run(Study, Options(folder) with { SaveCheckpoints = checkpoints }, device ?? new CpuEngineFactory(2, 1), new Listener(), TestContext.Current.CancellationToken);

    private static StudyOptions Options(string folder) => new() { OutputFolder = folder, SaveWeights = true, SaveCheckpoints = true };

    private string Status(int expected)
    {
        using CliHere here = new();
        (int code, string output, _) = here.Run(CliHere.Idle, "status", Folder);
        Assert.Equal(expected, code);
        return output;
    }

    private string At(params string[] names) => Path.Combine([Folder, .. names]);

    private static string Tensors(string file) =>
        string.Join(';', Safetensors.Read(File.ReadAllBytes(file)).Select(tensor => $"{tensor.Name}:{string.Join(',', tensor.Values)}"));
}
