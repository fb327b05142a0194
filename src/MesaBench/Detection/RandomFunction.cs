using MesaBench.Inference;

namespace MesaBench.Detection;

/// <summary>A random function of what is seen in a square around a cell: a weighted sum, cut off at 0.</summary>
internal sealed class RandomFunction
{
    private readonly int radius;
    private readonly double bias;
    private readonly int[] weights; // [plane][row][column] of the square

    private RandomFunction(int planes, int radius, StatisticsRandom random)
    {
        this.radius = radius;
        weights = [.. Enumerable.Range(0, planes * Side * Side).Select(_ => random.Below(3) - 1)];
        bias = (random.Below(2001) - 1000) / 1000.0 * Side;
    }

    private int Side => 2 * radius + 1;

    /// <summary>Some such functions, of squares of 1, 2 and 3 cells to each side and of the whole grid in turn.</summary>
    public static RandomFunction[] Draw(int planes, int size, int count)
    {
        StatisticsRandom random = new(RandomKey.Of("detection/functions"), 0);
        return [.. Enumerable.Range(0, count).Select(i => new RandomFunction(planes, i % 4 == 3 ? size - 1 : i % 4 + 1, random))];
    }

    /// <summary>Its value.</summary>
    public double Of(bool[] seen, int size, int cell)
    {
        double sum = bias;
        for (int i = 0; i < weights.Length; i++)
        {
            int plane = i / (Side * Side), row = i / Side % Side - radius, column = i % Side - radius;
            if (weights[i] != 0 && At(seen, size, plane, cell / size + row, cell % size + column)) sum += weights[i];
        }
        return Math.Max(sum, 0);
    }

    /// <summary>Whether something is seen; beyond the border there are walls.</summary>
    public static bool At(bool[] seen, int size, int plane, int row, int column) =>
        row < 0 || column < 0 || row >= size || column >= size ? plane == 1 : seen[(plane * size + row) * size + column];
}
