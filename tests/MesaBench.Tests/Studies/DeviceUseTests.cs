using MesaBench.Cli.Screens;
using MesaBench.Cpu;
using MesaBench.Engines;
using MesaBench.Results;
using MesaBench.Tests.Engines;

namespace MesaBench.Tests.Studies;

public sealed class DeviceUseTests(ReferenceRun reference) : IClassFixture<ReferenceRun>
{
    [Fact]
    public void What_a_run_took_of_its_device_stands_in_the_manifest_with_the_energy_for_each_agent()
    {
        string folder = reference.NewFolder();
        using Meter meter = new();
        ProgressTally tally = new(TimeProvider.System);
        TinyStudy.Run(TinyStudy.Experiment, folder, new EngineMaker(() => new CpuEngineFactory(1).Create(), 3, meter: meter), tally);
        RunRecord run = Manifest.FromJson(File.ReadAllText(Path.Combine(folder, "manifest.json")))!.Runs[^1];
        Assert.Equal(("made", 12), (run.Device, run.AgentsFinished));
        Assert.Equal(new DeviceUse(3000, 0.75, 400, 5L << 30), run.DeviceUse);
        Assert.Equal(250, run.EnergyPerAgentJoules);
        Assert.True(meter.IsOver);
        Assert.Contains("device 80 % busy, 410 W, 4.0 GiB", ProgressView.LogLine(tally.Now()), StringComparison.Ordinal);
        TinyStudy.AssertSame(reference.Folder, folder);
    }

    [Fact]
    public void A_device_that_cannot_be_measured_leaves_no_figure() => Assert.DoesNotContain(
        "energy", File.ReadAllText(Path.Combine(reference.Folder, "manifest.json")), StringComparison.OrdinalIgnoreCase);

    private sealed class Meter : IDeviceMeter
    {
        public DeviceReading Now { get; } = new(0.8, 410, 4L << 30);

        public DeviceUse Use { get; } = new(3000, 0.75, 400, 5L << 30);

        public bool IsOver { get; private set; }

        public void Dispose() => IsOver = true;
    }
}
