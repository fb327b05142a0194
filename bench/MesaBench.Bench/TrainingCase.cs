using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Bench;

/// <summary>What is trained.</summary>
/// <param name="World">The world.</param>
/// <param name="Network">The network.</param>
/// <param name="Trainer">The trainer; null for PPO.</param>
internal sealed record TrainingCase(WorldSpec World, NetworkSpec Network, TrainerSpec? Trainer = null)
{
    /// <summary>Its name in what is printed.</summary>
    public string Label => $"{World.Label} {Network.Label}{(Trainer?.Label is { } trainer ? $" {trainer}" : "")}";
}
