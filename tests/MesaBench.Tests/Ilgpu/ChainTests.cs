extern alias ilgpu;

using ilgpu::MesaBench.Ilgpu;
using MesaBench.Engines;
using MesaBench.Tests.Engines;
using MesaBench.Tests.Ptx;
using MesaBench.Training;

namespace MesaBench.Tests.Ilgpu;

/// <summary>The code of the chains of kernels that a GPU runs in one launch, of an update of each network that has a kernel of its own.</summary>
[Trait("Category", "slow")]
public class ChainTests(ITestOutputHelper output)
{
    [Theory(Explicit = true, Skip = TestEngines.NoIlgpu, SkipType = typeof(TestEngines), SkipUnless = nameof(TestEngines.HasIlgpu))]
    [InlineData("""{ "network": "mlp", "width": 16, "depth": 2 }""")]
    [InlineData("""{ "network": "rcnn", "channels": 4, "ticks": 2 }""")]
    public void Chains_wait_between_kernels_and_are_as_exact_as_these(string network)
    {
        HashSet<string> codes = [];
        using IEngine engine = GeneratedCode.PtxEngine(code =>
        {
            codes.Add(code);
            return (_, _, _) => { };
        }, oftenAsked: 1);
        Trainer trainer = UpdateOf.Cohort(engine, network, 1);
        trainer.Update();
        engine.Wait();
        string[] chains = [.. codes.Where(code => code.Contains("bar.sync", StringComparison.Ordinal))];
        output.WriteLine($"{codes.Count} modules, {chains.Length} with barriers");
        if (Environment.GetEnvironmentVariable("MESABENCH_PTX_OUT") is { } folder)
        {
            Directory.CreateDirectory(folder);
            foreach ((int i, string code) in codes.Index()) File.WriteAllText(Path.Combine(folder, $"{i}.ptx"), code);
        }
        Assert.NotEmpty(chains);
        Assert.Empty(chains.SelectMany(PtxChecks.LocalMemory));
        Assert.Empty(chains.SelectMany(PtxChecks.InexactArithmetic));
        Assert.Empty(chains.SelectMany(PtxChecks.TruthValuesAsFloats));
        Assert.Empty(chains.SelectMany(PtxChecks.PromisedBranches));
    }
}
