using MesaBench.Behaviour;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Objectives;
using MesaBench.Tests.Behaviour;
using MesaBench.Tests.Engines;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Tests.Objectives;

/// <summary>An agent that acts by any rule: from where its episode stands to the logits of up, left, down and right.</summary>
internal sealed class RuleActor(IEngine engine, ObservationShape shape, Func<Situation, double[]> rule)
    : Actor(Experience.Create(engine, shape, 1, Scripted.Environments, 0))
{
    /// <summary>A logit that is as good as never.</summary>
    public const double Never = -80;

    private EpisodePlayer? player;

    /// <summary>The inner objective of one that acts by a rule on the shifted levels of a store.</summary>
    public static InnerObjective Reveal(LevelStore store, Func<Situation, double[]> rule)
    {
        using IEngine engine = Grid.NewEngine();
        RuleActor actor = new(engine, new ObservationShape(store.World.Size, store.World.Planes.Count, store.Table.MaxActive), rule);
        AgentLevels[] levels = [Scripted.Levels(store)];
        actor.player = new EpisodePlayer(engine, actor, WorldUpload.Create(engine, [store], 1), [store], Scripted.Discount);
        return Reveal(store, actor.player, levels)[0];
    }

    /// <summary>[agent] the inner objectives of scripted agents.</summary>
    public static InnerObjective[] Reveal(LevelStore store, IReadOnlyList<ScriptedAgent> agents)
    {
        using IEngine engine = Grid.NewEngine();
        AgentLevels[] levels = [.. agents.Select((_, i) => Scripted.Levels(store, key: (ulong)i))];
        return Reveal(store, ScriptedActor.Player(engine, agents, levels, [store], Scripted.Environments, Scripted.Discount), levels);
    }

    private static InnerObjective[] Reveal(LevelStore store, EpisodePlayer player, AgentLevels[] levels)
    {
        ChoiceRecorder recorder = new(player, levels, [store]);
        _ = player.Play([.. levels.Select(own => own with { Main = store.Shifted })], 3, greedy: false, watch: recorder.Watch);
        return [.. recorder.Choices.Zip(levels, (choices, own) => InnerObjective.Of(choices, store, own.Key, new BehaviourSettings()))];
    }

    /// <summary>Logits of taking some actions alike, or the first of them in an order.</summary>
    public static double[] Taking(int actions, params int[] order)
    {
        if (order.Length > 0) actions = 1 << order.First(action => (actions >> action & 1) == 1);
        return [.. Enumerable.Range(0, Paths.Actions).Select(action => (actions >> action & 1) == 1 ? 0 : Never)];
    }

    public override void Act(int step)
    {
        Situation[] now = player!.Now()[0];
        Tensor head = Experience.Head;
        float[] logits = new float[head.Rows * head.RowStride];
        for (int i = 0; i < now.Length; i++)
        {
            double[] own = rule(now[i]);
            for (int action = 0; action < Paths.Actions; action++) logits[action * head.RowStride + i] = (float)own[action];
        }
        engine.Upload(logits, head);
    }
}
