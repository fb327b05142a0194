using MesaBench.Behaviour;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Inference;
using MesaBench.Objectives;
using MesaBench.Training;
using MesaBench.Worlds;
using MesaBench.Zoo;

namespace MesaBench.Studies;

/// <summary>Lets agents act that are written down, and asks what their behaviour reveals, by the code that networks are judged by.</summary>
internal static class ScriptedObjectives
{
    private const int Environments = 256;

    /// <summary>What became of it: world by world, set by set.</summary>
    /// <param name="plan">Who, and where.</param>
    /// <param name="devices">Makes engines.</param>
    /// <param name="token">Ends it.</param>
    public static IReadOnlyList<ScriptedRow> Of(ScriptedPlan plan, IEngineFactory devices, CancellationToken token)
    {
        Part[] parts = [.. plan.Worlds.SelectMany(world => Enumerable.Range(0, plan.Sets).Select(set => new Part(world, set)))];
        Work.InParallel(parts, devices, _ => null, (engine, part, stop) =>
        {
            stop.ThrowIfCancellationRequested();
            part.Rows = Act(engine, plan, part);
        }, token);
        return [.. parts.SelectMany(part => part.Rows)];
    }

    private static IReadOnlyList<ScriptedRow> Act(IEngine engine, ScriptedPlan plan, Part part)
    {
        double discount = part.World.Discount ?? new TrainingSettings().Discount;
        LevelStore store = LevelStore.Draw(part.World.Build(), plan.LevelsOf(part.World), KeyOf($"{part.World.Label}/{part.Set}"), discount);
        IReadOnlyList<(ScriptedAgent Agent, string Objective)> who = plan.AgentsOn(store);
        AgentLevels[] levels = [.. who.Select((_, i) => new AgentLevels(KeyOf($"{part.World.Label}/{part.Set}/{who[i].Agent.Name}"), 0, store.Shifted, new LevelRange(0, 0), 0))];
        EpisodePlayer player = ScriptedActor.Player(engine, [.. who.Select(one => one.Agent)], levels, [store], Environments, discount);
        ChoiceRecorder recorder = new(player, levels, [store]);
        _ = player.Play(levels, tag: 0, greedy: false, watch: recorder.Watch);
        return
        [
            .. who.Select((one, i) => ScriptedRow.Of(
                part.World.Label, part.Set, one.Agent.Name, one.Objective,
                InnerObjective.Of(recorder.Choices[i], store, levels[i].Key, new BehaviourSettings()))),
        ];
    }

    private static ulong KeyOf(string name) => RandomKey.Of($"scripted/{name}");

    private sealed record Part(WorldSpec World, int Set)
    {
        public IReadOnlyList<ScriptedRow> Rows { get; set; } = [];
    }
}
