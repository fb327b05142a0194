using MesaBench.Networks;
using MesaBench.Training;
using MesaBench.Verdicts;

namespace MesaBench.Results;

/// <summary>One finished agent: its rows and its weights.</summary>
/// <param name="Judged">Its rows.</param>
/// <param name="Layout">How its parameters lie in the vector.</param>
/// <param name="Vector">Its parameter vector.</param>
public sealed record AgentRecord(JudgedAgent Judged, ParameterLayout Layout, float[] Vector)
{
    /// <summary>The agent's name.</summary>
    public string Name => Judged.Row.Agent;

    /// <summary>The records of a cohort.</summary>
    /// <param name="cohort">The cohort.</param>
    /// <param name="judged">[agent] their rows.</param>
    /// <param name="weights">[agent] their parameter vectors.</param>
    public static IReadOnlyList<AgentRecord> Of(Cohort cohort, IReadOnlyList<JudgedAgent> judged, IReadOnlyList<float[]> weights) =>
        [.. judged.Select((agent, i) => new AgentRecord(agent, cohort.Layouts[i], weights[i]))];

    /// <summary>The weights as a safetensors file: every parameter array under its name, without padding.</summary>
    public byte[] Weights() => Safetensors.Write(
        [.. Layout.Unpack(WeightsHash.Canonical(Vector))], new Dictionary<string, string> { ["agent"] = Name });
}
