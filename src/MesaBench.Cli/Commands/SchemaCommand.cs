using System.CommandLine;
using MesaBench.Cli.Screens;
using MesaBench.Experiments;

namespace MesaBench.Cli.Commands;

/// <summary><c>mesabench schema</c>: the JSON schema of experiment files.</summary>
internal static class SchemaCommand
{
    public static Command Create(Screen screen)
    {
        Command command = new("schema", "Print the JSON schema of experiment files, with which an editor completes them");
        command.SetAction(_ =>
        {
            screen.Text.Write(ExperimentSchema.Text());
            return ExitCodes.Ok;
        });
        return command;
    }
}
