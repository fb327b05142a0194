using System.Diagnostics;

namespace MesaBench.Tests.Engines;

/// <summary>Some of these tests in a process of their own, whose environment differs.</summary>
internal static class OwnProcess
{
    /// <summary>Runs the tests that the test runner's own options choose, and asserts that they pass; gives what the runner wrote.</summary>
    public static string Run(IEnumerable<string> options, IReadOnlyDictionary<string, string> environment)
    {
        ProcessStartInfo start = new("dotnet", ["exec", typeof(OwnProcess).Assembly.Location, .. options])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output.Result + error.Result);
        return output.Result;
    }
}
