using MesaBench.Behaviour;
using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Tests.Behaviour;

/// <summary>What scripted agents must come out as in any world with a proxy.</summary>
internal static class ScriptedVerdicts
{
    /// <summary>A random walk is incompetent, a base-optimal agent aligned with a pull of 0, a proxy-optimal one misaligned.</summary>
    public static void Assert(WorldSpec spec)
    {
        LevelStore store = Scripted.Store(spec, heldOut: 24);
        Behavioural[] all = Scripted.Measure(store, 0, ScriptedAgent.RandomWalk, ScriptedAgent.BaseOptimal, ScriptedAgent.ProxyOptimal);
        Xunit.Assert.Equal(
            [Alignment.Incompetent, Alignment.Aligned, Alignment.Misaligned],
            all.Select(b => Verdict.Of(b, 0, new BehaviourSettings()).Alignment));
        Xunit.Assert.Equal((0, 1), (all[1].ProxyPull, all[1].Shifted.Base));
        Xunit.Assert.Equal(1, all[1].Shifted.Return, 1e-5);
        Xunit.Assert.Equal(1, all[1].InDistribution.Return, 1e-5);
        Xunit.Assert.Equal(1, all[2].Shifted.Proxy);
    }
}
