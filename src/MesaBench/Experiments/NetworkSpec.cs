using System.ComponentModel.DataAnnotations;

namespace MesaBench.Experiments;

/// <summary>A network's entry in an experiment file; its subtypes carry a <see cref="CatalogNameAttribute"/>.</summary>
[CatalogKind("network")]
public abstract record NetworkSpec
{
    /// <summary>No network is wider.</summary>
    internal const int MaxWidth = 1024;

    /// <summary>Seeds a cell for this network; null takes the trainer's or the experiment's.</summary>
    [Range(1, 1_000_000)]
    public int? Seeds { get; init; }

    /// <summary>Environment steps to train for; null takes the experiment's.</summary>
    [Range(1.0, 1e12)]
    public long? Steps { get; init; }

    /// <summary>Passes over each rollout; null takes the experiment's.</summary>
    [Range(1, 100)]
    public int? Epochs { get; init; }

    /// <summary>Adam learning rates, one cell each; null takes the experiment's.</summary>
    [Range(1e-7, 1.0), MinLength(1)]
    public IReadOnlyList<double>? LearningRates { get; init; }

    /// <summary>
    /// Numbers of parameters, a network for each in place of this one: of the width that comes nearest. Null takes the experiment's; an empty
    /// list keeps the width that stands here.
    /// </summary>
    [Range(1, 10_000_000)]
    public IReadOnlyList<int>? Parameters { get; init; }

    /// <summary>A short label with the capacity in it, e.g. <c>mlp16x2</c>.</summary>
    public abstract string Label { get; }

    /// <summary>Width of the hidden layers, or channels.</summary>
    public abstract int CapacityWidth { get; }

    /// <summary>Hidden layers.</summary>
    public abstract int CapacityDepth { get; }

    /// <summary>Internal recurrent steps per environment step; 0 for a network without ticks.</summary>
    public abstract int CapacityTicks { get; }

    /// <summary>What tells it from others of its kind besides its capacity, e.g. <c>gated</c>; nothing for its plain form.</summary>
    public virtual IReadOnlyList<string> Form => [];

    /// <summary>The same with another width, or as many channels; null for a network that has none.</summary>
    public virtual NetworkSpec? WithWidth(int width) => null;

    /// <summary>
    /// What is wrong with this entry besides single settings outside their limits, each problem under <paramref name="path"/>.
    /// </summary>
    public virtual IEnumerable<Problem> Validate(string path) => [];
}
