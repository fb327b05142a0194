using System.Globalization;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Worlds;

namespace MesaBench.Bench.Roofline;

/// <summary>Prints how many launches an update of each network takes.</summary>
internal static class LaunchTable
{
    /// <summary>The networks of the table.</summary>
    public static IReadOnlyList<NetworkSpec> Networks { get; } =
    [
        new MlpSpec { Width = 64, Depth = 2 }, new RcnnSpec { Channels = 16, Ticks = 2 }, new RcnnSpec { Channels = 16, Ticks = 8 },
        new DrcSpec(), new TransformerSpec(), new GruSpec(), new CnnSpec(),
    ];

    /// <summary>Prints a row for each network, in training on the corner world with walls.</summary>
    public static void Print(EngineOfLaunches open, TextWriter writer)
    {
        CornerSpec world = new() { Layout = Layout.Blocks };
        LevelStore store = TrainingCohort.Levels(world);
        writer.WriteLine($"{"network",-24} {"parameters",10} {"operations",10} {"kernels",8} {"launches",9} {"most kernels in one",20}");
        foreach (NetworkSpec network in Networks)
        {
            RecordedUpdate update = RecordedUpdate.Of(new TrainingCase(world, network), store, open);
            writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{network.Label,-24} {update.Parameters,10} {update.Operations.Count,10} {update.Operations.Sum(o => o.Kernels.Count),8} {update.Launches.Count,9} {update.Launches.Max(launch => launch.Kernels),20}"));
        }
    }
}
