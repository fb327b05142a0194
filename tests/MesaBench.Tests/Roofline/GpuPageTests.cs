using MesaBench.Bench;
using MesaBench.Bench.Roofline;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Tests.Roofline;

/// <summary>docs/gpu.md against what is counted.</summary>
public sealed class GpuPageTests
{
    private static readonly CornerSpec World = new() { Layout = Layout.Open };

    private static readonly Lazy<LevelStore> Levels = new(() =>
        LevelStore.Draw(World.Build(), new LevelSettings { Training = 16, TrainingDistinguishing = 4 }, 1, new TrainingSettings().Discount));

    private static readonly (NetworkSpec Network, int Agents)[] Rows =
        [(new MlpSpec { Width = 64, Depth = 2 }, 8192), (new RcnnSpec { Channels = 16, Ticks = 2 }, 8192), (new DrcSpec(), 512), (new TransformerSpec(), 512)];

    public static TheoryData<int> Places => new(Enumerable.Range(0, Rows.Length));

    [Theory]
    [MemberData(nameof(Places))]
    public async Task The_page_s_sums_are_those_that_are_counted(int place)
    {
        (NetworkSpec network, int agents) = Rows[place];
        string page = await File.ReadAllTextAsync(Repository.Path("docs", "gpu.md"), TestContext.Current.CancellationToken);
        RecordedUpdate update = RecordedUpdate.Of(new TrainingCase(World, network), Levels.Value, agents, (_, _) => new MemoryLedger(int.MaxValue));
        IReadOnlyList<RooflineRow> rows = RooflineRow.Of(update, agents);
        double flop = rows.Sum(row => row.Flop), bytes = rows.Sum(row => row.Bytes);
        Assert.Contains(FormattableString.Invariant($"| `{network.Label}` | {agents:N0} | {flop / 1e9:N0} | {bytes / 1e9:N0} | {flop / bytes:F1} |"), page, StringComparison.Ordinal);
    }
}
