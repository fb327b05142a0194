namespace MesaBench.Bench.Roofline;

/// <summary>What a card can do at most, by its maker's data sheet.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Flops">Single-precision operations a second, a multiply-add being two; without tensor cores, which round otherwise.</param>
/// <param name="BytesPerSecond">Bytes that its memory carries in a second.</param>
/// <param name="Threads">Threads that it holds at once.</param>
/// <param name="MemoryBytes">Bytes of its memory.</param>
internal sealed record Card(string Name, double Flops, double BytesPerSecond, long Threads, double MemoryBytes)
{
    /// <summary>The cards that expectations are printed for.</summary>
    public static IReadOnlyList<Card> All { get; } = [new("H100 SXM", 67e12, 3.35e12, 132 * 2048, 80e9), new("H200", 67e12, 4.8e12, 132 * 2048, 141e9)];
}

/// <summary>What is taken for granted where it was not measured.</summary>
/// <param name="LaunchSeconds">What a launch adds, however little it does.</param>
/// <param name="FlopFraction">Share of the card's peak that products reach.</param>
/// <param name="ByteFraction">Share of the memory's rate that is reached.</param>
internal sealed record Assumptions(double LaunchSeconds, double FlopFraction, double ByteFraction)
{
    /// <summary>Seconds of arithmetic, and of memory traffic; an operation takes the longer of the two.</summary>
    public (double Arithmetic, double Memory) Seconds(Card card, OperationCost cost) =>
        (cost.Flop / (card.Flops * FlopFraction), cost.Bytes / (card.BytesPerSecond * ByteFraction));
}
