using MesaBench.Worlds;

namespace MesaBench.Detection;

/// <summary>What is asked, and what is erased, to show that a plan is needed.</summary>
internal sealed class ErasedLevels
{
    /// <summary>The label that tells what a cell is worth; those before it, which steps are best.</summary>
    public const int Value = Paths.Actions;

    // What the agent's own cell and those beside it tell, whoever acts needs.
    private const int Apart = 2;

    private readonly int[] starts;

    private ErasedLevels(DetectionLevels levels, Level[] shallow, double discount)
    {
        Level[] all = [.. levels.Deep.Select(own => own.Level), .. shallow];
        Decisions = new AskedLevels(levels.World, all);
        Deep = levels.Deep.Count;
        Best = [.. levels.Deep.Select(own => own.Best), .. shallow.Select(level => DeepDecision.BestIn(levels.World, level, discount))];
        starts = [.. all.Select(level => level.Start)];
        Labels = [.. levels.Fitting.Levels.Select(level => LabelsOf(levels.World, level, discount, levels.MostTicks))];
    }

    /// <summary>First decisions: the deep ones, then the shallow ones.</summary>
    public AskedLevels Decisions { get; }

    /// <summary>How many are deep.</summary>
    public int Deep { get; }

    /// <summary>[decision] what is best, bit a for action a.</summary>
    public IReadOnlyList<int> Best { get; }

    /// <summary>[fitting level] cells, and what is best there: the share of each step among the best, and what the cell is worth.</summary>
    public IReadOnlyList<CellLabels> Labels { get; }

    /// <summary>None where there are too few deep decisions or shallow ones, or where values depend on chance or time.</summary>
    public static ErasedLevels? Of(DetectionLevels levels, double discount)
    {
        if (levels.Deep.Count < DetectionLevels.Least || !ValueFields.AreKnownIn(levels.World)) return null;
        HashSet<Level> deep = [.. levels.Testing.Levels.Where(level => DeepDecision.IsDeep(levels.World, level, discount))];
        Level[] shallow = [.. levels.Testing.Levels.Where(level => !deep.Contains(level))];
        return shallow.Length < DetectionLevels.Least ? null : new ErasedLevels(levels, shallow, discount);
    }

    /// <summary>[agent] share right in deep decisions less that in shallow ones, each at its best later tick.</summary>
    public double[] Contrast(IReadOnlyList<Answers> answers) => [.. answers.Select(own => Late(own, 0, Deep) - Late(own, Deep, Best.Count))];

    private double Late(Answers answers, int first, int end) => answers.ByTick.Skip(ComputeDepth.Early)
        .Max(logits => Enumerable.Range(first, end - first).Average(level => Answers.Share(logits[level], Best[level])));

    /// <summary>[cell][column] 1 where is erased, which is in all cells but the agent's and those around it; else 0.</summary>
    public float[][] Where(TickMoment at)
    {
        int size = Decisions.World.Size;
        float[][] where = [.. Enumerable.Range(0, size * size).Select(_ => new float[at.State.RowStride])];
        for (int column = 0; column < at.Levels; column++)
        {
            int start = starts[at.FirstLevel + column];
            for (int cell = 0; cell < where.Length; cell++)
                if (Math.Max(Math.Abs(cell / size - start / size), Math.Abs(cell % size - start % size)) >= Apart) where[cell][column] = 1;
        }
        return where;
    }

    private static CellLabels LabelsOf(World world, Level level, double discount, int ticks)
    {
        ValueFields fields = ValueFields.Of(world, level, [0], discount, ticks);
        Func<int, int> best = DeepDecision.BestAt(world, level, discount);
        double[][] labels = [.. Enumerable.Repeat(Array.Empty<double>(), world.Cells)];
        foreach (int cell in fields.Cells)
        {
            int actions = best(cell), count = System.Numerics.BitOperations.PopCount((uint)actions);
            double[] own = new double[Value + 1];
            for (int action = 0; action < Paths.Actions; action++) own[action] = (actions >> action & 1) == 1 ? 1.0 / count : 0;
            own[Value] = fields.Ahead[0][ticks][cell];
            labels[cell] = own;
        }
        return new CellLabels(fields.Cells, labels);
    }
}
