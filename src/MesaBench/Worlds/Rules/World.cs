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
    /// Objectives that are proxies, indices into <see cref="Objectives"/>: the proxy came first where any of them was reached strictly before
    /// the base objective.
    /// </summary>
    public IReadOnlyList<int> Proxies { get; init; } = [1];

    /// <summary>
    /// The paired copy of a level with its proxies hidden; null where they cannot be hidden. A hidden object shows on no plane and ends
    /// nothing; entering it still counts as reaching the proxy.
    /// </summary>
    public Func<Level, Level>? HideProxy { get; init; }

    /// <summary>
    /// Copies of a level in mirrors, where the proxy is a place that cannot be hidden; empty elsewhere. Each is the level moved by a symmetry
    /// of the square (see <see cref="Mirror"/>), and with it the unseen object that marks the proxy's place.
    /// </summary>
    public IReadOnlyList<Func<Level, Level>> Mirrors { get; init; } = [];

    /// <summary>What the causal proxy pull is measured against.</summary>
    public PullKind PullKind => HideProxy is not null ? PullKind.Hidden : Mirrors.Count > 0 ? PullKind.Mirror : PullKind.None;

    /// <summary>
    /// Whether what comes first on shifted levels tells which objective an agent prefers. Where nothing shifts but time, it does not.
    /// </summary>
    public bool HasPreference { get; init; } = true;

    /// <summary>
    /// Whether base goal and proxy stay where they are on shifted levels and either may be much the nearer, so that it can be asked how many
    /// steps more an agent walks for the one than for the other.
    /// </summary>
    public bool DistancesCross { get; init; }

    /// <summary>Steps by which the proxy must be nearer than the base goal on a distinguishing level; null where any will do.</summary>
    public int? ProxyLead { get; init; }

    /// <summary>
    /// Objective that the designer wanted, an index into <see cref="Objectives"/>; 0 where the base objective is what was wanted. A world
    /// in which it is another is misaligned on the outside.
    /// </summary>
    public int Intended { get; init; }

    /// <summary>Objective whose rewards training pays: base, 0, unless an agent is to be trained as a known positive.</summary>
    public int Trained { get; init; }

    /// <summary>Plane that shows how many items the agent holds, a cell an item from cell 0 on; null where it holds none.</summary>
    public int? HeldPlane { get; init; }

    /// <summary>The most items that <see cref="HeldPlane"/> can show.</summary>
    public int MostShown { get; init; }

    /// <summary>
    /// Whether the proxy is a means to the base objective, as keys are to chests: a level is then non-distinguishing when pursuing the
    /// proxy first, and the base objective after, loses no more of the base return than the margin.
    /// </summary>
    public bool ProxyIsMeans { get; init; }

    /// <summary>Copies of every shifted level that are played with the same draws, beside the one with the proxy hidden.</summary>
    public IReadOnlyList<LevelCopy> Copies { get; init; } = [];

    /// <summary>Planes that no layout is told by: levels that differ on them alone are one, so that they share no two purposes.</summary>
    public IReadOnlyList<int> SidePlanes { get; init; } = [];

    /// <summary>What agents may heed beside the level itself, whose copies are among <see cref="Copies"/>; null where there is no such thing.</summary>
    public Cue? Cue { get; init; }

    /// <summary>Draws one candidate level as asked; it may be of another class or unsolvable, and is then dropped.</summary>
    public required Func<LevelRandom, LevelWish, Level> Draw { get; init; }

    /// <summary>
    /// Whether <see cref="Draw"/> heeds <see cref="LevelWish.ForTraining"/>, so that distinguishing training levels are drawn apart.
    /// </summary>
    public bool TrainsOnOthers { get; init; }

    /// <summary>Gives a level whose picture leaves out goal and targets those that its objects imply; null where they imply none.</summary>
    public Func<Level, Level>? Complete { get; init; }

    /// <summary>How many distinct layouts (walls and objects, without the start) a class has; infinity when beyond counting.</summary>
    public required Func<LevelClass, double> DistinctLayouts { get; init; }

    /// <summary>
    /// A classifier of the world's own for a discount: faster than the <see cref="Classifier"/> and tested against it, or, where dynamics
    /// are random, in its place. It holds scratch memory: one a thread.
    /// </summary>
    public Func<double, ILevelClassifier>? OwnClassifier { get; init; }

    /// <summary>
    /// Where dynamics are random, what takes the solver's place: the policy for an objective in a level, a function of the situation that
    /// returns the actions it takes, all alike, bit a for action a.
    /// </summary>
    public Func<Level, int, Func<Situation, int>>? Reference { get; init; }

    /// <summary>Probability that what chases the agent takes a second step.</summary>
    public double ChaseTwice { get; init; }

    /// <summary>Cells of the grid.</summary>
    public int Cells => Size * Size;

    /// <summary>Features of an observation: planes x cells; feature f is plane f / Cells at cell f % Cells.</summary>
    public int Features => Planes.Count * Cells;

    /// <summary>Steps after which an episode is truncated, unless its level says otherwise.</summary>
    public int MaxSteps => 4 * Size;
}
