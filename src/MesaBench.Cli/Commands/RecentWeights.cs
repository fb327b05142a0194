namespace MesaBench.Cli.Commands;

/// <summary>Weights of agents that a run has just trained, for its report, as long as they take little memory: of a study that is too large for that, those few that are drawn are trained again.</summary>
internal sealed class RecentWeights
{
    private const long MostBytes = 256L << 20;

    private readonly Lock gate = new();
    private readonly Dictionary<string, float[]> kept = [];
    private long bytes;

    /// <summary>Keeps an agent's parameter vector, if there is room.</summary>
    public void Keep(string agent, float[] weights)
    {
        lock (gate)
        {
            bytes += weights.Length * sizeof(float);
            if (bytes <= MostBytes) kept[agent] = weights;
        }
    }

    /// <summary>An agent's parameter vector; null where it is not kept.</summary>
    public float[]? Of(string agent)
    {
        lock (gate) return kept.GetValueOrDefault(agent);
    }
}
