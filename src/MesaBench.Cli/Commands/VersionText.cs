using System.CommandLine;
using System.CommandLine.Invocation;
using MesaBench.Results;

namespace MesaBench.Cli.Commands;

/// <summary>What <c>--version</c> shows: number, and date and commit of the sources.</summary>
internal sealed class VersionText : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine($"mesabench {ProgramVersion.Own}");
        return ExitCodes.Ok;
    }
}
