using MesaBench.Verdicts;
using MesaBench.Zoo;

namespace MesaBench.Studies;

/// <summary>How good a compiled search's first action would be after so many ticks: a row of <c>first_actions.csv</c>.</summary>
public sealed record FirstActionRow
{
    /// <summary>Its family.</summary>
    public required string Family { get; init; }

    /// <summary>The agent's name.</summary>
    public required string Agent { get; init; }

    /// <summary>The network with its capacity.</summary>
    public required string NetworkLabel { get; init; }

    /// <summary>The world with its variant.</summary>
    public required string WorldLabel { get; init; }

    /// <summary>Ticks before it acts.</summary>
    public required int Tick { get; init; }

    /// <summary>Share of held-out levels on which the action is one of the best; actions of equal logits share.</summary>
    public required double Right { get; init; }

    /// <summary>Share of levels on which all logits are equal.</summary>
    public required double Undecided { get; init; }

    /// <summary>A row.</summary>
    internal static FirstActionRow Of(string family, AgentRow row, FirstActions at) => new()
    {
        Family = family,
        Agent = row.Agent,
        NetworkLabel = row.CellFacts.NetworkLabel,
        WorldLabel = row.CellFacts.WorldLabel,
        Tick = at.Tick,
        Right = at.Right,
        Undecided = at.Undecided,
    };
}
