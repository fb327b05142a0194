using MesaBench.Cpu;
using MesaBench.Engines;
using MesaBench.Tests.Engines;

namespace MesaBench.Tests.Studies;

public class VerificationTests
{
    [Fact]
    public void Two_engines_of_a_kind_are_identical() => Assert.Null(Verification.FirstDifference(
        new EngineMaker(() => new CpuEngineFactory(1).Create(), workers: 2), new CpuEngineFactory(1), 1, TestContext.Current.CancellationToken));

    [Fact]
    public void A_single_wrong_bit_is_traced_to_the_operation_that_wrote_it()
    {
        string? difference = Verification.FirstDifference(
            new EngineMaker(() => new SpoiltEngine(new CpuEngineFactory(1).Create())), new CpuEngineFactory(1), 1,
            TestContext.Current.CancellationToken);
        Assert.NotNull(difference);
        Assert.Contains("on the CPU", difference, StringComparison.Ordinal);
        Assert.Matches(@"first in what operation \d+ wrote, AdvantageEstimate: agent 1, row 7, column 3 is 0x", difference);
        Assert.Contains("(1 of ", difference, StringComparison.Ordinal);
    }

    /// <summary>An engine that gets one bit of an agent's advantages wrong.</summary>
    private sealed class SpoiltEngine(IEngine inner) : WatchedEngine(inner, _ => { }), IEngine
    {
        void IEngine.AdvantageEstimate(Tensor head, Tensor samples, int environments, int steps, float discount, float lambda)
        {
            AdvantageEstimate(head, samples, environments, steps, discount, lambda);
            float[] values = Download(samples);
            int at = (samples.Rows + 7) * samples.RowStride + 3;
            values[at] = MathF.BitIncrement(values[at]);
            Upload(values, samples);
        }
    }
}
