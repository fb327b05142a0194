using MesaBench.Bench;
using MesaBench.Bench.Roofline;
using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Tests.Roofline;

/// <summary>What an operation takes, against counts by brute force.</summary>
public sealed class CostRulesTests
{
    private static readonly UploadedTables None = new();
    private static readonly CornerSpec Open = new() { Layout = Layout.Open };

    public static TheoryData<string> Networks => new(Catalog.Default.Networks.Select(network => network.Name));

    [Fact]
    public void Every_operation_is_known_and_nothing_else()
    {
        IEnumerable<Type> operations = typeof(IOperation).Assembly.GetTypes().Where(type => type.IsValueType && type.IsAssignableTo(typeof(IOperation)));
        Assert.Equal(operations.Select(type => type.Name).Order(), CostRules.All.Keys.Select(type => type.Name).Order());
    }

    [Fact]
    public void Rules_speak_of_tensors_that_the_operation_has_and_of_written_ones_only_where_they_are_written()
    {
        foreach (CostRule rule in CostRules.All.Values)
        {
            string[] names = [.. OperationTensors.NamesOf(rule.Operation)];
            Assert.Empty(rule.Reads.Keys.Except(names).Select(name => $"{rule.Operation.Name} reads {name}"));
            Assert.Empty(rule.Writes.Keys.Except(rule.Written).Select(name => $"{rule.Operation.Name} writes {name}"));
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void An_update_of_every_network_has_its_arithmetic_and_its_traffic(string network)
    {
        NetworkSpec spec = (NetworkSpec)Activator.CreateInstance(Catalog.Default.Networks.Single(n => n.Name == network).Type)!;
        RecordedUpdate update = Record(spec);
        IReadOnlyList<RooflineRow> rows = RooflineRow.Of(update, agents: 3);
        Assert.Equal(update.Operations.Count, rows.Sum(row => row.Calls));
        Assert.All(rows, row => Assert.True(row.Bytes > 0 && double.IsFinite(row.Flop), row.Name));
        // Acting, then in each epoch a forward pass and twice as much backwards, but for the first, which learns from acting's forward pass: three
        // times the forward passes. A network's own figure, by which time is planned, is rough; what is sparse falls short of it most.
        double planned = 2.0 * spec.Build(new ObservationShape(7, 3, 2)).MultiplyAddsPerStep * 3 * TrainingCohort.StepsPerUpdate * 3 * TrainingCohort.Epochs;
        Assert.InRange(rows.Sum(row => row.Flop) / planned, 0.25, 2);
    }

    [Fact]
    public void The_arithmetic_of_a_product_is_what_its_loops_do()
    {
        using MemoryLedger engine = new(16);
        (int rows, int depth, int columns, int agents) = (16, 5, 3, 7);
        Product product = new(engine.Floats(2, rows, depth), engine.Floats(2, depth, columns), engine.Floats(2, rows, columns), null, Activation.Identity);
        long counted = 0;
        for (int row = 0; row < agents * rows; row++)
            for (int column = 0; column < columns; column++)
                for (int k = 0; k < depth; k++) counted += 2;
        OperationCost cost = CostRules.Of(product, agents, None);
        Assert.Equal(counted, cost.Flop);
        Assert.Equal(depth, cost.Steps);
        // Columns are padded to 16 floats.
        Assert.Equal(4.0 * agents * 16 * (rows + depth), cost.Read);
        Assert.Equal(4.0 * agents * 16 * rows, cost.Written);
    }

    [Fact]
    public void The_arithmetic_of_a_convolution_is_what_its_loops_do_and_nothing_lies_beyond_the_border()
    {
        const int Size = 7, Channels = 4, Environments = 32, Agents = 3;
        RecordedUpdate update = Record(new RcnnSpec { Channels = Channels });
        long counted = 0;
        for (int y = 0; y < Size; y++)
            for (int x = 0; x < Size; x++)
                for (int tap = 0; tap < 9; tap++)
                    if (y + tap / 3 - 1 is >= 0 and < Size && x + tap % 3 - 1 is >= 0 and < Size) counted += 2 * Channels * Channels * Environments * Agents;
        LocalProduct[] convolutions = [.. update.Operations.Select(o => o.Operation).OfType<LocalProduct>().Where(o => o.Sources.Rows == 9 && o.Inputs == Channels)];
        Assert.NotEmpty(convolutions);
        Assert.All(convolutions, o => Assert.Equal(counted, CostRules.Of(o, Agents, update.Tables).Flop));
        LocalWeightGradient[] gradients = [.. update.Operations.Select(o => o.Operation).OfType<LocalWeightGradient>().Where(o => o.Sources.Rows == 9 && o.Inputs == Channels)];
        Assert.NotEmpty(gradients);
        Assert.All(gradients, o => Assert.Equal(counted, CostRules.Of(o, Agents, update.Tables).Flop));
    }

    [Fact]
    public void What_is_added_in_place_is_read_and_written()
    {
        using MemoryLedger engine = new(16);
        Tensor x = engine.Floats(2, 16, 16), w = engine.Floats(2, 16, 16), y = engine.Floats(2, 16, 16), addend = engine.Floats(2, 16, 16);
        const double OfOne = 4 * 16 * 16;
        OperationCost alone = CostRules.Of(new Product(x, w, y, null, Activation.Identity), 1, None);
        OperationCost added = CostRules.Of(new Product(x, w, y, addend, Activation.Identity), 1, None);
        Assert.Equal((2 * OfOne, OfOne), (alone.Read, alone.Written));
        Assert.Equal((3 * OfOne, OfOne), (added.Read, added.Written));
        OperationCost gradient = CostRules.Of(new WeightGradient(x, y, w), 1, None);
        Assert.Equal((3 * OfOne, OfOne), (gradient.Read, gradient.Written));
    }

    [Fact]
    public void What_agents_share_is_carried_once_and_a_row_that_stands_for_all_is_one_row()
    {
        using MemoryLedger engine = new(16);
        Tensor x = engine.Floats(2, 32, 16), shared = engine.Floats(1, 16, 16) with { Agents = 2, AgentStride = 0 }, bias = engine.Floats(2, 1, 16).Repeated with { Rows = 32 };
        OperationCost cost = CostRules.Of(new Product(x, shared, engine.Floats(2, 32, 16), bias, Activation.Identity), 10, None);
        Assert.Equal(4.0 * 16 * (10 * 32 + 16 + 10), cost.Read);
    }

    private static RecordedUpdate Record(NetworkSpec network) =>
        RecordedUpdate.Of(new TrainingCase(Open, network), Levels.Value, agents: 3, (_, _) => new MemoryLedger(int.MaxValue));

    private static readonly Lazy<LevelStore> Levels = new(() =>
        LevelStore.Draw(Open.Build(), new LevelSettings { Training = 16, TrainingDistinguishing = 4 }, 1, new TrainingSettings().Discount));
}
