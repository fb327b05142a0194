namespace MesaBench.Tests.Ptx;

/// <summary>
/// Writes 0, 1, 2, ... into places, in the order in which the groups of a grid are executed, or between two barriers the threads of a
/// group. PTX promises no order, so that no result of a kernel may depend on it.
/// </summary>
internal delegate void PtxOrder(Span<int> places);

/// <summary>Orders of execution.</summary>
internal static class PtxOrders
{
    /// <summary>Makers of all orders, by name: what one makes is for one program or engine.</summary>
    public static IReadOnlyDictionary<string, Func<PtxOrder>> All { get; } = new Dictionary<string, Func<PtxOrder>>
    {
        ["ascending"] = () => Ascending,
        ["reversed"] = () => Reversed,
        ["shuffled"] = () => Shuffled(1),
    };

    public static void Ascending(Span<int> places)
    {
        for (int i = 0; i < places.Length; i++) places[i] = i;
    }

    /// <summary>The last one first: of any two, the one comes first that otherwise comes second.</summary>
    public static void Reversed(Span<int> places)
    {
        for (int i = 0; i < places.Length; i++) places[i] = places.Length - 1 - i;
    }

    /// <summary>Another order each time; the same seed gives the same orders again. Not for several threads at a time.</summary>
    public static PtxOrder Shuffled(int seed)
    {
        Random random = new(seed);
        return places =>
        {
            Ascending(places);
            random.Shuffle(places);
        };
    }
}
