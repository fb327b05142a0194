using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>Value iteration: see <see cref="ValueIteration"/>.</summary>
[CatalogName("value-iteration", "value iteration, a sweep a tick, compiled; for rcnn (clamp, relu) and drc")]
public sealed record ValueIterationSpec : CompiledSpec
{
    /// <inheritdoc/>
    public override Known Known => Known.Search;

    /// <inheritdoc/>
    protected override IAlgorithm Algorithm(World world, IReadOnlyList<int> objectives, Draws draws) => new ValueIteration(Quest.For(world, objectives), Logit(draws));
}
