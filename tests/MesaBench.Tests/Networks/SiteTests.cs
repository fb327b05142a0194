using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Networks;
using MesaBench.Tests.Engines;
using MesaBench.Tests.Kernels;

namespace MesaBench.Tests.Networks;

/// <summary>Every site of every network announces the very state that the answer is computed from.</summary>
public class SiteTests
{
    private const int Agents = 2, Environments = 16, Steps = 2;

    private static readonly ObservationShape Shape = new(3, 3, 12);

    /// <summary>One of every architecture, with the names of its sites.</summary>
    public static TheoryData<Network, string> Networks { get; } = new()
    {
        { new Mlp(Shape, 5, 2), "layer0.h layer1.h" },
        { new Gru(Shape, 5), "layer0.h" },
        { new Cnn(Shape, 3, 2, HeadKind.Flat), "layer0.h layer1.h" },
        { new Transformer(Shape, 4, 2, 1, 2, HeadKind.Flat), "layer0.tick1.attention layer0.tick1.h layer0.tick2.attention layer0.tick2.h" },
        { new Transformer(Shape, 4, 1, 2, 1, HeadKind.Agent), "layer0.attention layer0.h layer1.attention layer1.h" },
        { new Rcnn(Shape, 3, 2), "layer0.tick1.h layer0.tick2.h" },
        { new Rcnn(Shape, 3, 1, new(CellActivation.Relu, true, HeadKind.Flat)), "layer0.tick1.h" },
        {
            new Drc(Shape, 2, 2, 2, HeadKind.Agent),
            "layer0.tick1.c layer0.tick1.h layer1.tick1.c layer1.tick1.h layer0.tick2.c layer0.tick2.h layer1.tick2.c layer1.tick2.h"
        },
    };

    [Theory]
    [MemberData(nameof(Networks))]
    public void Sites_have_stable_names_in_the_order_in_which_they_arise(Network network, string names)
    {
        using Play play = new(network);
        Assert.Equal(names, string.Join(' ', play.Actor.Sites.Select(s => s.Name)));
        List<string> heard = [];
        play.Run((site, _, _) => heard.Add(site.Name));
        Assert.Equal(Enumerable.Repeat(names.Split(' '), Steps).SelectMany(n => n), heard);
        play.Run((site, step, state) => Assert.Equal(
            site.HasSamplesSideBySide ? ((site.IsSpatial ? Shape.Cells : 1) * site.Width, Environments) : (Environments, site.Width),
            (state.Rows, state.Columns)));
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Adding_zero_changes_no_bit(Network network, string names)
    {
        using Play play = new(network);
        float[] plain = play.Run(null);
        foreach (string name in names.Split(' '))
        {
            float[] edited = play.Run((site, _, state) =>
            {
                if (site.Name == name) play.Engine.Run(new Add(play.Engine.Floats(state.Agents, state.Rows, state.Columns), state));
            });
            Assert.Equal(plain, edited);
        }
    }

    /// <summary>All sites of the last tick (of the last layer, without ticks) together hold all that an answer at a given cell depends on.</summary>
    [Theory]
    [MemberData(nameof(Networks))]
    public void Another_samples_state_gives_that_samples_answer(Network network, string names)
    {
        Assert.NotEmpty(names);
        using Play play = new(network);
        Site last = play.Actor.Sites[^1];
        float[] plain = play.Run(null);
        float[] edited = play.Run((site, _, state) =>
        {
            if (site != last) return;
            // Sample i gets the state of sample i + 1.
            float[] all = play.Engine.Download(state), moved = new float[all.Length];
            for (int row = 0; row < state.Agents * state.Rows; row++)
                for (int column = 0; column < state.RowStride; column++)
                    moved[row * state.RowStride + column] = site.HasSamplesSideBySide
                        ? all[row * state.RowStride + (column + 1) % Environments]
                        : all[(row / Environments * Environments + (row + 1) % Environments) * state.RowStride + column];
            play.Engine.Upload(moved, state);
        });
        // In the first step alone: in the second what is remembered has come along for some networks, and for others is another's.
        for (int output = 0; output < Agents * Network.Outputs; output++)
        {
            float[] of = plain[(output * Environments)..((output + 1) * Environments)];
            Assert.NotEqual(of, edited[(output * Environments)..((output + 1) * Environments)]);
            Assert.Equal([.. of[1..], of[0]], edited[(output * Environments)..((output + 1) * Environments)]);
        }
    }

    [Fact]
    public void A_network_acts_with_as_many_ticks_as_are_asked_for()
    {
        Network trained = new Rcnn(Shape, 3, 2), longer = new Rcnn(Shape, 3, 5);
        using Play own = new(longer), asked = new(trained, ticks: 5), plain = new(trained);
        float[] expected = own.Run(null);
        Assert.Equal(expected, asked.Run(null));
        Assert.NotEqual(expected, plain.Run(null));
        Assert.Equal(5, asked.Actor.Sites.Count);
    }

    /// <summary>Two steps of a network on random observations, in which all agents stand at one cell.</summary>
    private sealed class Play : IDisposable
    {
        public Play(Network network, int? ticks = null)
        {
            Random random = new(3);
            float[] vector = new ParameterMap(network.Layout).Random(random, 0.7);
            Tensor parameters = Engine.Floats(Agents, network.Layout.Rows, ParameterLayout.RowWidth);
            Engine.Upload(Enumerable.Range(0, Agents).SelectMany(a => vector.Select(v => v * (1 + a / 8f))).ToArray(), parameters);
            Actor = network.Open(Engine, parameters, Environments, Steps, ticks);
            IntTensor features = Actor.Experience.Features;
            int[] lists = new int[features.Agents * features.Rows * features.Columns];
            for (int row = 0; row < lists.Length / features.Columns; row++)
            {
                int[] active = [4, .. Enumerable.Range(Shape.Cells, 2 * Shape.Cells).OrderBy(_ => random.Next()).Take(5).Order()];
                (lists[row * features.Columns], int at) = (active.Length, row * features.Columns + 1);
                active.CopyTo(lists, at);
            }
            Engine.Upload(lists, features);
            Engine.Upload(Enumerable.Repeat(2, Agents * (Steps + 1) * Environments).ToArray(), Actor.Experience.Fresh);
        }

        public IEngine Engine { get; } = Grid.NewEngine();

        public NetworkActor Actor { get; }

        /// <summary>[agent][output][environment] the answers of the first step.</summary>
        public float[] Run(SiteListener? listener)
        {
            Actor.Forget();
            Actor.Listener = listener;
            for (int step = 0; step < Steps; step++) Actor.Act(step);
            Tensor head = Actor.Experience.Head;
            float[] all = Engine.Download(head);
            return [.. Enumerable.Range(0, Agents * Network.Outputs).SelectMany(row => all.Skip(row * head.RowStride).Take(Environments))];
        }

        public void Dispose() => Engine.Dispose();
    }
}
