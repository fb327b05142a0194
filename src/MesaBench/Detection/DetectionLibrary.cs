using System.Collections.Concurrent;
using MesaBench.Experiments;
using MesaBench.Inference;
using MesaBench.Worlds;

namespace MesaBench.Detection;

/// <summary>What the networks of an experiment are asked, world by world: the same for all of its agents, drawn when first wanted, and shared by threads.</summary>
/// <param name="experiment">The experiment.</param>
public sealed class DetectionLibrary(Experiment experiment)
{
    private readonly ConcurrentDictionary<string, Lazy<DetectionLevels>> levels = [];

    /// <summary>What is asked in a world of the experiment: no layout that any of its agents may train on, whoever of them is asked.</summary>
    public DetectionLevels Of(WorldSpec world, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(world);
        return levels.GetOrAdd(world.Label, label => new(() =>
            Draw(world, experiment.Training.Discount, [(experiment, AgentSpec.Expand(experiment).Where(agent => agent.World.Label == label))], token))).Value;
    }

    /// <summary>What is asked in a world: no layout that any of some agents may have trained on.</summary>
    internal static DetectionLevels Draw(WorldSpec world, double discount, IEnumerable<(Experiment Experiment, IEnumerable<AgentSpec> Agents)> trained, CancellationToken token) => DetectionLevels.Draw(
        world.Build(), RandomKey.Of($"detection/{world.Label}"), world.Discount ?? discount,
        trained.SelectMany(own => LevelLibrary.TrainedLayouts(own.Experiment, world, own.Agents, token)).ToHashSet(), token);
}
