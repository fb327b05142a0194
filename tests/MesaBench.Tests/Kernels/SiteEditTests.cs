using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Tests.Engines;

namespace MesaBench.Tests.Kernels;

/// <summary>Edits of a site's state, with a row a sample and with samples side by side.</summary>
public class SiteEditTests
{
    private const int Agents = 2, Samples = 16, Features = 5;

    private readonly Random random = new(1);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_direction_is_added_to_every_sample(bool sideBySide)
    {
        using IEngine engine = Grid.NewEngine();
        Grid state = State(sideBySide), direction = Grid.Random(random, Agents, 1, Features);
        Tensor on = state.On(engine);
        engine.Run(new AddDirection(on, sideBySide, direction.On(engine), 0.5f));
        Grid.AssertHolds(engine, on, (a, r, c) => Rounded.Sum([state[a, r, c], 0.5 * direction[a, 0, sideBySide ? r : c]]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Nothing_is_left_along_directions_that_are_taken_out_and_the_rest_stays(bool sideBySide)
    {
        using IEngine engine = Grid.NewEngine();
        Grid state = State(sideBySide);
        // Orthonormal: (.6, .8, 0, ...) and (0, 0, 1, 0, ...).
        Grid directions = Grid.Of(Agents, 2, Features, (_, d, f) => (d, f) switch { (0, 0) => 0.6f, (0, 1) => 0.8f, (1, 2) => 1, _ => 0 });
        Tensor on = state.On(engine);
        engine.Run(new ProjectOut(on, sideBySide, directions.On(engine)));
        double At(int a, int sample, int f) => sideBySide ? state[a, f, sample] : state[a, sample, f];
        Grid.AssertHolds(engine, on, (a, r, c) =>
        {
            (int sample, int f) = sideBySide ? (c, r) : (r, c);
            double along = 0.6 * At(a, sample, 0) + 0.8 * At(a, sample, 1);
            double wanted = f switch { 0 => At(a, sample, 0) - 0.6 * along, 1 => At(a, sample, 1) - 0.8 * along, 2 => 0, _ => At(a, sample, f) };
            return new Rounded(wanted, 16 * Rounded.Unit);
        });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_sample_gets_the_state_of_its_source(bool sideBySide)
    {
        using IEngine engine = Grid.NewEngine();
        Grid state = State(sideBySide);
        int[] sources = [.. Enumerable.Range(0, Agents * Samples).Select(_ => random.Next(Samples))];
        IntTensor table = engine.Ints(Agents, 1, Samples);
        engine.Upload(sources, table);
        Tensor to = sideBySide ? engine.Floats(Agents, Features, Samples) : engine.Floats(Agents, Samples, Features);
        engine.Run(new TakeSamples(state.On(engine), to, sideBySide, table));
        Grid.AssertIs(engine, to, (a, r, c) => sideBySide ? state[a, r, sources[a * Samples + c]] : state[a, sources[a * Samples + r], c]);
    }

    private Grid State(bool sideBySide) => sideBySide ? Grid.Random(random, Agents, Features, Samples) : Grid.Random(random, Agents, Samples, Features);
}
