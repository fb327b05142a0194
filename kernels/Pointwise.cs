using System.Runtime.CompilerServices;
using MesaBench.Engines.Operations;

namespace MesaBench.Kernels;

/// <summary>to = a formula of a, b and c, number by number, in the order that the formula is written in. One work item owns a row.</summary>
internal struct PointwiseRows : IKernel
{
    public const int Product = 0, Blend = 1, TimesDifference = 2;

    public Matrix A, B, C, To;
    public int Formula, Rows, Lanes;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int row = item % Rows;
        int agent = item / Rows;
        long a = A.Row(agent, row), b = B.Row(agent, row), c = C.Row(agent, row), to = To.Row(agent, row);
        for (int i = 0; i < Lanes * LaneWidth; i += LaneWidth)
        {
            Lane x = Load(A.Data, a + i), y = Load(B.Data, b + i);
            Lane result;
            if (Formula == Product) result = Mul(x, y);
            else if (Formula == Blend) result = Fma(y, Sub(Load(C.Data, c + i), x), x);
            else if (Formula == TimesDifference) result = Mul(x, Sub(y, Load(C.Data, c + i)));
            else result = Mul(x, Sub(Splat(1f), y));
            Store(To.Data, to + i, result);
        }
    }
}

/// <summary>y = activation(y), or times its slope, in place. One work item owns a row.</summary>
internal struct ActivateRows : IKernel
{
    public Matrix Y;
    public Epilogue Epilogue;
    public int Rows, Lanes;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item) => Epilogue.Finish(Y, item / Rows, item % Rows, 1, 0, Lanes);
}

internal abstract partial class KernelEngine
{
    private void Perform(Pointwise o) =>
        Launch(o.To.Agents, o.To.Rows, new PointwiseRows
        {
            A = View(o.A), B = View(o.B), C = View(o.C ?? o.A), To = View(o.To), Formula = (int)o.Formula, Rows = o.To.Rows,
            Lanes = Lanes(o.To),
        });

    private void Perform(Activate o) =>
        Launch(o.Y.Agents, o.Y.Rows, new ActivateRows
        {
            Y = View(o.Y), Epilogue = EpilogueOf(o.Y, null, o.Activation, o.Output), Rows = o.Y.Rows, Lanes = Lanes(o.Y),
        });
}
