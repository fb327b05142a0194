using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>Breadth-first search: see <see cref="Wavefront"/>.</summary>
[CatalogName("wavefront", "breadth-first search, a cell a tick, compiled; for rcnn and drc")]
public sealed record WavefrontSpec : CompiledSpec
{
    /// <inheritdoc/>
    public override Known Known => Known.Search;

    /// <summary>Whether the route from the agent onwards is marked, and followed.</summary>
    public bool Trace { get; init; }

    /// <inheritdoc/>
    protected override string Form => Trace ? "-trace" : "";

    /// <inheritdoc/>
    protected override IAlgorithm Algorithm(World world, IReadOnlyList<int> objectives, Draws draws) => new Wavefront(Quest.For(world, objectives), Trace, Logit(draws));
}
