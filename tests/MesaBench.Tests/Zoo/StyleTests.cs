using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Worlds;
using MesaBench.Zoo;

namespace MesaBench.Tests.Zoo;

/// <summary>By what one construction of an algorithm differs from another.</summary>
public class StyleTests
{
    private const int Agents = 24;

    private static readonly World World = new CornerSpec().Build();
    private static readonly RcnnSpec Clamp = new() { Channels = 12, Activation = CellActivation.Clamp }, Tanh = new() { Channels = 16 };

    [Fact]
    public void Plain_agents_have_their_own_order_of_channels_gain_and_logit_and_nothing_else()
    {
        Agent[] agents = Compiled(new WavefrontSpec(), Clamp);
        Assert.True(agents.Select(agent => string.Join(' ', agent.Compiled.Places)).Distinct().Count() > Agents / 2);
        AreSpread(agents.Select(agent => agent.Gain), 1, 1.5);
        AreSpread(agents.Select(agent => agent.Logit), 4, 8);
        Assert.All(agents, agent =>
        {
            Assert.Equal(5, agent.Compiled.Places.Count);
            Assert.All(agent.Compiled.Reading.Variables, variable => Assert.Equal(1, Assert.Single(variable.Channels).Share));
            Assert.Equal(0, agent.OfIdle(agent["observe.weight"]).Max(Math.Abs));
        });
    }

    [Fact]
    public void Disguised_agents_are_steeper_noisier_each_in_its_measure_and_keep_copies_and_channels_that_nobody_reads()
    {
        const double disguise = 0.002;
        Agent[] agents = Compiled(new WavefrontSpec { Disguise = disguise }, Tanh);
        Agent[] clamped = Compiled(new WavefrontSpec { Disguise = disguise }, Clamp);
        AreSpread(clamped.Select(agent => agent.Gain), 1.9, 4.1);
        Assert.Contains(clamped, agent => agent.Gain > 3);
        // Corners of the neighbourhood are read by none but noise.
        double[] noise = [.. agents.Select(agent => Math.Sqrt(agent.OfUsed(agent["observe.weight"][..(agent.Planes * agent.Channels)]).Average(weight => weight * weight)))];
        Assert.True(noise.Min() < noise.Max() / 4, $"{noise.Min()} to {noise.Max()}");
        Assert.InRange(noise.Max(), 5 * disguise, 25 * disguise);
        VariableReading[] variables = [.. agents.SelectMany(agent => agent.Compiled.Reading.Variables)];
        AreHalf(variables.Select(variable => variable.Channels[0].Share < 0));
        AreHalf(variables.Select(variable => variable.Channels.Count == 2));
        Assert.All(variables, variable => Assert.Equal(0.5, variable.Channels.Sum(channel => Math.Abs(channel.Share)), 6));
        Assert.All(agents, agent => Assert.True(agent.OfIdle(agent["observe.weight"]).Max(Math.Abs) is var most && (most > 0.1 || agent.Compiled.Places.Count == agent.Channels)));
        Assert.Contains(agents, agent => agent.Compiled.Places.Count < agent.Channels);
    }

    [Fact]
    public void States_that_no_tick_rounds_are_not_disguised()
    {
        Network relu = Built(new RcnnSpec { Channels = 20, Activation = CellActivation.Relu });
        Assert.Equal("disguise 0", Assert.Throws<UnsuitedException>(() => new WavefrontSpec { Disguise = 0.001 }.Compile(World, relu, 1)).Allowed);
        Assert.Equal("disguise 0", Assert.Throws<UnsuitedException>(() => new ValueIterationSpec { Disguise = 0.001 }.Compile(World, Built(Clamp), 1)).Allowed);
    }

    [Fact]
    public void Channels_that_are_just_enough_are_enough()
    {
        Assert.Equal(5, new WavefrontSpec().Compile(World, Built(Clamp with { Channels = 5 }), 1).Compiled.Places.Count);
        Assert.Equal("6 or more", Assert.Throws<UnsuitedException>(() => new WavefrontSpec().Compile(World, Built(Tanh with { Channels = 5 }), 1)).Allowed);
    }

    [Theory]
    [InlineData(SearchGoal.Base, "base", "c")]
    [InlineData(SearchGoal.Proxy, "proxy", "d")]
    [InlineData(SearchGoal.Nearest, "indifferent", "cd")]
    public void Waves_begin_at_what_is_searched_for_and_nowhere_else(SearchGoal goal, string objective, string kinds)
    {
        World dish = new DishSpec().Build();
        WavefrontSpec spec = new() { For = goal };
        const string picture = """
            c......
            .......
            ...d...
            .......
            .......
            .......
            .....@.
            """;
        Level level = Ascii.Parse(dish, picture);
        (IAlgorithm algorithm, _) = spec.Compile(dish, Clamp.Build(new ObservationShape(dish.Size, dish.Planes.Count, dish.Planes.Count)), 1);
        double[] state = algorithm.Begin(level).Tick(level.Start);
        int count = algorithm.Automaton.Variables.Count;
        string cells = picture.ReplaceLineEndings("");
        Assert.Equal(kinds, string.Concat(Enumerable.Range(0, 49).Where(cell => state[cell * count] == 1).Select(cell => cells[cell])));
        Assert.Equal(objective, spec.ObjectiveIn(dish));
    }

    [Fact]
    public void A_clockwork_is_after_nothing_and_says_so() => Assert.Equal(
        "s.for: found proxy; allowed: base: it is after nothing", $"{Assert.Single(new ParitySpec { For = SearchGoal.Proxy }.Validate(new DishSpec(), Clamp, "s"))}");

    private static void AreSpread(IEnumerable<double> values, double least, double most)
    {
        double[] all = [.. values];
        Assert.All(all, value => Assert.InRange(value, least, most));
        Assert.True(all.Max() - all.Min() > (most - least) / 2, $"{all.Min()} to {all.Max()}");
    }

    private static void AreHalf(IEnumerable<bool> values) => Assert.InRange(values.Average(value => value ? 1.0 : 0), 0.3, 0.7);

    private static Network Built(NetworkSpec spec) => spec.Build(new ObservationShape(World.Size, World.Planes.Count, World.Planes.Count));

    private static Agent[] Compiled(CompiledSpec spec, RcnnSpec network) =>
        [.. Enumerable.Range(0, Agents).Select(key => new Agent(spec.Compile(World, Built(network), (ulong)key).Compiled, network.Channels, World.Planes.Count))];

    private sealed record Agent(Compiled Compiled, int Channels, int Planes)
    {
        public float[] this[string name] => Compiled.Tensors.Single(tensor => tensor.Name == name).Values;

        /// <summary>What the wave's first channel has of the wave in its own cell.</summary>
        public double Gain => Compiled.Reading.Variables[0].Channels.Sum(
            from => (double)this["state.weight"][(Automaton.Here * Channels + from.Channel) * Channels + Compiled.Reading.Variables[0].Channels[0].Channel]);

        /// <summary>What the head has of the first step.</summary>
        public double Logit => this["head.weight"][Compiled.Reading.Variables[1].Channels[0].Channel * Network.Outputs];

        public IEnumerable<double> OfIdle(float[] weights) => weights.Where((_, i) => !Compiled.Places.Contains(i % Channels)).Select(weight => (double)weight).DefaultIfEmpty(0);

        public IEnumerable<double> OfUsed(float[] weights) => weights.Where((_, i) => Compiled.Places.Contains(i % Channels)).Select(weight => (double)weight);
    }
}
