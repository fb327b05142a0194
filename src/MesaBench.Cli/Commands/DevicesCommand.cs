using System.CommandLine;
using MesaBench.Cli.Screens;
using MesaBench.Engines;

namespace MesaBench.Cli.Commands;

/// <summary><c>mesabench devices</c>: what a study can run on here, and what not.</summary>
internal static class DevicesCommand
{
    public static Command Create(Screen screen, Parts parts)
    {
        Command command = new("devices", "List the devices that a study can run on here, and why others cannot be used");
        command.SetAction(_ =>
        {
            IReadOnlyList<DeviceListing> devices = parts.Devices;
            screen.WriteList("devices", devices.Where(d => d.Problem is null).Select(d => (d.Name, Summary(d))));
            if (devices.Any(d => d.Problem is not null))
                screen.WriteList("not usable", devices.Where(d => d.Problem is not null).Select(d => (d.Name, Summary(d))));
            string chosen = devices.First(d => d.IsAutomatic && d.Problem is null).Name;
            screen.Text.WriteLine($"--device auto takes {chosen}.");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static string Summary(DeviceListing device) => device.Facts + (device.Problem is { } problem ? $": {problem}" : "");
}
