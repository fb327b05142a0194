using System.CommandLine;
using MesaBench.Engines;
using MesaBench.Experiments;

namespace MesaBench.Cli.Commands;

/// <summary>The option <c>--device</c>.</summary>
internal static class DeviceChoice
{
    private const string Automatic = "auto";

    /// <summary>The option.</summary>
    public static Option<string?> Option() =>
        new("--device") { Description = "auto (a GPU if one can be used, else the CPU), or a name from: mesabench devices", HelpName = "device", CompletionSources = { Automatic, "cpu", "cuda", "opencl" } };

    /// <summary>The device that was asked for; null when it cannot be used, which is noted in <paramref name="problems"/>.</summary>
    public static DeviceListing? Find(string? given, Parts parts, List<Problem> problems)
    {
        string name = given ?? Automatic;
        // Who asks for the CPU is not to wait for a GPU's driver, or to suffer from it.
        IReadOnlyList<DeviceListing> devices = name == parts.Cpu.Name ? [parts.Cpu] : parts.Devices;
        DeviceListing? chosen = name == Automatic
            ? devices.FirstOrDefault(d => d.IsAutomatic && d.Problem is null)
            : devices.FirstOrDefault(d => d.Name == name);
        if (chosen is { Problem: null }) return chosen;
        if (name == Automatic && chosen is null)
        {
            problems.Add(new Problem("--device", $"none that can be used ({string.Join("; ", devices.Where(d => d.Problem is not null).Select(d => $"{d.Name}: {d.Problem}"))})", "a machine with one that can"));
            return null;
        }
        string[] usable = [Automatic, .. devices.Where(d => d.Problem is null).Select(d => d.Name)];
        problems.Add(chosen is null
            ? new Problem("--device", name, Names.Suggest(name, usable))
            : new Problem("--device", $"{name}, which cannot be used: {chosen.Problem}", string.Join(", ", usable)));
        return null;
    }
}
