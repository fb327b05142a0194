using System.Runtime.CompilerServices;
using MesaBench.Engines;
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
        // Read once: what is stored might be these fields, for all that a compiler knows.
        Floats dataA = A.Data, dataB = B.Data, dataC = C.Data, result = To.Data;
        int formula = Formula, columns = Lanes * LaneWidth;
        for (int i = 0; i < columns; i += LaneWidth)
        {
            Lane x = Load(dataA, a + i), y = Load(dataB, b + i), z;
            if (formula == Product) z = Mul(x, y);
            else if (formula == Blend) z = Fma(y, Sub(Load(dataC, c + i), x), x);
            else if (formula == TimesDifference) z = Mul(x, Sub(y, Load(dataC, c + i)));
            else z = Mul(x, Sub(Splat(1f), y));
            Store(result, to + i, z);
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
    private void Perform(Pointwise o)
    {
        Tensor[] t = InLongRows(o.A, o.B, o.C ?? o.A, o.To);
        Launch(o.To.Agents, t[3].Rows, new PointwiseRows
        {
            A = View(t[0]), B = View(t[1]), C = View(t[2]), To = View(t[3]), Formula = (int)o.Formula, Rows = t[3].Rows, Lanes = Lanes(t[3]),
        });
    }

    private void Perform(Activate o)
    {
        Tensor[] t = InLongRows(o.Y, o.Output ?? o.Y);
        Launch(o.Y.Agents, t[0].Rows, new ActivateRows
        {
            Y = View(t[0]), Epilogue = EpilogueOf(t[0], null, o.Activation, o.Output is null ? null : t[1]), Rows = t[0].Rows, Lanes = Lanes(t[0]),
        });
    }
}
