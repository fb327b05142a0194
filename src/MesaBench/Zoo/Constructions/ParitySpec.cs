using MesaBench.Experiments;
using MesaBench.Objectives;
using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>A clockwork, in which each agent has directions and actions of its own: see <see cref="Parity"/>.</summary>
[CatalogName("parity", "a clockwork: parities of walls, by which the agent goes, compiled; for rcnn and drc")]
public sealed record ParitySpec : CompiledSpec
{
    /// <inheritdoc/>
    public override Known Known => Known.Nothing;

    /// <inheritdoc/>
    public override string ObjectiveIn(World world) => InnerObjective.NoneFits;

    /// <inheritdoc/>
    protected override bool HasGoal => false;

    /// <inheritdoc/>
    protected override IAlgorithm Algorithm(World world, IReadOnlyList<int> objectives, Draws draws) => new Parity(2 * draws.Below(2) + 1, 2 * draws.Below(2), draws.Order(Paths.Actions), Logit(draws));
}
