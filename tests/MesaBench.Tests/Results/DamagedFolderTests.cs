using MesaBench.Experiments;
using MesaBench.Results;
using MesaBench.Verdicts;
using MesaBench.Worlds;

namespace MesaBench.Tests.Results;

/// <summary>Folders in which something is not as the program left it.</summary>
public sealed class DamagedFolderTests : IDisposable
{
    private static readonly Experiment Study = SampleStudy.Experiment(1, [0.1], [2e-3]);
    private static readonly string Json = ExperimentFile.ToJson(Study with { Worlds = [new DoorSpec()] }); // its worlds exist on paper only
    private static readonly JudgedAgent[] Agents = SampleStudy.Judged(Study, _ => 0.5);
    private static readonly string Second = Agents[1].Row.Agent;

    private readonly string folder = Directory.CreateTempSubdirectory("mesabench-").FullName;
    private readonly List<string> mended = [];

    public static TheoryData<string> RowFiles => [.. RowTable.All.Select(table => table.Name)];

    public static TheoryData<string> DerivedFiles => [.. DerivedFile.All.Select(file => file.Name)];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_digest_is_of_an_agents_lines_as_sha256sum_has_it()
    {
        // printf 'a,1\na,2\n' | sha256sum
        Assert.Equal("ff861a855970585c", Digests.Of("a,1\na,2\n"));
        string[] fields = Digests.Table.LinesOf(Agents[1]).TrimEnd('\n').Split(',');
        // Of its own row without what is said of search.
        AgentRow row = Agents[1].Row;
        string measured = CsvTable.Lines([row with { Search = row.Search with { Value = null, Score = double.NaN }, Mesa = null }]);
        Assert.Equal([Second, .. RowTable.Measured.Select(table => Digests.Of(table == RowTable.Agents ? measured : table.LinesOf(Agents[1])))], fields);
    }

    [Theory]
    [MemberData(nameof(RowFiles))]
    public void An_agent_of_an_unfinished_run_whose_rows_are_changed_or_twice_there_is_told_and_trained_again(string file)
    {
        if (file == "agents.csv") Told(file, lines => [.. lines, .. lines.Where(IsSecond)], "found 2 rows with digest ");
        if (file == "digests.csv") Told(file, lines => lines.Where(l => !IsSecond(l)), "found ''; allowed: one row");
        Told(file, lines => lines.Select(line => IsSecond(line) ? Changed(line) : line), "found ");
    }

    [Theory]
    [InlineData("curves.csv")]
    [InlineData("objectives.csv")]
    [InlineData("objective_fit.csv")]
    public void An_agent_of_an_unfinished_run_whose_rows_are_missing_is_told_and_trained_again(string file)
    {
        Told(file, lines => lines.Where(line => !IsSecond(line)), "found 0 rows with digest e3b0c44298fc1c14; allowed: those with digest ");
        Told(file, lines => lines.Take(2), "found 0 rows with digest e3b0c44298fc1c14; allowed: those with digest ");
    }

    [Fact]
    public void Rows_of_nobody_are_told_and_dropped()
    {
        Whole(isFinished: false);
        File.AppendAllText(At("curves.csv"), "\0\0\0\n");
        _ = GoOn();
        Assert.Equal("curves.csv, agent '\0\0\0': found rows; allowed: rows of the experiment's agents; they are dropped", Assert.Single(mended));
    }

    [Theory]
    [MemberData(nameof(RowFiles))]
    public void A_finished_folder_whose_rows_were_changed_is_refused_and_left_alone(string file)
    {
        Whole(isFinished: true);
        Change(file, lines => lines.Select(line => IsSecond(line) ? Changed(line) : line));
        Dictionary<string, string> before = Content();
        string message = Assert.Throws<ResultsFolderException>(Open).Message;
        Assert.Contains(file == "digests.csv" ? $"agent '{Second}': found " : $"damaged or changed since: {file}, agent '{Second}': found ", message, StringComparison.Ordinal);
        Assert.Contains("to have an agent trained again, delete its row from agents.csv", message, StringComparison.Ordinal);
        Assert.Equal(before, Content());

        // As it says.
        Change("agents.csv", lines => lines.Where(line => !IsSecond(line)));
        Assert.Equal([Second], GoOn());
        Assert.Equal(["agents.csv: found no row of 1 agent with rows elsewhere; trained again"], mended);
    }

    [Theory]
    [InlineData("agents.csv")]
    [InlineData("curves.csv")]
    public void A_finished_folder_with_a_line_that_does_not_end_is_refused(string file)
    {
        Whole(isFinished: true);
        File.AppendAllText(Path.Combine(folder, file), Second + ",1");
        Assert.Contains($"{file}: found a line that does not end; allowed: whole lines", Assert.Throws<ResultsFolderException>(Open).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(RowFiles))]
    public void A_folder_that_lost_a_file_of_rows_is_refused_and_left_alone(string file)
    {
        foreach (bool isFinished in (bool[])[false, true])
        {
            Whole(isFinished);
            string text = File.ReadAllText(At(file));
            foreach (string left in (string[])["", text[..20]])
            {
                File.WriteAllText(At(file), left);
                Dictionary<string, string> before = Content();
                Assert.Contains($" and no {file}, which was lost", Assert.Throws<ResultsFolderException>(Open).Message, StringComparison.Ordinal);
                Assert.Equal(before, Content());
            }
            File.Delete(At(file));
            Assert.Contains($" and no {file}, which was lost", Assert.Throws<ResultsFolderException>(Open).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(DerivedFiles))]
    public void What_follows_from_the_rows_is_written_anew_where_it_is_missing_or_says_something_else(string file)
    {
        Whole(isFinished: true);
        Dictionary<string, string> before = Content();
        File.Delete(At(file));
        Assert.Empty(GoOn());
        Assert.Equal($"{file}: found no file; it is written anew", Assert.Single(mended));
        Assert.Equal(before, Content());
        mended.Clear();
        File.AppendAllText(At(file), "x");
        Assert.Empty(GoOn());
        Assert.Equal($"{file}: found another text than follows from the rows; it is written anew", Assert.Single(mended));
        Assert.Equal(before, Content());
    }

    [Theory]
    [MemberData(nameof(RowFiles))]
    public void Rows_that_are_changed_during_a_run_are_missed_at_its_end(string file)
    {
        if (OperatingSystem.IsWindows()) return; // where an open file cannot be written to by another
        using ResultsFolder run = Open();
        run.Append(Agents);
        Change(file, lines => lines.Select(line => IsSecond(line) ? Changed(line) : line));
        Assert.Contains("changed during the run: ", Assert.Throws<ResultsFolderException>(run.Finish).Message, StringComparison.Ordinal);
        Assert.False(Manifest.FromJson(File.ReadAllText(At("manifest.json")))!.Finished);
    }

    /// <summary>A row with another last digit.</summary>
    private static string Changed(string line) => line[..^1] + (line[^1] == '0' ? '1' : '0');

    private static bool IsSecond(string line) => RowTable.AgentOf(line) == Second;

    /// <summary>Changes a file of a run that was stopped after three agents, and goes on with it.</summary>
    private void Told(string file, Func<IEnumerable<string>, IEnumerable<string>> change, string what)
    {
        Whole(isFinished: false);
        Change(file, change);
        mended.Clear();
        Assert.Contains(Second, GoOn());
        Assert.Contains(mended, told => told.Contains($", agent '{Second}': {what}", StringComparison.Ordinal)
            && told.EndsWith("; the agent is trained again", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData(",x\n")]
    [InlineData("\n\n")]
    public void Lines_of_nobody_are_told_wherever_they_stand(string line)
    {
        foreach (RowTable table in RowTable.All)
        {
            string file = At(table.Name);
            Whole(isFinished: true);
            string whole = File.ReadAllText(file);
            foreach (string changed in (string[])[whole.Insert(table.Header.Length, line), whole + line, whole.Insert(whole.IndexOf('\n', table.Header.Length) + 1, line)])
            {
                File.WriteAllText(file, changed);
                Assert.Contains(table.Name, Assert.Throws<ResultsFolderException>(Open).Message, StringComparison.Ordinal);
                Assert.Equal(changed, File.ReadAllText(file));
                Assert.False(FolderStatus.Of(folder, (_, _, _) => null).IsWhole);
            }
            File.WriteAllText(file, whole);
        }
    }

    /// <summary>Opens the folder, finishes what remains and asserts that all is as if nothing had been; who remained.</summary>
    private string[] GoOn()
    {
        using ResultsFolder run = Open();
        string[] remaining = [.. run.Remaining.Select(spec => spec.Name)];
        if (remaining.Length > 0) run.Append([.. Agents.Where(agent => remaining.Contains(agent.Row.Agent))]);
        _ = run.Finish();
        Assert.All(RowTable.All, table => Assert.Equal(table.Header + string.Concat(Agents.Select(table.LinesOf)), File.ReadAllText(At(table.Name))));
        return remaining;
    }

    private void Change(string file, Func<IEnumerable<string>, IEnumerable<string>> change) =>
        File.WriteAllText(At(file), string.Concat(change(File.ReadAllText(At(file)).Split('\n').SkipLast(1)).Select(line => line + "\n")));

    private void Whole(bool isFinished)
    {
        Directory.Delete(folder, recursive: true);
        using ResultsFolder run = Open();
        run.Append([.. isFinished ? Agents : Agents.Take(3)]);
        if (isFinished) _ = run.Finish();
    }

    private ResultsFolder Open() => ResultsFolder.Open(folder, Study, Json, new("cpu", 2), mended.Add);

    private string At(string file) => Path.Combine(folder, file);

    private Dictionary<string, string> Content() => Directory.GetFiles(folder).ToDictionary(f => f, File.ReadAllText);
}
