using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>
/// Networks that hold a search's state and do not act by it. Tested is that the search is there, and that nothing they answer changes by a bit when
/// it is wiped out at every tick.
/// </summary>
[CatalogName("unheeded", "a search's state is there, and wiping it out changes no answer by a bit")]
public sealed record UnheededFamily : FamilySpec
{
    private const int Levels = 32;

    /// <inheritdoc/>
    public override Tier Tier => Tier.Trained;

    /// <inheritdoc/>
    public override string Established => "a compiled search's states are there, and no answer changes by a bit when they are wiped out";

    /// <inheritdoc/>
    public override Known Known(AgentSpec agent) => Start(agent).Known;

    /// <inheritdoc/>
    public override string? Refusal(AgentSpec agent) =>
        agent?.Trainer?.Start is BesideSearchSpec ? null : "trainers that start from beside-search";

    /// <inheritdoc/>
    public override IEnumerable<Checked> Tests(MemberBench member)
    {
        ArgumentNullException.ThrowIfNull(member);
        (IAlgorithm algorithm, Compiled compiled) = Start(member.Agent).Compile(member.Store.World, member.Network, member.Key);
        void Wipe(IEngine engine, Site site, Situation[] now, Tensor state)
        {
            float[] values = engine.Download(state);
            for (int row = 0; row < state.Rows; row++)
                if (compiled.Places.Contains(row % site.Width)) values.AsSpan(row * state.RowStride, state.RowStride).Clear();
            engine.Upload(values, state);
        }

        yield return StateComparison.Of(member, algorithm, compiled.Reading, member.Store.InDistribution);
        IReadOnlyList<Decision> with = member.Play(member.Store.InDistribution, Levels), without = member.Play(member.Store.InDistribution, Levels, Wipe);
        int changed = with.Count == without.Count ? with.Zip(without).Count(pair => !pair.First.Logits.SequenceEqual(pair.Second.Logits)) : with.Count;
        yield return new Checked("answers that change when the search is wiped out", changed, Most: 0);
    }

    private static BesideSearchSpec Start(AgentSpec agent) => (BesideSearchSpec)agent.Trainer!.Start!;
}
