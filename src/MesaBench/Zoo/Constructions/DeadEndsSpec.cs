using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>Dead-end filling: see <see cref="DeadEnds"/>.</summary>
[CatalogName("dead-ends", "dead-end filling, which solves mazes without search, compiled; for rcnn and drc")]
public sealed record DeadEndsSpec : CompiledSpec
{
    /// <inheritdoc/>
    public override Known Known => new(Answer.No, Answer.Grey, Answer.Grey);

    /// <inheritdoc/>
    protected override IAlgorithm Algorithm(World world, IReadOnlyList<int> objectives, Draws draws) => new DeadEnds(Quest.For(world, objectives), Logit(draws));
}
