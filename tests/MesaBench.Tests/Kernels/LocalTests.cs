using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Tests.Engines;

namespace MesaBench.Tests.Kernels;

/// <summary>Layers of cells with samples side by side, against sums in double precision.</summary>
public class LocalTests
{
    private const int Size = 3, Cells = Size * Size, Agents = 2;

    /// <summary>The cells that are read: [tap][cell of y].</summary>
    private static readonly Dictionary<string, int[][]> Tables = new()
    {
        ["around"] = [.. Enumerable.Range(0, 9).Select(tap => Enumerable.Range(0, Cells).Select(cell => Reference.Under(Size, tap, cell)).ToArray())],
        ["all"] = [.. Enumerable.Range(0, Cells).Select(tap => (int[])[tap])],
        ["spread"] = [[.. Enumerable.Repeat(0, Cells)]],
        ["gather"] = [.. Enumerable.Range(0, Cells).Select(tap => (int[])[tap])],
    };

    /// <summary>Table, inputs, outputs, samples: tiles of eight outputs, four or one, of one, two or four lanes of 16.</summary>
    public static TheoryData<string, int, int, int> Layers { get; } = new()
    {
        { "around", 1, 1, 16 }, { "around", 3, 4, 32 }, { "around", 5, 6, 48 }, { "around", 4, 9, 64 }, { "all", 3, 5, 64 }, { "all", 2, 3, 16 },
        { "spread", 6, 4, 32 }, { "gather", 5, 7, 48 }, { "around", 3, 8, 16 }, { "spread", 5, 16, 48 },
    };

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_local_product_sums_over_the_cells_under_its_taps(string table, int inputs, int outputs, int samples)
    {
        Random random = new(1);
        foreach (Activation activation in Enum.GetValues<Activation>())
        {
            using IEngine engine = Grid.NewEngine();
            Layer layer = new(table, inputs, outputs, samples, random);
            Grid bias = Grid.Random(random, Agents, layer.To, outputs), addend = Grid.Random(random, Agents, layer.To * outputs, samples);
            Grid output = Grid.Random(random, Agents, layer.To * outputs, samples);
            foreach (bool inPlace in (bool[])[true, false])
            {
                Tensor y = inPlace ? addend.On(engine) : engine.Floats(Agents, layer.To * outputs, samples);
                engine.Run(new LocalProduct(
                    layer.X.On(engine), inputs, layer.Sources(engine), layer.W.On(engine), bias.On(engine), y, inPlace ? y : null, activation,
                    activation.IsSlope() ? output.On(engine) : null));
                Grid.AssertHolds(engine, y, (a, r, s) => Reference.Activate(
                    Rounded.Sum(layer.Terms(a, r, s).Prepend(bias[a, r / outputs, r % outputs]).Prepend(inPlace ? addend[a, r, s] : 0)),
                    activation, output[a, r, s]));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void Its_weight_gradient_adds_what_every_tap_saw_and_leaves_no_partial_sums(string table, int inputs, int outputs, int samples)
    {
        Random random = new(2);
        using IEngine engine = Grid.NewEngine();
        Layer layer = new(table, inputs, outputs, samples, random);
        Grid dy = Grid.Random(random, Agents, layer.To * outputs, samples), before = Grid.Random(random, Agents, layer.Matrices * inputs, outputs);
        Tensor dw = before.On(engine), partials = engine.Floats(Agents, layer.Matrices * inputs * outputs, 16);
        engine.Run(new LocalWeightGradient(layer.X.On(engine), inputs, layer.Sources(engine), dy.On(engine), outputs, partials));
        engine.Run(new SumPartials(partials, dw));
        Grid.AssertHolds(engine, dw, (a, k, o) => Rounded.Sum((
            from tap in Enumerable.Range(0, layer.Table.Length)
            where layer.Matrices == 1 || tap == k / inputs
            from cell in Enumerable.Range(0, layer.To)
            where layer.Table[tap][cell] >= 0
            from s in Enumerable.Range(0, samples)
            select layer.X[a, layer.Table[tap][cell] * inputs + k % inputs, s] * dy[a, cell * outputs + o, s]).Prepend(before[a, k, o])));
        Grid.AssertIs(engine, partials, (_, _, _) => 0);
    }

    [Theory]
    [InlineData(1, 3, 16)]
    [InlineData(Cells, 5, 48)]
    public void A_bias_has_the_sum_over_cells_and_samples(int rows, int outputs, int samples)
    {
        Random random = new(3);
        using IEngine engine = Grid.NewEngine();
        Grid dy = Grid.Random(random, Agents, Cells * outputs, samples), before = Grid.Random(random, Agents, rows, outputs);
        Tensor db = before.On(engine), partials = engine.Floats(Agents, rows * outputs, 16);
        engine.Run(new LocalBiasGradient(dy.On(engine), partials));
        engine.Run(new SumPartials(partials, db));
        Grid.AssertHolds(engine, db, (a, row, o) => Rounded.Sum((
            from cell in Enumerable.Range(0, Cells)
            where rows == 1 || cell == row
            from s in Enumerable.Range(0, samples)
            select dy[a, cell * outputs + o, s]).Prepend(before[a, row, o])));
    }

    [Theory]
    [InlineData("around", 3, 16)]
    [InlineData("around", 20, 32)]
    [InlineData("spread", 5, 48)]
    public void A_plane_of_ones_gives_each_cell_a_bias_of_its_own(string table, int outputs, int samples)
    {
        Random random = new(8);
        using IEngine engine = Grid.NewEngine();
        Layer layer = new(table, 1, outputs, samples, random);
        int taps = layer.Table.Length;
        Grid w = Grid.Random(random, Agents, taps, outputs), bias = Grid.Random(random, Agents, 1, outputs);
        Grid dy = Grid.Random(random, Agents, layer.To * outputs, samples), before = Grid.Random(random, Agents, taps, outputs);
        Tensor to = engine.Floats(Agents, layer.To, outputs), dw = before.On(engine), partials = engine.Floats(Agents, taps * outputs, 16);
        engine.Run(new LocalOnes(layer.Sources(engine), w.On(engine), bias.On(engine), to));
        engine.Run(new LocalOnesGradient(layer.Sources(engine), dy.On(engine), partials));
        engine.Run(new SumPartials(partials, dw));
        Grid.AssertHolds(engine, to, (a, cell, o) => Rounded.Sum(
            Enumerable.Range(0, taps).Where(tap => layer.Table[tap][cell] >= 0).Select(tap => w[a, tap, o]).Prepend(bias[a, 0, o])));
        Grid.AssertHolds(engine, dw, (a, tap, o) => Rounded.Sum((
            from cell in Enumerable.Range(0, layer.To)
            where layer.Table[tap][cell] >= 0
            from s in Enumerable.Range(0, samples)
            select dy[a, cell * outputs + o, s]).Prepend(before[a, tap, o])));
    }

    [Fact]
    public void Features_are_shown_as_planes_of_each_cell()
    {
        const int Samples = 32, Planes = 3;
        Random random = new(4);
        using IEngine engine = Grid.NewEngine();
        FeatureLists lists = new(random, Agents, Samples, 1, Planes * Cells);
        Tensor to = Grid.Random(random, Agents, Cells * Planes, Samples).On(engine);
        engine.Run(new ShowFeatures(lists.On(engine), to, Planes));
        Grid.AssertIs(engine, to, (a, row, s) => lists[a, s].Contains(row % Planes * Cells + row / Planes) ? 1 : 0);
    }

    [Fact]
    public void A_state_is_cleared_where_an_episode_begins()
    {
        const int Samples = 32;
        Random random = new(5);
        using IEngine engine = Grid.NewEngine();
        FeatureLists lists = new(random, Agents, Samples, 1, Cells);
        Grid from = Grid.Random(random, Agents, 13, Samples);
        Tensor to = from.On(engine);
        engine.Run(new ClearFresh(to, lists.FlagsOn(engine)));
        Grid.AssertIs(engine, to, (a, row, s) => lists.IsFresh(a, s) ? 0 : from[a, row, s]);
    }

    [Fact]
    public void The_agents_cell_is_picked_and_a_gradient_added_there()
    {
        const int Samples = 32, Width = 5;
        Random random = new(6);
        using IEngine engine = Grid.NewEngine();
        FeatureLists lists = new(random, Agents, Samples, 1, 3 * Cells);
        Grid x = Grid.Random(random, Agents, Cells * Width, Samples), g = Grid.Random(random, Agents, Width, Samples);
        Grid before = Grid.Random(random, Agents, Cells * Width, Samples);
        Tensor here = engine.Floats(Agents, Width, Samples), all = before.On(engine);
        engine.Run(new PickCell(x.On(engine), lists.On(engine), here));
        engine.Run(new AddAtCell(g.On(engine), lists.On(engine), all));
        Grid.AssertIs(engine, here, (a, f, s) => x[a, lists[a, s][0] * Width + f, s]);
        Grid.AssertHolds(engine, all, (a, row, s) => Rounded.Sum([before[a, row, s], row / Width == lists[a, s][0] ? g[a, row % Width, s] : 0]));
    }

    [Fact]
    public void A_pool_is_mean_and_maximum_and_the_first_of_the_greatest_has_the_maximums_gradient()
    {
        const int Samples = 16, Width = 3;
        Random random = new(7);
        using IEngine engine = Grid.NewEngine();
        Grid x = Grid.Of(Agents, Cells * Width, Samples, (_, _, _) => random.Next(4)), g = Grid.Random(random, Agents, 2 * Width, Samples);
        Tensor pooled = engine.Floats(Agents, 2 * Width, Samples), dx = engine.Floats(Agents, Cells * Width, Samples);
        engine.Run(new Pool(x.On(engine), pooled));
        engine.Run(new PoolGradient(x.On(engine), g.On(engine), dx));
        double[] Of(int a, int f, int s) => [.. Enumerable.Range(0, Cells).Select(cell => x[a, cell * Width + f, s])];
        Grid.AssertHolds(engine, pooled, (a, r, s) =>
            r < Width ? Rounded.Sum(Of(a, r, s)).Times(1.0 / Cells) : new Rounded(Of(a, r - Width, s).Max(), 0));
        Grid.AssertHolds(engine, dx, (a, r, s) =>
        {
            double[] values = Of(a, r % Width, s);
            Rounded mean = Rounded.Sum([g[a, r % Width, s]]).Times(1.0 / Cells);
            return Array.IndexOf(values, values.Max()) == r / Width ? mean.Plus(g[a, Width + r % Width, s]) : mean;
        });
    }

    public static TheoryData<Formula> Formulas { get; } = [.. Enum.GetValues<Formula>()];

    [Theory]
    [MemberData(nameof(Formulas))]
    public void A_formula_is_applied_number_by_number(Formula formula)
    {
        Random random = new(8);
        using IEngine engine = Grid.NewEngine();
        Grid a = Grid.Random(random, Agents, 3, 20), b = Grid.Random(random, Agents, 3, 20), c = Grid.Random(random, Agents, 3, 20);
        Tensor to = engine.Floats(Agents, 3, 20);
        Tensor? third = formula is Formula.Product or Formula.TimesRest ? null : c.On(engine);
        engine.Run(new Pointwise(formula, a.On(engine), b.On(engine), to, third));
        Grid.AssertHolds(engine, to, (i, row, column) =>
        {
            (double p, double q, double r) = (a[i, row, column], b[i, row, column], c[i, row, column]);
            double wanted = formula switch
            {
                Formula.Product => p * q,
                Formula.Blend => p + q * (r - p),
                Formula.TimesDifference => p * (q - r),
                _ => p * (1 - q),
            };
            return new Rounded(wanted, 8 * Rounded.Unit);
        });
    }

    [Fact]
    public void States_of_cells_are_captured_as_rows_at_the_chosen_step()
    {
        const int Samples = 16, Width = 3;
        Random random = new(9);
        using IEngine engine = Grid.NewEngine();
        Grid from = Grid.Random(random, Agents, Cells * Width, Samples), before = Grid.Random(random, Agents, Samples * Cells + 1, Width);
        int[] chosen = [.. Enumerable.Range(0, Agents * Samples).Select(_ => random.Next(3))];
        IntTensor steps = engine.Ints(Agents, 1, Samples);
        engine.Upload(chosen, steps);
        Tensor to = before.On(engine);
        engine.Run(new CaptureCells(from.On(engine), steps, to, 1));
        Grid.AssertIs(engine, to, (a, row, f) => row < Samples * Cells && chosen[a * Samples + row / Cells] == 1
            ? from[a, row % Cells * Width + f, row / Cells]
            : before[a, row, f]);
    }

    /// <summary>A layer of random numbers.</summary>
    private sealed class Layer(string table, int inputs, int outputs, int samples, Random random)
    {
        public int[][] Table { get; } = Tables[table];

        public int To => Table[0].Length;

        public int Matrices => table is "spread" or "gather" ? 1 : Table.Length;

        public Grid X { get; } = Grid.Random(random, Agents, (table == "spread" ? 1 : Cells) * inputs, samples);

        public Grid W { get; } = Grid.Random(random, Agents, (table is "spread" or "gather" ? 1 : Tables[table].Length) * inputs, outputs);

        public IntTensor Sources(IEngine engine)
        {
            IntTensor sources = engine.Ints(1, Table.Length, To);
            engine.Upload(Table.SelectMany(row => row).ToArray(), sources);
            return sources with { AgentStride = 0 };
        }

        public IEnumerable<double> Terms(int agent, int row, int sample) =>
            from tap in Enumerable.Range(0, Table.Length)
            let source = Table[tap][row / outputs]
            where source >= 0
            from i in Enumerable.Range(0, inputs)
            select X[agent, source * inputs + i, sample] * W[agent, (Matrices == 1 ? 0 : tap) * inputs + i, row % outputs];
    }
}
