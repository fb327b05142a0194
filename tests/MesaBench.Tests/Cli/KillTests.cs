using System.Diagnostics;
using MesaBench.Experiments;
using MesaBench.Tests.Studies;

namespace MesaBench.Tests.Cli;

/// <summary>
/// A study that is killed again and again, at any time, ends in the files of one that was not: `MESABENCH_KILLS=1000 dotnet test -c Release --explicit on --filter-class "*KillTests"`.
/// </summary>
[Trait("Category", "slow")]
public sealed class KillTests
{
    // Its levels are drawn in no time, so that kills fall on all of its stages.
    private static readonly Experiment Study = TinyStudy.Experiment with { Name = "killed", Seeds = 6 };

    [Fact(Explicit = true)]
    public async Task Nothing_is_lost_by_kills()
    {
        int kills = int.TryParse(Environment.GetEnvironmentVariable("MESABENCH_KILLS"), out int asked) ? asked : 20;
        using CliProcess whole = new(), killed = new();
        string file = whole.Write("study.json", ExperimentFile.ToJson(Study));
        Stopwatch clock = Stopwatch.StartNew();
        Assert.Equal(0, whole.Run("run", file, "--out", "there", "--save-weights", "--no-report").ExitCode);
        int longest = (int)clock.ElapsedMilliseconds;
        // When they fall is chance, and hangs on the machine; what is asserted does not.
        Random random = new(1);
        int finished = 0, stopped = 0;
        while (stopped < kills)
        {
            using Process run = killed.Start("run", file, "--out", "there", "--save-weights", "--no-report");
            Task<string> output = run.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), error = run.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            bool isKilled = !run.WaitForExit(random.Next(longest));
            if (isKilled) run.Kill();
            await run.WaitForExitAsync(TestContext.Current.CancellationToken);
            // A kill between two files is told, since an agent with some of its rows is trained again.
            Assert.All((await error).Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.StartsWith("Note: ", line, StringComparison.Ordinal));
            _ = await output;
            stopped += isKilled ? 1 : 0;
            if (isKilled) continue;
            Assert.Equal(0, run.ExitCode);
            Assert.Equal(0, killed.Run("run", file, "--out", "there", "--no-report").ExitCode); // as of a study that is finished; a kill after all was done leaves the lock
            Same();
        }
        Assert.Equal(0, killed.Run("run", file, "--out", "there", "--save-weights", "--no-report").ExitCode);
        Same();
        TestContext.Current.SendDiagnosticMessage($"{stopped} kills, {finished} studies");

        void Same()
        {
            TinyStudy.AssertSame(Path.Combine(whole.Folder, "there"), Path.Combine(killed.Folder, "there"));
            Directory.Delete(Path.Combine(killed.Folder, "there"), recursive: true);
            finished++;
        }
    }
}
