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

    /// <summary>
    /// Of one pass through each hot loop: multiply-adds, loads of vectors and of scalars, and all its instructions. A change that makes the
    /// code worse, or better, changes a figure here. Of the code that a GPU runs, an assembler leaves out about a third of the instructions
    /// that are no multiply-adds.
    /// </summary>
    public static TheoryData<string, int, int, int, int> Loops { get; } = new()
    {
        { "ProductBroad", 64, 4, 4, 0 },
        { "ProductWide", 32, 2, 4, 0 },
        { "ProductNarrow", 32, 1, 8, 0 },
        { "ProductForm", 256, 16, 0, 0 },
        { "ProductForm16", 256, 16, 0, 0 },
        { "ProductForm64", 256, 16, 0, 0 },
        { "WeightGradientBroad", 64, 4, 4, 0 },
        { "WeightGradientWide", 32, 2, 4, 0 },
        { "WeightGradientNarrow", 16, 1, 4, 0 },
        { "WeightGradientForm", 256, 16, 0, 0 },
        { "WeightGradientForm16", 256, 16, 0, 0 },
        { "WeightGradientForm64", 256, 16, 0, 0 },
        { "LocalProductBroad", 16, 4, 1, 0 },
        { "LocalProductSingle", 4, 1, 1, 0 },
        { "LocalProductTall", 16, 1, 4, 0 },
        { "LocalProductWide", 32, 2, 4, 0 },
        { "LocalProductForm", 128, 8, 0, 0 },
        { "LocalProductForm32", 128, 8, 0, 0 },
        { "LocalProductForm32x16", 128, 8, 0, 0 },
        { "LocalWeightGradientKernel", 64, 8, 0, 0 },
        { "LocalWeightGradientForm32", 128, 0, 32, 0 },
    };

    [Theory(Skip = TestEngines.NoIlgpu, SkipType = typeof(TestEngines), SkipUnless = nameof(TestEngines.HasIlgpu))]
    [MemberData(nameof(Loops))]
    public void Product_loops_load_vectors_and_multiply_and_add_in_registers(
        string kernel, int multiplyAdds, int vectorLoads, int scalarLoads, int instructions)
    {
        ProductLoop loop = Assert.IsType<ProductLoop>(PtxChecks.ProductLoop(GeneratedCode.Ptx(kernel)));
        Assert.Equal(
            (multiplyAdds, vectorLoads, scalarLoads, instructions),
            (loop.MultiplyAdds, loop.VectorLoads, loop.ScalarFloatLoads, loop.Instructions));
        Assert.Equal((0, 0), (loop.Divisions, loop.LocalAccesses));
    }

    [Fact(Skip = TestEngines.NoIlgpu, SkipType = typeof(TestEngines), SkipUnless = nameof(TestEngines.HasIlgpu))]
    public void Every_form_of_the_targets_own_takes_fewer_loads_and_instructions_a_multiply_add_than_the_plain_kernel()
    {
        foreach ((string form, string plain) in ((string, string)[])
            [
                ("ProductForm", "ProductBroad"), ("ProductForm16", "ProductBroad"), ("ProductForm64", "ProductBroad"),
                ("WeightGradientForm", "WeightGradientBroad"), ("WeightGradientForm16", "WeightGradientBroad"),
                ("WeightGradientForm64", "WeightGradientBroad"), ("LocalProductForm", "LocalProductWide"),
                ("LocalProductForm32", "LocalProductWide"), ("LocalProductForm32x16", "LocalProductWide"),
            ])
        {
            ProductLoop own = PtxChecks.ProductLoop(GeneratedCode.Ptx(form))!, before = PtxChecks.ProductLoop(GeneratedCode.Ptx(plain))!;
            Assert.True(Loads(own) < Loads(before), $"{form}: {Loads(own)} loads a multiply-add, {plain} {Loads(before)}");
            Assert.True(Share(own) > Share(before), $"{form}: {Share(own):P0} of the loop are multiply-adds, in {plain} {Share(before):P0}");
        }
    }

    private static double Loads(ProductLoop loop) => (double)(loop.VectorLoads + loop.ScalarFloatLoads) / loop.MultiplyAdds;

    private static double Share(ProductLoop loop) => (double)loop.MultiplyAdds / loop.Instructions;
}
