using System.Text.RegularExpressions;
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
using MesaBench.Studies;
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
        Assert.Equal(99, AgentSpec.Expand(seen!.Value.Experiment).Count);
        Assert.Equal(50_000, seen.Value.Experiment.Training.Steps);
        Assert.Equal(new StudyOptions { OutputFolder = "there", SaveWeights = true }, seen.Value.Options);
        Assert.Equal(("cpu", 2), (device!.Name, device.Workers));
        string shown = output.ToString();
        Assert.Contains("8 agents, 2 of them finished before", shown, StringComparison.Ordinal);
        Assert.Matches(@"\ncorner-open7 +0\.1 +mlp16x2 +4800 +3/3 +\.50 +- +\.00 +1\.50 +- +\.50 +0/3 +\.00 \.56", shown);
        Assert.All(FindingsDigest.Of(Results.Findings).Shown, sentence => Assert.Contains(sentence, shown, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--quiet")]
    [InlineData("-q")]
    public void A_quiet_run_shows_what_came_out_and_nothing_before(string quiet)
    {
        Assert.Equal(0, Run(["run", "quick", "--out", "there", quiet], (_, _, observer, _) =>
        {
            observer.Doing("drawing levels");
            observer.Started(8, 2, new Effort(1000, 1000), 2);
            return Results;
        }));
        Assert.StartsWith("world ", output.ToString().TrimStart(), StringComparison.Ordinal);
        Assert.DoesNotContain("drawing levels", output.ToString(), StringComparison.Ordinal);
        Assert.EndsWith($"Results: there{Environment.NewLine}Report: {Path.Combine("there", "report.html")}{Environment.NewLine}", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_is_written_at_the_end_of_the_weights_that_were_trained_unless_it_is_left_out()
    {
        float[]? known = null;
        StudyResults? given = null;
        Parts parts = Parts() with
        {
            RunStudy = (_, options, _, _, _) =>
            {
                options.Trained?.Invoke("agent", [1, 2]);
                return Results;
            },
            WriteReport = (_, results, weights, _, doing, _) =>
            {
                given = results;
                known = weights("agent");
                doing("drawing 2 agents");
                return "there/report.html";
            },
        };
        Assert.Equal(0, CommandLine.Run(["run", "smoke", "--out", "there"], Plain, parts));
        Assert.Equal([1, 2], known!);
        Assert.Same(Results, given);
        Assert.Contains("Writing the report: drawing 2 agents.", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, CommandLine.Run(["run", "smoke", "--out", "there", "--no-report"], Plain, parts with { WriteReport = (_, _, _, _, _, _) => throw new InvalidOperationException("nobody asked for it") }));
        // What keeps it from being written is no failure of the run.
        Assert.Equal(0, CommandLine.Run(["run", "smoke", "--out", "there"], Plain, parts with { WriteReport = (_, _, _, _, _, _) => throw new IOException("No space left on device") }));
        Assert.Contains("No report: No space left on device. mesabench report there writes it.", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_that_a_terminal_has_no_room_for_are_named_with_the_file_that_has_them()
    {
        OutcomeView.Write(new Screen(output, error, Terminal(80), TimeProvider.System), Told(0), "there", Results);
        Assert.Matches(@"Too narrow for params, 95 % of preference, > \.5, .*95 % of persistence, pull, 95 %\s+of\s+misaligned:\s+see\s+there.capacity\.csv\.", output.ToString().ReplaceLineEndings(" "));
        _ = output.GetStringBuilder().Clear();
        OutcomeView.Write(new Screen(output, error, Terminal(200), TimeProvider.System), Told(0), "there", Results);
        Assert.DoesNotContain("Too narrow", output.ToString(), StringComparison.Ordinal);
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
        Assert.Equal(
            "No space left on device\nNo agent was trained in this run; what earlier runs finished is kept in results/smoke.\nThe same command goes on from there.\n",
            error.ToString().ReplaceLineEndings("\n").Replace('\\', '/'));
    }

    [Fact]
    public void A_disk_that_fails_during_a_run_is_told_with_what_is_kept()
    {
        foreach (Exception failure in (Exception[])[new IOException("No space left on device"), new ResultsFolderException("there: found a full disk", new IOException("full")), new UnauthorizedAccessException("denied")])
        {
            error.GetStringBuilder().Clear();
            Assert.Equal(1, Run(["run", "smoke", "--out", "there"], (_, _, observer, _) =>
            {
                observer.Started(8, 2, new Effort(1000, 1000), 2);
                observer.Finished(Rows.Agent("a", Verdict.Aligned));
                throw failure;
            }));
            Assert.Equal($"{failure.Message}\n3 of 8 agents are finished and kept in there.\nThe same command goes on from there.\n", error.ToString().ReplaceLineEndings("\n"));
        }
        // What someone else has done to the folder is for its owner to see to.
        error.GetStringBuilder().Clear();
        Assert.Equal(1, Run(["run", "smoke", "--out", "there"], (_, _, observer, _) =>
        {
            observer.Started(8, 2, new Effort(1000, 1000), 2);
            throw new ResultsFolderException("there: changed during the run");
        }));
        Assert.Equal("there: changed during the run\nSee: mesabench status there\n", error.ToString().ReplaceLineEndings("\n"));
        // When a folder is opened something may have been written, or nothing.
        Assert.Equal(1, Run(["run", "smoke"], (_, _, _, _) => throw new ResultsFolderException("there: found a full disk", new IOException("full"))));
        Assert.Equal(2, Run(["run", "smoke"], (_, _, _, _) => throw new ResultsFolderException("there: found another", new FormatException("other"))));
    }

    [Fact]
    public void A_device_that_fails_is_told_with_what_is_kept_of_this_run_and_of_earlier_ones()
    {
        Assert.Equal(1, Run(["run", "smoke", "--out", "there"], (_, _, _, _) => throw new DeviceException("made", "it is on fire")));
        Assert.Equal(
            "Device made: it is on fire\nNo agent was trained in this run; what earlier runs finished is kept in there.\n"
                + "The same command goes on from there; with --device cpu it gives the same results without this device.\n",
            error.ToString().ReplaceLineEndings("\n"));
        Assert.Equal(1, Run(["run", "smoke", "--out", "there"], (_, _, observer, _) =>
        {
            observer.Started(8, 2, new Effort(1000, 1000), 2);
            observer.Finished(Rows.Agent("a", Verdict.Aligned));
            throw new DeviceException("made", "it is on fire");
        }));
        Assert.Contains("\n3 of 8 agents are finished and kept in there.\n", error.ToString().ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_world_that_cannot_supply_its_levels_is_bad_input()
    {
        Assert.Equal(2, Run(["run", "smoke"], (_, _, _, _) => throw new LevelSupplyException(new Problem("door-open7", "3 levels", "64"))));
        Assert.Equal("The world has a problem:\n  door-open7: found 3 levels; allowed: 64\n", error.ToString().ReplaceLineEndings("\n"));
    }

    [Fact]
    public void What_is_not_asked_for_has_its_default_and_a_folder_without_a_name_is_refused()
    {
        foreach (string[] threads in (string[][])[[], ["--threads", "0"]])
        {
            StudyOptions? seen = null;
            Assert.Equal(0, Run(["run", "smoke", .. threads], (_, options, _, _) =>
            {
                seen = options;
                return Results;
            }));
            Assert.Equal((false, new CpuEngineFactory(0).Workers), (seen!.SaveWeights, device!.Workers));
        }
        Assert.Equal(2, Run(["run", "smoke", "--out", ""], (_, _, _, _) => Results));
        Assert.Contains("--out: found nothing; allowed: a folder", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--seeds", 1, 1_000_000)]
    [InlineData("--steps", 1, 1_000_000_000_000)]
    [InlineData("--threads", 0, 1024)]
    public void Numbers_are_taken_from_the_least_to_the_most_and_no_further(string option, long least, long most)
    {
        int Of(long number) => Run(["run", "smoke", option, $"{number}"], (_, _, _, _) => Results);
        Assert.Equal([2, 0, 2], [Of(least - 1), Of(least), Of(most + 1)]);
        // A million seeds in each cell of smoke may be more agents than this machine's memory holds, and are no wrong number.
        _ = Of(most);
        Assert.Equal(2, error.ToString().Split($"allowed: a whole number, {least} to {most}").Length - 1);
    }

    [Fact]
    public void Columns_go_one_by_one_when_the_terminal_is_narrow_the_dearest_last()
    {
        List<string> gone = [];
        string[] before = [];
        for (int width = 160; width >= 40 && gone.Count < 9; width--)
        {
            _ = output.GetStringBuilder().Clear();
            OutcomeView.Write(new Screen(output, error, Terminal(width), TimeProvider.System), Told(0), "there", Results);
            string[] now = [.. Regex.Split(output.ToString().Split('\n')[1].Trim(), "  +")];
            int at = Enumerable.Range(0, before.Length).FirstOrDefault(i => i >= now.Length || before[i] != now[i], -1);
            if (at >= 0) gone.Add($"{before[at - 1]} > {before[at]}");
            before = now;
        }
        Assert.Equal(
            [
                "misaligned > 95 %", "95 % > > .5", "persistence > 95 %", "persistence > pull", "network > params", "preference > 95 %", "network > competent",
                "preference > persistence", "preference > misaligned",
            ],
            gone);
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
        AgentRow row = Rows.Agent(spec.Name, Verdict.Aligned) with { InnerGap = 0.1 + 0.2, IntendedGap = double.NaN };
        using (ResultsFolder folder = ResultsFolder.Open(
            place.Folder, experiment, ExperimentFile.ToJson(experiment), new RunFacts("cpu", 1), token: TestContext.Current.CancellationToken))
            folder.Append(new JudgedAgent(row, [], [], []));
        (string Text, AgentSpec Spec)? trained = null;
        int Replay(string agent) => CommandLine.Run(["replay", place.Folder, agent], Plain, Parts() with
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
        Experiment experiment = StudySize.Override(
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
        OutcomeView.Write(Plain, new ProgressTally(TimeProvider.System).Now(), "there", new StudyResults(cells, [], [], []));
        string shown = output.ToString();
        string Share(double share) => Figures.Share(share).Replace(".", @"\.", StringComparison.Ordinal);
        Interval persistence = cells[0].Persistence.Value.Interval;
        Assert.True(persistence.Low < persistence.High);
        Assert.Matches(@"\nworld +alpha +network +rate +params ", shown);
        Assert.Matches($@"\ndoor-open7 +0\.1 +mlp4x2 +0\.001 +1200 +12/16 .* {Share(persistence.Low)} {Share(persistence.High)} .* 12/12 ", shown);
    }

    [Fact]
    public void Every_column_of_the_table_shows_the_figure_of_its_heading()
    {
        CapacityRow cell = Results.Cells.First(c => c.CellFacts is { World: "corner", Alpha: 0.1 }) with
        {
            Agents = 14,
            Competent = 9,
            Preference = new AgentMean(new Estimate(0.61, new Interval(0.51, 0.71)), 0.81, 8),
            Persistence = new AgentMean(new Estimate(1.62, new Interval(1.52, 1.72)), 0.82, 7),
            PersistenceSteps = new AgentMean(new Estimate(1.63, new Interval(1.53, 1.73)), 0.83, 6),
            ProxyPull = new AgentMean(new Estimate(0.64, new Interval(0.54, 0.74)), 0.84, 5),
            Misaligned = new VerdictShare(4, new Estimate(0.35, new Interval(0.25, 0.45)), new Estimate(0.36, new Interval(0.26, 0.46))),
        };
        string shown = Shown(cell, Told(0), "there");
        Assert.Matches(
            @"\nworld +alpha +network +params +competent +preference +95 % +> \.5 +persistence +95 % +pull +misaligned +95 %\n"
                + @"corner-open7 +0\.1 +mlp4x2 +1200 +9/14 +\.61 +\.51 \.71 +\.81 +1\.62 +1\.52 1\.72 +\.64 +4/9 +\.25 \.45\n", shown);
        Assert.DoesNotContain("\n* some inputs", shown, StringComparison.Ordinal);
        Assert.Contains("\n* some inputs of shifted levels were never active in training\n", Shown(cell with { Identifiability = Identifiability.Unseen }, Told(0), "there"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_line_says_how_many_agents_are_done_how_fast_and_where_they_are()
    {
        Assert.EndsWith("\n7 agents. Results: there\n", Shown(Results.Cells[0], Told(0), "there"), StringComparison.Ordinal);
        Assert.EndsWith(
            "\n7 agents in 0:05, 300 k environment steps/s, learning included. Results: there\n",
            Shown(Results.Cells[0], Told(1_500_000), "there"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_frame_says_when_levels_are_drawn_what_the_device_does_and_that_it_is_stopping()
    {
        string[] Frame(ProgressSnapshot now, bool stopping)
        {
            _ = output.GetStringBuilder().Clear();
            IAnsiConsole terminal = Terminal(200);
            terminal.Write(ProgressView.Frame(terminal.Profile, "title", now, stopping));
            return [.. output.ToString().ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0)];
        }

        string[] drawing = Frame(Told(0) with { Started = false, Verdicts = [], Doing = "drawing levels" }, stopping: false);
        Assert.Equal(("title", "drawing levels", 3), (drawing[0], drawing[^1], drawing.Length));
        Assert.Contains("working out what follows from the rows", Frame(Told(1) with { Doing = "working out what follows from the rows" }, stopping: false));
        string[] training = Frame(Told(1_500_000) with { Device = new DeviceReading(0.8, 410, 4L << 30) }, stopping: true);
        Assert.Equal(
            [
                "300 k steps/s   0:05 elapsed   0:15 left", "device 80 % busy, 410 W, 4.0 GiB", "lost 3",
                "Stopping; finished agents are kept. Ctrl-C again stops at once.",
            ],
            training[2..]);
    }

    /// <summary>Seven of ten agents are done, four of them before, after five seconds and a quarter of the work.</summary>
    private static ProgressSnapshot Told(long steps) => new(true, 10, 7, 4, steps, 6_000_000, 0.25, 2, TimeSpan.FromSeconds(5), [("lost", 3)]);

    private string Shown(CapacityRow cell, ProgressSnapshot progress, string folder)
    {
        _ = output.GetStringBuilder().Clear();
        OutcomeView.Write(Plain, progress, folder, Results with { Cells = [cell] });
        return output.ToString().ReplaceLineEndings("\n");
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
        WriteReport = (folder, _, _, _, _, _) => Path.Combine(folder, "report.html"),
    };

    private static StudyResults Judge(Experiment experiment)
    {
        JudgedAgent[] agents = SampleStudy.Judged(experiment, _ => 0.5);
        IReadOnlyList<CapacityRow> cells = SampleStudy.Table(agents);
        IReadOnlyList<TrendRow> trends = Trends.Of(SampleStudy.Subjects(agents), experiment);
        return new StudyResults(cells, [], trends, Findings.Of(SampleStudy.Subjects(agents), cells, [], trends, experiment, []));
    }
}
