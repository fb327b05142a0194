using MesaBench.Kernels;

namespace MesaBench.Training;

/// <summary>
/// What users of policy gradients watch: figures of the last update of an agent's training, over the real samples of its rollout. NaN where its
/// trainer has no such figure.
/// </summary>
public sealed record Diagnostics
{
    /// <summary>Mean entropy of the policy in which it acted, in nats.</summary>
    public required double Entropy { get; init; }

    /// <summary>
    /// Kullback-Leibler divergence of the policy from that in which it acted, in nats: the mean of (r - 1) - log r, r being the ratio of the
    /// probabilities of the action taken (k3 of Schulman, "Approximating KL divergence", 2020; as in Huang et al., "CleanRL", 2022). The
    /// policy is that of the last epoch, before its step of the optimiser: with one epoch it is the one in which it acted.
    /// </summary>
    public double ApproxKl { get; init; } = double.NaN;

    /// <summary>
    /// Share of samples whose ratio is more than the clip range away from 1, in the last epoch as well (OpenAI Baselines, 2017, and CleanRL).
    /// </summary>
    public double ClipFraction { get; init; } = double.NaN;

    /// <summary>
    /// Share of the variance of returns that the values told when it acted: 1 - Var(return - value) / Var(return), returns being the targets of the
    /// value head (OpenAI Baselines, 2017, and CleanRL). 1 at best, 0 for a constant value, below 0 for a worse one; NaN where all returns are equal.
    /// </summary>
    public double ExplainedVariance { get; init; } = double.NaN;

    /// <summary>
    /// Euclidean norm of the gradient of all parameters at the update's last step of the optimiser, before it was clipped (Pascanu et al. 2013,
    /// algorithm 1).
    /// </summary>
    public required double GradientNorm { get; init; }
}
