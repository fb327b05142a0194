using MesaBench.Experiments;

namespace MesaBench.Worlds;

/// <summary>A world cannot supply the levels that were asked of it.</summary>
/// <param name="problem">Which levels, what was found and what is allowed.</param>
public sealed class LevelSupplyException(Problem problem) : Exception(problem.ToString())
{
    /// <summary>Which levels, what was found and what is allowed.</summary>
    public Problem Problem { get; } = problem;
}
