using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>A scent that is followed: see <see cref="Diffusion"/>.</summary>
[CatalogName("diffusion", "a scent of goals that spreads and is followed, compiled; for rcnn (clamp)")]
public sealed record DiffusionSpec : CompiledSpec
{
    /// <inheritdoc/>
    public override Known Known => new(Answer.Grey, Answer.Grey, Answer.Grey);

    /// <inheritdoc/>
    protected override IAlgorithm Algorithm(World world, IReadOnlyList<int> objectives, Draws draws) => new Diffusion(Quest.For(world, objectives), draws.Between(0.15, 0.2), draws.Between(100, 1000), Logit(draws));
}
