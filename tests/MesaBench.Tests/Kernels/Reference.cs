using MesaBench.Engines;
using MesaBench.Tests.Engines;

namespace MesaBench.Tests.Kernels;

/// <summary>What operations compute, in double precision and with how far floats may be off.</summary>
internal static class Reference
{
    /// <summary>What an activation makes of a sum.</summary>
    public static Rounded Activate(Rounded sum, Activation activation, double output) => activation switch
    {
        Activation.Identity => sum,
        Activation.Relu => sum with { Value = Math.Max(0, sum.Value) },
        Activation.Tanh => new Rounded(Math.Tanh(sum.Value), sum.Bound + 4 * Rounded.Unit * Math.Abs(Math.Tanh(sum.Value))),
        Activation.ReluGradient => output > 0 ? sum : new Rounded(0, 0),
        Activation.TanhGradient => sum.Times(1 - output * output),
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

/// <summary>Observations [agent][row]: lists of active features, the agent's own first, the others ascending.</summary>
internal sealed class FeatureLists(int[][][] lists, int mostActive)
{
    public int[] this[int agent, int row] => lists[agent][row];

    /// <summary>
    /// Random lists. Most rows keep the static features of the row before, as episodes do; some differ from it in one feature alone.
    /// </summary>
    public static FeatureLists Random(Random random, int agents, int rows, int features)
    {
        const int MostActive = 12;
        int[][][] lists = new int[agents][][];
        for (int agent = 0; agent < agents; agent++)
        {
            lists[agent] = new int[rows][];
            int[] still = [];
            for (int row = 0; row < rows; row++)
            {
                int own = random.Next(features / 3);
                still = random.Next(4) switch
                {
                    0 => [.. Enumerable.Range(features / 3, features - features / 3).OrderBy(_ => random.Next()).Take(random.Next(MostActive))],
                    1 when still.Length > 0 => [.. still.Skip(1).Append(Enumerable.Range(features / 3, features).First(f => !still.Contains(f)))],
                    _ => still,
                };
                Array.Sort(still);
                lists[agent][row] = [own, .. still];
            }
        }
        return new FeatureLists(lists, MostActive);
    }

    /// <summary>The lists as a new tensor [agent][row][1 + most active].</summary>
    public IntTensor On(IEngine engine)
    {
        IntTensor tensor = engine.Ints(lists.Length, lists[0].Length, mostActive + 1);
        Write(engine, tensor);
        return tensor;
    }

    /// <summary>Writes the lists into a tensor with room for them. What follows a list is rubbish that must not be read.</summary>
    public void Write(IEngine engine, IntTensor tensor) => engine.Upload(
        lists.SelectMany(agent => agent).SelectMany(list => (int[])
        [
            list.Length, .. list, .. Enumerable.Repeat(0, tensor.Columns - 1 - list.Length),
        ]).ToArray(), tensor);
}
