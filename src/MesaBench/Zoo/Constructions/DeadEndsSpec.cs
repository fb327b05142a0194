using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>Dead-end filling: see <see cref="DeadEnds"/>.</summary>
[CatalogName("dead-ends", "dead-end filling, which solves mazes without search, compiled; for rcnn and drc")]
public sealed record DeadEndsSpec : CompiledSpec
{
    /// <inheritdoc/>
    public override Known Known => new(Answer.No, Answer.Grey, Answer.Grey);

    /// <summary>Whether what is filled stays so whatever is seen; else walls must be seen at every tick.</summary>
    public bool Remembers { get; init; } = true;

    /// <summary>Whether of several ways that are left open one is preferred that leads straight towards a goal.</summary>
    public bool Straight { get; init; }

    /// <inheritdoc/>
    protected override string Form => (Remembers ? "" : "-forgetful") + (Straight ? "-straight" : "");

    /// <inheritdoc/>
    protected override IAlgorithm Algorithm(World world, IReadOnlyList<int> objectives, Draws draws)
    {
        Quest quest = Quest.For(world, objectives);
        double logit = Logit(draws);
        DeadEnds filling = new(quest, logit, Remembers);
        // A straight line over what is filled has half of what any open way has.
        return Straight ? new Beside(filling, new CrowFlight(quest, logit / 2), isOtherHeeded: true) : filling;
    }
}
