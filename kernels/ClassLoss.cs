using System.Runtime.CompilerServices;
using MesaBench.Engines.Operations;

namespace MesaBench.Kernels;

/// <summary>
/// Gradient of a weighted five-class cross-entropy with respect to its logits, in place: weight (softmax - one-hot). Class c of
/// (row, column) stands at column + c <see cref="ClassStride"/>; labels and weights [row][column] are floats. One work item owns a lane.
/// </summary>
internal struct ClassLossGradientKernel : IKernel
{
    public const int Classes = 5;

    public Matrix Logits, Labels, Weights;
    public int Rows, Lanes, ClassStride;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int column = item % Lanes * LaneWidth;
        int rest = item / Lanes;
        int row = rest % Rows;
        int agent = rest / Rows;
        Floats logits = Logits.Data;
        long at = Logits.Row(agent, row) + column;
        long at1 = at + ClassStride, at2 = at1 + ClassStride, at3 = at2 + ClassStride, at4 = at3 + ClassStride;
        Lane l0 = Load(logits, at), l1 = Load(logits, at1), l2 = Load(logits, at2), l3 = Load(logits, at3), l4 = Load(logits, at4);
        Lane top = Elementary.Max(Elementary.Max(Elementary.Max(l0, l1), Elementary.Max(l2, l3)), l4);
        l0 = Elementary.Exp(Sub(l0, top));
        l1 = Elementary.Exp(Sub(l1, top));
        l2 = Elementary.Exp(Sub(l2, top));
        l3 = Elementary.Exp(Sub(l3, top));
        l4 = Elementary.Exp(Sub(l4, top));
        Lane sum = Add(Add(Add(l0, l1), Add(l2, l3)), l4);
        Lane label = Load(Labels.Data, Labels.Row(agent, row) + column);
        Lane weight = Load(Weights.Data, Weights.Row(agent, row) + column);
        Store(logits, at, Gradient(l0, sum, label, 0f, weight));
        Store(logits, at1, Gradient(l1, sum, label, 1f, weight));
        Store(logits, at2, Gradient(l2, sum, label, 2f, weight));
        Store(logits, at3, Gradient(l3, sum, label, 3f, weight));
        Store(logits, at4, Gradient(l4, sum, label, 4f, weight));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lane Gradient(Lane power, Lane sum, Lane label, float index, Lane weight)
    {
        Lane low = IfLess(label, Splat(Sub(index, 0.5f)), Splat(0f), Splat(1f));
        Lane isLabel = IfLess(Splat(Add(index, 0.5f)), label, Splat(0f), low);
        return Mul(weight, Sub(Div(power, sum), isLabel));
    }
}

/// <summary>
/// The most probable of five classes, the first on a tie, as a float; classes stand as in <see cref="ClassLossGradientKernel"/>. One work item
/// owns a lane.
/// </summary>
internal struct BestClassesKernel : IKernel
{
    public Matrix Logits, Best;
    public int Rows, Lanes, ClassStride;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int column = item % Lanes * LaneWidth;
        int rest = item / Lanes;
        int row = rest % Rows;
        int agent = rest / Rows;
        long at = Logits.Row(agent, row) + column;
        Lane top = Load(Logits.Data, at), best = Splat(0f);
        for (int c = 1; c < ClassLossGradientKernel.Classes; c++)
        {
            Lane logit = Load(Logits.Data, at + (long)c * ClassStride);
            best = IfLess(top, logit, Splat((float)c), best);
            top = IfLess(top, logit, logit, top);
        }
        Store(Best.Data, Best.Row(agent, row) + column, best);
    }
}

internal abstract partial class KernelEngine
{
    private void Perform(ClassLossGradient o) =>
        Launch((long)o.Logits.Agents * o.Labels.Rows * Lanes(o.Labels), new ClassLossGradientKernel
        {
            Logits = View(o.Logits), Labels = View(o.Labels), Weights = View(o.Weights), Rows = o.Labels.Rows, Lanes = Lanes(o.Labels),
            ClassStride = o.ClassStride,
        });

    private void Perform(BestClasses o) =>
        Launch((long)o.Logits.Agents * o.Best.Rows * Lanes(o.Best), new BestClassesKernel
        {
            Logits = View(o.Logits), Best = View(o.Best), Rows = o.Best.Rows, Lanes = Lanes(o.Best), ClassStride = o.ClassStride,
        });
}
