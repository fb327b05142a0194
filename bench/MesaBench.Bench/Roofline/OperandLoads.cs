namespace MesaBench.Bench.Roofline;

/// <summary>
/// Bytes that products ask of the memory as if nothing were cached: each work item loads its operands by itself. The truth lies between these
/// bytes and those that are read once.
/// </summary>
internal static class OperandLoads
{
    /// <summary>Floats that a work item loads for each step of its sums, with lanes of four floats.</summary>
    public static IReadOnlyDictionary<string, int> FloatsPerStep { get; } = new Dictionary<string, int>
    {
        ["ProductBroad"] = 4 + 16, ["ProductWide"] = 4 + 8, ["ProductNarrow"] = 8 + 4,
        ["WeightGradientBroad"] = 4 + 16, ["WeightGradientWide"] = 4 + 8, ["WeightGradientNarrow"] = 4 + 4,
        ["LocalProductWide"] = 4 + 8, ["LocalProductTall"] = 4 + 4, ["LocalProductBroad"] = 1 + 16, ["LocalProductSingle"] = 1 + 4,
        ["ProductForm"] = 8 + 8, ["ProductForm16"] = 8 + 8, ["ProductForm64"] = 8 + 8,
        ["WeightGradientForm"] = 8 + 8, ["WeightGradientForm16"] = 8 + 8, ["WeightGradientForm64"] = 8 + 8,
        ["LocalProductForm"] = 8 + 8, ["LocalProductForm32"] = 8 + 8, ["LocalProductForm32x16"] = 8 + 8,
        ["LocalProductFormBroad"] = 4 + 16, ["LocalProductFormBroad32"] = 4 + 16,
        ["LocalWeightGradientForm8x8"] = 8 + 8, ["LocalWeightGradientForm12x4"] = 12 + 4,
        ["LocalWeightGradientKernel"] = 16 + 16, ["AttentionScoresKernel"] = 16 + 16, ["AttentionMixKernel"] = 16 + 16,
    };

    /// <summary>Bytes of one call in a cohort; null for what is no product, or one by a kernel that is not known here.</summary>
    public static double? Bytes(IReadOnlyList<KernelCall> kernels, double steps, int agents) =>
        steps > 0 && kernels.All(kernel => FloatsPerStep.ContainsKey(kernel.Name))
            ? kernels.Sum(kernel => (double)kernel.Items * agents * steps * FloatsPerStep[kernel.Name] * sizeof(float))
            : null;
}
