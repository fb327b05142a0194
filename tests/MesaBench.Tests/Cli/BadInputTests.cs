namespace MesaBench.Tests.Cli;

public sealed class BadInputTests : IDisposable
{
    private readonly CliProcess cli = new();

    public void Dispose() => cli.Dispose();

    [Theory]
    [InlineData("{ \"world\": \"maize\" }", "{ \"network\": \"mlp\" }", "0", "worlds[0].world: found \"maize\"; allowed: ")]
    [InlineData("{ \"world\": \"door\" }", "{ \"network\": \"mlp\", \"width\": 0 }", "0", "networks[0].width: found 0; allowed: 1 to 1024")]
    [InlineData("{ \"world\": \"door\" }", "{ \"network\": \"mlp\" }", "1.5", "alphas[0]: found 1.5; allowed: 0 to 1")]
    [InlineData("{ \"world\": \"door\", \"size\": 400 }", "{ \"network\": \"mlp\" }", "0", "worlds[0].size: found 400; allowed: 7, 9, 13")]
    [InlineData("{ \"world\": \"door\" }", "{ \"network\": \"gpt\" }", "0", "networks[0].network: found \"gpt\"; allowed: cnn, drc, gru, linear, mlp, rcnn, transformer")]
    public void A_bad_setting_is_refused_by_run_and_by_validate(string world, string network, string alpha, string message)
    {
        string file = cli.Write("bad.json", $$"""{ "name": "bad", "worlds": [{{world}}], "networks": [{{network}}], "alphas": [{{alpha}}] }""");
        Assert.Contains(message, Refused("run", file), StringComparison.Ordinal);
        Assert.Contains(message, Refused("validate", file), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nowhere.json: found neither a preset nor a file", "run", "nowhere.json")]
    [InlineData("(did you mean quick?)", "run", "quik")]
    [InlineData(".: found a folder", "run", ".")]
    [InlineData("--device: found gpu; allowed: auto, ", "run", "quick", "--device", "gpu")]
    [InlineData("--seeds: found 0; allowed: a whole number, 1 to 1000000", "run", "quick", "--seeds", "0")]
    [InlineData("--threads: found 1e-400; allowed: a whole number, 0 to 1024", "run", "quick", "--threads", "1e-400")]
    [InlineData("--threads: found two;", "run", "quick", "--threads", "two")]
    [InlineData("Unrecognized command or argument '--sedes'", "run", "quick", "--sedes", "3")]
    [InlineData("Did you mean --seeds?", "run", "quick", "--sedes", "3")]
    [InlineData("Did you mean validate?", "valdate", "quick")]
    [InlineData("Did you mean export?", "levels", "exprot", "door")]
    [InlineData("--seeds: found 0; allowed: a whole number, 1 to 1000000", "validate", "quick", "--seeds", "0")]
    [InlineData("Required argument missing", "run")]
    [InlineData("Unrecognized command or argument 'rum'", "rum")]
    [InlineData("found wolds; allowed: worlds", "list", "wolds")]
    [InlineData("size: found 8; allowed: 7, 9, 13", "show", "door", "--size", "8")]
    [InlineData("world: found \"maize\"; allowed: ", "show", "maize")]
    [InlineData("found an unknown name; allowed: size, layout, ", "show", "door", "--set", "pain=0.2")]
    [InlineData("found an unknown name; allowed: size, layout, discount, rewarded, alphas, networks, trainers, training, levels, paint", "show", "door", "--set", "pain=0.2")]
    [InlineData("Unrecognized command or argument '--corner'", "levels", "export", "door", "--corner")]
    [InlineData("See: mesabench levels export --help", "levels", "export", "door", "--corner")]
    [InlineData("--purpose: found shift; allowed: training,", "levels", "export", "door", "--purpose", "shift")]
    [InlineData("--out: found nowhere/levels.txt, in a folder that is not there; allowed: a file in a folder", "levels", "export", "door", "--out", "nowhere/levels.txt")]
    [InlineData("--out: found ., a folder;", "levels", "export", "door", "--out", ".")]
    [InlineData("nowhere.txt: found no such file; allowed: a file of levels", "levels", "import", "nowhere.txt")]
    [InlineData("--moves: found 'x', character 3; allowed: u up, l left, d down, r right", "play", "door", "--moves", "urxd")]
    [InlineData("play: found neither a terminal nor moves; allowed: a terminal, or moves", "play", "door", "--moves", " ")]
    [InlineData("--class: found both; allowed: non-distinguishing, distinguishing", "play", "door", "--class", "both", "--moves", "u")]
    [InlineData("a folder with the results of a run", "replay", "nowhere", "some-agent")]
    public void A_bad_command_is_told_what_is_wrong(string message, params string[] args) =>
        Assert.Contains(message, Refused(args), StringComparison.Ordinal);

    [Fact]
    public void Of_many_problems_the_first_are_told()
    {
        string file = cli.Write("bad.json", $$"""{ "name": "bad", "worlds": [{ "world": "door" }], "networks": [{ "network": "mlp" }], {{string.Join(", ", Enumerable.Range(0, 70).Select(i => $"\"k{i}\": 1"))}} }""");
        string[] told = Refused("validate", file).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.EndsWith("bad.json has 70 problems:", told[0].TrimEnd(), StringComparison.Ordinal);
        Assert.Equal((52, "and 20 more."), (told.Length, told[^1].Trim()));
    }

    [Fact]
    public void A_file_that_is_not_json_is_told_where()
    {
        string file = cli.Write("bad.json", "name: quick\n");
        Assert.Contains("line 1, column 2: found", Refused("run", file), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_something_went_wrong_is_printed_on_request_alone()
    {
        Assert.DoesNotContain("   at ", cli.Run("replay", "nowhere", "agent").Error, StringComparison.Ordinal);
        cli.Environment["MESABENCH_DEBUG"] = "1";
        Assert.Contains("   at MesaBench.Cli.", cli.Run("replay", "nowhere", "agent").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Problems_of_options_and_of_the_file_are_told_together()
    {
        string file = cli.Write("bad.json", """{ "name": "bad", "worlds": [], "networks": [{ "network": "mlp", "width": 0 }] }""");
        string error = Refused("run", file, "--seeds", "-1", "--device", "tpu", "--out", file);
        Assert.Contains("has 5 problems", error, StringComparison.Ordinal);
        Assert.All(["--seeds", "--device", "--out", "worlds", "networks[0].width"], place => Assert.Contains(
            $"  {place}: found", error, StringComparison.Ordinal));
    }

    /// <summary>Asserts exit code 2, nothing on standard output, no stack trace and nothing written; gives what was told.</summary>
    private string Refused(params string[] args)
    {
        string[] before = Directory.GetFileSystemEntries(cli.Folder);
        (int exitCode, string output, string error) = cli.Run(args);
        Assert.Equal(2, exitCode);
        Assert.Empty(output);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.Equal(before, Directory.GetFileSystemEntries(cli.Folder));
        return error;
    }
}
