using System.Runtime.Intrinsics;
using MesaBench.Cpu;
using MesaBench.Engines;
using MesaBench.Networks;
using MesaBench.Tests.Engines;
using MesaBench.Training;

namespace MesaBench.Tests.Training;

/// <summary>
/// Tests that run themselves again in a process with other processor features switched off. Such a process knows by an environment
/// variable where to leave its findings.
/// </summary>
public class WideVectorTests
{
    private const string Variable = "MESABENCH_TEST_FINDINGS";

    private static readonly string? Findings = Environment.GetEnvironmentVariable(Variable);

    [Fact]
    public void The_same_bits_are_learned_with_AVX_512_switched_off()
    {
        if (Findings is not null)
        {
            Assert.False(Vector512.IsHardwareAccelerated);
            File.WriteAllText(Findings, Hashes());
            return;
        }
        Assert.SkipUnless(Vector512.IsHardwareAccelerated, "this processor has no AVX-512 to switch off");
        Assert.Equal(Hashes(), Again(nameof(The_same_bits_are_learned_with_AVX_512_switched_off), "DOTNET_EnableAVX512"));
    }

    [Fact]
    public void Without_a_fused_multiply_add_the_engine_refuses_to_run()
    {
        if (Findings is not null)
        {
            Assert.False(CpuEngineFactory.IsSupported);
            File.WriteAllText(Findings, Assert.Throws<PlatformNotSupportedException>(() => new CpuEngineFactory().Create()).Message);
            return;
        }
        Assert.SkipUnless(Vector256.IsHardwareAccelerated, "fused multiply-adds can be switched off on x86 processors only");
        Assert.Contains(
            "needs a processor with fused multiply-add",
            Again(nameof(Without_a_fused_multiply_add_the_engine_refuses_to_run), "DOTNET_EnableAVX2", "DOTNET_EnableFMA"));
    }

    private static string Hashes() => string.Join('\n', new Network[]
    {
        new Mlp(TinyTraining.Shape, 20, 2), new Mlp(TinyTraining.Shape, 64, 2), new Rcnn(TinyTraining.Shape, 5, 2),
        new Rcnn(TinyTraining.Shape, 3, 1, new(CellActivation.Relu, true, HeadKind.Flat)), new Drc(TinyTraining.Shape, 2, 2, 1, HeadKind.Agent),
        new Cnn(TinyTraining.Shape, 3, 1, HeadKind.Flat), new Gru(TinyTraining.Shape, 6), new Linear(TinyTraining.Shape),
        new Transformer(TinyTraining.Shape, 6, 2, 1, 2, HeadKind.Agent),
    }.SelectMany(network =>
    {
        using IEngine engine = Grid.NewEngine();
        (float[][] vectors, Diagnostics[][] diagnostics) = TinyTraining.Diagnose(engine, network, TinyTraining.Others);
        return vectors.Select(TinyTraining.Hash).Concat(diagnostics.SelectMany(update => update.Select(agent => $"{agent}")));
    }));

    /// <summary>Runs one of this class's tests in a process of its own and returns what it left.</summary>
    private static string Again(string test, params string[] switchedOff)
    {
        string findings = Path.GetTempFileName();
        try
        {
            Dictionary<string, string> environment = switchedOff.ToDictionary(feature => feature, _ => "0");
            environment[Variable] = findings;
            _ = OwnProcess.Run(["-method", $"{typeof(WideVectorTests).FullName}.{test}"], environment);
            return File.ReadAllText(findings);
        }
        finally
        {
            File.Delete(findings);
        }
    }
}
