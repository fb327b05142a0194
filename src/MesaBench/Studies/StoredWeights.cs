using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Results;

namespace MesaBench.Studies;

/// <summary>Files of weights that a study wrote.</summary>
internal static class StoredWeights
{
    /// <summary>The parameter vector in a file.</summary>
    /// <param name="agent">Whose it is.</param>
    /// <param name="hash">The hash that its row has.</param>
    /// <param name="file">The file.</param>
    /// <exception cref="InvalidDataException">They are not the agent's; its message says what was found.</exception>
    public static float[] Of(AgentSpec agent, string hash, byte[] file)
    {
        float[] weights;
        try
        {
            weights = StoredAgent.LayoutOf(agent).Pack(Safetensors.Read(file), agent.Name);
        }
        catch (InvalidInputException e)
        {
            throw new InvalidDataException(e.Problems[0].ToString(), e);
        }
        return WeightsHash.Of(weights) == hash ? weights
            : throw new InvalidDataException($"found weights with hash {WeightsHash.Of(weights)}; allowed: {hash}, as in {RowTable.Agents.Name}");
    }

    /// <summary>What is wrong with a file; null where nothing is.</summary>
    public static string? Fault(AgentSpec agent, string hash, byte[] file)
    {
        try
        {
            _ = Of(agent, hash, file);
            return null;
        }
        catch (InvalidDataException e)
        {
            return e.Message;
        }
    }
}
