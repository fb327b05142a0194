using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Tests.Engines;

namespace MesaBench.Tests.Kernels;

public class RearrangeTests
{
    public static TheoryData<int, int> Shapes { get; } = new() { { 1, 1 }, { 3, 5 }, { 1, 16 }, { 3, 17 }, { 1, 64 } };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Copying_and_adding_go_row_by_row(int agents, int columns)
    {
        Random random = new(1);
        using IEngine engine = Grid.NewEngine();
        Grid a = Grid.Random(random, agents, 7, columns), b = Grid.Random(random, agents, 7, columns);
        Tensor copied = engine.Floats(agents, 7, columns), added = b.On(engine);
        engine.Run(new Copy(a.On(engine), copied));
        engine.Run(new Add(a.On(engine), added));
        Grid.AssertIs(engine, copied, (agent, r, c) => a[agent, r, c]);
        Grid.AssertIs(engine, added, (agent, r, c) => (float)a[agent, r, c] + (float)b[agent, r, c]);
    }

    [Fact]
    public void Copying_a_range_of_rows_leaves_the_other_rows()
    {
        Random random = new(2);
        using IEngine engine = Grid.NewEngine();
        Grid a = Grid.Random(random, 2, 10, 5), b = Grid.Random(random, 2, 10, 5);
        Tensor to = b.On(engine);
        engine.Run(new Copy(a.On(engine).RowRange(6, 3), to.RowRange(1, 3)));
        Grid.AssertIs(engine, to, (agent, r, c) => r is >= 1 and < 4 ? a[agent, r + 5, c] : b[agent, r, c]);
    }

    [Fact]
    public void Whole_numbers_are_copied_too()
    {
        using IEngine engine = Grid.NewEngine();
        IntTensor from = engine.Ints(2, 4, 3), to = engine.Ints(2, 4, 3);
        engine.Upload(Enumerable.Range(0, 24).ToArray(), from);
        engine.Run(new CopyInts(from.RowRange(1, 2), to.RowRange(0, 2)));
        Assert.Equal([3, 4, 5, 6, 7, 8, 0, 0, 0, 0, 0, 0, 15, 16, 17, 18, 19, 20, 0, 0, 0, 0, 0, 0], engine.Download(to));
    }

    [Theory]
    [InlineData(1, 1, 5, 17)]
    [InlineData(3, 1, 5, 64)]
    [InlineData(3, 9, 5, 4)]
    [InlineData(1, 9, 20, 20)]
    [InlineData(1, 3, 4, 5)]
    public void A_transposition_turns_each_block(int agents, int blocks, int rows, int columns)
    {
        using IEngine engine = Grid.NewEngine();
        Grid from = Grid.Random(new Random(4), agents, blocks * rows, columns);
        Tensor to = engine.Floats(agents, blocks * columns, rows);
        engine.Run(new Transpose(from.On(engine), to, blocks));
        Grid.AssertIs(engine, to, (a, r, c) =>
        {
            int block = r / columns;
            return from[a, block * rows + c, r % columns];
        });
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(3, 17)]
    public void Rows_become_planes_and_planes_rows(int agents, int columns)
    {
        const int Rows = 32;
        Random random = new(5);
        using IEngine engine = Grid.NewEngine();
        Grid rows = Grid.Random(random, agents, Rows, columns), planes = Grid.Random(random, agents, columns, Rows);
        Tensor toPlanes = engine.Floats(agents, columns, Rows), toRows = engine.Floats(agents, Rows, columns);
        engine.Run(new RowsToPlanes(rows.On(engine), toPlanes, columns));
        engine.Run(new PlanesToRows(planes.On(engine), toRows, columns));
        Grid.AssertIs(engine, toPlanes, (a, r, c) => rows[a, c, r]);
        Grid.AssertIs(engine, toRows, (a, r, c) => planes[a, c, r]);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_capture_keeps_the_samples_whose_step_has_come(int agents, int columns)
    {
        const int Samples = 16, RowsPerSample = 2, Step = 2;
        Random random = new(6);
        using IEngine engine = Grid.NewEngine();
        Grid from = Grid.Random(random, agents, Samples * RowsPerSample, columns);
        Grid before = Grid.Random(random, agents, from.Rows, columns);
        int[] chosen = [.. Enumerable.Range(0, agents * Samples).Select(_ => random.Next(-1, 4))];
        Tensor to = before.On(engine);
        engine.Run(new Capture(from.On(engine), Ints(engine, agents, Samples, chosen), to, Step));
        Grid.AssertIs(engine, to, (a, r, c) => (chosen[a * Samples + r / RowsPerSample] == Step ? from : before)[a, r, c]);
    }

    private static IntTensor Ints(IEngine engine, int agents, int columns, int[] values)
    {
        IntTensor tensor = engine.Ints(agents, 1, columns);
        engine.Upload(values, tensor);
        return tensor;
    }
}
