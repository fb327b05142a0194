using System.CommandLine;
using MesaBench.Cli.Screens;

namespace MesaBench.Cli.Commands;

/// <summary><c>mesabench devices</c>: what a study can run on here.</summary>
internal static class DevicesCommand
{
    public static Command Create(Screen screen, Parts parts)
    {
        Command command = new("devices", "List the devices that a study can run on here, the default first");
        command.SetAction(_ =>
        {
            screen.WriteList("devices", parts.Devices.Select(d => (d.Name, d.Description)));
            return ExitCodes.Ok;
        });
        return command;
    }
}
