using MesaBench.Cli;
using MesaBench.Cli.Commands;
using MesaBench.Cli.Screens;
using MesaBench.Cpu;
using MesaBench.Engines;
using MesaBench.Experiments;

namespace MesaBench.Tests.Cli;

/// <summary>Which devices are shown, and which is taken when nobody says.</summary>
public sealed class DevicesTests : IDisposable
{
    private readonly StringWriter output = new(), error = new();

    // A broken GPU that would be taken, one that is taken only by name, one that is taken, and the CPU.
    private static readonly DeviceListing[] Listed =
    [
        DeviceListing.Unusable("cuda:0", "a card", "no driver") with { IsAutomatic = true },
        new("slow", "by name alone") { Open = _ => throw new NotSupportedException() },
        new("cuda:1", "another card")
        {
            Open = _ => throw new NotSupportedException(), IsAutomatic = true, MemoryBytes = 80L << 30, Capability = "9.0", Driver = "driver 1",
        },
        CpuEngineFactory.Listing,
    ];

    public void Dispose()
    {
        output.Dispose();
        error.Dispose();
    }

    [Fact]
    public void Auto_takes_the_first_that_works_and_is_not_for_names_alone()
    {
        Assert.Equal(0, CommandLine.Run(["devices"], new Screen(output, error, null, TimeProvider.System), Parts(Listed)));
        string shown = output.ToString().ReplaceLineEndings("\n");
        Assert.EndsWith("--device auto takes cuda:1.\n", shown, StringComparison.Ordinal);
        Assert.Contains("another card, 80.0 GiB, 9.0, driver 1", shown, StringComparison.Ordinal);
        Assert.Contains("a card: no driver", shown, StringComparison.Ordinal);
        Assert.Equal("cuda:1", Find(null, Listed));
        Assert.Equal("cpu", Find("auto", [Listed[0], Listed[1], Listed[3]]));
        Assert.Equal("slow", Find("slow", Listed));
    }

    [Fact]
    public void A_device_that_cannot_be_used_is_refused_with_the_reason_and_the_others()
    {
        List<Problem> problems = [];
        Assert.Null(DeviceChoice.Find("cuda:0", Parts(Listed), problems));
        Assert.Equal(
            "--device: found cuda:0, which cannot be used: no driver; allowed: auto, slow, cuda:1, cpu", Assert.Single(problems).ToString());
    }

    [Fact]
    public void Where_no_device_can_be_used_it_is_told_why_not()
    {
        List<Problem> problems = [];
        DeviceListing none = DeviceListing.Unusable("cpu", "128-bit SIMD", "no fused multiply-add");
        Assert.Null(DeviceChoice.Find(null, CliHere.Idle with { Cpu = none, FindDevices = () => [Listed[0]] }, problems));
        Assert.Equal("--device: found none that can be used (cuda:0: no driver; cpu: no fused multiply-add); allowed: a machine with one that can", Assert.Single(problems).ToString());
    }

    [Fact]
    public void Who_asks_for_the_CPU_does_not_wait_for_a_driver()
    {
        List<Problem> problems = [];
        Assert.Equal("cpu", DeviceChoice.Find("cpu", CliHere.Idle with { FindDevices = () => throw new InvalidOperationException("it hangs") }, problems)!.Name);
        Assert.Empty(problems);
    }

    [Fact]
    public void Where_every_device_can_be_used_there_is_no_list_of_others()
    {
        using CliHere here = new();
        Assert.StartsWith("devices\n  cpu  ", here.Run(CliHere.Idle, "devices").Output, StringComparison.Ordinal);
        Assert.DoesNotContain("not usable", here.Run(CliHere.Idle, "devices").Output, StringComparison.Ordinal);
        Assert.Matches("\n(not usable\n  cuda:0  a card: no driver)\n", here.Run(Parts(Listed), "devices").Output);
    }

    private static string? Find(string? name, DeviceListing[] devices)
    {
        List<Problem> problems = [];
        DeviceListing? found = DeviceChoice.Find(name, Parts(devices), problems);
        Assert.Empty(problems);
        return found?.Name;
    }

    private static Parts Parts(DeviceListing[] devices) => new()
    {
        Cpu = CpuEngineFactory.Listing,
        FindDevices = () => [.. devices.Where(d => d.Name != "cpu")],
        RunStudy = (_, _, _, _, _) => throw new NotSupportedException("nothing to run"),
        TrainAgent = (_, _, _, _) => throw new NotSupportedException("nothing to train"),
        Verify = (_, _, _) => throw new NotSupportedException("nothing to verify"),
    };
}
