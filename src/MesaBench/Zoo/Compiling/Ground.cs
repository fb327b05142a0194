using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>What a level looks like to one on a quest: where its goals are, and what is closed.</summary>
public sealed class Ground
{
    private readonly int[] neighbours;
    private readonly bool[] looksClosed, isGoal;

    internal Ground(Quest quest, Level level, IReadOnlyList<(int Cell, Look Look)> goals, bool[] looksClosed)
    {
        (Goals, neighbours, this.looksClosed, isGoal) = (goals, Paths.Neighbours(level.Size), looksClosed, new bool[looksClosed.Length]);
        foreach ((int cell, _) in goals) isGoal[cell] = true;
        Look[] compound = [.. quest.Compound];
        Compound = [.. goals.Where(goal => goal.Look.Own is null).Select(goal => (goal.Cell, Array.IndexOf(compound, goal.Look)))];
    }

    /// <summary>Cells of the level.</summary>
    public int Cells => looksClosed.Length;

    /// <summary>The cells that look like goals, with each look that they have: what lies in one cell is seen at once.</summary>
    public IReadOnlyList<(int Cell, Look Look)> Goals { get; }

    /// <summary>Of these, those that several planes tell, with the number of the look among the quest's compound ones.</summary>
    public IReadOnlyList<(int Cell, int Look)> Compound { get; }

    /// <summary>Whether a cell looks like a goal.</summary>
    public bool IsGoal(int cell) => isGoal[cell];

    /// <summary>Whether a cell shows what blocks, be it a goal that shares a plane with what nobody enters.</summary>
    public bool LooksClosed(int cell) => looksClosed[cell];

    /// <summary>Whether a cell is taken for one that nobody enters, and holds no goal.</summary>
    public bool IsClosed(int cell) => looksClosed[cell] && !isGoal[cell];

    /// <summary>The cell to which an action leads: the same one at the border.</summary>
    public int Next(int cell, int action) => neighbours[cell * Paths.Actions + action];
}
