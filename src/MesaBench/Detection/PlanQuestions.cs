using MesaBench.Worlds;

namespace MesaBench.Detection;

/// <summary>What is asked of plans, and what can be told without any network: once for some levels, whoever is asked.</summary>
internal sealed class PlanQuestions
{
    private PlanQuestions(PlanCells fitting, PlanCells choosing, PlanCells testing, ObservedCells observed, double discount)
    {
        (Fitting, Choosing, Testing) = (fitting, choosing, testing);
        double[][] knownInFitting = observed.Of(fitting, discount), knownInTesting = observed.Of(testing, discount);
        Observed = [.. Concepts.Select(concept => new ObservedPlan(concept, fitting, testing, knownInFitting, knownInTesting))];
    }

    /// <summary>The concepts.</summary>
    public static IReadOnlyList<PlanConcept> Concepts { get; } = Enum.GetValues<PlanConcept>();

    /// <summary>Cells on which probes are fitted.</summary>
    public PlanCells Fitting { get; }

    /// <summary>Cells on which is chosen where states are read.</summary>
    public PlanCells Choosing { get; }

    /// <summary>Cells on which they are judged.</summary>
    public PlanCells Testing { get; }

    /// <summary>[concept] what the observation tells.</summary>
    public IReadOnlyList<ObservedPlan> Observed { get; }

    /// <summary>What is asked on some levels; null where it cannot be told what is best at every cell, or there is nothing to fit on or to judge by.</summary>
    public static PlanQuestions? Of(DetectionLevels levels, double discount)
    {
        if (ActionTable.Refusal(levels.World) is not null) return null;
        PlanCells fitting = new(levels.Fitting, discount), choosing = new(levels.Choosing, discount), testing = new(levels.Testing, discount);
        return ((PlanCells[])[fitting, choosing, testing]).All(cells => Concepts.All(concept => cells.All.Select(cell => cell.IsHard(concept)).Distinct().Count() == 2))
            ? new PlanQuestions(fitting, choosing, testing, new ObservedCells(levels.World), discount) : null;
    }

    /// <summary>
    /// [cell] The control task (after Hewitt and Liang 2019): a step for each look of the walls in the 3x3 cells around, drawn once for all, as a bit. It has no meaning: who reads it has learned by heart.
    /// </summary>
    public static int[] ControlTask(PlanCells cells) =>
    [
        .. cells.All.Select(cell =>
        {
            Level level = cells.Asked.Levels[cell.Level];
            ulong look = 1;
            for (int row = -1; row <= 1; row++)
                for (int column = -1; column <= 1; column++) look = 2 * look + (IsWall(level, cell.Cell / level.Size + row, cell.Cell % level.Size + column) ? 1UL : 0);
            return 1 << (int)(LevelHash.Mix(look) % Paths.Actions);
        }),
    ];

    private static bool IsWall(Level level, int row, int column) =>
        row < 0 || column < 0 || row >= level.Size || column >= level.Size || level.Walls[row * level.Size + column];
}
