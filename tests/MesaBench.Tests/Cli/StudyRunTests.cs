using System.Diagnostics;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using MesaBench.Cli;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Results;
using MesaBench.Statistics;
using MesaBench.Tests.Studies;
using MesaBench.Training;
using MesaBench.Verdicts;
using MesaBench.Worlds;

namespace MesaBench.Tests.Cli;

/// <summary>One run of the program to its end, and the folder that it left.</summary>
public sealed class FinishedRun : IDisposable
{
    private readonly CliProcess cli = new();

    public FinishedRun()
    {
        File = cli.Write("tiny.json", ExperimentFile.ToJson(TinyStudy.Experiment));
        (ExitCode, Output, Error) = cli.Run("run", File, "--out", "there", "--save-weights");
    }

    public string File { get; }

    public int ExitCode { get; }

    public string Output { get; }

    public string Error { get; }

    public string Folder => Path.Combine(cli.Folder, "there");

    public (int ExitCode, string Output, string Error) Run(params string[] args) => cli.Run(args);

    public void Dispose() => cli.Dispose();
}

/// <summary>Studies from start to end, run as a user runs them.</summary>
public sealed class StudyRunTests(FinishedRun run) : IClassFixture<FinishedRun>
{
    private const string Agent = "corner-blocks7_a0.2_mlp5x2_lr0.002_s1";

    [Fact]
    public void A_run_ends_with_the_table_and_whole_files()
    {
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            ["agents.csv", "capacity.csv", "curves.csv", "digests.csv", "findings.txt", "manifest.json", "objective_fit.csv", "objectives.csv", "report.html", "searches.csv",
                "trends.csv", "weights"],
            Directory.GetFileSystemEntries(run.Folder).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal));
        Assert.Contains("corner-blocks7", Table(run.Output), StringComparison.Ordinal);
        Assert.Equal(AgentSpec.Expand(TinyStudy.Experiment).Select(a => a.Name), Rows<AgentRow>("agents.csv").Select(r => r.Agent));
        Assert.Equal(12 * 6, Rows<CurveRow>("curves.csv").Count);
        // Two objectives in distribution and shifted, in the corner world also in three mirrors, in the door world with the proxy hidden.
        Assert.Equal(6 * 2 * 5 + 6 * 2 * 3, Rows<ObjectiveRow>("objectives.csv").Count);
        Assert.Equal(4, Rows<CapacityRow>("capacity.csv").Count);
        Assert.All(FindingsDigest.Of(File.ReadAllLines(Path.Combine(run.Folder, "findings.txt"))).Shown, line => Assert.Contains(
            line, run.Output, StringComparison.Ordinal));
    }

    [Fact]
    public void A_finished_folder_prints_its_table_again_and_trains_nothing()
    {
        DateTime[] before = Times();
        (int code, string output, string error) = run.Run("run", run.File, "--out", "there", "--save-weights");
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(before, Times());
        Assert.Equal(Table(run.Output), Table(output));
        Assert.Contains("12 agents, 12 of them finished before", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_are_safetensors_of_the_networks_shapes()
    {
        LevelLibrary library = LevelLibrary.Draw(TinyStudy.Experiment);
        foreach (AgentSpec spec in AgentSpec.Expand(TinyStudy.Experiment))
        {
            IReadOnlyList<NamedTensor> tensors = Safetensors.Read(
                File.ReadAllBytes(Path.Combine(run.Folder, "weights", spec.Name + ".safetensors")));
            Assert.Contains($$"""{"__metadata__":{"agent":"{{spec.Name}}"},""", File.ReadAllText(Path.Combine(run.Folder, "weights", spec.Name + ".safetensors")), StringComparison.Ordinal);
            ParameterLayout layout = Cohort.Of(TinyStudy.Experiment, [spec], library).Network.Layout;
            Assert.Equal(
                layout.Blocks.Select(b => (b.Name, string.Join('x', b.Shape))), tensors.Select(t => (t.Name, string.Join('x', t.Shape))));
            Assert.Equal(Rows<AgentRow>("agents.csv").Single(r => r.Agent == spec.Name).CellFacts.Parameters, tensors.Sum(t => t.Values.Length));
            Assert.All(tensors, t => Assert.All(t.Values, v => Assert.True(float.IsFinite(v))));
            Assert.All(tensors, t => Assert.Contains(t.Values, v => v != 0));
        }
    }

    [Fact]
    public void A_replayed_agent_comes_out_the_same()
    {
        (int code, string output, string error) = run.Run("replay", "there", Agent);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains($"{Agent}: the same in all", output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_agent_is_inspected_its_figures_its_ways_and_the_plan_that_is_read()
    {
        const string Recurrent = "corner-blocks7_a0.2_rcnn3t2_lr0.002_s1";
        string pictures = Path.Combine(Path.GetDirectoryName(run.Folder)!, "pictures");
        (int code, string output, string error) = run.Run("inspect", "there", "--agent", Recurrent, "--levels", "2", "--ticks", "1", "2", "--save", pictures);
        Assert.Equal((0, ""), (code, error));
        AgentRow row = Rows<AgentRow>("agents.csv").Single(own => own.Agent == Recurrent);
        Assert.Contains($"verdict     {ExperimentJson.EnumName(row.Verdict)};", output, StringComparison.Ordinal);
        Assert.Matches(@"level 1: (base first|proxy first|both at once|neither), \d+ steps?", output);
        // Each level and its three mirrors; after the picture of the way those of the two ticks.
        Assert.Equal((8, 16), (Regex.Count(output, @"(level \d|mirrored): "), Regex.Count(output, @"(?<!after )tick \d")));
        Assert.Equal(8, Directory.GetFiles(pictures, "*.svg").Length);
        Assert.All(Directory.GetFiles(pictures), file => Assert.Equal("svg", XElement.Load(file).Name.LocalName));
        (code, _, error) = run.Run("inspect", "there", "--agent", Agent, "--ticks", "3");
        Assert.Equal(2, code);
        Assert.Contains("--ticks: found mlp5x2, which has no ticks; allowed: a network with ticks", error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_report_shows_every_cell_and_agent_and_is_written_again_the_same()
    {
        string file = Path.Combine(run.Folder, "report.html"), text = File.ReadAllText(file);
        Assert.Contains("Report: there", run.Output, StringComparison.Ordinal);
        IDocument page = new HtmlParser().ParseDocument(text);
        Assert.Equal((4, 12), (page.QuerySelectorAll("#cells tbody tr").Length, page.QuerySelectorAll("#agents tbody tr").Length));
        Assert.Equal(2, page.QuerySelectorAll("article.agent").Length);
        Assert.All(page.QuerySelectorAll("a[href]").Select(link => link.GetAttribute("href")!).Where(link => !link.StartsWith('#')), link => Assert.True(File.Exists(Path.Combine(run.Folder, link)), link));
        (int code, string output, string error) = run.Run("report", "there", "--threads", "1");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("Report: ", output, StringComparison.Ordinal);
        Assert.Equal(text, File.ReadAllText(file));
    }

    [Fact]
    public void A_row_that_was_tampered_with_is_found_out_by_replay()
    {
        string copy = Path.Combine(Path.GetDirectoryName(run.Folder)!, "tampered");
        Directory.CreateDirectory(copy);
        File.Copy(Path.Combine(run.Folder, "manifest.json"), Path.Combine(copy, "manifest.json"));
        AgentRow[] rows = [.. Rows<AgentRow>("agents.csv").Select(
            r => r.Agent == Agent ? r with { Shift = r.Shift with { Steps = Math.BitIncrement(r.Shift.Steps) }, Verdict = Verdict.Unjudged } : r)];
        File.WriteAllText(Path.Combine(copy, "agents.csv"), CsvTable.Text(rows));
        (int code, string output, string error) = run.Run("replay", "tampered", Agent);
        Assert.Equal((3, ""), (code, error));
        Assert.Contains("shift_steps: recorded", output, StringComparison.Ordinal);
        Assert.Contains("verdict: recorded unjudged", output, StringComparison.Ordinal);
        Assert.Contains("2 of ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Saved_weights_are_judged_as_at_the_end_of_their_training()
    {
        string file = Path.Combine(Path.GetDirectoryName(run.Folder)!, "evaluated.csv");
        (int code, string output, string error) = run.Run("evaluate", "there", "--weights", Path.Combine(run.Folder, "weights"), "--out", file);
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(12, output.Split('\n').Count(line => line.EndsWith("incompetent", StringComparison.Ordinal)));
        // What is about training is missing; all else is the same, in every column.
        Assert.Equal(
            Rows<AgentRow>("agents.csv").Select(row => row with
            {
                Steps = null,
                StepsBefore = null,
                MixtureReturn = double.NaN,
                Axes = new Axes
                {
                    Preference = row.Axes.Preference,
                    Decided = row.Axes.Decided,
                    ProxyPull = row.Axes.ProxyPull,
                    ExchangeRate = row.Axes.ExchangeRate,
                    Exchange = row.Axes.Exchange,
                },
            }),
            CsvTable.Parse<EvaluatedRow>(File.ReadAllText(file)).Select(row => row.AgentRow).OrderBy(row => row.CellFacts.World, StringComparer.Ordinal)
                .ThenBy(row => row.CellFacts.Network, StringComparer.Ordinal).ThenBy(row => row.Seed));
    }

    private IReadOnlyList<T> Rows<T>(string file) => CsvTable.Parse<T>(File.ReadAllText(Path.Combine(run.Folder, file)));

    private DateTime[] Times() => [.. Directory.GetFiles(run.Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.GetLastWriteTimeUtc)];

    /// <summary>What is shown between the progress and the line that tells of the time.</summary>
    private static string Table(string output)
    {
        string[] lines = output.TrimEnd().Split('\n');
        int first = Array.FindIndex(lines, line => line.StartsWith("world", StringComparison.Ordinal));
        int last = Array.FindIndex(lines, line => line.StartsWith("12 agents in", StringComparison.Ordinal) || line.StartsWith("12 agents. ", StringComparison.Ordinal));
        Assert.True(first >= 0 && last > first, output);
        return string.Join('\n', lines[first..last]);
    }
}

/// <summary>Runs that are stopped on the way: they lose no finished agent, and the same command ends as if nothing had happened.</summary>
public sealed class StoppedRunTests(StoppedRunTests.Uninterrupted whole) : IClassFixture<StoppedRunTests.Uninterrupted>
{
    // Enough agents that a run is still at work when its first ones are seen to be finished.
    private static readonly Experiment Study =
        TinyStudy.Experiment with { Seeds = 7, Training = TinyStudy.Experiment.Training with { Steps = 8192 } };

    /// <summary>The study run without a stop.</summary>
    public sealed class Uninterrupted : IDisposable
    {
        public Uninterrupted() => TinyStudy.Run(Study, Folder);

        public string Folder { get; } = Directory.CreateTempSubdirectory("mesabench-").FullName;

        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }

    [Fact]
    public void An_interrupted_run_says_what_it_keeps_and_goes_on_from_there()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "no signals here");
        using CliProcess cli = new();
        string error = "";
        int kept = Stop(cli, process =>
        {
            // Tests that run in the background may have been started with interrupts ignored, and hand that on.
            Send(Interruption.IgnoresInterrupts ? "-TERM" : "-INT", process);
            error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.Equal(130, process.ExitCode);
        });
        Assert.Contains($"Interrupted: {kept} of 28 agents are finished and kept in there.", error, StringComparison.Ordinal);
        Assert.Equal("", GoOn(cli, kept));
    }

    [Fact]
    public void A_run_that_was_started_with_interrupts_ignored_goes_on_until_another_signal_comes()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux tells what a process ignores");
        using CliProcess cli = new() { IgnoresInterrupts = true };
        using Process process = StartStudy(cli);
        Send("-INT", process);
        AwaitRows(process, cli, 10);
        Send("-TERM", process);
        Assert.StartsWith("Interrupted: ", process.StandardError.ReadToEnd(), StringComparison.Ordinal);
        process.WaitForExit();
        Assert.Equal(130, process.ExitCode);
    }

    [Fact]
    public void A_killed_run_goes_on_from_where_it_was()
    {
        using CliProcess cli = new();
        int kept = Stop(cli, process =>
        {
            process.Kill();
            process.WaitForExit();
        });
        // A kill between two files is told, since an agent with some of its rows is trained again.
        Assert.All(GoOn(cli, kept).Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.StartsWith("Note: ", line, StringComparison.Ordinal));
    }

    /// <summary>Starts a run, stops it when its first agents are finished and gives how many have all of their rows.</summary>
    private static int Stop(CliProcess cli, Action<Process> stop)
    {
        using Process process = StartStudy(cli);
        stop(process);
        int kept = FolderStatus.Of(Path.Combine(cli.Folder, "there"), (_, _, _) => null).AgentsWhole;
        Assert.InRange(kept, 1, 27);
        return kept;
    }

    /// <summary>Starts a run and returns when its first agents are finished.</summary>
    private static Process StartStudy(CliProcess cli)
    {
        string file = cli.Write("study.json", ExperimentFile.ToJson(Study));
        Process process = cli.Start("run", file, "--out", "there", "--save-weights", "--no-report");
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        AwaitRows(process, cli, 3);
        return process;
    }

    /// <summary>Waits until so many agents have a row.</summary>
    private static void AwaitRows(Process process, CliProcess cli, int agents)
    {
        string file = Path.Combine(cli.Folder, "there", "agents.csv");
        while (Lines(file) < 1 + agents) Assert.False(process.WaitForExit(5), "the run ended before it could be stopped");
    }

    private static void Send(string signal, Process process)
    {
        using Process kill = System.Diagnostics.Process.Start(
            "kill", [signal, process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Ends a stopped run as if nothing had happened; gives what it says on standard error.</summary>
    private string GoOn(CliProcess cli, int kept)
    {
        (int code, string output, string error) = cli.Run("run", "study.json", "--out", "there", "--save-weights", "--no-report");
        Assert.Equal(0, code);
        Assert.Contains($"28 agents, {kept} of them finished before", output, StringComparison.Ordinal);
        TinyStudy.AssertSame(whole.Folder, Path.Combine(cli.Folder, "there"));
        return error;
    }

    /// <summary>How many lines a file has that may be growing.</summary>
    private static int Lines(string file)
    {
        if (!File.Exists(file)) return 0;
        using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().Count(letter => letter == '\n');
    }
}
