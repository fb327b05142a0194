using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Tests.Engines;

namespace MesaBench.Tests.Kernels;

/// <summary>What operations compute, in double precision and with how far floats may be off.</summary>
internal static class Reference
{
    /// <summary>What may follow a sum with so many columns: a sigmoid does not leave padding at zero.</summary>
    public static IEnumerable<Activation> Activations(int columns) =>
        Enum.GetValues<Activation>().Where(a => a != Activation.Sigmoid || columns % 16 == 0);

    /// <summary>What an activation makes of a sum.</summary>
    public static Rounded Activate(Rounded sum, Activation activation, double output) => activation switch
    {
        Activation.Identity => sum,
        Activation.Relu => sum with { Value = Math.Max(0, sum.Value) },
        Activation.Tanh => new Rounded(Math.Tanh(sum.Value), sum.Bound + 4 * Rounded.Unit * Math.Abs(Math.Tanh(sum.Value))),
        Activation.ReluGradient => output > 0 ? sum : new Rounded(0, 0),
        Activation.TanhGradient => sum.Times(1 - output * output),
        Activation.Clamp => sum with { Value = Math.Clamp(sum.Value, 0, 1) },
        Activation.ClampGradient => output is > 0 and < 1 ? sum : new Rounded(0, 0),
        Activation.Sigmoid => new Rounded(1 / (1 + Math.Exp(-sum.Value)), sum.Bound + 4 * Rounded.Unit),
        Activation.SigmoidGradient => new Rounded(sum.Value * output * (1 - output), 4 * (sum.Bound + Rounded.Unit * Math.Abs(sum.Value))),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "no such activation"),
    };

    /// <summary>The cell under a tap of a 3x3 convolution, or -1 beyond the border; taps run over rows of the kernel.</summary>
    public static int Under(int size, int tap, int cell)
    {
        (int row, int column) = (cell / size + tap / 3 - 1, cell % size + tap % 3 - 1);
        bool isInside = row >= 0 && row < size && column >= 0 && column < size;
        return isInside ? row * size + column : -1;
    }

    /// <summary>Taps that are inside the grid, with the cell under each.</summary>
    public static IEnumerable<(int Tap, int Cell)> Taps(int size, int cell) =>
        Enumerable.Range(0, 9).Select(tap => (tap, Under(size, tap, cell))).Where(t => t.Item2 >= 0);
}
