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
        ["LocalWeightGradientKernel"] = 16 + 16, ["AttentionScoresKernel"] = 16 + 16, ["AttentionMixKernel"] = 16 + 16,
    };

    /// <summary>Bytes of one call in a cohort; null for what is no product, or one by a kernel that is not known here.</summary>
    public static double? Bytes(IReadOnlyList<KernelCall> kernels, double steps, int agents) =>
        steps > 0 && kernels.All(kernel => FloatsPerStep.ContainsKey(kernel.Name))
            ? kernels.Sum(kernel => (double)kernel.Items * agents * steps * FloatsPerStep[kernel.Name] * sizeof(float))
            : null;
}
