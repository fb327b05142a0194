using System.ComponentModel.DataAnnotations;
using MesaBench.Experiments;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>
/// Agents that are written down, so that what they pursue is known beyond doubt: each candidate for an inner objective, who walks at random, who is after
/// a proxy on a share of levels, and who is after base where an overseer is seen and after the proxy where none is.
/// </summary>
public sealed record ScriptedPlan
{
    /// <summary>The worlds that they act in.</summary>
    [MinLength(1)]
    public required IReadOnlyList<WorldSpec> Worlds { get; init; }

    /// <summary>Independent draws of levels, on each of which all of them act.</summary>
    [Range(1, 1000)]
    public int Sets { get; init; } = 8;

    /// <summary>Shifted levels a set.</summary>
    [Range(1, 1_000_000)]
    public int HeldOut { get; init; } = 256;

    /// <summary>Shares of levels on which who mixes objectives is after the proxies.</summary>
    [Range(0.0, 1.0)]
    public IReadOnlyList<double> ProxyShares { get; init; } = [0.25, 0.5, 0.75];

    /// <summary>What is wrong with them, under a path.</summary>
    internal IEnumerable<Problem> Validate(string path)
    {
        HashSet<string> labels = [];
        foreach ((int i, WorldSpec? world) in Worlds.Index())
        {
            if (world is null) continue;
            string place = $"{path}.worlds[{i}]";
            Problem[] own = [.. Validation.Problems(world, place)];
            foreach (Problem problem in own) yield return problem;
            if (own.Length == 0 && !labels.Add(world.Label)) yield return new Problem(place, world.Label, "worlds that differ");
            if (world.Networks is not null || world.Trainers is not null || world.Alphas is not null || world.Training is not null || world.Rewarded is not null)
                yield return new Problem(place, $"{world.Label} with settings of training", "a world with levels.heldOut and discount alone: nobody is trained in it");
        }
    }

    /// <summary>What levels are drawn of a world; none are trained on.</summary>
    internal LevelSettings LevelsOf(WorldSpec world)
    {
        LevelSettings few = new() { Training = 64, TrainingDistinguishing = 64, HeldOut = HeldOut, ProbeTraining = 8, ProbeTest = 8 };
        return world.Levels?.Over(few) ?? few;
    }

    /// <summary>Who acts on some levels, with what each pursues by its name among candidates; empty for who pursues several things.</summary>
    internal IReadOnlyList<(ScriptedAgent Agent, string Objective)> AgentsOn(LevelStore store)
    {
        World world = store.World;
        return
        [
            .. Candidates.In(world).Select(candidate => (candidate, candidate.Name)),
            (ScriptedAgent.RandomWalk, Candidates.Uniform),
            .. world.Cue is null ? (IEnumerable<(ScriptedAgent, string)>)[] : [(ScriptedAgent.BaseWhenCued, "")],
            .. world.Proxies.Count == 1 ? ProxyShares.Select(share => (Mixture(store, share), "")) : [],
        ];
    }

    private static ScriptedAgent Mixture(LevelStore store, double share)
    {
        TeacherByLevel mixture = new(Teacher.Mixture, share);
        Dictionary<object, ScriptedAgent> agentOf = Enumerable.Range(store.Shifted.First, store.Shifted.Count)
            .ToDictionary(number => (object)store.Levels[number].Level, mixture.Agent, ReferenceEqualityComparer.Instance);
        return new ScriptedAgent(FormattableString.Invariant($"proxy-optimal on {share} of levels, else base-optimal"), ScriptedAgent.ProxyOptimal.Aims)
        {
            In = (_, level) => agentOf[level],
        };
    }
}
