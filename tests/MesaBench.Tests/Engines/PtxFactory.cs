extern alias ilgpu;

using System.Text.RegularExpressions;
using ilgpu::MesaBench.Ilgpu;
using MesaBench.Engines;
using MesaBench.Tests.Ptx;

namespace MesaBench.Tests.Engines;

/// <summary>
/// Engines that execute on the host the PTX that a CUDA device would be given, work items in ascending or another order: "ptx",
/// "ptx-reversed", "ptx-shuffled". A number behind, as in "ptx-reversed-2", makes tiles of at most so many lanes: with lanes of four
/// columns no padded width needs the narrower ones.
/// </summary>
/// <param name="name">What they are called.</param>
/// <param name="order">Makes an engine's order.</param>
/// <param name="widestTile">The most lanes of a tile.</param>
internal sealed partial class PtxFactory(string name, Func<PtxOrder> order, int widestTile) : IEngineFactory
{
    public string Name => name;

    public string Description => "PTX, executed on the host";

    public int Workers => 2;

    /// <summary>The engines of a name; null: it is that of another device.</summary>
    public static PtxFactory? Named(string name)
    {
        Match match = Names().Match(name);
        if (!match.Success) return null;
        Group order = match.Groups["order"], tile = match.Groups["tile"];
        return new(name, PtxOrders.All[order.Success ? order.Value : "ascending"], tile.Success ? tile.Value[0] - '0' : 4);
    }

    public int CohortSize(Func<MemoryNeed> measure) => int.MaxValue;

    public IEngine Create()
    {
        PtxOrder own = order();
        return GeneratedCode.PtxEngine(
            code =>
            {
                PtxProgram program = TestEngines.Program(code);
                return (parameters, groups, threads) => program.Run(parameters, groups, threads, own);
            },
            widestTile);
    }

    [GeneratedRegex("^ptx(-(?<order>reversed|shuffled))?(-(?<tile>[124]))?$")]
    private static partial Regex Names();
}
