using MesaBench.Cpu;
using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Studies;

namespace MesaBench.Tests.Engines;

public class ComparedEngineTests
{
    [Fact]
    public void An_operation_that_writes_other_bits_on_one_of_two_engines_fails_the_test_that_ran_it()
    {
        using ComparedEngine engine = new(new Faulty(new CpuEngineFactory(1).Create()), new CpuEngineFactory(1).Create());
        Tensor from = engine.Floats(1, 2, 16), to = engine.Floats(1, 2, 16);
        engine.Run(new Copy(from, to));
        Exception error = Assert.ThrowsAny<Exception>(() => engine.Run(new Zero(to)));
        Assert.Contains("Zero wrote 0x3F800000 for 0x00000000 as number 3 of [1][2][16], rows padded, ", error.Message);
        Assert.Contains("the first of 1 differences in 32 numbers", error.Message);
    }

    /// <summary>Writes a one where zeros belong.</summary>
    private sealed class Faulty(IEngine inner) : WatchedEngine(inner, _ => { })
    {
        public override void Run<T>(T operation)
        {
            base.Run(operation);
            if (operation is not Zero zero) return;
            float[] numbers = new float[32];
            numbers[3] = 1;
            Upload(numbers, zero.To);
        }
    }
}
