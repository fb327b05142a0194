using MesaBench.Cli.Screens;
using MesaBench.Experiments;
using MesaBench.Results;
using MesaBench.Statistics;
using MesaBench.Studies;
using MesaBench.Tests.Studies;
using Spectre.Console;

namespace MesaBench.Tests.Cli;

/// <summary><c>compare</c> as a user meets it.</summary>
public sealed class CompareCommandTests : IDisposable
{
    private readonly CliProcess place = new();
    private readonly CliHere cli = new();

    private string First => Path.Combine(place.Folder, "first");

    private string Second => Path.Combine(place.Folder, "second");

    public void Dispose()
    {
        place.Dispose();
        cli.Dispose();
    }

    [Fact]
    public void The_same_agents_are_said_to_be_the_same_bit_for_bit()
    {
        _ = TinyStudy.Run(TinyStudy.Experiment, First);
        _ = TinyStudy.Run(TinyStudy.Experiment with { Name = "again" }, Second);
        string file = Path.Combine(place.Folder, "both.csv");
        (int code, string output, string error) = cli.Run(CliHere.Idle, "compare", First, Second, "--out", file);
        Assert.Equal((0, ""), (code, error));
        Assert.StartsWith($"A  {First}: tiny, 12 agents in 4 cells, numerics {Numerics.Version}\nB  {Second}: again, 12 agents in 4 cells, numerics {Numerics.Version}\n"
            + "   all 12 agents compared have the same weights as in A, bit for bit: whatever differs is how they were measured\n\nworld ", output, StringComparison.Ordinal);
        Assert.EndsWith($"change: less A's; without an interval, for the agents are the same\nAll figures: {file}\n", output, StringComparison.Ordinal);
        IReadOnlyList<ComparedRow> rows = CsvTable.Parse<ComparedRow>(File.ReadAllText(file));
        Assert.Equal(Enumerable.Repeat((Pairing[])[Pairing.First, Pairing.SameAgents], 4).SelectMany(pair => pair), rows.Select(row => row.Pairing));
        Assert.All(rows.Where(row => row.Folder == Second), row => Assert.Equal((3, 0.0), (row.SameWeights, row.CompetentDifference.Value)));
        Assert.Equal(2, cli.Run(CliHere.Idle, "compare", First, Second, "--out", file).Code);
        Assert.Equal(0, cli.Run(CliHere.Idle, "compare", First, Second, "--out", file, "--force").Code);
    }

    [Fact]
    public void What_differs_between_studies_is_told_and_cells_of_one_alone_are_named()
    {
        Experiment tiny = TinyStudy.Experiment;
        _ = TinyStudy.Run(tiny, First);
        _ = TinyStudy.Run(tiny with { Name = "other", Alphas = [0.2, 0.3], Networks = [tiny.Networks[0]], Seeds = 4 }, Second);
        string told = Said(First, Second);
        Assert.Contains("   another experiment than A's, first in alphas: found 2 entries; in A: 1 entries\n", told, StringComparison.Ordinal);
        Assert.Contains("   2 cells not in A: corner-blocks7_a0.3_mlp5x2_lr0.002, door-open7_a0.3_mlp5x2_lr0.002\n", told, StringComparison.Ordinal);
        Assert.Contains("   2 cells of A not in B: corner-blocks7_a0.2_rcnn3t2_lr0.002, door-open7_a0.2_rcnn3t2_lr0.002\n", told, StringComparison.Ordinal);
        // Agents are keyed by study seed and name, so that those of the same name are the same.
        Assert.Contains("   6 of 8 agents compared have the same weights as in A, bit for bit\n", told, StringComparison.Ordinal);
        Assert.Contains("intervals of means: B within level sets, which are A's too (Student's t over the sets' differences). Of shares: Newcombe's", told, StringComparison.Ordinal);
        // Another study seed draws other levels.
        string third = Path.Combine(place.Folder, "third");
        _ = TinyStudy.Run(tiny with { Name = "third", StudySeed = 9 }, third);
        Assert.Contains("C, whose level sets are not A's (Welch's t over set means)", Said(First, Second, third), StringComparison.Ordinal);
        Assert.Equal([Pairing.First, Pairing.WithinSets, Pairing.Apart, Pairing.First, Pairing.Apart], StudyComparison.Of([First, Second, third], TestContext.Current.CancellationToken).Rows.Take(5).Select(row => row.Pairing));
    }

    [Fact]
    public void Other_numerics_are_told_and_their_level_sets_not_taken_for_the_same()
    {
        _ = TinyStudy.Run(TinyStudy.Experiment, First);
        _ = TinyStudy.Run(TinyStudy.Experiment with { Name = "older", Seeds = 4 }, Second);
        string manifest = Path.Combine(Second, "manifest.json");
        string[] lines = [.. File.ReadAllLines(manifest).Where(line => !line.Contains("\"digest\"", StringComparison.Ordinal)).Select(line => line.Contains("\"numerics\"", StringComparison.Ordinal) ? "  \"numerics\": 1," : line.Contains("\"detectors\"", StringComparison.Ordinal) ? "  \"detectors\": 1," : line)];
        File.WriteAllText(manifest, string.Join('\n', lines) + "\n");
        string told = Said(First, Second);
        Assert.Contains($"   other numerics than A's, {Numerics.Version}: other bits for the same experiment, and level sets are not taken for the same\n", told, StringComparison.Ordinal);
        Assert.Contains("   other detectors of search than A's", told, StringComparison.Ordinal);
        Assert.Contains("B, whose level sets are not A's", told, StringComparison.Ordinal);
    }

    [Fact]
    public void A_narrow_terminal_is_told_what_it_does_not_show()
    {
        _ = TinyStudy.Run(TinyStudy.Experiment, First);
        _ = TinyStudy.Run(TinyStudy.Experiment with { Name = "again" }, Second);
        using StringWriter output = new(), error = new();
        IAnsiConsole terminal = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(output) });
        terminal.Profile.Width = 90;
        ComparisonView.Write(new Screen(output, error, terminal, TimeProvider.System), StudyComparison.Of([First, Second], TestContext.Current.CancellationToken));
        Assert.All(output.ToString().Split('\n'), line => Assert.True(line.TrimEnd().Length <= 90, line));
        Assert.Contains("Too narrow for ", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("preference change", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Folders_that_cannot_be_compared_are_refused()
    {
        _ = TinyStudy.Run(TinyStudy.Experiment, First);
        _ = TinyStudy.Run(TinyStudy.Experiment with { Name = "other", Alphas = [0.4] }, Second);
        Refused("Required argument missing", First);
        Refused($"{First}: found twice; allowed: folders that are apart", First, First + Path.DirectorySeparatorChar);
        Refused($"{First}: found no cell that {Second} has too, such as corner-blocks7_a0.2_mlp5x2_lr0.002; allowed: folders that share a cell", First, Second);
        Refused("found no manifest.json; allowed: the results of a study", First, place.Folder);
        File.Delete(Path.Combine(Second, "curves.csv"));
        Refused("and no curves.csv, which was lost", First, Second);
    }

    [Fact]
    public void Every_column_of_the_file_is_defined_in_the_page_on_tables()
    {
        string section = File.ReadAllText(Repository.Path("docs", "tables.md")).Split("## Columns of compare\n")[1].Split("\n## ")[0];
        IEnumerable<string> defined = section.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).SelectMany(line => line.Split('|')[1].Split(',').Select(name => name.Trim(' ', '`')));
        Assert.Equal(CsvTable.Columns<ComparedRow>().Order(StringComparer.Ordinal), defined.Order(StringComparer.Ordinal));
    }

    private string Said(params string[] folders)
    {
        (int code, string output, string error) = cli.Run(CliHere.Idle, ["compare", .. folders]);
        Assert.Equal((0, ""), (code, error));
        return output;
    }

    private void Refused(string told, params string[] folders)
    {
        (int code, string output, string error) = cli.Run(CliHere.Idle, ["compare", .. folders]);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(told, error, StringComparison.Ordinal);
    }
}
