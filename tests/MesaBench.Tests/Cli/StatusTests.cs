using System.Text.Json.Nodes;
using MesaBench.Cpu;
using MesaBench.Experiments;
using MesaBench.Results;
using MesaBench.Studies;
using MesaBench.Tests.Studies;
using MesaBench.Tests.Zoo;

namespace MesaBench.Tests.Cli;

/// <summary>What <c>status</c> says of folders in which something happened.</summary>
public sealed class StatusTests : IDisposable
{
    private readonly CliProcess place = new();
    private readonly CliHere cli = new();

    private string Folder => Path.Combine(place.Folder, "there");

    public void Dispose()
    {
        place.Dispose();
        cli.Dispose();
    }

    [Fact]
    public void A_finished_study_is_whole_and_says_what_it_is()
    {
        _ = TinyStudy.Run(TinyStudy.Experiment, Folder);
        string text = Said(0);
        Assert.Matches($@"^{System.Text.RegularExpressions.Regex.Escape(Folder)}: tiny, finished, 12 of 12 agents\n  run of \d{{4}}-\d\d-\d\d \d\d:\d\d UTC on cpu, 2 threads: 12 agents, in \d:\d\d\n  weights of 12 agents\n\nworld ", text);
        string[] findings = File.ReadAllLines(At("findings.txt"));
        Assert.EndsWith($"{string.Join('\n', FindingsDigest.Of(findings).Shown)}\nAll {findings.Length} findings: {At("findings.txt")}", text.TrimEnd(), StringComparison.Ordinal);
        JsonNode study = Assert.Single(JsonNode.Parse(Said(0, "--json"))!.AsArray())!;
        Assert.Equal(("tiny", true, 12, 12, 12, true), ((string)study["experiment"]!, (bool)study["finished"]!, (int)study["agents"]!, (int)study["agentsWhole"]!, (int)study["agentsWithWeights"]!, (bool)study["isWhole"]!));
    }

    [Fact]
    public void A_study_that_was_stopped_is_whole_as_far_as_it_is()
    {
        using CancellationTokenSource stop = new();
        Assert.ThrowsAny<OperationCanceledException>(() => TinyStudy.Run(TinyStudy.Experiment, Folder, 1, 1, new Listener(_ => stop.Cancel()), stop.Token));
        Assert.Contains(": tiny, stopped, 1 of 12 agents\n", Said(0), StringComparison.Ordinal);
        File.AppendAllText(At("curves.csv"), "corner");
        Assert.Contains("  curves.csv ends within a line, as a kill leaves it\n", Said(0), StringComparison.Ordinal);
        string[] agents = File.ReadAllLines(At("agents.csv"));
        File.WriteAllText(At("agents.csv"), agents[0] + "\n" + agents[1] + "0\n");
        Assert.Contains($"  not whole: agents.csv, agent '{agents[1].Split(',')[0]}': found 1 row with digest ", Said(3), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("capacity.csv", "capacity.csv: found no file; a run writes it anew")]
    [InlineData("curves.csv", "and no curves.csv, which was lost")]
    [InlineData("weights/corner-blocks7_a0.2_mlp5x2_lr0.002_s1.safetensors", "weights: found no files of 1 agent that are finished, though weights are kept; a run with --save-weights makes them anew")]
    public void What_a_finished_study_lost_is_told(string file, string fault)
    {
        _ = TinyStudy.Run(TinyStudy.Experiment, Folder);
        File.Delete(At(file));
        string text = Said(3);
        Assert.Contains(fault, text, StringComparison.Ordinal);
        Assert.Contains(", and not whole\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_changed_in_a_finished_study_is_told_and_what_is_foreign_is_named()
    {
        _ = TinyStudy.Run(TinyStudy.Experiment, Folder);
        string weights = Directory.GetFiles(At("weights")).Order(StringComparer.Ordinal).First(), digest = "found a text with digest ";
        byte[] bytes = File.ReadAllBytes(weights);
        bytes[^1] ^= 1;
        File.WriteAllBytes(weights, bytes);
        File.WriteAllText(At("manifest.json"), File.ReadAllText(At("manifest.json")).Replace("\"threads\": 2", "\"threads\": 3", StringComparison.Ordinal));
        string[] lines = File.ReadAllLines(At("objectives.csv"));
        File.WriteAllText(At("objectives.csv"), string.Concat(lines[..^3].Concat(lines[^3..].Reverse()).Select(line => line + "\n")));
        File.WriteAllText(At("notes.txt"), "mine");
        string text = Said(3);
        Assert.Contains($"not whole: manifest.json: {digest}", text, StringComparison.Ordinal);
        Assert.Contains($"not whole: {Path.Combine("weights", Path.GetFileName(weights))}: found weights with hash ", text, StringComparison.Ordinal);
        Assert.Contains($"not whole: objectives.csv, agent '{lines[^1].Split(',')[0]}': found ", text, StringComparison.Ordinal);
        Assert.Contains("  found notes.txt, which no study needs\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_zoo_it_tells_study_by_study_and_of_anything_else_nothing()
    {
        _ = TinyStudy.Run(TinyStudy.Experiment, Path.Combine(Folder, "planners"));
        File.WriteAllText(At("zoo.json"), "{\"plan\": " + ZooPlans.Tiny + "}");
        File.WriteAllText(Path.Combine(Folder, "planners", "checks.csv"), "");
        string text = Said(0);
        Assert.StartsWith($"{Folder}: a zoo, 1 of 4 families begun\n{Path.Combine(Folder, "planners")}: tiny, finished", text, StringComparison.Ordinal);
        Assert.DoesNotContain("checks.csv", text, StringComparison.Ordinal);
        File.Delete(Path.Combine(Folder, "planners", "manifest.json"));
        Assert.Equal(2, cli.Run(CliHere.Idle, "status", Folder).Code);
        foreach (string torn in (string[])["{}", "{\"plan\": {", "", "[]"])
        {
            File.WriteAllText(At("zoo.json"), torn);
            (int code, _, string error) = cli.Run(CliHere.Idle, "status", Folder);
            Assert.Equal(2, code);
            Assert.Contains("zoo.json: found no plan of a zoo", error, StringComparison.Ordinal);
        }
        Assert.Equal((2, "", $"{place.Folder}: found no manifest.json; allowed: the results of a study\n"), cli.Run(CliHere.Idle, "status", place.Folder));
        place.Write("manifest.json", "{}");
        Assert.Equal(2, cli.Run(CliHere.Idle, "status", place.Folder).Code);
    }

    [Fact]
    public void A_finished_study_without_weights_trains_again_who_has_none_when_they_are_wanted()
    {
        CpuEngineFactory device = new(2);
        List<string> mends = [];
        void Study(bool saveWeights) => MesaBench.Study.Run(
            TinyStudy.Experiment, new StudyOptions { OutputFolder = Folder, SaveWeights = saveWeights }, device, new Mends(mends), TestContext.Current.CancellationToken);
        Study(false);
        SortedDictionary<string, string> before = TinyStudy.Files(Folder);
        Study(true);
        Assert.Equal(["weights: found no files of 12 agents that are finished; trained again to have them, while their rows stay"], mends);
        SortedDictionary<string, string> after = TinyStudy.Files(Folder);
        Assert.Equal(12, after.Count - before.Count);
        Assert.All(before, file => Assert.Equal(file.Value, after[file.Key]));

        // One is lost, and one is another's.
        string[] weights = [.. Directory.GetFiles(At("weights")).Order(StringComparer.Ordinal)];
        File.Delete(weights[0]);
        File.Copy(weights[2], weights[1], overwrite: true);
        mends.Clear();
        Study(false);
        Assert.Empty(mends);
        Study(true);
        Assert.Equal(after, TinyStudy.Files(Folder));
        Assert.Equal(2, mends.Count);
        Assert.Contains("found no files of 1 agent", mends[0], StringComparison.Ordinal);
        Assert.Contains(": found weights with hash ", mends[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_stay_while_agents_are_trained_again_for_their_weights()
    {
        CpuEngineFactory device = new(1);
        StudyOptions options = new() { OutputFolder = Folder };
        _ = MesaBench.Study.Run(TinyStudy.Experiment, options, device, new Listener(), TestContext.Current.CancellationToken);
        SortedDictionary<string, string> before = TinyStudy.Files(Folder);
        using CancellationTokenSource stop = new();
        Assert.ThrowsAny<OperationCanceledException>(() => MesaBench.Study.Run(TinyStudy.Experiment, options with { SaveWeights = true }, device, new Listener(_ => stop.Cancel()), stop.Token));
        Assert.Contains("stopped, 12 of 12 agents, and not whole\n", Said(3), StringComparison.Ordinal);
        Assert.All(RowTable.All, table => Assert.Equal(before[table.Name], File.ReadAllText(At(table.Name))));
        // Without weights nothing remains to be trained.
        Listener listener = new();
        _ = MesaBench.Study.Run(TinyStudy.Experiment, options, device, listener, TestContext.Current.CancellationToken);
        Assert.Equal((12, 0), (listener.Start.Before, listener.Agents));
    }

    [Fact]
    public void A_folder_that_is_taken_away_during_a_run_is_missed_at_once()
    {
        if (OperatingSystem.IsWindows()) return; // where an open file cannot be moved
        ResultsFolderException told = Assert.Throws<ResultsFolderException>(() => TinyStudy.Run(TinyStudy.Experiment, Folder, 1, 1, new Listener(finished =>
        {
            if (finished == 2) Directory.Move(Folder, Folder + "2");
        })));
        Assert.Contains("found no run.holder, which this run left there", told.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Folder));
    }

    private string At(string file) => Path.Combine(Folder, file);

    private string Said(int exitCode, params string[] options)
    {
        (int code, string output, string error) = cli.Run(CliHere.Idle, ["status", Folder, .. options]);
        Assert.Equal((exitCode, ""), (code, error));
        return output;
    }

    private sealed class Mends(List<string> heard) : IStudyObserver
    {
        public void Mended(string what) => heard.Add(what);

        public void Started(int agents, int finishedBefore, Effort toDo, int workers)
        {
        }

        public void Stepped(Effort done)
        {
        }

        public void Finished(MesaBench.Verdicts.AgentRow row)
        {
        }
    }
}
