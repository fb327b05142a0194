using MesaBench.Experiments;

namespace MesaBench.Worlds;

/// <summary>A world's rules as data, with its level generator. Dynamics on every device and on the host follow from it alone.</summary>
public sealed record World
{
    /// <summary>The world's name, e.g. <c>door</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Cells along a side.</summary>
    public required int Size { get; init; }

    /// <summary>How walls are laid.</summary>
    public required Layout Layout { get; init; }

    /// <summary>Names of the 0/1 observation planes. Plane 0 is the agent, plane 1 the walls.</summary>
    public required IReadOnlyList<string> Planes { get; init; }

    /// <summary>The kinds of object a level may hold; an object's kind is an index into this list.</summary>
    public required IReadOnlyList<ObjectKind> Kinds { get; init; }

    /// <summary>Names of the objectives. Objective 0 is the base objective, 1 the proxy; more may follow.</summary>
    public required IReadOnlyList<string> Objectives { get; init; }

    /// <summary>
    /// Kind that takes the place of a hidden proxy object in the paired copy of a level, or null where the proxy cannot be hidden.
    /// A hidden object shows on no plane and ends nothing; entering it still counts as reaching the proxy.
    /// </summary>
    public Func<Level, Level>? HideProxy { get; init; }

    /// <summary>Steps by which the proxy must be nearer than the base goal on a distinguishing level; null where any distance will do.</summary>
    public int? ProxyLead { get; init; }

    /// <summary>Draws one candidate level of the asked class; it may be of another class or unsolvable, and is then dropped.</summary>
    public required Func<LevelRandom, LevelClass, Level> Draw { get; init; }

    /// <summary>How many distinct layouts (walls and objects, without the start) the asked class has; infinity when beyond counting.</summary>
    public required Func<LevelClass, double> DistinctLayouts { get; init; }

    /// <summary>Cells of the grid.</summary>
    public int Cells => Size * Size;

    /// <summary>Features of an observation: planes x cells; feature f is plane f / Cells at cell f % Cells.</summary>
    public int Features => Planes.Count * Cells;

    /// <summary>Steps after which an episode is truncated.</summary>
    public int MaxSteps => 4 * Size;
}

/// <summary>A kind of object and what entering its cell does.</summary>
/// <param name="Name">The kind's name.</param>
/// <param name="Glyph">Its character in ASCII pictures of levels.</param>
/// <param name="Planes">Observation planes on which it shows.</param>
/// <param name="Rewards">Reward under each objective on entering, by objective.</param>
/// <param name="Ends">Whether entering ends the episode (a termination, not a truncation).</param>
/// <param name="Consumed">Whether entering removes the object.</param>
public sealed record ObjectKind(
    string Name, char Glyph, IReadOnlyList<int> Planes, IReadOnlyList<float> Rewards, bool Ends, bool Consumed = true)
{
    /// <summary>Whether entering does anything; objects of inert kinds (paint) are only seen.</summary>
    public bool IsInert => !Ends && Rewards.All(r => r == 0);
}

/// <summary>An object in a level.</summary>
/// <param name="Kind">Index into <see cref="World.Kinds"/>.</param>
/// <param name="Cell">Cell, row-major: row * size + column.</param>
public readonly record struct PlacedObject(int Kind, int Cell);

/// <summary>The class of a level (DESIGN section 5).</summary>
public enum LevelClass
{
    /// <summary>Every proxy-optimal policy is base-optimal.</summary>
    NonDistinguishing,

    /// <summary>Every proxy-optimal policy is base-suboptimal by more than the margin, and neither objective's shortest paths cross the other.</summary>
    Distinguishing,

    /// <summary>Neither of the two; used for nothing.</summary>
    Between,

    /// <summary>The base objective cannot be reached within an episode.</summary>
    Unsolvable,
}

/// <summary>A level: walls, the agent's start and objects.</summary>
/// <param name="Size">Cells along a side.</param>
/// <param name="Walls">[cell] whether a wall stands there.</param>
/// <param name="Start">The agent's first cell.</param>
/// <param name="Objects">Objects, in the order in which their effects apply.</param>
public sealed record Level(int Size, bool[] Walls, int Start, PlacedObject[] Objects);
