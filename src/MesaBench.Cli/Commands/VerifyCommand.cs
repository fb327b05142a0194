using System.CommandLine;
using MesaBench.Cli.Screens;
using MesaBench.Cpu;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Studies;

namespace MesaBench.Cli.Commands;

/// <summary><c>mesabench verify</c>: shows that a device gives the same bits as the CPU engine.</summary>
internal static class VerifyCommand
{
    public static Command Create(Screen screen, Parts parts)
    {
        Option<string?> device = DeviceChoice.Option();
        Option<string?> seeds = new("--seeds") { Description = "Agents of each of six worlds and three networks; default 4" };
        Command command = new("verify", "Train a few agents on a device and on the CPU, and compare them bit for bit") { device, seeds };
        command.SetAction(parsed =>
        {
            List<Problem> problems = [];
            int seedCount = (int)(Numbers.Whole(parsed, seeds, 1, 4096, problems) ?? 4);
            DeviceListing? listing = DeviceChoice.Find(parsed.GetValue(device), parts, problems);
            if (problems.Count > 0) return Report.Problems(screen.Error, "verify", problems);
            using Interruption interruption = new();
            IEngineFactory opened = listing!.Open(0);
            screen.Text.WriteLine($"{listing.Name} ({opened.Description}) against the CPU engine");
            screen.Text.Flush();
            if (parts.Verify(opened, seedCount, interruption.Token) is not { } difference)
            {
                screen.Text.WriteLine("identical");
                return ExitCodes.Ok;
            }
            screen.Text.WriteLine($"different: {difference}");
            return ExitCodes.Differs;
        });
        return command;
    }

    /// <summary>Trains agents of so many seeds on a device and on the CPU engine; gives the first difference, or null.</summary>
    internal static string? AgainstCpu(IEngineFactory device, int seeds, CancellationToken token) =>
        Verification.FirstDifference(device, new CpuEngineFactory(), seeds, token);
}
