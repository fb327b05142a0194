using MesaBench.Cli;
using MesaBench.Cli.Screens;
using MesaBench.Cpu;

namespace MesaBench.Tests.Cli;

/// <summary>Runs the program's commands within the tests' process, with parts of their making in place of training.</summary>
internal sealed class CliHere : IDisposable
{
    private readonly StringWriter output = new(), error = new();

    /// <summary>Parts that can do nothing, on a machine without a GPU.</summary>
    public static Parts Idle { get; } = new()
    {
        Cpu = CpuEngineFactory.Listing,
        FindDevices = () => [],
        RunStudy = (_, _, _, _, _) => throw new NotSupportedException("nothing to run"),
        TrainAgent = (_, _, _, _) => throw new NotSupportedException("nothing to train"),
        Verify = (_, _, _) => throw new NotSupportedException("nothing to verify"),
        WriteReport = (folder, _, _, _, _, _) => Path.Combine(folder, "report.html"),
    };

    /// <summary>Where commands write.</summary>
    public Screen Screen => new(output, error, null, TimeProvider.System);

    /// <summary>Runs one command: its exit code and what it alone has written.</summary>
    public (int Code, string Output, string Error) Run(Parts parts, params string[] args)
    {
        _ = output.GetStringBuilder().Clear();
        _ = error.GetStringBuilder().Clear();
        int code = CommandLine.Run(args, Screen, parts);
        return (code, output.ToString().ReplaceLineEndings("\n"), error.ToString().ReplaceLineEndings("\n"));
    }

    public void Dispose()
    {
        output.Dispose();
        error.Dispose();
    }
}
