using System.Runtime.CompilerServices;
using MesaBench.Engines.Operations;

namespace MesaBench.Kernels;

/// <summary>
/// Logarithms of PPO's probability ratios: each sample's own, as the loss has them before it raises e to them. One work item owns a lane of
/// samples.
/// </summary>
internal struct LogRatiosKernel : IKernel
{
    public Matrix Head, Samples, To;
    public int Lanes;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int column = item % Lanes * LaneWidth;
        int agent = item / Lanes;
        Softmax s = Softmax.Of(At(Head, agent, 0, column), At(Head, agent, 1, column), At(Head, agent, 2, column), At(Head, agent, 3, column));
        Lane now = s.LogProbability(At(Samples, agent, Rollout.Action, column));
        Store(To.Data, To.Row(agent, 0) + column, Sub(now, At(Samples, agent, Rollout.LogProbability, column)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lane At(in Matrix matrix, int agent, int row, int column) => Load(matrix.Data, matrix.Row(agent, row) + column);
}

internal abstract partial class KernelEngine
{
    private void Perform(LogRatios o) =>
        Launch(o.To.Agents, Lanes(o.To), new LogRatiosKernel
        {
            Head = View(o.Head), Samples = View(o.Samples), To = View(o.To), Lanes = Lanes(o.To),
        });
}
