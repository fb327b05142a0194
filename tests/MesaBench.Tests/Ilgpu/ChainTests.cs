extern alias ilgpu;

using System.Collections.Concurrent;
using ilgpu::MesaBench.Ilgpu;
using MesaBench.Cpu;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Tests.Engines;
using MesaBench.Tests.Ptx;
using MesaBench.Training;

namespace MesaBench.Tests.Ilgpu;

/// <summary>
/// Chains of kernels that a GPU runs in one launch, as code for one, executed on the host: all chains of two updates of a cohort, none left to
/// its kernels one by one.
/// </summary>
[Trait("Category", "slow")]
public class ChainTests(ITestOutputHelper output)
{
    private const string Mlp = """{ "network": "mlp", "width": 16, "depth": 2 }""";
    private const string Rcnn = """{ "network": "rcnn", "channels": 4, "ticks": 2 }""";

    private static readonly TrainingSettings Settings = new() { Steps = 1_000_000, Environments = 16, StepsPerUpdate = 8, Epochs = 2 };

    private static readonly ConcurrentDictionary<string, PtxProgram> Programs = [];

    [Theory(Explicit = true, Skip = TestEngines.NoIlgpu, SkipType = typeof(TestEngines), SkipUnless = nameof(TestEngines.HasIlgpu))]
    [InlineData(Mlp, "reversed")]
    [InlineData(Mlp, "shuffled")]
    [InlineData(Rcnn, "shuffled")]
    public void Chains_learn_the_same_weights_in_every_order_of_threads(string network, string order)
    {
        PtxOrder places = PtxOrders.All[order]();
        (float[] found, int launches) = Learn(network, code =>
        {
            PtxProgram program = Programs.GetOrAdd(code, PtxProgram.Parse);
            return (parameters, groups, threads) => program.Run(parameters, groups, threads, places);
        });
        using IEngine reference = new CpuEngineFactory(1).Create();
        Assert.Equal(Learn(reference, network), found);
        output.WriteLine($"{launches} launches");
    }

    [Fact(Explicit = true, Skip = TestEngines.NoIlgpu, SkipType = typeof(TestEngines), SkipUnless = nameof(TestEngines.HasIlgpu))]
    public void ILGPU_passes_a_chain_its_parameters()
    {
        using IEngine engine = GeneratedCode.PreparedCpuEngine(), reference = new CpuEngineFactory(1).Create();
        Assert.Equal(Learn(reference, Mlp), Learn(engine, Mlp));
    }

    [Fact(Explicit = true, Skip = TestEngines.NoIlgpu, SkipType = typeof(TestEngines), SkipUnless = nameof(TestEngines.HasIlgpu))]
    public void Chains_without_their_barriers_are_found()
    {
        PtxOrder reversed = PtxOrders.All["reversed"]();
        (float[] found, _) = Learn(Mlp, code =>
        {
            PtxProgram program = PtxProgram.Parse(code.Replace("bar.sync\t0;", "", StringComparison.Ordinal));
            return (parameters, groups, threads) => program.Run(parameters, groups, threads, reversed);
        });
        using IEngine reference = new CpuEngineFactory(1).Create();
        Assert.NotEqual(Learn(reference, Mlp), found);
    }

    [Theory(Explicit = true, Skip = TestEngines.NoIlgpu, SkipType = typeof(TestEngines), SkipUnless = nameof(TestEngines.HasIlgpu))]
    [InlineData(Mlp)]
    [InlineData(Rcnn)]
    public void Chains_are_as_exact_as_their_kernels(string network)
    {
        HashSet<string> codes = [];
        _ = Learn(network, code =>
        {
            codes.Add(code);
            return (_, _, _) => { };
        });
        string[] chains = [.. codes.Where(code => code.Contains("bar.sync", StringComparison.Ordinal))];
        output.WriteLine($"{codes.Count} modules, {chains.Length} of them chains");
        Assert.NotEmpty(chains);
        Assert.Empty(chains.SelectMany(PtxChecks.LocalMemory));
        Assert.Empty(chains.SelectMany(PtxChecks.InexactArithmetic));
        Assert.Empty(chains.SelectMany(PtxChecks.TruthValuesAsFloats));
        Assert.Empty(chains.SelectMany(PtxChecks.PromisedBranches));
    }

    /// <summary>Weights of three agents after two updates, and the launches that these took.</summary>
    private static (float[] Weights, int Launches) Learn(string network, Func<string, PtxLaunch> machine)
    {
        int launches = 0;
        using IEngine engine = GeneratedCode.PtxEngine(
            code =>
            {
                PtxLaunch launch = machine(code);
                return (parameters, groups, threads) =>
                {
                    launches++;
                    launch(parameters, groups, threads);
                };
            }, isPrepared: true);
        return (Learn(engine, network), launches);
    }

    private static float[] Learn(IEngine engine, string network)
    {
        Trainer trainer = UpdateOf.Cohort(engine, network, agents: 3, Settings);
        trainer.Update();
        trainer.Update();
        return engine.Download(trainer.Parameters);
    }
}
