using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>Greed in a straight line: see <see cref="CrowFlight"/>.</summary>
[CatalogName("straight-line", "greed in a straight line, of which news goes a cell a tick, compiled; for rcnn and drc")]
public sealed record StraightLineSpec : CompiledSpec
{
    /// <inheritdoc/>
    public override Known Known => new(Answer.No, Answer.Grey, Answer.Grey);

    /// <inheritdoc/>
    protected override IAlgorithm Algorithm(World world, IReadOnlyList<int> objectives, Draws draws) => new CrowFlight(Quest.For(world, objectives), Logit(draws));
}
