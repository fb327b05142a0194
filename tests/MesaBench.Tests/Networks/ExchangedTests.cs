using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Networks;
using MesaBench.Tests.Engines;
using MesaBench.Tests.Kernels;

namespace MesaBench.Tests.Networks;

/// <summary>Networks between whose states exchanges are made after ticks, against references that are run tick by tick.</summary>
public class ExchangedTests
{
    private const int Agents = 2, Environments = 16, Steps = 4, Aligned = 2;

    private static readonly ObservationShape Shape = new(3, 3, 12);

    /// <summary>A network, and its reference with a number of ticks.</summary>
    private sealed record Case(Network Network, Func<int, ReferenceNetwork> Reference, int Channels);

    private static Case Of(string name) => name switch
    {
        "rcnn" => Rcnn(3, default),
        "gated rcnn" => Rcnn(3, new(CellActivation.Tanh, true, HeadKind.Flat)),
        "clamped rcnn" => Rcnn(9, new(CellActivation.Clamp, false, HeadKind.Agent)),
        "transformer" => new(
            new Transformer(Shape, 4, 2, 1, 3, HeadKind.Agent), loops => new ReferenceTransformer(Shape, 4, 2, 1, loops, HeadKind.Agent), 4),
        _ => new(new Drc(Shape, 3, 2, 3, HeadKind.Agent), ticks => new ReferenceDrc(Shape, 3, 2, ticks, HeadKind.Agent), 3),
    };

    private static Case Rcnn(int channels, RcnnForm form) =>
        new(new Rcnn(Shape, channels, 3, form), ticks => new ReferenceRcnn(Shape, channels, ticks, form), channels);

    [Theory]
    [InlineData("rcnn")]
    [InlineData("gated rcnn")]
    [InlineData("clamped rcnn")]
    [InlineData("drc")]
    [InlineData("transformer")]
    public void Formula_and_gradient_are_those_of_states_that_are_exchanged_between_ticks_and_carried_over_steps(string name)
    {
        Case tested = Of(name);
        using Run run = new(tested.Network, Run.Mixed(tested.Network.Ticks));
        Grid given = Grid.Random(new Random(7), Agents, Network.Outputs, Steps * Environments), head = Grid.From(run.Engine, run.Actor.Experience.Head);
        Dictionary<string, double[]>[] gradients = run.Gradients(given);
        for (int agent = 0; agent < Agents; agent++)
        {
            Dictionary<string, double[]> parameters = run.Parameters[agent];
            double[][] wanted = Answers(tested, run, agent, parameters);
            for (int i = 0; i < wanted.Length; i++)
                for (int o = 0; o < Network.Outputs; o++) Assert.Equal(wanted[i][o], head[agent, o, i], 3e-6);
            foreach ((string block, double[] gradient) in gradients[agent])
            {
                int[] places = [.. Enumerable.Range(0, gradient.Length).Where(i => i * 5 / gradient.Length > (i - 1) * 5 / gradient.Length)];
                double[] slopes = Slopes.At(parameters[block], places, () => Answers(tested, run, agent, parameters)
                    .SelectMany((answer, i) => answer.Select((logit, o) => given[agent, o, i] * logit)).Sum());
                double scale = gradient.Max(Math.Abs);
                Assert.True(scale > 1e-3, $"{block} has no slope to speak of");
                for (int i = 0; i < places.Length; i++) Assert.Equal(slopes[i], gradient[places[i]], 5e-6 * scale + 3e-7);
            }
        }
    }

    [Theory]
    [InlineData("rcnn")]
    [InlineData("gated rcnn")]
    [InlineData("drc")]
    [InlineData("transformer")]
    public void Where_none_is_due_answers_and_gradient_are_the_bits_of_networks_without(string name)
    {
        Network network = Of(name).Network;
        Grid given = Grid.Random(new Random(7), Agents, Network.Outputs, Steps * Environments);
        using Run with = new(network, (_, _, _) => 0), without = new(network, null), exchanged = new(network, Run.Mixed(network.Ticks));
        float[] Head(Run run) => run.Engine.Download(run.Actor.Experience.Head);
        Assert.Equal(Head(without), Head(with));
        Assert.NotEqual(Head(without), Head(exchanged));
        Assert.Equal(without.Gradients(given), with.Gradients(given));
    }

    [Fact]
    public void A_network_with_exchanges_hears_of_each_state_before_they_are_made()
    {
        using Run with = new(new Rcnn(Shape, 3, 1), (_, _, _) => 1), without = new(new Rcnn(Shape, 3, 1), null);
        float[] Heard(Run run)
        {
            float[] heard = [];
            run.Actor.Forget();
            run.Actor.Listener = (_, step, state) => heard = step == 0 ? run.Engine.Download(state) : heard;
            run.Actor.Act(0);
            return heard[..(Shape.Cells * 3 * Environments)];
        }
        Assert.Equal(Heard(without), Heard(with));
    }

    /// <summary>[step x environment][5] by the reference, a tick of both of a pair at a time.</summary>
    private static double[][] Answers(Case tested, Run run, int agent, Dictionary<string, double[]> parameters)
    {
        ReferenceNetwork tick = tested.Reference(1), read = tested.Reference(0);
        int numbers = Math.Max(tick.StateSize, Shape.Cells * tested.Channels);
        double[][] states = [.. Enumerable.Range(0, Environments).Select(_ => new double[numbers])], answers = new double[Steps * Environments][];
        for (int step = 0; step < Steps; step++)
        {
            int[] Features(int environment) => run.Lists[agent, step * Environments + environment];
            for (int i = 0; i < Environments; i++)
                if (tick.StateSize == 0 || run.Lists.IsFresh(agent, step * Environments + i)) Array.Clear(states[i]);
            for (int t = 1; t <= tested.Network.Ticks; t++)
            {
                for (int i = 0; i < Environments; i++) _ = tick.Forward(parameters, Features(i), states[i]);
                for (int i = 0; i < Environments; i += 2)
                    for (int number = 0; number < numbers; number++)
                    {
                        int due = run.Due(step, number / tested.Channels % Shape.Cells, i);
                        bool isAligned = number % tested.Channels < Aligned;
                        if (due == (isAligned ? t : -t)) (states[i][number], states[i + 1][number]) = (states[i + 1][number], states[i][number]);
                    }
            }
            for (int i = 0; i < Environments; i++) answers[step * Environments + i] = read.Forward(parameters, Features(i), states[i]);
        }
        return answers;
    }

    /// <summary>A network on an engine, after some steps on random observations.</summary>
    private sealed class Run : IDisposable
    {
        private readonly Network network;
        private readonly Learner learner;
        private readonly Tensor gradient;

        /// <param name="network">The network.</param>
        /// <param name="due">Exchanges by step, cell and environment; null for a network without.</param>
        public Run(Network network, Func<int, int, int, int>? due)
        {
            (this.network, Due) = (network, due ?? ((_, _, _) => 0));
            Random random = new(5);
            ParameterMap map = new(network.Layout);
            float[][] vectors = [.. Enumerable.Range(0, Agents).Select(_ => map.Random(random, 0.6))];
            Parameters = [.. vectors.Select(vector => map.Read(vector))];
            Tensor parameters = Engine.Floats(Agents, network.Layout.Rows, ParameterLayout.RowWidth);
            Engine.Upload([.. vectors.SelectMany(vector => vector)], parameters);
            gradient = Engine.Floats(Agents, network.Layout.Rows, ParameterLayout.RowWidth);
            Exchanges? exchanges = due is null ? null : Exchanges.Create(Engine, Shape, Agents, Environments, Steps, Aligned);
            if (exchanges is not null)
                Engine.Upload(
                    [
                        .. from agent in Enumerable.Range(0, Agents) from step in Enumerable.Range(0, Steps + 1) from cell in Enumerable.Range(0, Shape.Cells)
                           from i in Enumerable.Range(0, Environments) select Due(step, cell, i),
                    ], exchanges.Due);
            Actor = network.Open(Engine, parameters, Environments, Steps, exchanges: exchanges);
            learner = new Learner(Actor, gradient);
            learner.Refresh();
            Lists = new FeatureLists(random, Agents, Environments, Steps + 1, Shape.Features);
            Lists.Write(Engine, Actor.Experience.Features);
            for (int step = 0; step <= Steps; step++) Lists.WriteFlags(Engine, step, Actor.Experience.FreshAt(step));
            for (int step = 0; step < Steps; step++) Actor.Act(step);
        }

        public IEngine Engine { get; } = Grid.NewEngine();

        public NetworkActor Actor { get; }

        public Dictionary<string, double[]>[] Parameters { get; }

        public FeatureLists Lists { get; }

        public Func<int, int, int, int> Due { get; }

        /// <summary>For every pair and step a tick and kind of its own, in two cells of three.</summary>
        public static Func<int, int, int, int> Mixed(int ticks) => (step, cell, environment) =>
            (cell + environment / 2) % 3 == 0 ? 0 : (1 + (environment / 2 + step) % ticks) * (environment / 2 % 4 == 0 ? -1 : 1);

        /// <summary>[agent] the gradient of the sum of the answers times given numbers.</summary>
        public Dictionary<string, double[]>[] Gradients(Grid given)
        {
            learner.Backward(given.On(Engine), 0, Steps);
            ParameterMap map = new(network.Layout);
            float[] all = Engine.Download(gradient);
            return [.. all.Chunk(all.Length / Agents).Select(vector => map.Read(vector))];
        }

        public void Dispose() => Engine.Dispose();
    }
}
