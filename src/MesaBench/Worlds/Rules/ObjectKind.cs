namespace MesaBench.Worlds;

/// <summary>A kind of object and what entering its cell does.</summary>
/// <param name="Name">The kind's name.</param>
/// <param name="Glyph">Its character in ASCII pictures of levels.</param>
/// <param name="Planes">Observation planes on which it shows.</param>
/// <param name="Rewards">Reward under each objective when it takes effect, by objective.</param>
/// <param name="Ends">Whether its effect ends the episode (a termination, not a truncation).</param>
/// <param name="Consumed">Whether its effect removes the object.</param>
public sealed record ObjectKind(
    string Name, char Glyph, IReadOnlyList<int> Planes, IReadOnlyList<float> Rewards, bool Ends, bool Consumed = true)
{
    /// <summary>Whether it covers any number of cells and never changes, such as lava. A world has at most one kind of terrain.</summary>
    public bool IsTerrain { get; init; }

    /// <summary>It takes effect only while the agent holds at least so many items.</summary>
    public int LeastHeld { get; init; }

    /// <summary>It takes effect only while the agent holds at most so many items.</summary>
    public int MostHeld { get; init; } = int.MaxValue;

    /// <summary>Items that its effect hands to the agent; below 0, takes from it.</summary>
    public int Gives { get; init; }

    /// <summary>Whether its effect counts towards the level's <see cref="Level.Goal"/>.</summary>
    public bool Counts { get; init; }

    /// <summary>Rewards, by objective, in place of the effect while the agent holds too few or too many items; null for none.</summary>
    public IReadOnlyList<float>? Refusal { get; init; }

    /// <summary>Planes on which it shows besides while it would take effect; empty for none.</summary>
    public IReadOnlyList<int> ReadyPlanes { get; init; } = [];

    /// <summary>Objectives towards whose <see cref="Level.Targets"/> its effect counts; null for those that it rewards.</summary>
    public IReadOnlyList<int>? Marks { get; init; }

    /// <summary>Objectives that are reached when its effect leaves none of its kind standing; empty for none.</summary>
    public IReadOnlyList<int> LastMarks { get; init; } = [];

    /// <summary>How it moves. What moves takes effect, each step, on an agent whose cell it shares after both have moved.</summary>
    public Motion Motion { get; init; }

    /// <summary>
    /// [n standing] probability, a step, that one of the absent objects of this kind appears in its cell, drawn uniformly from them; none
    /// appears under the agent. Null where what is gone stays away. With more standing than the list is long, none appears.
    /// </summary>
    public IReadOnlyList<double>? Regrowth { get; init; }

    /// <summary>Whether it takes effect on an agent that holds so many items.</summary>
    public bool IsReady(int held) => held >= LeastHeld && held <= MostHeld;

    /// <summary>The objectives that its effect counts for.</summary>
    public IEnumerable<int> Marked => Marks ?? Enumerable.Range(0, Rewards.Count).Where(o => Rewards[o] > 0);

    /// <summary>Whether it does nothing at all; objects of inert kinds (paint) are only seen.</summary>
    public bool IsInert => !Ends && Gives == 0 && !Counts && Motion == Motion.None && Refusal is null
        && Rewards.All(r => r == 0) && !Marked.Any() && LastMarks.Count == 0;

    /// <summary>Whether its objects are among a level's numbered ones, that can be there or not: neither inert nor terrain.</summary>
    public bool IsSlot => !IsInert && !IsTerrain;
}

/// <summary>How an object moves.</summary>
public enum Motion
{
    /// <summary>It stays where it is.</summary>
    None,

    /// <summary>Along <see cref="Level.Path"/>, a cell a step, until the path's end.</summary>
    OnPath,

    /// <summary>
    /// Towards the agent by one step along the axis on which it is further away (ties: rows), along the other where a wall or another mover
    /// stands in the way, else not at all; with a chance of <see cref="World.ChaseTwice"/> a second step.
    /// </summary>
    Chasing,
}
