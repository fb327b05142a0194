using System.Globalization;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Worlds;

namespace MesaBench.Bench.Roofline;

/// <summary>Prints how many launches an update of each network takes.</summary>
internal static class LaunchTable
{
    // Kernels with work for all threads of a device are launched by themselves, so launches depend on the cohort.
    private static readonly int[] Cohorts = [128, 1024, 8192];

    /// <summary>The networks of the table.</summary>
    public static IReadOnlyList<NetworkSpec> Networks { get; } =
    [
        new MlpSpec { Width = 64, Depth = 2 }, new RcnnSpec { Channels = 16, Ticks = 2 }, new RcnnSpec { Channels = 16, Ticks = 8 },
        new DrcSpec(), new TransformerSpec(), new GruSpec(), new CnnSpec(),
    ];

    /// <summary>Prints a row for each network, in training by PPO on the corner world with walls.</summary>
    public static void Print(EngineOfLaunches open, TextWriter writer)
    {
        CornerSpec world = new() { Layout = Layout.Blocks };
        LevelStore store = TrainingCohort.Levels(world);
        Line(writer, $"an update on {world.Label}, 32 environments x 32 steps, {TrainingCohort.Epochs} epochs; launches by agents of the cohort");
        Line(writer, $"{"network",-20} {"parameters",10} {"operations",10} {"kernels",8}{string.Concat(Cohorts.Select(agents => $" {agents,8}"))}");
        foreach (NetworkSpec network in Networks)
        {
            RecordedUpdate[] updates = [.. Cohorts.Select(agents => RecordedUpdate.Of(new TrainingCase(world, network), store, agents, open))];
            RecordedUpdate any = updates[0];
            int kernels = any.Operations.Sum(o => o.Kernels.Count);
            Line(writer, $"{network.Label,-20} {any.Parameters,10} {any.Operations.Count,10} {kernels,8}{string.Concat(updates.Select(update => $" {update.Launches.Count,8}"))}");
        }
    }

    private static void Line(TextWriter writer, FormattableString text) => writer.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
