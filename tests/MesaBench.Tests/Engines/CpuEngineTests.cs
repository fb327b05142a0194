using MesaBench.Engines;
using MesaBench.Engines.Operations;

namespace MesaBench.Tests.Engines;

public class CpuEngineTests
{
    [Fact]
    public void New_tensors_are_zero_and_padded_to_whole_lanes()
    {
        using IEngine engine = Grid.NewEngine();
        Tensor floats = engine.Floats(2, 3, 17);
        IntTensor ints = engine.Ints(2, 3, 17);
        Assert.Equal((32, 96), (floats.RowStride, floats.AgentStride));
        Assert.Equal(new float[2 * 3 * 32], engine.Download(floats));
        Assert.Equal(new int[2 * 3 * 17], engine.Download(ints));
        Assert.Equal(4 * (2 * 3 * 32 + 2 * 3 * 17), engine.AllocatedBytes);
        engine.Clear();
        Assert.Equal(0, engine.AllocatedBytes);
    }

    [Fact]
    public void What_goes_up_comes_down_and_slices_share_the_memory()
    {
        using IEngine engine = Grid.NewEngine();
        Grid grid = Grid.Random(new Random(1), 2, 6, 32);
        Tensor tensor = grid.On(engine);
        Grid.AssertIs(engine, tensor, (a, r, c) => grid[a, r, c]);
        Grid.AssertIs(engine, tensor.RowRange(2, 3), (a, r, c) => grid[a, r + 2, c]);
        Grid.AssertIs(engine, tensor.JoinRows(3), (a, r, c) => grid[a, 3 * r + c / 32, c % 32]);
        engine.Run(new Zero(tensor.RowRange(2, 3)));
        Grid.AssertIs(engine, tensor, (a, r, c) => r is >= 2 and < 5 ? 0 : grid[a, r, c]);
    }

    [Fact]
    public void A_range_of_rows_of_whole_numbers_is_written_alone()
    {
        using IEngine engine = Grid.NewEngine();
        IntTensor tensor = engine.Ints(2, 3, 2);
        engine.Upload([1, 2, 3, 4], tensor.RowRange(1, 1));
        Assert.Equal([0, 0, 1, 2, 0, 0, 0, 0, 3, 4, 0, 0], engine.Download(tensor));
        Assert.Equal([1, 2, 3, 4], engine.Download(tensor.RowRange(1, 1)));
    }
}
