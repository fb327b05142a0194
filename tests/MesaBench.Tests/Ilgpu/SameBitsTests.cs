extern alias ilgpu;
using ilgpu::MesaBench.Ilgpu;
using MesaBench.Cpu;
using MesaBench.Engines;
using MesaBench.Studies;
using MesaBench.Tests.Engines;
using MesaBench.Tests.Ptx;
using MesaBench.Tests.Studies;

namespace MesaBench.Tests.Ilgpu;

/// <summary>Whole studies on ILGPU's targets against the CPU engine, bit for bit.</summary>
[Trait("Category", "slow")]
public sealed class SameBitsTests(ReferenceRun reference) : IClassFixture<ReferenceRun>
{
    // What edits a site's state, or exchanges states, is there for whoever asks; verification's study does not. WholeSuiteTests runs it.
    private static readonly string[] Edits = ["AddDirectionKernel", "DrawExchangesKernel", "ExchangeKernel", "LabelBestKernel", "ProjectOutKernel", "TakeSamplesKernel"];

    // With lanes of four columns no padded width needs these; WholeSuiteTests runs them all the same.
    private static readonly string[] ForWiderLanes =
        ["LocalProductHigh", "LocalProductSingle", "LocalProductTall", "ProductNarrow", "ProductWide", "WeightGradientNarrow", "WeightGradientWide"];

    [Fact(Explicit = true, Skip = TestEngines.NoIlgpu, SkipType = typeof(TestEngines), SkipUnless = nameof(TestEngines.HasIlgpu))]
    public void A_study_on_the_code_for_a_GPU_writes_the_same_files_though_its_work_items_run_in_shuffled_order()
    {
        string folder = reference.NewFolder();
        TinyStudy.Run(TinyStudy.Experiment, folder, TestEngines.Factory(TestEngines.PtxShuffled));
        TinyStudy.AssertSame(reference.Folder, folder);
    }

    [Fact(Explicit = true, Skip = TestEngines.NoIlgpu, SkipType = typeof(TestEngines), SkipUnless = nameof(TestEngines.HasIlgpu))]
    public void Verification_passes_on_ILGPUs_CPU_accelerator() => Assert.Null(
        Verification.FirstDifference(TestEngines.Factory("ilgpu-cpu"), new CpuEngineFactory(1), 1, TestContext.Current.CancellationToken));

    [Fact(Explicit = true, Skip = TestEngines.NoIlgpu, SkipType = typeof(TestEngines), SkipUnless = nameof(TestEngines.HasIlgpu))]
    public void Verification_runs_every_kernel_that_a_study_runs_and_passes_in_reversed_order()
    {
        HashSet<string> entries = [];
        IEngine Create() => GeneratedCode.PtxEngine(code =>
        {
            lock (entries) entries.Add(code);
            PtxProgram program = TestEngines.Program(code);
            return (parameters, groups, threads) => program.Run(parameters, groups, threads, PtxOrders.Reversed);
        });
        Assert.Null(Verification.FirstDifference(
            new EngineMaker(Create), new CpuEngineFactory(1), 1, TestContext.Current.CancellationToken));
        string[] run = [.. GeneratedCode.Kernels.Where(kernel => entries.Contains(GeneratedCode.Ptx(kernel)))];
        Assert.Equal(
            ForWiderLanes.Concat(Edits).Concat(OwnFormsTests.Replaced).Concat(OwnFormsTests.ForCores).Order(StringComparer.Ordinal),
            GeneratedCode.Kernels.Except(run).Except(OwnFormsTests.Forms)); // verification has not all shapes that forms are for
    }
}
