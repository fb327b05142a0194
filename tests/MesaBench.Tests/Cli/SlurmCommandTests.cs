using System.Diagnostics;
using MesaBench.Experiments;
using MesaBench.Tests.Studies;

namespace MesaBench.Tests.Cli;

/// <summary>Scripts for Slurm. What a cluster makes of them is tried by bench/slurm/try.sh.</summary>
public sealed class SlurmCommandTests : IDisposable
{
    private readonly CliProcess cli = new();

    public void Dispose() => cli.Dispose();

    [Fact]
    public void A_script_submits_parts_and_a_job_that_merges_them()
    {
        (int code, string output, string error) = cli.Run("slurm", "smoke", "--array", "64", "--time", "2:00:00", "--cpus", "2", "--seeds", "3", "--sbatch=--partition=long", "--program", "/opt/mesa bench/mesabench", "--save-weights");
        Assert.Equal((0, ""), (code, error));
        string results = Path.Combine(cli.Folder, "results", "smoke");
        foreach (string line in (string[])
            [
                "#SBATCH --array=1-64", "#SBATCH --time=2:00:00", "#SBATCH --cpus-per-task=2", "#SBATCH --requeue", "#SBATCH --signal=B:USR1@60", "#SBATCH --partition=long",
                $"'/opt/mesa bench/mesabench' run smoke --seeds 3 --shard \"$SLURM_ARRAY_TASK_ID/64\" --out {results}-parts/\"$SLURM_ARRAY_TASK_ID\" --threads \"$SLURM_CPUS_PER_TASK\" --device cpu --save-weights &",
                $"exec '/opt/mesa bench/mesabench' merge {results}-parts/[0-9]* --out {results} --no-report",
            ])
            Assert.Contains($"\n{line}\n", output, StringComparison.Ordinal);
        Assert.Equal(2, output.Split("#SBATCH --partition=long").Length - 1);
        Assert.DoesNotContain("--gres", output, StringComparison.Ordinal);
        IsBash(output);
        Assert.Contains("#SBATCH --gres=gpu:1\n", cli.Run("slurm", "smoke", "--array", "2", "--time", "10", "--gpu").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_with_quotes_and_spaces_are_words_of_their_own()
    {
        string file = cli.Write("it's $(mine).json", ExperimentFile.ToJson(TinyStudy.Experiment));
        (int code, _, string error) = cli.Run("slurm", file, "--array", "3", "--time", "90", "--out", "a script.sh", "--results", "o'clock");
        Assert.Equal((0, ""), (code, error));
        string script = File.ReadAllText(Path.Combine(cli.Folder, "a script.sh"));
        Assert.Contains(@"run '" + cli.Folder + @"/it'\''s $(mine).json' --shard ", script, StringComparison.Ordinal);
        IsBash(script);
        Assert.Equal(2, cli.Run("slurm", file, "--array", "3", "--time", "90", "--out", "a script.sh").ExitCode);
    }

    [Theory]
    [InlineData("--time: found 1:00; allowed: minutes, h:mm:ss or d-hh:mm:ss", "--array", "2", "--time", "1:00")]
    [InlineData("--time: found 0:00:59; allowed", "--array", "2", "--time", "0:00:59")]
    [InlineData("--time: found 1:00:00; rm -rf x; allowed", "--array", "2", "--time", "1:00:00; rm -rf x")]
    [InlineData("--array: found 0; allowed: a whole number, 1 to 10000", "--array", "0", "--time", "5")]
    [InlineData("--sbatch: found long; allowed: an option of sbatch", "--array", "2", "--time", "5", "--sbatch", "long")]
    public void What_slurm_would_not_take_is_told(string message, params string[] args)
    {
        (int code, _, string error) = cli.Run(["slurm", "smoke", .. args]);
        Assert.Equal(2, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    /// <summary>Asserts that bash, where there is one, can read a script and those within it.</summary>
    private static void IsBash(string script)
    {
        if (OperatingSystem.IsWindows()) return;
        string part = script.Split("<<'PART'\n")[1].Split("\nPART\n")[0], merge = script.Split("<<'MERGE'\n")[1].Split("\nMERGE\n")[0];
        foreach (string text in (string[])[script, part, merge])
        {
            using Process bash = Process.Start(new ProcessStartInfo("bash", ["-n"]) { RedirectStandardInput = true, RedirectStandardError = true })!;
            bash.StandardInput.Write(text);
            bash.StandardInput.Close();
            string error = bash.StandardError.ReadToEnd();
            bash.WaitForExit();
            Assert.Equal((0, ""), (bash.ExitCode, error));
        }
    }
}
