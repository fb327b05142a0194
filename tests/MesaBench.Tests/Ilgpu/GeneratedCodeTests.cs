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
    /// Of one pass through each hot loop: multiply-adds, loads of vectors and of scalars, and all its instructions, among them a move for
    /// every sum, which no assembler keeps. A change that makes the code worse, or better, changes a figure here.
    /// </summary>
    public static TheoryData<string, int, int, int, int> Loops { get; } = new()
    {
        { "ProductBroad", 64, 4, 4, 162 },
        { "ProductWide", 32, 2, 4, 92 },
        { "ProductNarrow", 32, 1, 8, 99 },
        { "ProductForm", 256, 16, 0, 372 },
        { "ProductForm16", 256, 16, 0, 360 },
        { "ProductForm64", 256, 16, 0, 360 },
        { "WeightGradientBroad", 64, 4, 4, 159 },
        { "WeightGradientWide", 32, 2, 4, 89 },
        { "WeightGradientNarrow", 16, 1, 4, 54 },
        { "WeightGradientForm", 256, 16, 0, 372 },
        { "WeightGradientForm16", 256, 16, 0, 359 },
        { "WeightGradientForm64", 256, 16, 0, 359 },
        { "LocalProductBroad", 16, 4, 1, 55 },
        { "LocalProductHigh", 32, 1, 8, 99 },
        { "LocalProductSingle", 4, 1, 1, 22 },
        { "LocalProductTall", 16, 1, 4, 55 },
        { "LocalProductWide", 32, 2, 4, 90 },
        { "LocalProductForm", 128, 8, 0, 222 },
        { "LocalProductForm32", 128, 8, 0, 219 },
        { "LocalProductForm32x16", 128, 8, 0, 216 },
        { "LocalProductFormBroad", 128, 10, 0, 227 },
        { "LocalProductFormBroad32", 128, 10, 0, 222 },
        { "LocalWeightGradientKernel", 64, 8, 0, 160 },
        { "LocalWeightGradientForm8x8", 128, 0, 32, 431 },
        { "LocalWeightGradientForm12x4", 96, 0, 32, 351 },
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

    [Theory(Skip = TestEngines.NoIlgpu, SkipType = typeof(TestEngines), SkipUnless = nameof(TestEngines.HasIlgpu))]
    [InlineData("ProductBroad", "ProductForm", "ProductForm16", "ProductForm64")]
    [InlineData("WeightGradientBroad", "WeightGradientForm", "WeightGradientForm16", "WeightGradientForm64")]
    [InlineData(
        "LocalProductWide", "LocalProductForm", "LocalProductForm32", "LocalProductForm32x16", "LocalProductFormBroad", "LocalProductFormBroad32")]
    [InlineData("LocalWeightGradientKernel", "LocalWeightGradientForm8x8", "LocalWeightGradientForm12x4")]
    public void Forms_of_the_targets_own_load_fewer_numbers_a_multiply_add_than_the_plain_kernel(string plain, params string[] forms)
    {
        double before = Loaded(plain);
        Assert.All(forms, form => Assert.InRange(Loaded(form), 0.25, before - 0.06));
    }

    /// <summary>Numbers that a loop loads a multiply-add. A multiprocessor can load a quarter of a number in the time of a multiply-add.</summary>
    private static double Loaded(string kernel)
    {
        ProductLoop loop = PtxChecks.ProductLoop(GeneratedCode.Ptx(kernel))!;
        return (4.0 * loop.VectorLoads + loop.ScalarFloatLoads) / loop.MultiplyAdds;
    }
}
