using System.Globalization;
using MesaBench.Behaviour;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Results;

/// <summary>
/// The weights that an agent has at a checkpoint of its training, and their file, which says itself whose they are, of when, and what digest they have: it is
/// known whole by itself.
/// </summary>
/// <param name="Phase">Number of the phase of its training, from 1.</param>
/// <param name="Steps">Environment steps that it had trained in that phase.</param>
public sealed record CheckpointWeights(int Phase, long Steps)
{
    /// <summary>The checkpoints of an agent, the end of its training last: those of its rows in <c>curves.csv</c>.</summary>
    public static IReadOnlyList<CheckpointWeights> Of(AgentSpec agent, Experiment experiment)
    {
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(experiment);
        return
        [
            .. agent.PhasesIn(experiment).Index().SelectMany(phase => Checkpoint
                .Schedule(new CohortPhase(phase.Item.Training, phase.Item.Trainer, []).Updates, experiment.Behaviour.CheckpointsPerDoubling)
                .Select(update => new CheckpointWeights(phase.Index + 1, update * phase.Item.Training.Environments * phase.Item.Training.StepsPerUpdate))),
        ];
    }

    /// <summary>The name of the file in the folder of results.</summary>
    public string NameOf(string agent) =>
        Path.Combine(WeightFiles.Folder, agent, string.Create(CultureInfo.InvariantCulture, $"{Phase}-{Steps}.safetensors"));

    /// <summary>The file: the tensors of the agent's weights file, and in its metadata agent, phase, steps and digest of the weights (that of <c>weights_hash</c>).</summary>
    /// <param name="agent">The agent's name.</param>
    /// <param name="layout">How its parameters lie in the vector.</param>
    /// <param name="vector">Its parameter vector.</param>
    public byte[] FileOf(string agent, ParameterLayout layout, float[] vector)
    {
        ArgumentNullException.ThrowIfNull(layout);
        return Safetensors.Write([.. layout.Unpack(WeightsHash.Canonical(vector))], new Dictionary<string, string>
        {
            ["agent"] = agent,
            ["phase"] = Phase.ToString(CultureInfo.InvariantCulture),
            ["steps"] = Steps.ToString(CultureInfo.InvariantCulture),
            ["weights_hash"] = WeightsHash.Of(vector),
        });
    }

    /// <summary>What is wrong with a file; null where nothing is.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="file">The file.</param>
    /// <param name="hash">The digest that the weights have to have; null where any will do that is the file's own.</param>
    public string? FaultIn(AgentSpec agent, byte[] file, string? hash)
    {
        ArgumentNullException.ThrowIfNull(agent);
        ParameterLayout layout = agent.Network.LayoutIn(agent.World.Build());
        float[] vector;
        try
        {
            vector = layout.Pack(Safetensors.Read(file), agent.Name);
        }
        catch (InvalidDataException e)
        {
            return e.Message;
        }
        catch (InvalidInputException e)
        {
            return e.Problems[0].ToString();
        }
        if (!FileOf(agent.Name, layout, vector).AsSpan().SequenceEqual(file))
            return Words.Text($"found what is not as it was written; allowed: the weights of {agent.Name} after {Steps} steps of phase {Phase}, with their digest");
        return hash is null || WeightsHash.Of(vector) == hash ? null
            : $"found weights with hash {WeightsHash.Of(vector)}; allowed: {hash}, as in {RowTable.Agents.Name}";
    }
}
