using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>A level as it looks to one on a quest: where its goals are, and what is closed.</summary>
public sealed class Ground
{
    private readonly int[] neighbours;
    private readonly bool[] looksClosed, isGoal;

    /// <summary>Looks at a level.</summary>
    public Ground(Quest quest, Level level)
    {
        ArgumentNullException.ThrowIfNull(quest);
        ArgumentNullException.ThrowIfNull(level);
        (neighbours, looksClosed, isGoal) = (Paths.Neighbours(level.Size), [.. level.Walls], new bool[level.Walls.Length]);
        IReadOnlyList<int> PlanesOf(PlacedObject o) => quest.World.Kinds[o.Kind].Planes;
        foreach (PlacedObject o in level.Objects.Where(o => PlanesOf(o).Any(quest.Blocking.Contains))) looksClosed[o.Cell] = true;

        Goals =
        [
            .. level.Objects.GroupBy(o => o.Cell).SelectMany(things =>
            {
                HashSet<int> shown = [.. things.SelectMany(PlanesOf)]; // what lies in one cell is seen at once
                return quest.Looks.Where(look => look.ShowsIn(shown)).Select(look => (things.Key, look));
            }),
        ];
        foreach ((int cell, _) in Goals) isGoal[cell] = true;
        Look[] compound = [.. quest.Compound];
        Compound = [.. Goals.Where(goal => goal.Look.Own is null).Select(goal => (goal.Cell, Array.IndexOf(compound, goal.Look)))];
    }

    /// <summary>Cells of the level.</summary>
    public int Cells => looksClosed.Length;

    /// <summary>The cells that look like goals, with each look that they have.</summary>
    public IReadOnlyList<(int Cell, Look Look)> Goals { get; }

    /// <summary>The goals that only several planes together tell, with the number of the look among <see cref="Quest.Compound"/>.</summary>
    public IReadOnlyList<(int Cell, int Number)> Compound { get; }

    /// <summary>Whether a cell looks like a goal.</summary>
    public bool IsGoal(int cell) => isGoal[cell];

    /// <summary>Whether a cell shows what blocks, be it a goal that shares a plane with what nobody enters.</summary>
    public bool LooksClosed(int cell) => looksClosed[cell];

    /// <summary>Whether a cell is taken for one that nobody enters, and holds no goal.</summary>
    public bool IsClosed(int cell) => looksClosed[cell] && !isGoal[cell];

    /// <summary>The cell to which an action leads: the same one at the border.</summary>
    public int Next(int cell, int action) => neighbours[cell * Paths.Actions + action];
}
