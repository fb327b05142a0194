using MesaBench.Cpu;
using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Studies;
using MesaBench.Tests.Engines;

namespace MesaBench.Tests.Studies;

/// <summary>Studies on devices with too little memory, and on devices that fail.</summary>
public sealed class DeviceFailureTests(ReferenceRun reference) : IClassFixture<ReferenceRun>
{
    [Theory]
    [InlineData(nameof(StepEnvironments), 2, 1)]
    [InlineData(nameof(StepEnvironments), 2, 200)] // in the third update of 16 steps, each of which writes five tensors: when steps were counted
    [InlineData(nameof(Adam), 1, 1)]
    [InlineData(nameof(Capture), 2, 1)]
    public void Out_of_memory_in_training_or_probing_halves_the_cohort_and_goes_on(string operation, int most, int at)
    {
        string folder = reference.NewFolder();
        Listener listener = new(_ => { });
        int failures = 0, met = 0;
        TinyStudy.Run(TinyStudy.Experiment, folder, Device(written =>
        {
            if (written.Operation != operation || written.Agents <= most || ++met < at) return;
            failures++;
            met = 0;
            throw new OutOfDeviceMemoryException("made");
        }), listener);
        TinyStudy.AssertSame(reference.Folder, folder);
        Assert.InRange(failures, 2, 20);
        Assert.Equal(listener.Start.ToDo.Steps, listener.Done.Steps);
    }

    [Fact]
    public void An_agent_that_does_not_fit_alone_ends_the_study_with_the_devices_name()
    {
        DeviceException failure = Assert.ThrowsAny<DeviceException>(() => TinyStudy.Run(
            TinyStudy.Experiment, reference.NewFolder(), Device(_ => throw new OutOfDeviceMemoryException("made"))));
        Assert.Equal("Device made: out of memory", failure.Message);
    }

    [Fact]
    public void A_device_that_fails_keeps_every_finished_agent_and_another_goes_on()
    {
        string folder = reference.NewFolder();
        int updates = 0;
        EngineMaker failing = Device(
            written =>
            {
                // The first cohort of three is done after its 3 x 16 updates and its probes.
                if (written.Operation == nameof(NormaliseAdvantages) && ++updates > 2 * 20) throw new DeviceException("made", "it is on fire");
            },
            cohortSize: 3);
        DeviceException failure = Assert.Throws<DeviceException>(() => TinyStudy.Run(TinyStudy.Experiment, folder, failing));
        Assert.Equal("Device made: it is on fire", failure.Message);
        Assert.Equal(3, File.ReadAllLines(Path.Combine(folder, "agents.csv")).Length - 1);
        TinyStudy.Run(TinyStudy.Experiment, folder);
        TinyStudy.AssertSame(reference.Folder, folder);
    }

    private static EngineMaker Device(Action<Written> see, int cohortSize = int.MaxValue) =>
        new(() => new WatchedEngine(new CpuEngineFactory(1).Create(), see), cohortSize);
}
