using System.Runtime.CompilerServices;
using MesaBench.Engines;
using MesaBench.Engines.Operations;

namespace MesaBench.Kernels;

/// <summary>
/// First half of the gradient's norm: sixteen sums of squares, each over every sixteenth number of the parameter vector, in order. All
/// arrays in the vector are padded to multiples of sixteen, so rows of zeros within it, as an agent with a smaller observation has in a
/// cohort, change no sum. One work item owns a strip.
/// </summary>
internal struct SumOfSquares : IKernel
{
    public Matrix Gradient, Sums;
    public int Rows, Strips;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int column = item % Strips * StripWidth;
        int agent = item / Strips;
        long at = Gradient.Row(agent, 0) + column;
        Strip sum = StripOf(0f);
        for (int row = 0; row < Rows; row++, at += Gradient.RowStride)
        {
            Strip g = LoadStrip(Gradient.Data, at);
            sum = Fma(g, g, sum);
        }
        Store(Sums.Data, Sums.Row(agent, 0) + column, sum);
    }
}

/// <summary>
/// Second half: the sums are added in order; their root, the norm, and the factor that brings the gradient down to <see cref="MaxNorm"/>
/// (1 when it is below) go to the agent's statistics. One work item owns an agent.
/// </summary>
internal struct ClipFactor : IKernel
{
    public Matrix Sums, Statistics;
    public int Columns;
    public float MaxNorm;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int agent)
    {
        float total = 0f;
        for (int i = 0; i < Columns; i++) total = Add(total, Sums.Data[Sums.Row(agent, 0) + i]);
        float norm = Sqrt(total);
        Statistics.Data[Statistics.Row(agent, 0) + Statistic.GradientNorm] = norm;
        Statistics.Data[Statistics.Row(agent, 0) + Statistic.ClipFactor] = norm > MaxNorm ? Div(MaxNorm, norm) : 1f;
    }
}

/// <summary>
/// Adam (Kingma and Ba 2015, algorithm 1) on the clipped gradient, which is left at zero for the next pass. Rates [agent] is the agent's
/// learning rate. Rest is 1 - decay, rounded once: as a difference of floats 1 - .999 would be 5e-5 off. One work item owns a row of 64
/// parameters.
/// </summary>
internal struct AdamKernel : IKernel
{
    public Matrix Weights, Gradient, Mean, Square, Statistics, Rates;
    public int Rows, Lanes;
    public float Decay1, Decay2, Rest1, Rest2, Correction1, Correction2, Epsilon, RateFactor;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int row = item % Rows;
        int agent = item / Rows;
        Lane clip = Broadcast(Statistics.Data, Statistics.Row(agent, 0) + Statistic.ClipFactor);
        Lane rate = Splat(Mul(Rates.Data[Rates.Row(agent, 0)], RateFactor));
        long at = Weights.Row(agent, row);
        for (int lane = 0; lane < Lanes; lane++, at += LaneWidth)
        {
            Lane g = Mul(Load(Gradient.Data, at), clip);
            Lane mean = Fma(Splat(Decay1), Load(Mean.Data, at), Mul(Splat(Rest1), g));
            Lane square = Fma(Splat(Decay2), Load(Square.Data, at), Mul(Splat(Rest2), Mul(g, g)));
            Store(Mean.Data, at, mean);
            Store(Square.Data, at, square);
            Lane size = Add(Sqrt(Mul(square, Splat(Correction2))), Splat(Epsilon));
            Lane move = Div(Mul(rate, Mul(mean, Splat(Correction1))), size);
            Store(Weights.Data, at, Sub(Load(Weights.Data, at), move));
            Store(Gradient.Data, at, Splat(0f));
        }
    }
}

internal abstract partial class KernelEngine
{
    private void Perform(Adam o)
    {
        const double decay1 = 0.9, decay2 = 0.999;
        int lanes = Lanes(o.Weights);
        Tensor sixteens = o.Gradient with { Rows = o.Gradient.Rows * (o.Gradient.RowStride / 16), RowStride = 16, Columns = 16 };
        Launch(o.Weights.Agents, Strips(sixteens), new SumOfSquares
        {
            Gradient = View(sixteens), Sums = View(o.Memory.Sums), Rows = sixteens.Rows, Strips = Strips(sixteens),
        });
        Launch(o.Weights.Agents, 1, new ClipFactor
        {
            Sums = View(o.Memory.Sums), Statistics = View(o.Memory.Statistics), Columns = sixteens.Columns, MaxNorm = o.Step.MaxNorm,
        });
        Launch(o.Weights.Agents, o.Weights.Rows, new AdamKernel
        {
            Weights = View(o.Weights), Gradient = View(o.Gradient), Mean = View(o.Memory.Mean), Square = View(o.Memory.Square),
            Statistics = View(o.Memory.Statistics), Rates = View(o.Memory.Rates), Rows = o.Weights.Rows, Lanes = lanes,
            Decay1 = (float)decay1, Decay2 = (float)decay2, Rest1 = (float)(1 - decay1), Rest2 = (float)(1 - decay2),
            Epsilon = o.Step.Epsilon, RateFactor = o.Step.RateFactor,
            Correction1 = (float)(1 / (1 - Power(decay1, o.Step.Step))), Correction2 = (float)(1 / (1 - Power(decay2, o.Step.Step))),
        });
    }

    /// <summary>b^n by repeated squaring: the platform's own power function need not give the same bits everywhere.</summary>
    private static double Power(double b, long n)
    {
        double result = 1;
        for (; n > 0; n >>= 1, b *= b)
            if ((n & 1) != 0) result *= b;
        return result;
    }
}
