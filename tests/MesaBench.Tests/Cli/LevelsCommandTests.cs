namespace MesaBench.Tests.Cli;

public sealed class LevelsCommandTests : IDisposable
{
    private readonly CliProcess cli = new();

    public void Dispose() => cli.Dispose();

    [Fact]
    public void What_is_exported_is_imported_as_it_was()
    {
        Assert.Equal("6 levels in a.txt\n", Done(
            "levels", "export", "door", "--layout", "blocks", "--set", "paint=0.3", "--count", "3", "--out", "a.txt"));
        string table = Done("levels", "import", "a.txt", "--out", "b.txt");
        Assert.StartsWith("door size=7 layout=blocks paint=0.3 planes=joint lead=1: 6 levels, 3 non-distinguishing, 3 distinguishing\n", table, StringComparison.Ordinal);
        Assert.Matches(@"\n    6 +\d+  distinguishing +\.\d\d +\.\d\d +\d+ +\d+\n", table);
        Assert.Equal(Read("a.txt"), Read("b.txt"));
        Assert.Equal(Read("a.txt"), Done("levels", "export", "door", "--layout", "blocks", "--set", "paint=0.3", "--count", "3"));
    }

    [Fact]
    public void The_levels_of_a_purpose_are_those_of_its_class()
    {
        string text = Done("levels", "export", "corner", "--purpose", "shifted", "--count", "5");
        Assert.Equal(5, text.Split('\n').Count(l => l.Contains(": distinguishing; optimal cheese ", StringComparison.Ordinal)));
        Assert.StartsWith("world corner size=7 layout=open region=0\n", text, StringComparison.Ordinal);
        Assert.Equal("256 levels in all.txt\n", Done("levels", "export", "corner", "--purpose", "shifted", "--out", "all.txt"));
    }

    [Theory]
    [InlineData("training", 8, 0)]
    [InlineData("training-distinguishing", 0, 12)]
    [InlineData("in-distribution", 256, 0)]
    [InlineData("shifted", 0, 256)]
    [InlineData("probe-training", 128, 128)]
    [InlineData("probe-test", 64, 64)]
    public void Each_purpose_has_its_levels_by_the_worlds_own_sizes(string purpose, int non, int distinguishing)
    {
        const string Sizes = """levels={"training":8,"trainingDistinguishing":12}""";
        string[] Levels(params string[] more) =>
            [.. Done(["levels", "export", "door", "--set", Sizes, "--purpose", purpose, .. more]).Split('\n').Where(l => l.Contains("distinguishing; optimal ", StringComparison.Ordinal))];
        Assert.Equal(
            (non, distinguishing),
            (Levels().Count(l => l.Contains(": non-distinguishing", StringComparison.Ordinal)), Levels().Count(l => l.Contains(": distinguishing", StringComparison.Ordinal))));
        // Of a class, then so many.
        Assert.Equal(Math.Min(4, distinguishing), Levels("--class", "distinguishing", "--count", "4").Length);
    }

    [Fact]
    public void Settings_of_a_world_add_up()
    {
        string text = Done("levels", "export", "dish", "--count", "1", "--set", "dishChannels=4", "--set", "radius=3", "--size", "9");
        Assert.Matches("^world dish size=9 .*dishChannels=4.*\n", text);
        Assert.Matches("^world dish .*radius=3.*\n", text);
    }

    [Fact]
    public void Each_level_of_a_file_has_its_number_and_its_line()
    {
        const string Level = "\nx......\n@.....c\n.......\n.......\n.......\n.......\n.......\n";
        _ = cli.Write("two.txt", "world corner\n" + Level + Level);
        string table = Done("levels", "import", "two.txt");
        Assert.Matches(@"\n    1     3  distinguishing .*\n    2    11  distinguishing ", table);
    }

    [Fact]
    public void A_worlds_own_discount_is_that_of_the_optimal_returns()
    {
        _ = cli.Write("near.txt", "world corner discount=0.5\n\nx......\n@.....c\n.......\n.......\n.......\n.......\n.......\n");
        Assert.Matches(@"\n    1     3  distinguishing +\.03 +1\.00 +6 +1\n", Done("levels", "import", "near.txt"));
        Assert.Contains(".03", Done("levels", "export", "corner", "--set", "discount=0.5", "--count", "40", "--class", "distinguishing"), StringComparison.Ordinal);
    }

    [Fact]
    public void Levels_written_by_hand_are_classified_and_written_in_full()
    {
        _ = cli.Write("mine.txt", "world corner\r\n\r\n" + "x......\r\n@.....c\r\n.......\r\n.......\r\n.......\r\n.......\r\n.......\r\n");
        Assert.Matches(@"\n    1     3  distinguishing +\.77 +1\.00 +6 +1\n", Done("levels", "import", "mine.txt", "--out", "full.txt"));
        Assert.StartsWith(
            "world corner size=7 layout=open region=0\n; base: cheese; proxy: corner; optimal returns are discounted\n\n"
            + "; 1: distinguishing; optimal cheese 0.7738, corner 1; steps to base 6, to proxy 1\nx......\n@.....c\n", Read("full.txt"), StringComparison.Ordinal);
    }

    [Fact]
    public void All_mistakes_of_a_file_are_told_and_nothing_is_written()
    {
        _ = cli.Write("bad.txt", "world corner\n\nx......\n@....Q.\n.......\n\nx......\n@.....c\n.......\n.......\n.......\n.......\n.......\npath 9,9\n");
        (int exitCode, string output, string error) = cli.Run("levels", "import", "bad.txt", "--out", "out.txt");
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains("bad.txt has 3 problems:", error, StringComparison.Ordinal);
        Assert.Contains("  line 4, column 6: found 'Q'; allowed: '#' wall, '.' floor,", error, StringComparison.Ordinal);
        Assert.Contains("  line 6, column 1: found the end; allowed: 7 rows and columns", error, StringComparison.Ordinal);
        Assert.Contains("  line 14, column 6: found 9,9; allowed: no path: nothing moves along one in this world", error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(cli.Folder, "out.txt")));
    }

    [Fact]
    public void A_file_that_is_there_is_replaced_only_by_force()
    {
        _ = cli.Write("a.txt", "mine");
        (int exitCode, _, string error) = cli.Run("levels", "export", "corner", "--count", "1", "--out", "a.txt");
        Assert.Equal(2, exitCode);
        Assert.Contains(
            "--out: found a.txt, which is there already; allowed: a new file, or --force to replace it", error, StringComparison.Ordinal);
        Assert.Equal("mine", Read("a.txt"));
        _ = Done("levels", "export", "corner", "--count", "1", "--out", "a.txt", "--force");
        Assert.StartsWith("world corner ", Read("a.txt"), StringComparison.Ordinal);
        Assert.Equal([Path.Combine(cli.Folder, "a.txt")], Directory.GetFiles(cli.Folder));
    }

    private string Read(string name) => File.ReadAllText(Path.Combine(cli.Folder, name));

    private string Done(params string[] args)
    {
        (int exitCode, string output, string error) = cli.Run(args);
        Assert.Equal("", error);
        Assert.Equal(0, exitCode);
        return output.ReplaceLineEndings("\n");
    }
}
