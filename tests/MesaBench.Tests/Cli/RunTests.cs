using MesaBench.Cli;
using MesaBench.Cli.Commands;
using MesaBench.Cli.Screens;
using MesaBench.Cpu;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Inference;
using MesaBench.Networks;
using MesaBench.Results;
using MesaBench.Statistics;
using MesaBench.Tests.Results;
using MesaBench.Verdicts;
using MesaBench.Worlds;
using Spectre.Console;

namespace MesaBench.Tests.Cli;

/// <summary>The run and replay commands with a study of the tests in place of training.</summary>
public sealed class RunTests : IDisposable
{
    private readonly StringWriter output = new(), error = new();

    public void Dispose()
    {
        output.Dispose();
        error.Dispose();
    }

    /// <summary>A study of the tests: corner and door, two learning rates, with made-up rows.</summary>
    private static StudyResults Results { get; } = Judge(SampleStudy.Experiment(3, [0, 0.1], [0.002]));

    [Fact]
    public void Options_reach_the_study_and_the_table_and_findings_the_screen()
    {
        (Experiment Experiment, StudyOptions Options)? seen = null;
        int exitCode = Run(
            ["run", "quick", "--seeds", "3", "--steps", "5e4", "--threads", "2", "--out", "there", "--device", "cpu", "--save-weights"],
            (experiment, options, observer, _) =>
            {
                seen = (experiment, options);
                observer.Started(8, 2, new Effort(1000, 1000), 2);
                observer.Stepped(new Effort(1000, 1000));
                return Results;
            });
        Assert.Equal((0, ""), (exitCode, error.ToString()));
        Assert.Equal(96, AgentSpec.Expand(seen!.Value.Experiment).Count);
        Assert.Equal(50_000, seen.Value.Experiment.Training.Steps);
        Assert.Equal(new StudyOptions { OutputFolder = "there", SaveWeights = true }, seen.Value.Options);
        Assert.Equal(("cpu", 2), (device!.Name, device.Workers));
        string shown = output.ToString();
        Assert.Contains("8 agents, 2 of them finished before", shown, StringComparison.Ordinal);
        Assert.Matches(@"\ncorner-open7 +0\.1 +mlp16x2 +4800 +3/3 +\.50 +- +\.00 +1\.50 +- +\.50 +0/3 +\.00 \.56", shown);
        Assert.All(Results.Findings, sentence => Assert.Contains(sentence, shown, StringComparison.Ordinal));
    }

    [Fact]
    public void Results_go_to_a_folder_of_the_studys_name_unless_told_otherwise()
    {
        string? folder = null;
        Run(["run", "smoke"], (_, options, _, _) =>
        {
            folder = options.OutputFolder;
            return Results;
        });
        Assert.Equal(Path.Combine("results", "smoke"), folder);
        using CliProcess place = new();
        string file = place.Write("mine.json", """{ "name": "ours", "worlds": [{ "world": "door" }], "networks": [{ "network": "mlp" }] }""");
        Run(["run", Path.Combine(place.Folder, file)], (_, options, _, _) =>
        {
            folder = options.OutputFolder;
            return Results;
        });
        Assert.Equal(Path.Combine("results", "ours"), folder);
    }

    [Fact]
    public void A_folder_that_will_not_do_is_bad_input()
    {
        Assert.Equal(2, Run(["run", "smoke"], (_, _, _, _) =>
            throw new ResultsFolderException("results/smoke: found another experiment; allowed: an empty folder")));
        Assert.Contains("results/smoke: found another experiment; allowed: an empty folder", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unexpected_failure_is_two_lines_and_no_trace()
    {
        Assert.Equal(1, Run(["run", "smoke"], (_, _, _, _) => throw new InvalidOperationException("lost\nthe thread")));
        string[] lines = error.ToString().TrimEnd().ReplaceLineEndings("\n").Split('\n');
        Assert.Equal("Unexpected InvalidOperationException: lost the thread", lines[0]);
        Assert.Contains("bug", Assert.Single(lines[1..]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_disk_is_no_bug()
    {
        Assert.Equal(1, Run(["run", "smoke"], (_, _, _, _) => throw new IOException("No space left on device")));
        Assert.Equal("Files: No space left on device", error.ToString().Trim());
    }

    [Fact]
    public void A_replayed_agent_that_is_the_same_is_success_and_another_has_its_own_exit_code()
    {
        AgentRow row = Rows.Agent("a", Verdict.Aligned) with { IntendedGap = double.NaN, InnerGap = 0.1 };
        Assert.Equal(0, ReplayCommand.Compare(output, row, row with { Agent = "a" }));
        Assert.Contains("a: the same in all", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(3, ReplayCommand.Compare(output, row, row with { InnerGap = Math.BitIncrement(0.1), WeightsHash = "ff" }));
        Assert.Contains("inner_gap: recorded 0.1, replayed 0.10000000000000002", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("2 of ", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_agent_is_replayed_from_its_results_folder_alone()
    {
        using CliProcess place = new();
        Experiment experiment =
            new() { Name = "a", Worlds = [new DoorSpec { Paint = 0.2 }], Networks = [new MlpSpec { Width = 3 }], Seeds = 2 };
        AgentSpec spec = AgentSpec.Expand(experiment)[1];
        AgentRow row = Rows.Agent(spec.Name, Verdict.Aligned) with { InnerGap = 0.1 + 0.2, PlanF1 = double.NaN };
        using (ResultsFolder folder = ResultsFolder.Open(
            place.Folder, experiment, ExperimentFile.ToJson(experiment), new RunFacts("cpu", 1)))
            folder.Append(new JudgedAgent(row, [], [], []));
        (string Text, AgentSpec Spec)? trained = null;
        int Replay(string agent) => CommandLine.Run(["replay", agent, "--out", place.Folder], Plain, Parts() with
        {
            TrainAgent = (read, which, _, _) =>
            {
                trained = (ExperimentFile.ToJson(read), which);
                return (row, [1, 2, 3]);
            },
        });

        Assert.Equal(2, Replay(spec.Name + "0"));
        Assert.Contains($"such as {spec.Name}", error.ToString(), StringComparison.Ordinal);
        Assert.Null(trained);
        Assert.Equal(0, Replay(spec.Name));
        _ = Directory.CreateDirectory(Path.Combine(place.Folder, "weights"));
        File.WriteAllBytes(Path.Combine(place.Folder, "weights", spec.Name + ".safetensors"), [1, 2, 4]);
        Assert.Equal(3, Replay(spec.Name));
        File.WriteAllBytes(Path.Combine(place.Folder, "weights", spec.Name + ".safetensors"), [1, 2, 3]);
        Assert.Equal(0, Replay(spec.Name));
        Assert.Equal((ExperimentFile.ToJson(experiment), spec), trained);
    }

    [Fact]
    public void Seeds_and_steps_of_the_command_line_hold_for_networks_with_their_own()
    {
        Experiment experiment = RunCommand.Override(
            new Experiment { Name = "a", Worlds = [], Networks = [new MlpSpec { Seeds = 9, Steps = 9 }, new RcnnSpec()] }, 2, 100);
        Assert.Equal((2, 100), (experiment.Seeds, experiment.Training.Steps));
        Assert.Equal([new MlpSpec(), new RcnnSpec()], experiment.Networks);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(200)]
    public void No_line_is_wider_than_the_terminal_and_preference_is_always_there(int width)
    {
        IAnsiConsole terminal = Terminal(width);
        OutcomeView.Write(
            new Screen(output, error, terminal, TimeProvider.System), new ProgressTally(TimeProvider.System).Now(), "results/quick",
            Results with { Findings = [string.Join(' ', Enumerable.Repeat("finding", 40))] });
        string shown = output.ToString();
        Assert.All(shown.Split('\n'), line => Assert.True(line.TrimEnd().Length <= width, line));
        if (width >= 60) Assert.Matches(@"corner-open7\* +0 +mlp16x2 .* 1?\.\d\d", shown);
        Assert.Matches(@"never\s+active\s+in\s+training", shown);
        Assert.Equal(width == 200, shown.Contains("> .5:", StringComparison.Ordinal));
    }

    [Fact]
    public void The_table_counts_of_competent_agents_and_shows_persistence_with_its_own_interval()
    {
        AgentRow[] agents =
        [
            .. SampleStudy.Agents(SampleStudy.Experiment(16, [0.1], [1e-3, 2e-3], sets: 8), _ => 0.75, a => a.Seed < 12)
                .Select(a => a with
                {
                    Axes = a.Axes with { PersistenceSteps = new(a.Seed, Interval.None), Persistence = new(a.Seed % 2, Interval.None) },
                }),
        ];
        IReadOnlyList<CapacityRow> cells = CapacityTable.Build(agents, new BehaviourSettings());
        OutcomeView.Write(Plain, new ProgressTally(TimeProvider.System).Now(), "there", new StudyResults(agents, cells, [], []));
        string shown = output.ToString();
        string Share(double share) => Figures.Share(share).Replace(".", @"\.", StringComparison.Ordinal);
        Interval persistence = cells[0].Persistence.Value.Interval;
        Assert.True(persistence.Low < persistence.High);
        Assert.Matches(@"\nworld +alpha +network +rate +params ", shown);
        Assert.Matches($@"\ndoor-open7 +0\.1 +mlp4x2 +0\.001 +1200 +12/16 .* {Share(persistence.Low)} {Share(persistence.High)} .* 12/12 ", shown);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    public void A_frame_of_the_live_progress_fits_the_terminal(int width)
    {
        IAnsiConsole terminal = Terminal(width);
        ProgressSnapshot now = new(true, 3840, 1234, 0, 123_456_789_012, 999_999_999_999, 0.123, 128, TimeSpan.FromHours(30),
            [("aligned", 1000), ("misaligned", 200), ("base-leaning", 20), ("lost", 10), ("undecided", 4), ("incompetent", 999), ("diverged", 1)]);
        terminal.Write(ProgressView.Frame(terminal.Profile, "standard: corner-blocks9, door-open9", now, stopping: true));
        string[] lines = output.ToString().TrimEnd().Split('\n');
        Assert.All(lines, line => Assert.True(line.TrimEnd().Length <= width, line));
        Assert.Contains("1234/3840 agents", lines[1], StringComparison.Ordinal);
        Assert.Contains("left", lines[2], StringComparison.Ordinal);
    }

    private IAnsiConsole Terminal(int width)
    {
        IAnsiConsole terminal = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(output),
        });
        terminal.Profile.Width = width;
        return terminal;
    }

    private IEngineFactory? device;

    private Screen Plain => new(output, error, null, TimeProvider.System);

    private int Run(string[] args, Func<Experiment, StudyOptions, IStudyObserver, CancellationToken, StudyResults> study) =>
        CommandLine.Run(args, Plain, Parts() with
        {
            RunStudy = (experiment, options, on, observer, token) =>
            {
                device = on;
                return study(experiment, options, observer, token);
            },
        });

    private static Parts Parts() => new()
    {
        Cpu = CpuEngineFactory.Listing,
        FindDevices = () => [],
        RunStudy = (_, _, _, _, _) => throw new NotSupportedException("nothing to run"),
        TrainAgent = (_, _, _, _) => throw new NotSupportedException("nothing to train"),
        Verify = (_, _, _) => throw new NotSupportedException("nothing to verify"),
    };

    private static StudyResults Judge(Experiment experiment)
    {
        JudgedAgent[] agents = SampleStudy.Judged(experiment, _ => 0.5);
        IReadOnlyList<CapacityRow> cells = SampleStudy.Table(agents);
        IReadOnlyList<TrendRow> trends = Trends.Of(SampleStudy.Subjects(agents), experiment);
        return new StudyResults([.. agents.Select(a => a.Row)], cells, trends, Findings.Of(cells, trends, experiment, []));
    }
}
