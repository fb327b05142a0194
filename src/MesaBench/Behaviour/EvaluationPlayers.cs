using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Experiments;
using MesaBench.Training;

namespace MesaBench.Behaviour;

/// <summary>How a network acts, where that is not as in training.</summary>
/// <param name="Ticks">Ticks an environment step; null for as many as in training, or for a network without.</param>
/// <param name="Thinking">Steps before the first action; null for none.</param>
public sealed record Acting(int? Ticks = null, Thinking? Thinking = null)
{
    /// <summary>As in training.</summary>
    public static Acting AsTrained { get; } = new();
}

/// <summary>Plays episodes of a cohort, of the size that an evaluation's sets have.</summary>
/// <param name="Sets">Plays whole sets.</param>
/// <param name="Few">Plays the few in-distribution levels of a checkpoint before the last.</param>
public sealed record EvaluationPlayers(EpisodePlayer Sets, EpisodePlayer Few)
{
    private const int MostEnvironments = 256;

    /// <summary>Players of a cohort.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="experiment">The experiment.</param>
    /// <param name="cohort">The cohort.</param>
    /// <param name="parameters">[agent][row][64] its parameters, read anew at every call.</param>
    /// <param name="world">Level tables and rules of its worlds.</param>
    /// <param name="acting">How its networks act.</param>
    public static EvaluationPlayers Open(
        IEngine engine, Experiment experiment, Cohort cohort, Tensor parameters, WorldTensors world, Acting acting)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(cohort);
        ArgumentNullException.ThrowIfNull(acting);
        EpisodePlayer Player(int episodes) => new(
            engine, cohort.Network.Open(engine, parameters, Tensor.Pad(episodes), ticks: acting.Ticks), world, cohort.Stores, cohort.Training.Discount)
        {
            Thinking = acting.Thinking,
        };

        int all = Math.Min(experiment.Levels.HeldOut, MostEnvironments);
        return new EvaluationPlayers(Player(all), Player(Math.Min(all, experiment.Behaviour.MidwayEpisodes)));
    }
}
