using System.Diagnostics;
using MesaBench.Experiments;
using MesaBench.Tests.Studies;
using Xunit.Sdk;

namespace MesaBench.Tests.Cli;

/// <summary>Output folders that will not do: exit code 2, one clear message, and what lies there stays as it is.</summary>
public sealed class ResultsFolderInputTests : IDisposable
{
    private readonly CliProcess cli = new();

    public void Dispose() => cli.Dispose();

    [Fact]
    public void A_folder_that_holds_another_experiment_is_told_where_they_differ()
    {
        Experiment brief = TinyStudy.Experiment with { Seeds = 1, Training = TinyStudy.Experiment.Training with { Steps = 256 } };
        TinyStudy.Run(brief, Path.Combine(cli.Folder, "there"));
        string file = cli.Write("other.json", ExperimentFile.ToJson(brief with { Alphas = [0.3] }));
        string error = Refused("run", file, "--out", "there");
        Assert.Contains("there: holds the results of another experiment, where alphas", error, StringComparison.Ordinal);
        Assert.Contains("0.2", error, StringComparison.Ordinal);
        Assert.Contains("0.3", error, StringComparison.Ordinal);
        Assert.Contains("Choose another folder with --out", error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interrupted_study_is_as_safe_from_another_one_as_a_finished_one()
    {
        using CancellationTokenSource stop = new();
        Assert.ThrowsAny<OperationCanceledException>(
            () => TinyStudy.Run(
                TinyStudy.Experiment, Path.Combine(cli.Folder, "there"), 1, 1, new Listener(_ => stop.Cancel()), stop.Token));
        string file = cli.Write("other.json", ExperimentFile.ToJson(TinyStudy.Experiment));
        Assert.Contains("where seeds", Refused("run", file, "--out", "there", "--seeds", "2"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_of_foreign_files_is_left_alone()
    {
        Directory.CreateDirectory(Path.Combine(cli.Folder, "thesis"));
        cli.Write(Path.Combine("thesis", "chapter1.tex"), "Once upon a time");
        Assert.Contains("thesis: found 'chapter1.tex' and no manifest.json; allowed: an empty folder", Refused("run", Tiny(), "--out", "thesis"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("not JSON")]
    public void A_manifest_of_something_else_is_left_alone(string manifest)
    {
        Directory.CreateDirectory(Path.Combine(cli.Folder, "site"));
        cli.Write(Path.Combine("site", "manifest.json"), manifest);
        Assert.Contains("manifest", Refused("run", Tiny(), "--out", "site"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_row_is_told_of_and_not_trained_over()
    {
        TinyStudy.Run(
            TinyStudy.Experiment with { Seeds = 1, Networks = [TinyStudy.Experiment.Networks[0]] }, Path.Combine(cli.Folder, "there"));
        string agents = Path.Combine(cli.Folder, "there", "agents.csv");
        File.WriteAllText(agents, File.ReadAllText(agents).Replace(",mlp,", ",mlp,many,", StringComparison.Ordinal));
        string file = cli.Write(
            "same.json", ExperimentFile.ToJson(TinyStudy.Experiment with { Seeds = 1, Networks = [TinyStudy.Experiment.Networks[0]] }));
        Assert.Contains("damaged", Refused("run", file, "--out", "there"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_in_the_folders_place_is_left_alone()
    {
        cli.Write("there", "a file");
        Assert.Contains(
            "--out: found there, a file; allowed: a folder", Refused("run", Tiny(), "--out", "there"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_place_where_no_folder_can_be_made_is_refused()
    {
        cli.Write("file", "a file");
        Assert.Contains("cannot be used", Refused("run", Tiny(), "--out", Path.Combine("file", "there")), StringComparison.Ordinal);
        if (OperatingSystem.IsLinux())
            Assert.Contains("cannot be used", Refused("run", Tiny(), "--out", "/proc/mesabench"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_read_only_folder_is_refused()
    {
        if (OperatingSystem.IsWindows()) throw SkipException.ForSkip("folders have other permissions here");
        string folder = Directory.CreateDirectory(Path.Combine(cli.Folder, "there")).FullName;
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            Assert.SkipWhen(CanWrite(folder), "this user may write to a read-only folder");
            Assert.Contains(
                "there: found a folder that cannot be used", Refused("run", Tiny(), "--out", "there"), StringComparison.Ordinal);
        }
        finally
        {
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public void A_folder_that_another_run_is_at_work_in_is_refused()
    {
        string file = cli.Write("long.json", ExperimentFile.ToJson(TinyStudy.Experiment with { Seeds = 400 }));
        using Process first = cli.Start("run", file, "--out", "there", "--threads", "1");
        try
        {
            while (!File.Exists(Path.Combine(cli.Folder, "there", "agents.csv")))
                Assert.False(first.WaitForExit(20), "the first run ended");
            (int code, _, string error) = cli.Run("run", file, "--out", "there");
            Assert.Equal(2, code);
            Assert.Contains("there", Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        }
        finally
        {
            first.Kill();
            first.WaitForExit();
        }
    }

    private string Tiny() => cli.Write("tiny.json", ExperimentFile.ToJson(TinyStudy.Experiment));

    private static bool CanWrite(string folder)
    {
        try
        {
            string probe = Path.Combine(folder, "probe");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Asserts exit code 2, a message without a trace, and that all files stay as they are; gives the message.</summary>
    private string Refused(params string[] args)
    {
        var before = Snapshot();
        (int exitCode, string output, string error) = cli.Run(args);
        Assert.Equal((2, ""), (exitCode, error.Contains("   at ", StringComparison.Ordinal) ? error : ""));
        Assert.DoesNotContain("findings", output, StringComparison.OrdinalIgnoreCase);
        Assert.InRange(error.TrimEnd().Split('\n').Length, 1, 2);
        Assert.Equal(before, Snapshot());
        return error;
    }

    private List<(string, DateTime, string)> Snapshot() =>
    [
        .. Directory.GetFileSystemEntries(cli.Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => (path, File.GetLastWriteTimeUtc(path), File.Exists(path) ? File.ReadAllText(path) : "")),
    ];
}
