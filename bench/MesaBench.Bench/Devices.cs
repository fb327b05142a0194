using MesaBench.Bench.Roofline;
using MesaBench.Cpu;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Ilgpu;

namespace MesaBench.Bench;

/// <summary>The devices that can be measured: ILGPU's and the CPU engine, as the command line has them.</summary>
internal static class Devices
{
    /// <summary>The device of a name, or what is wrong with it, in one line.</summary>
    public static (DeviceListing? Device, Problem? Problem) Find(string name)
    {
        DeviceListing[] all = [.. IlgpuDevices.Find(), CpuEngineFactory.Listing];
        DeviceListing? found = all.FirstOrDefault(d => d.Name == name);
        if (found is { Problem: null }) return (found, null);
        string what = found is null ? name : $"{name}, which cannot be used: {found.Problem}";
        return (null, new Problem("--device", what, string.Join(", ", all.Where(d => d.Problem is null).Select(d => d.Name))));
    }

    /// <summary>An engine that does no work, and tells of what a device would be given.</summary>
    public static IEngine OfLaunches(long threads, Action<IReadOnlyList<KernelCall>> tell) => GeneratedCode.CountingEngine(threads, launched => tell(
        [.. launched.Kernels.Zip(launched.Items, (name, items) => new KernelCall(name, items))]));
}
