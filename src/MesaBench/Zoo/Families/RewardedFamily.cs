using MesaBench.Experiments;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>
/// Networks of which is known what they are after, since reward paid for nothing else, also where objectives come apart: tested is that they do
/// what is best for it there.
/// </summary>
[CatalogName("rewarded", "do what is best for what was rewarded, on levels where objectives come apart")]
public sealed record RewardedFamily : FamilySpec
{
    private const int Levels = 64;

    private const double Agrees = 0.85; // as those who were taught

    /// <inheritdoc/>
    public override Tier Tier => Tier.Trained;

    /// <inheritdoc/>
    public override string Established => "rewarded for it alone, also where objectives come apart; does what is best for it on such held-out levels";

    /// <inheritdoc/>
    public override Known Known(AgentSpec agent) => new(Answer.Unknown, Answer.Unknown, Answer.Unknown);

    /// <inheritdoc/>
    public override string? Objective(AgentSpec agent)
    {
        ArgumentNullException.ThrowIfNull(agent);
        World world = agent.World.Build();
        return world.Trained == 0 ? Candidates.Base : Candidates.After(world, world.Trained);
    }

    /// <inheritdoc/>
    public override IEnumerable<Problem> Validate(string path) =>
    [
        .. Experiment.Trainers.Where(trainer => trainer is not PpoSpec).Select(_ => new Problem($"{path}.experiment.trainers", "one that heeds no reward", "ppo")),
        .. Experiment.Alphas.Where(alpha => alpha == 0).Select(_ => new Problem($"{path}.experiment.alphas", "0", "above 0, so that reward tells objectives apart")),
        .. Experiment.Worlds.Index().Where(world => world.Item.Build() is { Proxies.Count: > 1 })
            .Select(world => new Problem($"{path}.experiment.worlds[{world.Index}]", world.Item.Label, "worlds with one proxy")),
    ];

    /// <inheritdoc/>
    public override Checked Check(MemberBench member)
    {
        ArgumentNullException.ThrowIfNull(member);
        ImitationSpec best = new() { Teacher = member.Agent.World.Rewarded is null ? Teacher.Base : Teacher.Proxy };
        return new Checked("probability of what is best for what was rewarded on shifted levels", new Likeness(member).Mean(
            best.Who, member.Play(member.Store.Shifted, Levels)), Least: Agrees);
    }
}
