using System.Diagnostics;

namespace MesaBench.Tests.Cli;

/// <summary>Runs the program as a user does: as a process of its own, in an empty folder.</summary>
internal sealed class CliProcess : IDisposable
{
    public CliProcess() => Folder = Directory.CreateTempSubdirectory("mesabench-").FullName;

    /// <summary>The program's working folder.</summary>
    public string Folder { get; }

    /// <summary>Environment variables that the program gets besides the tests' own.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>Whether the program is started with interrupts ignored, as a shell starts what runs in the background.</summary>
    public bool IgnoresInterrupts { get; init; }

    /// <summary>Runs one command to its end; its output goes to a pipe.</summary>
    public (int ExitCode, string Output, string Error) Run(params string[] args)
    {
        using Process process = Start(args);
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        process.WaitForExit();
        return (process.ExitCode, output.Result, error.Result);
    }

    /// <summary>Starts one command and leaves it running; both of its outputs are to be read.</summary>
    public Process Start(params string[] args)
    {
        string[] command = ["dotnet", "exec", Path.Combine(AppContext.BaseDirectory, "MesaBench.Cli.dll"), .. args];
        if (IgnoresInterrupts) command = ["sh", "-c", "trap '' INT; exec \"$@\"", "sh", .. command];
        ProcessStartInfo start = new(command[0], command[1..])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in Environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Writes a file into the working folder.</summary>
    public string Write(string name, string text)
    {
        string path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
