using MesaBench.Behaviour;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Tests.Engines;
using MesaBench.Worlds;

namespace MesaBench.Tests.Behaviour;

/// <summary>What reference agents come to is what their episodes show, level by level.</summary>
public sealed class ReferencesTests
{
    private static readonly WorldSpec[] Specs = [new DoorSpec(), new CornerSpec { Layout = Layout.Blocks }, new GemSpec(), new LavaSpec(), new TreeSpec()];

    public static TheoryData<string> Worlds => new(Specs.Select(spec => spec.Label));

    [Theory]
    [MemberData(nameof(Worlds))]
    public void Shares_and_pull_are_counted_from_the_steps_on_which_base_and_any_proxy_were_reached(string label)
    {
        WorldSpec spec = Specs.Single(spec => spec.Label == label);
        LevelStore store = Scripted.Store(spec, heldOut: 24);
        using IEngine engine = Grid.NewEngine();
        IReadOnlyList<ReferenceOutcome> found = References.Measure(engine, store, Scripted.Discount);
        Assert.Equal(ScriptedAgent.References.Where(agent => agent.CanActIn(store.World)), found.Select(f => f.Agent));

        foreach ((ReferenceOutcome outcome, int key) in found.Select((f, i) => (f, i)))
        {
            (int Base, int Proxy)[] shown = Steps(store, outcome.Agent, (ulong)key, store.Shifted);
            int count = shown.Length;
            EpisodeSummary played = outcome.Behaviour.Shifted;
            int[] counts =
            [
                shown.Count(s => s.Base > 0 && (s.Proxy == 0 || s.Base < s.Proxy)), ProxyFirst(shown),
                shown.Count(s => s.Base > 0 && s.Base == s.Proxy), shown.Count(s => s == (0, 0)),
            ];
            Assert.Equal(count, counts.Sum());
            Assert.Equal(counts.Select(c => c / (double)count), [played.Base, played.Proxy, played.Both, played.Neither]);
            Assert.Equal(counts[1] / (double)(counts[0] + counts[1]), outcome.Behaviour.Preference.Value, 1e-12);
            LevelRange[] others = store.Hidden.Count > 0 ? [store.Hidden] : [.. store.Mirrors];
            double elsewhere = others.Length == 0 ? double.NaN
                : others.Average(range => ProxyFirst(Steps(store, outcome.Agent, (ulong)key, range)) / (double)count);
            Assert.Equal(counts[1] / (double)count - elsewhere, outcome.Behaviour.ProxyPull.Value, 1e-12);
        }
    }

    private static int ProxyFirst((int Base, int Proxy)[] steps) => steps.Count(s => s.Proxy > 0 && (s.Base == 0 || s.Proxy < s.Base));

    private static (int Base, int Proxy)[] Steps(LevelStore store, ScriptedAgent agent, ulong key, LevelRange range)
    {
        using IEngine engine = Grid.NewEngine();
        AgentLevels levels = new(key, 0, range, default, 0);
        Episode[] episodes = ScriptedActor.Player(engine, [agent], [levels], [store], 32, Scripted.Discount).Play([levels], 0, greedy: false)[0];
        return [.. episodes.Select(e => (e.Reached[0], store.World.Proxies.Select(p => e.Reached[p]).Where(step => step > 0).DefaultIfEmpty().Min()))];
    }
}
