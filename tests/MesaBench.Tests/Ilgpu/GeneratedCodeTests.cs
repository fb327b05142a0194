extern alias ilgpu;

using ilgpu::MesaBench.Ilgpu;
using MesaBench.Tests.Engines;
using MesaBench.Tests.Ptx;

namespace MesaBench.Tests.Ilgpu;

/// <summary>What ILGPU makes of the kernels for a GPU of compute capability 9.0, read without one.</summary>
public class GeneratedCodeTests
{
    /// <summary>All kernels; without ILGPU one name that stands for them, so that their tests are seen to be skipped.</summary>
    public static TheoryData<string> Kernels => [.. TestEngines.HasIlgpu ? GeneratedCode.Kernels : ["all kernels"]];

    [Theory(Skip = TestEngines.NoIlgpu, SkipType = typeof(TestEngines), SkipUnless = nameof(TestEngines.HasIlgpu))]
    [MemberData(nameof(Kernels))]
    public void No_kernel_goes_through_local_memory(string kernel) =>
        Assert.Empty(PtxChecks.LocalMemory(GeneratedCode.Ptx(kernel)));

    [Theory(Skip = TestEngines.NoIlgpu, SkipType = typeof(TestEngines), SkipUnless = nameof(TestEngines.HasIlgpu))]
    [MemberData(nameof(Kernels))]
    public void Every_float_operation_rounds_once_and_to_nearest(string kernel) =>
        Assert.Empty(PtxChecks.InexactArithmetic(GeneratedCode.Ptx(kernel)));

    [Theory(Skip = TestEngines.NoIlgpu, SkipType = typeof(TestEngines), SkipUnless = nameof(TestEngines.HasIlgpu))]
    [MemberData(nameof(Kernels))]
    public void No_truth_value_becomes_a_float(string kernel) =>
        Assert.Empty(PtxChecks.TruthValuesAsFloats(GeneratedCode.Ptx(kernel)));

    [Theory(Skip = TestEngines.NoIlgpu, SkipType = typeof(TestEngines), SkipUnless = nameof(TestEngines.HasIlgpu))]
    [MemberData(nameof(Kernels))]
    public void No_branch_promises_that_all_threads_of_a_warp_take_it(string kernel) =>
        Assert.Empty(PtxChecks.PromisedBranches(GeneratedCode.Ptx(kernel)));

    [Theory(Skip = TestEngines.NoIlgpu, SkipType = typeof(TestEngines), SkipUnless = nameof(TestEngines.HasIlgpu))]
    [InlineData("ProductBroad", 64, 4, 4)]
    [InlineData("ProductWide", 32, 2, 4)]
    [InlineData("ProductNarrow", 32, 1, 8)]
    [InlineData("WeightGradientBroad", 64, 4, 4)]
    [InlineData("WeightGradientWide", 32, 2, 4)]
    [InlineData("WeightGradientNarrow", 16, 1, 4)]
    public void Product_loops_load_vectors_and_multiply_and_add_in_registers(string kernel, int multiplyAdds, int vectorLoads, int scalarLoads)
    {
        ProductLoop loop = Assert.IsType<ProductLoop>(PtxChecks.ProductLoop(GeneratedCode.Ptx(kernel)));
        Assert.Equal((multiplyAdds, vectorLoads, scalarLoads), (loop.MultiplyAdds, loop.VectorLoads, loop.ScalarFloatLoads));
        Assert.Equal((0, 0), (loop.Divisions, loop.LocalAccesses));
    }
}
