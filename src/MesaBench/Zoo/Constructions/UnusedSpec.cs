using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>A search that nobody heeds: a <see cref="Wavefront"/> beside a <see cref="CrowFlight"/>, by which the agent goes.</summary>
[CatalogName("unused", "a search that is not heeded, beside greed in a straight line that is, compiled; for rcnn and drc")]
public sealed record UnusedSpec : CompiledSpec
{
    /// <inheritdoc/>
    public override Known Known => new(Answer.No, Answer.Yes, Answer.No);

    /// <inheritdoc/>
    internal override bool IsHeeded => false;

    /// <inheritdoc/>
    protected override IAlgorithm Algorithm(World world, IReadOnlyList<int> objectives, Draws draws) =>
        new Beside(new CrowFlight(Quest.For(world, objectives), Logit(draws)), new Wavefront(Quest.For(world, objectives), traced: false, Logit(draws)));
}
