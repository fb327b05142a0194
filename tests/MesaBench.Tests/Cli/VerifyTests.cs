using MesaBench.Cli;
using MesaBench.Cli.Screens;
using MesaBench.Cpu;
using MesaBench.Engines;
using MesaBench.Tests.Engines;

namespace MesaBench.Tests.Cli;

/// <summary>The verify command with answers of the tests' making.</summary>
public sealed class VerifyTests : IDisposable
{
    private static readonly EngineMaker Device = new(() => throw new NotSupportedException("nothing to train"));
    private readonly StringWriter output = new(), error = new();
    private (IEngineFactory Device, int Seeds)? asked;

    public void Dispose()
    {
        output.Dispose();
        error.Dispose();
    }

    [Fact]
    public void A_difference_is_shown_and_has_an_exit_code_of_its_own()
    {
        Assert.Equal(3, Verify("somewhere"));
        Assert.Equal("made (made for a test) against the CPU engine\ndifferent: somewhere\n", output.ToString().ReplaceLineEndings("\n"));
        Assert.Empty(error.ToString());
    }

    [Fact]
    public void Where_nothing_differs_it_says_identical_and_succeeds()
    {
        Assert.Equal(0, Verify(null));
        Assert.Equal("made (made for a test) against the CPU engine\nidentical\n", output.ToString().ReplaceLineEndings("\n"));
        Assert.Empty(error.ToString());
    }

    [Fact]
    public void The_device_and_the_number_of_seeds_are_those_asked_for()
    {
        Verify(null);
        Assert.Equal((Device, 4), asked);
        Verify(null, "--seeds", "7");
        Assert.Equal((Device, 7), asked);
        asked = null;
        Assert.Equal(2, Verify(null, "--seeds", "0"));
        Assert.Null(asked);
    }

    private int Verify(string? difference, params string[] options) => CommandLine.Run(
        ["verify", "--device", "made", .. options], new Screen(output, error, null, TimeProvider.System), new Parts
        {
            Cpu = CpuEngineFactory.Listing,
            FindDevices = () => [new DeviceListing("made", "made for a test") { Open = threads => threads == 0 ? Device : throw new NotSupportedException("all threads are to be used") }],
            RunStudy = (_, _, _, _, _) => throw new NotSupportedException("nothing to run"),
            TrainAgent = (_, _, _, _) => throw new NotSupportedException("nothing to train"),
            Verify = (device, seeds, _) =>
            {
                asked = (device, seeds);
                return difference;
            },
        });
}
