using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Networks;
using MesaBench.Tests.Engines;
using MesaBench.Tests.Kernels;

namespace MesaBench.Tests.Networks;

public class LearnerTests
{
    private const int Agents = 2, Environments = 16, Steps = 5;

    private static readonly ObservationShape Shape = new(3, 3, 12);

    public static TheoryData<Network> Recurrent { get; } =
        [new Rcnn(Shape, 3, 2), new Rcnn(Shape, 2, 1, new(default, true, HeadKind.Flat)), new Drc(Shape, 2, 2, 1, HeadKind.Flat), new Gru(Shape, 4)];

    /// <summary>A rollout of five steps unrolled over three is one of three steps and one of two.</summary>
    [Theory]
    [MemberData(nameof(Recurrent))]
    public void A_gradient_flows_back_over_the_unroll_and_no_further(Network network)
    {
        using IEngine engine = Grid.NewEngine();
        Random random = new(4);
        FeatureLists lists = new(random, Agents, Environments, Steps + 1, Shape.Features);
        Tensor parameters = engine.Floats(Agents, network.Layout.Rows, ParameterLayout.RowWidth);
        engine.Upload(Enumerable.Range(0, Agents).SelectMany(_ => new ParameterMap(network.Layout).Random(random, 0.5)).ToArray(), parameters);
        Grid head = Grid.Random(random, Agents, Network.Outputs, Steps * Environments);

        float[] Gradient(int? unroll)
        {
            Tensor gradient = engine.Floats(Agents, network.Layout.Rows, ParameterLayout.RowWidth);
            NetworkActor actor = network.Open(engine, parameters, Environments, Steps);
            Show(actor, 0);
            Learner learner = new(actor, gradient, unroll);
            learner.Refresh();
            Tensor given = head.On(engine);
            for (int first = 0, count; first < Steps; first += count)
            {
                count = Math.Min(learner.StepsPerPart, Steps - first);
                learner.Forward(first, count);
                learner.Backward(given.ColumnRange(first * Environments, count * Environments), first, count);
            }
            return engine.Download(gradient);
        }

        void Show(NetworkActor actor, int first)
        {
            IntTensor all = lists.On(engine), flags = lists.FlagsOn(engine), features = actor.Experience.Features;
            int slots = actor.Experience.Steps + 1;
            engine.Run(new CopyInts(all.RowRange(first * Environments, slots * Environments) with { Columns = features.Columns }, features));
            engine.Run(new CopyInts(flags.RowRange(first, slots), actor.Experience.Fresh));
        }

        // Rollouts of three and two steps with a state carried over between them.
        Tensor sum = engine.Floats(Agents, network.Layout.Rows, ParameterLayout.RowWidth);
        NetworkActor before = network.Open(engine, parameters, Environments, 3), after = network.Open(engine, parameters, Environments, 2);
        Show(before, 0);
        Show(after, 3);
        Learner ofBefore = new(before, sum), ofAfter = new(after, sum);
        ofBefore.Refresh();
        ofAfter.Refresh();
        ofBefore.Forward(0, 3);
        ofBefore.Backward(head.On(engine).ColumnRange(0, 3 * Environments), 0, 3);
        Carry[] from = [.. before.Graph.Layers.OfType<Carry>()], to = [.. after.Graph.Layers.OfType<Carry>()];
        foreach ((Carry left, Carry right) in from.Zip(to))
            engine.Run(new Copy(left.After.At(new Steps(2, 1)), right.After.At(new Steps(1, 1))));
        after.CarryOver();
        ofAfter.Forward(0, 2);
        ofAfter.Backward(head.On(engine).ColumnRange(3 * Environments, 2 * Environments), 0, 2);

        Assert.Equal(engine.Download(sum), Gradient(3));
        Assert.NotEqual(Gradient(null), Gradient(3));
        Assert.NotEqual(Gradient(1), Gradient(3));
    }
}
