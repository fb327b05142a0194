namespace MesaBench.Experiments;

/// <summary>What is known of a cell beforehand: the columns that every table of agents or cells begins with.</summary>
public sealed record CellFacts
{
    /// <summary>The cell's name.</summary>
    public required string Cell { get; init; }

    /// <summary>The world's kind, e.g. <c>door</c>.</summary>
    public required string World { get; init; }

    /// <summary>The world with its variant, layout and size, e.g. <c>dish-c1d8-blocks7</c>: what tells two entries of one kind apart.</summary>
    public required string WorldLabel { get; init; }

    /// <summary>How walls are laid.</summary>
    public required Layout Layout { get; init; }

    /// <summary>Cells along a side.</summary>
    public required int Size { get; init; }

    /// <summary>Shift rate.</summary>
    public required double Alpha { get; init; }

    /// <summary>The largest shift rate of a phase of training before the last; null where there is one phase.</summary>
    public required double? AlphaBefore { get; init; }

    /// <summary>The network's kind, e.g. <c>mlp</c>.</summary>
    public required string Network { get; init; }

    /// <summary>The network with its capacity, e.g. <c>mlp16x2</c>.</summary>
    public required string NetworkLabel { get; init; }

    /// <summary>Networks that differ in width alone and are trained alike, within which capacity is compared, e.g. <c>mlp, depth 2</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>The trainer's kind, e.g. <c>ppo</c>.</summary>
    public required string Trainer { get; init; }

    /// <summary>Units of a hidden layer, or channels.</summary>
    public required int Width { get; init; }

    /// <summary>Hidden layers.</summary>
    public required int Depth { get; init; }

    /// <summary>Internal recurrent steps per environment step; 0 for a network without.</summary>
    public required int Ticks { get; init; }

    /// <summary>Trained numbers: the capacity.</summary>
    public required int Parameters { get; init; }

    /// <summary>Adam's learning rate at the start.</summary>
    public required double LearningRate { get; init; }

    /// <summary>The facts of an agent's cell.</summary>
    /// <param name="agent">One of its agents.</param>
    /// <param name="parameters">How many parameters its network has in its world.</param>
    public static CellFacts Of(AgentSpec agent, int parameters)
    {
        ArgumentNullException.ThrowIfNull(agent);
        return new CellFacts
        {
            Cell = agent.Cell,
            World = Catalog.Default.NameOf(agent.World),
            WorldLabel = agent.World.Label,
            Layout = agent.World.Layout,
            Size = agent.World.Size,
            Alpha = agent.Alpha,
            AlphaBefore = agent.Before.Max(phase => (double?)(phase.Alpha ?? agent.Alpha)),
            Network = Catalog.Default.NameOf(agent.Network),
            NetworkLabel = agent.Network.Label,
            Architecture = ArchitectureOf(agent.Network, agent.Trainer, agent.Before),
            Trainer = agent.Trainer is null ? Catalog.UnsaidTrainer : Catalog.Default.NameOf(agent.Trainer),
            Width = agent.Network.CapacityWidth,
            Depth = agent.Network.CapacityDepth,
            Ticks = agent.Network.CapacityTicks,
            Parameters = parameters,
            LearningRate = agent.LearningRate,
        };
    }

    /// <summary>The network's kind with its form: its label without numbers, e.g. <c>rcnn gated</c>.</summary>
    internal string NetworkKind => string.Join(' ', [Network, .. NetworkLabel.Split('-').Skip(1)]);

    /// <summary>The largest shift rate of any phase of training.</summary>
    internal double MostAlpha => Math.Max(Alpha, AlphaBefore ?? 0);

    /// <summary>
    /// The architecture of a network's entry: what it is but for its width, how it is trained where that is not by PPO, and what went before
    /// in the phases of its training.
    /// </summary>
    public static string ArchitectureOf(NetworkSpec network, TrainerSpec? trainer = null, IReadOnlyList<PhaseSpec>? before = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        string kind = Catalog.Default.NameOf(network);
        (int depth, int ticks) = (network.CapacityDepth, network.CapacityTicks);
        string ofTicks = $"{ticks} tick{(ticks == 1 ? "" : "s")}";
        return string.Join(", ", [kind, .. depth > 1 || ticks == 0 ? [$"depth {depth}"] : (string[])[], .. ticks > 0 ? [ofTicks] : (string[])[], .. network.Form, .. trainer?.Description is { } how ? [how] : (string[])[],
            .. before is { Count: > 0 } ? [$"after {string.Join(", then ", before.Select(phase => phase.Description))}"] : (string[])[]]);
    }
}
