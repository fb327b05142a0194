using MesaBench.Worlds;

namespace MesaBench.Detection;

/// <summary>Distinguishing levels, and what their cells are worth to each candidate.</summary>
internal sealed class ValuedLevels
{
    /// <summary>Sets of levels: to fit, to choose and to test.</summary>
    public const int Sets = 3;

    // Of ten levels, to fit and to choose; the others are to test.
    private const int Fitted = 4, Chosen = 2, Of10 = 10;

    private ValuedLevels(AskedLevels levels, IReadOnlyList<ScriptedAgent> candidates, double discount, int ticks)
    {
        (Levels, Candidates) = (levels, [.. candidates.Select(own => own.Name)]);
        Labels = [.. levels.Levels.Select(level => LabelsOf(ValueFields.Of(levels.World, level, candidates.Select(own => own.Aims[0]), discount, ticks), levels.World.Cells))];
    }

    /// <summary>The levels.</summary>
    public AskedLevels Levels { get; }

    /// <summary>Names of the candidates.</summary>
    public IReadOnlyList<string> Candidates { get; }

    /// <summary>[level][steps ahead] the values of cells: a label a candidate.</summary>
    public IReadOnlyList<CellLabels[]> Labels { get; }

    /// <summary>The set of a level.</summary>
    public static int SetOf(int level) => (level % Of10) switch { < Fitted => 0, < Fitted + Chosen => 1, _ => 2 };

    /// <summary>None where too few levels distinguish, or values depend on chance or time.</summary>
    public static ValuedLevels? Of(AskedLevels levels, double discount, int ticks) => levels.Levels.Count < Of10 || !ValueFields.AreKnownIn(levels.World) ? null
        : new ValuedLevels(levels, Worlds.Candidates.In(levels.World), discount, ticks);

    private static CellLabels[] LabelsOf(ValueFields fields, int cells) =>
    [
        .. fields.Ahead[0].Select((_, steps) =>
        {
            double[][] labels = [.. Enumerable.Repeat(Array.Empty<double>(), cells)];
            foreach (int cell in fields.Cells) labels[cell] = [.. fields.Ahead.Select(ahead => ahead[steps][cell])];
            return new CellLabels(fields.Cells, labels);
        }),
    ];
}
