extern alias ilgpu;

using MesaBench.Bench;
using MesaBench.Bench.Roofline;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Training;
using MesaBench.Worlds;
using GeneratedCode = ilgpu::MesaBench.Ilgpu.GeneratedCode;

namespace MesaBench.Tests.Roofline;

/// <summary>Launches and kernels of an update, as the engine for devices asks for them.</summary>
public sealed class UpdateLaunchTests
{
    public static TheoryData<int> Places => new(Enumerable.Range(0, LaunchTable.Networks.Count));

    [Theory]
    [MemberData(nameof(Places))]
    public void Every_kernel_of_an_update_is_some_operation_s_and_in_some_launch(int place)
    {
        RecordedUpdate update = Record(LaunchTable.Networks[place]);
        Assert.All(update.Operations, o => Assert.NotEmpty(o.Kernels));
        Assert.Equal(update.Operations.Sum(o => o.Kernels.Count), update.Launches.Sum());
        Assert.InRange(update.Launches.Count, 1, update.Launches.Sum());
    }

    [Fact]
    public void Loads_are_told_of_kernels_that_there_are()
    {
        Assert.NotEmpty(GeneratedCode.Kernels);
        Assert.Empty(OperandLoads.FloatsPerStep.Keys.Except(GeneratedCode.Kernels));
    }

    [Fact]
    public void A_tile_of_a_product_loads_its_rows_and_columns_at_each_step()
    {
        RecordedUpdate update = Record(new MlpSpec { Width = 64, Depth = 2 });
        RooflineRow product = RooflineRow.Of(update, agents: 5).Single(row => row.Size == "1024 x 64 x 64 Relu");
        Assert.Equal("ProductForm64", Assert.Single(product.Kernels).Name);
        // Tiles of 8 rows x 8 columns: each number of x is loaded by 8 of them, each of w by 128.
        Assert.Equal(product.Calls * 5 * 4.0 * (8 * 1024 * 64 + 128 * 64 * 64), product.LoadedBytes);
        Assert.Equal(5 * 1024 * 64 / 64, product.Items);
    }

    [Fact]
    public void Fewer_agents_have_more_kernels_in_a_launch_and_the_same_kernels()
    {
        RecordedUpdate few = Record(new RcnnSpec { Channels = 16, Ticks = 2 }, agents: 100), many = Record(new RcnnSpec { Channels = 16, Ticks = 2 }, agents: 10_000);
        Assert.Equal(few.Operations.Sum(o => o.Kernels.Count), many.Operations.Sum(o => o.Kernels.Count));
        Assert.True(few.Launches.Count < many.Launches.Count, $"{few.Launches.Count}, {many.Launches.Count}");
    }

    private static RecordedUpdate Record(NetworkSpec network, int agents = 1000)
    {
        CornerSpec world = new() { Layout = Layout.Open };
        LevelStore store = LevelStore.Draw(world.Build(), new LevelSettings { Training = 16, TrainingDistinguishing = 4 }, 1, new TrainingSettings().Discount);
        return RecordedUpdate.Of(new TrainingCase(world, network), store, agents, Launches);
    }

    private static IEngine Launches(long threads, Action<IReadOnlyList<KernelCall>> tell) => GeneratedCode.CountingEngine(threads, launched => tell(
        [.. launched.Kernels.Zip(launched.Items, (name, items) => new KernelCall(name, items))]));
}
