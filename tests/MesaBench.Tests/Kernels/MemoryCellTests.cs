using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Tests.Engines;

namespace MesaBench.Tests.Kernels;

/// <summary>The gates of a long short-term memory, against double precision.</summary>
public class MemoryCellTests
{
    private const int Agents = 2, Cells = 3, Features = 5, Samples = 32, Rows = Cells * Features;

    // The elementary functions are within 2 ulp, and a formula has a few roundings more.
    private const double Ulps = 40;

    private static readonly Random Random = new(21);

    private readonly Grid sums = Grid.Random(Random, Agents, 4 * Rows, Samples), before = Grid.Random(Random, Agents, Rows, Samples);
    private readonly Grid gradient = Grid.Random(Random, Agents, Rows, Samples), other = Grid.Random(Random, Agents, Rows, Samples);

    [Fact]
    public void A_content_is_kept_as_far_as_forget_is_open_and_replaced_as_far_as_input_is()
    {
        using IEngine engine = Grid.NewEngine();
        Tensor gates = sums.On(engine), after = engine.Floats(Agents, Rows, Samples);
        engine.Run(new KeepContent(gates, Features, before.On(engine), after));
        Grid.AssertHolds(engine, gates, (a, row, s) => Near(Gate(a, row, s)));
        Grid.AssertHolds(engine, after, (a, row, s) => Near(Of(a, row, 1, s) * before[a, row, s] + Of(a, row, 0, s) * Of(a, row, 3, s)));
    }

    [Fact]
    public void What_is_shown_is_the_squashed_content_as_far_as_output_is_open()
    {
        using IEngine engine = Grid.NewEngine();
        Tensor squashed = engine.Floats(Agents, Rows, Samples), shown = engine.Floats(Agents, Rows, Samples);
        engine.Run(new ShowContent(Open(engine), Features, before.On(engine), squashed, shown));
        Grid.AssertHolds(engine, squashed, (a, row, s) => Near(Math.Tanh(before[a, row, s])));
        Grid.AssertHolds(engine, shown, (a, row, s) => Near(Of(a, row, 2, s) * Math.Tanh(before[a, row, s])));
    }

    [Fact]
    public void Gradients_are_those_of_the_sums_and_of_the_contents()
    {
        using IEngine engine = Grid.NewEngine();
        Tensor content = gradient.On(engine), ofSums = engine.Floats(Agents, 4 * Rows, Samples), added = other.On(engine);
        Tensor squashed = engine.Floats(Agents, Rows, Samples), shown = engine.Floats(Agents, Rows, Samples);
        engine.Run(new ShowContent(Open(engine), Features, before.On(engine), squashed, shown));
        engine.Run(new ShowContentGradient(Open(engine), Features, squashed, gradient.On(engine), added, ofSums));
        engine.Run(new KeepContentGradient(Open(engine), Features, before.On(engine), content, ofSums));
        Grid.AssertHolds(engine, content, (a, row, s) => Near(gradient[a, row, s] * Of(a, row, 1, s)));
        Grid.AssertHolds(engine, added, (a, row, s) =>
            Near(other[a, row, s] + gradient[a, row, s] * Of(a, row, 2, s) * (1 - Math.Pow(Math.Tanh(before[a, row, s]), 2))));
        Grid.AssertHolds(engine, ofSums, (a, row, s) =>
        {
            int gate = row / Features % 4, of = row / (4 * Features) * Features + row % Features;
            double own = Of(a, of, gate, s), d = gradient[a, of, s];
            double by = gate switch { 0 => Of(a, of, 3, s), 1 => before[a, of, s], 2 => Math.Tanh(before[a, of, s]), _ => Of(a, of, 0, s) };
            return Near(d * by * (gate == 3 ? 1 - own * own : own * (1 - own)));
        });
    }

    /// <summary>The gates, on an engine.</summary>
    private Tensor Open(IEngine engine)
    {
        Tensor gates = sums.On(engine);
        engine.Run(new KeepContent(gates, Features, before.On(engine), engine.Floats(Agents, Rows, Samples)));
        return gates;
    }

    /// <summary>A gate, of those of input, forget, output and candidate, for a row of the content.</summary>
    private double Of(int agent, int row, int gate, int sample) => Gate(agent, (row / Features * 4 + gate) * Features + row % Features, sample);

    private double Gate(int agent, int row, int sample)
    {
        double sum = sums[agent, row, sample];
        int gate = row / Features % 4;
        return gate == 3 ? Math.Tanh(sum) : 1 / (1 + Math.Exp(-sum - (gate == 1 ? 1 : 0)));
    }

    private static Rounded Near(double value) => new(value, Ulps * Rounded.Unit);
}
