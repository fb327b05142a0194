using System.Text.Json.Nodes;
using MesaBench.Tests.Studies;

namespace MesaBench.Tests.Cli;

/// <summary><c>export</c> as a user meets it, on folders in which something happened.</summary>
public sealed class ExportCommandTests : IDisposable
{
    private readonly CliProcess place = new();
    private readonly CliHere cli = new();

    private string Folder => Path.Combine(place.Folder, "there");

    private string Beside => Folder + "-parquet";

    public void Dispose()
    {
        place.Dispose();
        cli.Dispose();
    }

    [Fact]
    public void A_study_is_exported_beside_itself_and_stays_as_it_was()
    {
        _ = TinyStudy.Run(TinyStudy.Experiment, Folder);
        SortedDictionary<string, string> before = TinyStudy.Files(Folder);
        (int code, string output, string error) = cli.Run(CliHere.Idle, "export", Folder + Path.DirectorySeparatorChar);
        Assert.Equal((0, ""), (code, error));
        Assert.StartsWith($"{Beside}: the tables of tiny, and what their columns mean (columns.parquet)\nfile ", output, StringComparison.Ordinal);
        Assert.Matches(@"\nagents\.parquet +12 +\d+ +[\d.]+ k\n", output);
        Assert.Equal(before, TinyStudy.Files(Folder));
        string[] own = ["agents.parquet", "capacity.parquet", "columns.parquet", "curves.parquet", "digests.parquet", "export.json", "objective_fit.parquet", "objectives.parquet", "searches.parquet", "trends.parquet"];
        Assert.Equal(own, Names(Beside));
        // Again, and elsewhere: the same bytes.
        Dictionary<string, byte[]> bytes = own.ToDictionary(name => name, name => File.ReadAllBytes(Path.Combine(Beside, name)));
        Assert.Equal(0, cli.Run(CliHere.Idle, "export", Folder).Code);
        Assert.Equal(0, cli.Run(CliHere.Idle, "export", Folder, "--to", "parquet", "--out", Path.Combine(place.Folder, "new", "deep")).Code);
        Assert.All(bytes, file => Assert.Equal(file.Value, File.ReadAllBytes(Path.Combine(Beside, file.Key))));
        Assert.All(bytes, file => Assert.Equal(file.Value, File.ReadAllBytes(Path.Combine(place.Folder, "new", "deep", file.Key))));
    }

    [Fact]
    public void Nothing_of_others_is_replaced()
    {
        _ = TinyStudy.Run(TinyStudy.Experiment, Folder);
        string other = Path.Combine(place.Folder, "other");
        _ = Directory.CreateDirectory(other);
        File.WriteAllText(Path.Combine(other, "agents.parquet"), "mine");
        Refused($"found 'agents.parquet' and no export.json; allowed: a new or an empty folder, or an export of the same study", "--out", other);
        Refused("found 'agents.csv' and no export.json", "--out", Folder);
        Refused("found a file; allowed: a new or an empty folder", "--out", place.Write("file", ""));
        File.WriteAllText(Path.Combine(other, "export.json"), "{}");
        Refused("export.json: found a file that is none of the program's", "--out", other);
        Assert.Equal("mine", File.ReadAllText(Path.Combine(other, "agents.parquet")));

        Assert.Equal(0, cli.Run(CliHere.Idle, "export", Folder, "--to", "json").Code);
        File.WriteAllText(Path.Combine(Folder + "-json", "in_return.safetensors"), "mine");
        File.WriteAllText(Path.Combine(Folder + "-json", "notes.txt"), "mine too");
        Refused("in_return.safetensors: found a file that is none of the export's", "--to", "rliable", "--out", Folder + "-json");
        Assert.Equal(0, cli.Run(CliHere.Idle, "export", Folder, "--to", "json").Code);
        Assert.Equal(("mine", "mine too"), (File.ReadAllText(Path.Combine(Folder + "-json", "in_return.safetensors")), File.ReadAllText(Path.Combine(Folder + "-json", "notes.txt"))));

        string second = Path.Combine(place.Folder, "second");
        _ = TinyStudy.Run(TinyStudy.Experiment with { Name = "second", Seeds = 2 }, second);
        (int code, _, string error) = cli.Run(CliHere.Idle, "export", second, "--out", Folder + "-json");
        Assert.Equal(2, code);
        Assert.Contains("found an export of another study, 'tiny'", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_study_that_was_stopped_is_exported_as_far_as_it_is()
    {
        using CancellationTokenSource stop = new();
        Assert.ThrowsAny<OperationCanceledException>(() => TinyStudy.Run(TinyStudy.Experiment, Folder, 1, 1, new Listener(_ => stop.Cancel()), stop.Token));
        File.AppendAllText(Path.Combine(Folder, "curves.csv"), "corner");
        (int code, string output, string error) = cli.Run(CliHere.Idle, "export", Folder, "--to", "json");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains($"{Folder} is not finished: 1 of 12 agents, and without capacity.csv, searches.csv, trends.csv\n", output, StringComparison.Ordinal);
        Assert.Single(JsonNode.Parse(File.ReadAllText(Path.Combine(Folder + "-json", "agents.json")))!.AsArray());
        // When it is done, the same folder takes all of it.
        _ = TinyStudy.Run(TinyStudy.Experiment, Folder);
        Assert.Equal(0, cli.Run(CliHere.Idle, "export", Folder, "--to", "json").Code);
        Assert.Equal(12, JsonNode.Parse(File.ReadAllText(Path.Combine(Folder + "-json", "agents.json")))!.AsArray().Count);
        Assert.Contains("capacity.json", Names(Folder + "-json"));
    }

    [Theory]
    [InlineData("agents.csv", "0.2", "0.3", "damaged or changed: agents.csv, agent 'corner-blocks7_a0.2_mlp5x2_lr0.002_s0': found 1 row with digest ")]
    [InlineData("capacity.csv", ",mlp,", ",", "capacity.csv: found a damaged file, or one of another version: row 1: found ")]
    [InlineData("trends.csv", "question,", "query,", "trends.csv: found a damaged file, or one of another version: line 1: found column 'query' in place 1; allowed: column 'question'")]
    [InlineData("trends.csv", null, null, "trends.csv: found no file; a run writes it anew")]
    [InlineData("curves.csv", null, null, "and no curves.csv, which was lost")]
    [InlineData("manifest.json", null, null, "found no manifest.json; allowed: the results of a study")]
    public void A_damaged_folder_is_told_of(string file, string? what, string? with, string told)
    {
        _ = TinyStudy.Run(TinyStudy.Experiment, Folder);
        string path = Path.Combine(Folder, file);
        if (what is null) File.Delete(path);
        else
        {
            string text = File.ReadAllText(path);
            int at = text.LastIndexOf(what, StringComparison.Ordinal);
            if (file == "agents.csv") at = text.IndexOf(what, text.IndexOf('\n', StringComparison.Ordinal) + 60, StringComparison.Ordinal);
            if (file == "capacity.csv") at = text.IndexOf(what, StringComparison.Ordinal);
            File.WriteAllText(path, text.Remove(at, what.Length).Insert(at, with!));
        }
        Refused(told);
    }

    [Theory]
    [InlineData("--to: found parquett; allowed: parquet, json, rliable (did you mean parquet?)", "--to", "parquett")]
    [InlineData("--score: found preference; allowed: a score with --to rliable only", "--score", "preference")]
    [InlineData("--score: found clok; allowed: a column of numbers of agents.csv, such as in_return or preference (did you mean clock?)", "--to", "rliable", "--score", "clok")]
    [InlineData("--out: found nothing; allowed: a folder", "--out", "")]
    public void What_cannot_be_meant_is_told(string told, params string[] options)
    {
        _ = TinyStudy.Run(TinyStudy.Experiment with { Seeds = 1 }, Folder);
        Refused(told, options);
        Assert.False(Directory.Exists(Folder + "-rliable"));
    }

    [Fact]
    public void Scores_are_told_of_by_algorithm()
    {
        _ = TinyStudy.Run(TinyStudy.Experiment, Folder);
        (int code, string output, string error) = cli.Run(CliHere.Idle, "export", Folder, "--to", "rliable");
        Assert.Equal((0, ""), (code, error));
        Assert.Equal($"{Path.Combine(Folder + "-rliable", "in_return.safetensors")}: in_return of 2 algorithms, [runs, tasks] each, 2 tasks\n  mlp5x2_lr0.002   [3, 2]\n  rcnn3t2_lr0.002  [3, 2]\n", output);
    }

    private static string[] Names(string folder) => [.. Directory.GetFiles(folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private void Refused(string told, params string[] options)
    {
        (int code, string output, string error) = cli.Run(CliHere.Idle, ["export", Folder, .. options]);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(told, error, StringComparison.Ordinal);
    }
}
