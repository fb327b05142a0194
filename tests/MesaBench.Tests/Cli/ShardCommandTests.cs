using MesaBench.Experiments;
using MesaBench.Tests.Studies;

namespace MesaBench.Tests.Cli;

/// <summary>Parts of a study, as a user trains and merges them.</summary>
public sealed class ShardCommandTests : IDisposable
{
    private readonly CliProcess cli = new();

    public void Dispose() => cli.Dispose();

    [Fact]
    public void Parts_are_trained_apart_and_merged_to_the_files_of_one_run()
    {
        string file = cli.Write("tiny.json", ExperimentFile.ToJson(TinyStudy.Experiment with { Training = TinyStudy.Experiment.Training with { Steps = 1024 } }));
        Assert.Equal(0, cli.Run("run", file, "--out", "whole", "--no-report").ExitCode);
        (int code, string output, string error) = cli.Run("run", file, "--shard", "1/2");
        Assert.Equal((0, ""), (code, error));
        string folder = Path.Combine("results", "tiny-1-of-2");
        Assert.EndsWith($"Part 1/2 is done: 6 agents, in {folder}. With all parts: mesabench merge <folder> <folder> ... --out <folder>\n", output, StringComparison.Ordinal);
        (code, _, error) = cli.Run("merge", folder, "--out", "merged");
        Assert.Equal(2, code);
        Assert.StartsWith("6 agents of 12 are in none of the folders: ", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(cli.Folder, "merged")));

        Assert.Equal(0, cli.Run("run", file, "--shard", "2/2", "--out", "second").ExitCode);
        (code, output, error) = cli.Run("merge", folder, "second", "--out", "merged", "--no-report");
        Assert.Equal((0, ""), (code, error));
        Assert.EndsWith("12 agents. Results: merged\n", output, StringComparison.Ordinal);
        TinyStudy.AssertSame(Path.Combine(cli.Folder, "whole"), Path.Combine(cli.Folder, "merged"));
        Assert.Equal(0, cli.Run("status", "merged").ExitCode);
    }

    [Theory]
    [InlineData("0/2")]
    [InlineData("3/2")]
    [InlineData("half")]
    public void What_is_no_part_is_told(string shard)
    {
        (int code, _, string error) = cli.Run("run", "smoke", "--shard", shard);
        Assert.Equal(2, code);
        Assert.Contains($"--shard: found {shard}; allowed: a number of a part and how many there are", error, StringComparison.Ordinal);
    }
}
