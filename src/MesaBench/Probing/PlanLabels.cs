using MesaBench.Kernels;
using MesaBench.Worlds;

namespace MesaBench.Probing;

/// <summary>
/// What the plan probe predicts (after Bush et al. 2025): for every cell whether, and in which direction, the agent will step onto it in
/// the rest of the episode, when it first does.
/// </summary>
public static class PlanLabels
{
    /// <summary>Classes: never stepped onto, or entered by moving up, left, down or right.</summary>
    public const int Classes = 5;

    /// <summary>Marks a cell that no probe is asked about: a wall.</summary>
    public const int Unasked = -1;

    /// <summary>The labels of one episode from a step on: [cell] a class, or <see cref="Unasked"/>.</summary>
    /// <param name="level">The level, for its walls.</param>
    /// <param name="path">The agent's cells: before the first step, then after each step.</param>
    /// <param name="from">Step from which on the future is to be told.</param>
    public static int[] Of(Level level, IReadOnlyList<int> path, int from)
    {
        ArgumentNullException.ThrowIfNull(level);
        ArgumentNullException.ThrowIfNull(path);
        int[] labels = [.. level.Walls.Select(wall => wall ? Unasked : 0)];
        for (int step = from; step + 1 < path.Count; step++)
        {
            int cell = path[step + 1], change = cell - path[step];
            if (change == 0 || labels[cell] != 0) continue;
            labels[cell] = change == -level.Size ? 1 : change == -1 ? 2 : change == level.Size ? 3 : 4;
        }
        return labels;
    }

    /// <summary>The control task: the same labels dealt out anew over all asked cells of all samples, so that class frequencies stay.</summary>
    public static int[][] Shuffled(int[][] labels, ulong key, uint stream)
    {
        ArgumentNullException.ThrowIfNull(labels);
        int[] deck = [.. labels.SelectMany(l => l).Where(label => label != Unasked)];
        for (int i = deck.Length - 1; i > 0; i--)
        {
            uint word = Philox.Block((uint)key, (uint)(key >> 32), (uint)i, stream, Purpose.Probing, 0).Word0;
            int j = Philox.Below(word, i + 1);
            (deck[i], deck[j]) = (deck[j], deck[i]);
        }
        int next = 0;
        return [.. labels.Select(sample => sample.Select(label => label == Unasked ? Unasked : deck[next++]).ToArray())];
    }
}
