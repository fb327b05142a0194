using System.Diagnostics;
using MesaBench.Experiments;

namespace MesaBench.Tests.Cli;

/// <summary>What shells offer at the end of a command line.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly CliHere here = new();
    private readonly CliProcess cli = new();

    public void Dispose()
    {
        here.Dispose();
        cli.Dispose();
    }

    [Fact]
    public void Subcommands_presets_worlds_kinds_and_values_of_options_are_known()
    {
        Assert.Equal(["run"], Offered("ru"));
        Assert.Equal(Presets.Names.Order(StringComparer.Ordinal), Offered("run "));
        Assert.Equal(["quick"], Offered("run q"));
        Assert.Equal(["coin", "corner"], Offered("show co"));
        Assert.Equal(["networks"], Offered("list n"));
        Assert.Equal(["blocks", "maze", "open"], Offered("levels export door --layout "));
        Assert.Equal(["export", "import"], Offered("levels "));
        Assert.Equal(["cpu", "cuda"], Offered("run quick --device c"));
        Assert.Equal(["bash", "fish", "pwsh", "zsh"], Offered("completion "));
    }

    [Fact]
    public void Options_are_offered_when_one_is_begun_by_their_long_names()
    {
        Assert.Equal(["--device"], Offered("run quick --de"));
        Assert.Contains("--quiet", Offered("run -"));
        Assert.DoesNotContain("-q", Offered("run -"));
        Assert.All(Offered("run -"), option => Assert.StartsWith("--", option, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("status ")]
    [InlineData("run quick --out ")]
    [InlineData("run quick --out res")]
    [InlineData("run nothing-like-it")]
    public void Where_a_file_is_meant_nothing_is_said_so_that_the_shell_looks_for_files(string line) => Assert.Empty(Offered(line));

    [Fact]
    public void The_agents_of_a_folder_are_known()
    {
        string folder = Path.Combine(cli.Folder, "results");
        _ = Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "agents.csv"), "agent,cell\ndoor_s0,door\ndoor_s1,door\ncoin_s0,coin\n");
        Assert.Equal(["door_s0", "door_s1"], Offered($"replay {folder} do"));
    }

    [Fact]
    public void The_command_that_scripts_ask_is_none_of_those_that_help_lists()
    {
        Assert.DoesNotContain("complete ", here.Run(CliHere.Idle, "--help").Output, StringComparison.Ordinal);
        Assert.Contains("completion ", here.Run(CliHere.Idle, "--help").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shell_that_nobody_wrote_a_script_for_is_told_of()
    {
        (int code, _, string error) = here.Run(CliHere.Idle, "completion", "bsh");
        Assert.Equal(2, code);
        Assert.Contains("shell: found bsh; allowed: bash", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Bash_completes_by_the_script()
    {
        if (OperatingSystem.IsWindows()) return;
        string program = Path.Combine(cli.Folder, "mesabench");
        File.WriteAllText(program, $"#!/bin/sh\nexec dotnet exec '{Path.Combine(AppContext.BaseDirectory, "MesaBench.Cli.dll")}' \"$@\"\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(Path.Combine(cli.Folder, "completion"), here.Run(CliHere.Idle, "completion", "bash").Output);
        using Process bash = Process.Start(new ProcessStartInfo("bash", ["--norc", "-c", """
            cd "$1"; source ./completion
            COMP_LINE='./mesabench run qu --seeds 3'; COMP_POINT=18
            _mesabench ./mesabench
            printf '%s.' "${COMPREPLY[@]}"
            complete -p mesabench
            """, "test", cli.Folder]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string output = bash.StandardOutput.ReadToEnd(), error = bash.StandardError.ReadToEnd();
        bash.WaitForExit();
        Assert.Equal(("", "quick.complete -o default -F _mesabench mesabench\n"), (error, output));
    }

    private string[] Offered(string line)
    {
        (int code, string output, string error) = here.Run(CliHere.Idle, "complete", "--", line);
        Assert.Equal((0, ""), (code, error));
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(offered => offered.Split('\t')[0])];
    }
}
