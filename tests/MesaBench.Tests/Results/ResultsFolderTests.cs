using System.Text;
using System.Text.Json.Nodes;
using MesaBench.Behaviour;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Results;
using MesaBench.Statistics;
using MesaBench.Verdicts;
using MesaBench.Worlds;

namespace MesaBench.Tests.Results;

public sealed class ResultsFolderTests : IDisposable
{
    // The study's worlds exist on paper only, and in no file.
    private static readonly string Json = ExperimentFile.ToJson(SampleStudy.Experiment(1, [0.1], [2e-3]) with { Worlds = [new DoorSpec()] });
    private static readonly RunFacts Facts = new("cpu", 2);
    private static readonly string[] RowFiles = [.. RowTable.All.Select(table => table.Name)];
    private static readonly string[] DerivedFiles = [.. DerivedFile.All.Select(file => file.Name)];
    private static readonly Experiment Study = SampleStudy.Experiment(1, [0.1], [2e-3]);
    private static readonly JudgedAgent[] Agents = SampleStudy.Judged(Study, _ => 0.5);
    private static readonly AgentRow[] Rows = [.. Agents.Select(a => a.Row)];
    private readonly string root = Directory.CreateTempSubdirectory("mesabench-").FullName;

    private string Folder => Path.Combine(root, "results", "sample");

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void A_study_runs_from_an_empty_folder_to_all_files()
    {
        using (ResultsFolder folder = Open())
        {
            Assert.Contains("\"finished\": false", Read("manifest.json"));
            foreach (JudgedAgent agent in Agents.Reverse()) folder.Append(agent);
            Assert.Equal(10, folder.Finish().Cells.Count);
        }
        Assert.Equal(
            ["agents.csv", "capacity.csv", "curves.csv", "digests.csv", "findings.txt", "manifest.json", "objective_fit.csv", "objectives.csv",
                "searches.csv", "trends.csv",
            ],
            Directory.GetFiles(Folder).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal));
        Assert.Equal(CsvTable.Text(Rows), Read("agents.csv"));
        Assert.Equal(CsvTable.Text(Agents.SelectMany(a => a.Curves)), Read("curves.csv"));
        Assert.Equal(CsvTable.Text(Agents.SelectMany(a => a.Objectives)), Read("objectives.csv"));
        Assert.Equal(10, CsvTable.Parse<CapacityRow>(Read("capacity.csv")).Count);
        Manifest manifest = Manifest.FromJson(Read("manifest.json"))!;
        Assert.True(manifest.Finished);
        RunRecord run = Assert.Single(manifest.Runs);
        Assert.Equal(("cpu", 2, 10, 640_000L), (run.Device, run.Threads, run.AgentsFinished, run.StepsTrained));
        Assert.NotNull(run.Ended);
    }

    [Theory]
    [InlineData("curves.csv")]
    [InlineData("objectives.csv")]
    [InlineData("objective_fit.csv")]
    [InlineData("agents.csv")]
    public void A_file_that_is_lost_during_a_run_is_missed_at_its_end(string file)
    {
        if (OperatingSystem.IsWindows()) return; // where an open file cannot be deleted
        using ResultsFolder folder = Open();
        folder.Append(Agents);
        File.Delete(Path.Combine(Folder, file));
        Assert.Contains($" and no {file}", Assert.Throws<ResultsFolderException>(folder.Finish).Message, StringComparison.Ordinal);
        Assert.False(Manifest.FromJson(Read("manifest.json"))!.Finished);
    }

    [Fact]
    public void Each_run_records_its_own_agents_and_when_it_ended()
    {
        using (ResultsFolder first = Open()) first.Append([.. Agents.Take(3)]);
        RunRecord stopped = Assert.Single(Manifest.FromJson(Read("manifest.json"))!.Runs);
        Assert.Equal((3, true, true), (stopped.AgentsFinished, stopped.Ended is not null, stopped.ElapsedSeconds is not null));
        using (ResultsFolder second = Open())
        {
            second.Append([.. Agents.Skip(3)]);
            _ = second.Finish();
        }
        Assert.Equal([(3, 3 * 64_000L), (7, 7 * 64_000L)], Manifest.FromJson(Read("manifest.json"))!.Runs.Select(r => (r.AgentsFinished, r.StepsTrained)));
    }

    [Fact]
    public void What_a_run_finished_that_was_killed_is_counted_as_its_own_by_the_next()
    {
        string copy = Path.Combine(root, "copy");
        _ = Directory.CreateDirectory(copy);
        using (ResultsFolder killed = Open())
        {
            killed.Append([.. Agents.Take(3)]);
            // As the disk is when a process ends there and then.
            foreach (string file in Directory.GetFiles(Folder).Where(file => Path.GetFileName(file) != FolderLock.File)) File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }
        using (ResultsFolder second = ResultsFolder.Open(copy, Study, Json, Facts, token: TestContext.Current.CancellationToken)) second.Append([.. Agents.Skip(3).Take(2)]);
        using (ResultsFolder third = ResultsFolder.Open(copy, Study, Json, Facts, token: TestContext.Current.CancellationToken)) { }
        IReadOnlyList<RunRecord> runs = Manifest.FromJson(File.ReadAllText(Path.Combine(copy, "manifest.json")))!.Runs;
        Assert.Equal([(3, 3 * 64_000L), (2, 2 * 64_000L), (0, 0L)], runs.Select(run => (run.AgentsFinished, run.StepsTrained)));
        Assert.Equal((null, true), (runs[0].Ended, runs[1].Ended is not null));
    }

    [Fact]
    public void What_a_run_leaves_that_was_killed_at_its_very_start_is_no_foreign_file()
    {
        _ = Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, "manifest.json.tmp"), "{");
        File.WriteAllText(Path.Combine(Folder, FolderLock.File), "");
        File.WriteAllText(Path.Combine(Folder, FolderLock.HolderFile), "process 1 on a machine");
        using ResultsFolder folder = Open();
        Assert.Equal(Agents.Length, folder.Remaining.Count);
    }

    [Fact]
    public void Time_that_workers_spent_adds_up()
    {
        Assert.Equal(
            new StageSeconds(1, 2, 3, 4, 5),
            StageSeconds.Of(new TrainingCourse([], [], TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(5)));
        using ResultsFolder folder = Open();
        folder.Spend(new StageSeconds(1, 2, 3, 4, 5));
        folder.Spend(new StageSeconds(10, 20, 30, 40, 50));
        folder.Append(Agents);
        _ = folder.Finish();
        Assert.Equal(new StageSeconds(11, 22, 33, 44, 55), Manifest.FromJson(Read("manifest.json"))!.Runs[^1].WorkerSeconds);
    }

    [Fact]
    public void A_row_is_on_the_disk_when_its_agent_is_appended()
    {
        using ResultsFolder folder = Open();
        folder.Append(Agents[3]);
        Assert.Equal(CsvTable.Text([Rows[3]]), Read("agents.csv"));
        Assert.Equal(CsvTable.Text(Agents[3].Curves), Read("curves.csv"));
    }

    [Fact]
    public void A_finished_folder_is_read_and_left_untouched()
    {
        Finished();
        Dictionary<string, DateTime> before = Directory.GetFiles(Folder).ToDictionary(f => f, File.GetLastWriteTimeUtc);
        using ResultsFolder folder = Open();
        Assert.True(folder.IsFinished);
        StudyResults results = folder.Finish();
        Assert.Equal(Read("findings.txt"), string.Concat(results.Findings.Select(s => s + "\n")));
        Assert.Equal(before, Directory.GetFiles(Folder).ToDictionary(f => f, File.GetLastWriteTimeUtc));
    }

    [Fact]
    public void A_run_killed_between_any_two_bytes_resumes_without_loss_and_ends_in_the_same_files()
    {
        string[] whole = Finished();
        // What a run writes, in its order, as (file, bytes); then every crash is a number of bytes.
        List<(int File, byte[] Bytes)> writes = [.. RowTable.All.Select((table, i) => (i, Encoding.UTF8.GetBytes(table.Header)))];
        foreach (JudgedAgent agent in Agents.Take(3))
            writes.AddRange(RowTable.All.Select((table, i) => (i, Encoding.UTF8.GetBytes(table.LinesOf(agent)))));
        int total = writes.Sum(w => w.Bytes.Length);
        // Around every boundary between two writes, and in between at a prime stride: every byte would take long on a slow disk.
        int[] boundaries = [.. writes.Select((_, i) => writes.Take(i + 1).Sum(w => w.Bytes.Length))];
        IEnumerable<int> strides = Enumerable.Range(0, total / 397).Select(i => 397 * i);
        foreach (int cut in boundaries.SelectMany(b => new[] { b - 1, b }).Concat(strides).Distinct().Order())
        {
            int expected = Crash(writes, cut);
            using ResultsFolder folder = Open();
            Assert.Equal(CsvTable.Text(Rows.Take(expected)), Read("agents.csv"));
            Assert.Equal(Rows.Skip(expected).Select(r => r.Agent), folder.Remaining.Select(s => s.Name));
            if (cut % 7 != 0) continue;
            folder.Append([.. Agents.Skip(expected)]);
            _ = folder.Finish();
            Assert.Equal(whole, RowFiles.Concat(DerivedFiles).Select(Read));
        }
    }

    [Fact]
    public void A_file_cut_anywhere_keeps_the_agents_before_the_cut()
    {
        _ = Finished();
        File.WriteAllText(Path.Combine(Folder, "manifest.json"), (Manifest.FromJson(Read("manifest.json"))! with { Finished = false }).ToJson());
        string agents = Read("agents.csv");
        for (int cut = agents.Length; cut >= RowTable.Agents.Header.Length; cut -= 509)
        {
            File.WriteAllText(Path.Combine(Folder, "agents.csv"), agents[..cut]);
            using ResultsFolder folder = Open();
            int expected = Math.Max(0, agents[..cut].Count(c => c == '\n') - 1);
            Assert.Equal(CsvTable.Text(Rows.Take(expected)), Read("agents.csv"));
            Assert.Equal(CsvTable.Text(Agents.Take(expected).SelectMany(a => a.Curves)), Read("curves.csv"));
            // Their curves are gone with them; put the whole files back for the next cut.
            folder.Dispose();
            foreach (RowTable table in RowTable.All)
                File.WriteAllText(Path.Combine(Folder, table.Name), table.Header + string.Concat(Agents.Select(table.LinesOf)));
        }
    }

    [Fact]
    public void Agents_may_finish_on_many_threads()
    {
        using (ResultsFolder folder = Open())
        {
            _ = Parallel.ForEach(Agents, agent => folder.Append(agent));
            _ = folder.Finish();
        }
        Assert.Equal(CsvTable.Text(Rows), Read("agents.csv"));
    }

    [Fact]
    public void Another_experiment_is_refused_with_the_difference()
    {
        _ = Finished();
        Dictionary<string, string> before = Content();
        string message = Refusal(Json.Replace("0.002", "0.004"));
        Assert.Contains("training.learningRates[0]: found 0.002; allowed: 0.004", message);
        Assert.Equal(before, Content());
    }

    [Fact]
    public void The_same_experiment_in_another_spelling_is_accepted()
    {
        using (Open()) { }
        using ResultsFolder folder = ResultsFolder.Open(Folder, Study, Json.Replace("0.002", "2e-3").Replace("\"seeds\": 1,", "\"seeds\":   1,"), Facts, token: TestContext.Current.CancellationToken);
        Assert.Equal(2, Manifest.FromJson(Read("manifest.json"))!.Runs.Count);
    }

    [Fact]
    public void A_setting_that_is_newer_than_the_folder_has_its_default_value_there()
    {
        string[] before = Finished();
        Assert.Contains("\"clip\": 0.2", Json);
        Rewrite(experiment => experiment["training"]!.AsObject().Remove("clip"));
        using (ResultsFolder folder = Open()) Assert.True(folder.IsFinished);
        Assert.Contains("training.clip: found 0.2; allowed: 0.3", Refusal(Json.Replace("\"clip\": 0.2", "\"clip\": 0.3")));
        Assert.Equal(before, RowFiles.Concat(DerivedFiles).Select(Read));
    }

    [Fact]
    public void What_is_gone_on_with_has_all_settings_written_out()
    {
        using (Open()) { }
        Rewrite(experiment => experiment["training"]!.AsObject().Remove("clip"));
        using (Open()) { }
        Assert.Contains("\"clip\": 0.2", Read("manifest.json"));
    }

    [Fact]
    public void A_setting_that_there_is_no_more_is_another_experiment()
    {
        using (Open()) { }
        Rewrite(experiment => experiment["training"]!["curiosity"] = 0.5);
        Dictionary<string, string> before = Content();
        Assert.Contains("where training.curiosity: found an unknown name; allowed: ", Refusal(Json));
        Assert.Equal(before, Content());
    }

    [Theory]
    [InlineData(null, 1)] // from before it was recorded
    [InlineData(Numerics.Version + 1, Numerics.Version + 1)]
    public void Results_of_other_numerics_are_not_gone_on_with(int? recorded, int found)
    {
        using (Open()) { }
        Assert.Contains($"\"numerics\": {Numerics.Version},", Read("manifest.json"));
        JsonNode manifest = JsonNode.Parse(Read("manifest.json"))!;
        if (recorded is null) manifest.AsObject().Remove("numerics");
        else manifest["numerics"] = recorded;
        File.WriteAllText(Path.Combine(Folder, "manifest.json"), manifest.ToJsonString());
        Dictionary<string, string> before = Content();
        string message = Refusal(Json);
        Assert.Contains($"found version {found}; allowed: {Numerics.Version}", message);
        Assert.DoesNotContain('\n', message);
        Assert.Equal(before, Content());
    }

    [Fact]
    public void A_manifest_says_what_was_run_with_what()
    {
        RunFacts facts = new("made", 3, "made for a test");
        Experiment seeded = Study with { StudySeed = 5, Seeds = 2 };
        using (ResultsFolder folder = ResultsFolder.Open(Folder, seeded, Json, facts, token: TestContext.Current.CancellationToken))
            folder.Append(Agents[0] with { Row = Rows[0] with { Steps = 1000 } }, Agents[1]); // of two seeds a cell
        Manifest manifest = Manifest.FromJson(Read("manifest.json"))!;
        Assert.Equal(("mesabench", Numerics.Version, false, 20, 5), (manifest.Program, manifest.Numerics, manifest.Finished, manifest.Agents, manifest.StudySeed));
        RunRecord run = Assert.Single(manifest.Runs);
        Assert.Equal(("made", 3, "made for a test", 2, 65_000), (run.Device, run.Threads, run.DeviceDescription, run.AgentsFinished, run.StepsTrained));
        Assert.Matches(@"^\d+\.\d+\.\d+", run.Version);
        Assert.DoesNotContain('+', run.Version);
        Assert.Matches("^([0-9a-f]{40})?$", run.Commit ?? "");
        Assert.Equal(1500, run.With(new DeviceUse(3000, null, null, null)).EnergyPerAgentJoules);
        Assert.Null((run with { AgentsFinished = 0 }).With(new DeviceUse(3000, null, null, null)).EnergyPerAgentJoules);
    }

    [Fact]
    public void Another_number_of_entries_and_a_setting_of_one_side_alone_are_differences_too()
    {
        using (Open()) { }
        Assert.Contains("where alphas: found 1 entries; allowed: 2 entries,", Refusal(Json.Replace("[\n    0.1\n  ]", "[\n    0.1, 0.2\n  ]")), StringComparison.Ordinal);
        Assert.Contains("where worlds[0].discount: found nothing; allowed: 0.9,", Refusal(Json.Replace("\"world\": \"door\",", "\"world\": \"door\", \"discount\": 0.9,")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_finished_folder_that_lost_agents_is_unfinished_until_they_are_back()
    {
        _ = Finished();
        File.WriteAllText(Path.Combine(Folder, "agents.csv"), CsvTable.Text(Rows.SkipLast(1)));
        File.Delete(Path.Combine(Folder, "capacity.csv"));
        using ResultsFolder folder = Open();
        Assert.Equal((false, Rows[^1].Agent), (Manifest.FromJson(Read("manifest.json"))!.Finished, Assert.Single(folder.Remaining).Name));
        folder.Append(Agents[^1]);
        _ = folder.Finish();
        Assert.Equal(10, CsvTable.Parse<CapacityRow>(Read("capacity.csv")).Count);
    }

    [Fact]
    public void Files_that_are_not_ours_are_refused_and_kept()
    {
        _ = Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, "thesis.tex"), "words");
        Assert.Contains("found 'thesis.tex'", Refusal(Json));
        Assert.Equal("words", Assert.Single(Content()).Value);
    }

    [Fact]
    public void A_manifest_that_is_not_ours_is_refused_and_kept()
    {
        _ = Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, "manifest.json"), """{"program":"other"}""");
        Assert.Contains("no manifest of mesabench", Refusal(Json));
        Assert.Equal("""{"program":"other"}""", Assert.Single(Content()).Value);
    }

    [Fact]
    public void A_file_that_begins_as_none_of_ours_is_refused_and_kept()
    {
        using (Open()) { }
        File.WriteAllText(Path.Combine(Folder, "agents.csv"), "agent;cell");
        Assert.Contains("line 1: found column 'agent;cell' in place 1; allowed: column 'agent'", Refusal(Json), StringComparison.Ordinal);
        Assert.Equal("agent;cell", Read("agents.csv"));
    }

    [Fact]
    public void A_folder_in_use_by_another_run_is_refused()
    {
        using ResultsFolder first = Open();
        Assert.Contains($"found another run in it, process {Environment.ProcessId} on {Environment.MachineName}; allowed: one at a time", Refusal(Json), StringComparison.Ordinal);
        first.Append(Agents[0]);
    }

    [Fact]
    public void A_run_whose_lock_was_removed_ends_when_another_takes_the_folder_and_nothing_of_that_is_lost()
    {
        if (OperatingSystem.IsWindows()) return; // where nobody can remove it
        using (ResultsFolder first = Open())
        {
            first.Append(Agents[0]);
            File.Delete(Path.Combine(Folder, FolderLock.File));
            using ResultsFolder second = Open();
            Assert.Equal(Agents.Length - 1, second.Remaining.Count);
            Assert.Contains("which took it while this one was at work", Assert.Throws<ResultsFolderException>(() => first.Append(Agents[1])).Message, StringComparison.Ordinal);
            first.Dispose();
            second.Append([.. Agents.Skip(1)]);
            _ = second.Finish();
            Assert.Equal(CsvTable.Text(Rows), Read("agents.csv"));
        }
        Assert.DoesNotContain(Directory.GetFiles(Folder), path => Path.GetFileName(path) is FolderLock.File or FolderLock.HolderFile);
    }

    [Fact]
    public void What_follows_from_rows_is_given_up_when_it_is_to_and_made_by_the_next()
    {
        string[] whole = Finished();
        foreach (string file in RowFiles.Concat(DerivedFiles).Append("manifest.json")) File.Delete(Path.Combine(Folder, file));
        using CancellationTokenSource stop = new();
        using (ResultsFolder run = ResultsFolder.Open(Folder, Study, Json, Facts, token: stop.Token))
        {
            run.Append(Agents);
            stop.Cancel();
            Assert.Throws<OperationCanceledException>(run.Finish);
        }
        Assert.Throws<OperationCanceledException>(() => ResultsFolder.Open(Folder, Study, Json, Facts, token: stop.Token));
        using ResultsFolder next = Open();
        Assert.Empty(next.Remaining);
        _ = next.Finish();
        Assert.Equal(whole, RowFiles.Concat(DerivedFiles).Select(Read));
    }

    [Fact]
    public void A_run_that_lost_its_folder_does_not_finish_it()
    {
        if (OperatingSystem.IsWindows()) return;
        using ResultsFolder first = Open();
        first.Append(Agents);
        File.Delete(Path.Combine(Folder, FolderLock.File));
        using ResultsFolder second = Open();
        Assert.Throws<ResultsFolderException>(first.Finish);
        first.Dispose();
        _ = second.Finish();
        Assert.Equal(CsvTable.Text(Rows), Read("agents.csv"));
    }

    [Fact]
    public void A_place_that_cannot_be_written_to_is_refused()
    {
        string file = Path.Combine(root, "file");
        File.WriteAllText(file, "");
        Assert.Contains("found a file", Assert.Throws<ResultsFolderException>(() => ResultsFolder.Open(file, Study, Json, Facts, token: TestContext.Current.CancellationToken)).Message);
        string below = Path.Combine(file, "below");
        Assert.Contains(
            "cannot be used", Assert.Throws<ResultsFolderException>(() => ResultsFolder.Open(below, Study, Json, Facts, token: TestContext.Current.CancellationToken)).Message);
    }

    [Fact]
    public void A_read_only_folder_is_refused()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "permissions do not bind a privileged process");
        if (OperatingSystem.IsWindows()) return; // where a folder's read-only flag does not bind
        using (Open()) { }
        Dictionary<string, string> before = Content();
        File.SetUnixFileMode(Folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.Contains("cannot be used", Refusal(Json));
        File.SetUnixFileMode(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.Equal(before, Content());
    }

    [Fact]
    public void Agents_that_cannot_be_are_refused_and_leave_no_trace()
    {
        using ResultsFolder folder = Open();
        folder.Append(Agents[0]);
        string before = Read("agents.csv") + Read("curves.csv");
        Assert.Throws<ArgumentException>(() => folder.Append(Agents[0]));
        Assert.Throws<ArgumentException>(() => folder.Append(Agents[1] with { Row = Rows[1] with { Agent = "nobody" } }));
        Assert.Throws<ArgumentException>(() => folder.Append(Agents[1] with { Curves = Agents[2].Curves }));
        Assert.Throws<ArgumentException>(() => folder.Append(Agents[1] with { Objectives = Agents[2].Objectives }));
        Assert.Throws<InvalidOperationException>(folder.Finish);
        Assert.Equal(before, Read("agents.csv") + Read("curves.csv"));
    }

    private ResultsFolder Open() => ResultsFolder.Open(Folder, Study, Json, Facts);

    private string Refusal(string json) =>
        Assert.Throws<ResultsFolderException>(() => ResultsFolder.Open(Folder, Study, json, Facts)).Message;

    /// <summary>Changes the experiment in the manifest.</summary>
    private void Rewrite(Action<JsonNode> change)
    {
        JsonNode manifest = JsonNode.Parse(Read("manifest.json"))!;
        change(manifest["experiment"]!);
        File.WriteAllText(Path.Combine(Folder, "manifest.json"), manifest.ToJsonString());
    }

    private string Read(string file) => File.ReadAllText(Path.Combine(Folder, file));

    private Dictionary<string, string> Content() => Directory.GetFiles(Folder).ToDictionary(f => f, File.ReadAllText);

    /// <summary>A whole study; the content of all its files but the manifest.</summary>
    private string[] Finished()
    {
        using ResultsFolder folder = Open();
        folder.Append(Agents);
        _ = folder.Finish();
        return [.. RowFiles.Concat(DerivedFiles).Select(Read)];
    }

    /// <summary>Leaves the folder as a run killed after so many bytes does; how many agents were finished by then.</summary>
    private int Crash(List<(int File, byte[] Bytes)> writes, int bytes)
    {
        string manifest = (Manifest.FromJson(Read("manifest.json"))! with { Finished = false }).ToJson();
        Directory.Delete(Folder, recursive: true);
        _ = Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, "manifest.json"), manifest);
        int committed = 0;
        foreach ((int file, byte[] content) in writes)
        {
            int written = Math.Min(content.Length, bytes);
            if (bytes <= 0) break;
            using FileStream stream = new(Path.Combine(Folder, RowFiles[file]), FileMode.Append);
            stream.Write(content, 0, written);
            if (file == RowFiles.Length - 1 && written == content.Length && content[0] != (byte)'a') committed++;
            bytes -= content.Length;
        }
        return committed;
    }
}
