using MesaBench.Engines;
using MesaBench.Networks;
using MesaBench.Results;
using MesaBench.Tests.Engines;

namespace MesaBench.Tests.Networks;

/// <summary>
/// Weights that PyTorch trained answer here as they do there. The files are those that <c>bench/peers/weights.py --out tests/MesaBench.Tests/Networks/PyTorch</c> wrote, by PyTorch 1.13.
/// </summary>
public class PyTorchTests
{
    private const double Tolerance = 1e-5;

    public static TheoryData<string, string> Transposable => new()
    {
        { "mlp", "hidden1.weight" },
        { "rcnn", "state.weight" },
    };

    [Theory]
    [InlineData("mlp")]
    [InlineData("rcnn")]
    public void Outputs_are_PyTorchs_and_so_is_the_largest_of_them(string kind)
    {
        Answers there = Answers.Of(kind), here = there.By(kind, Weights(kind));
        Assert.Equal(there.Outputs.Length, here.Outputs.Length);
        Assert.InRange(Farthest(there, here), 0, Tolerance);
        Assert.Equal(there.Actions, here.Actions);
        // All four are taken: who always does the same would be right by accident.
        Assert.Equal(4, there.Actions.Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Transposable))]
    public void Weights_with_outputs_before_inputs_would_be_noticed(string kind, string name)
    {
        NamedTensor[] transposed = [.. Weights(kind).Select(own => own.Name == name ? own with { Values = Transposed(own) } : own)];
        Assert.True(Farthest(Answers.Of(kind), Answers.Of(kind).By(kind, transposed)) > 1000 * Tolerance);
    }

    private static IReadOnlyList<NamedTensor> Weights(string kind) => Read($"{kind}.safetensors");

    private static IReadOnlyList<NamedTensor> Read(string file) => Safetensors.Read(File.ReadAllBytes(Repository.Path("tests", "MesaBench.Tests", "Networks", "PyTorch", file)));

    private static double Farthest(Answers a, Answers b) => a.Outputs.Zip(b.Outputs, (x, y) => Math.Abs((double)x - y)).Max();

    /// <summary>The last two axes, which are of one length, exchanged.</summary>
    private static float[] Transposed(NamedTensor tensor)
    {
        int width = tensor.Shape[^1];
        return [.. tensor.Values.Select((_, i) => tensor.Values[i / (width * width) * width * width + i % width * width + i / width % width])];
    }

    /// <summary>What was seen and answered.</summary>
    /// <param name="Shape">[axis] steps, samples, planes, rows, columns.</param>
    /// <param name="Observations">[step][sample][plane][cell].</param>
    /// <param name="Outputs">[step][sample][output].</param>
    private sealed record Answers(int[] Shape, float[] Observations, float[] Outputs)
    {
        public static Answers Of(string kind)
        {
            IReadOnlyList<NamedTensor> tensors = Read($"{kind}.answers.safetensors");
            NamedTensor observations = tensors.Single(tensor => tensor.Name == "observations");
            return new Answers(observations.Shape, observations.Values, tensors.Single(tensor => tensor.Name == "outputs").Values);
        }

        /// <summary>[step x sample] the greedy actions.</summary>
        public int[] Actions => [.. Outputs.Chunk(Network.Outputs).Select(own => own.AsSpan(0, 4).IndexOf(own[..4].Max()))];

        /// <summary>What our network of these weights answers to the same.</summary>
        public Answers By(string kind, IReadOnlyList<NamedTensor> weights)
        {
            (int steps, int samples, int planes, int cells) = (Shape[0], Shape[1], Shape[2], Shape[3] * Shape[4]);
            ObservationShape shape = new(Shape[3], planes, planes * cells);
            Network network = kind == "mlp" ? new MlpSpec { Width = 8, Depth = 2 }.Build(shape) : new RcnnSpec { Channels = 4, Ticks = 3 }.Build(shape);
            using IEngine engine = Grid.NewEngine();
            Tensor parameters = engine.Floats(1, network.Layout.Rows, ParameterLayout.RowWidth);
            engine.Upload(network.Layout.Pack(weights, kind), parameters);
            NetworkActor actor = network.Open(engine, parameters, samples);
            List<float> outputs = [];
            for (int step = 0; step < steps; step++)
            {
                int[] lists = new int[samples * actor.Experience.Features.Columns];
                for (int sample = 0; sample < samples; sample++)
                {
                    int[] active = [.. Enumerable.Range(0, planes * cells).Where(feature => Observations[(step * samples + sample) * planes * cells + feature] == 1)];
                    lists[sample * actor.Experience.Features.Columns] = active.Length;
                    active.CopyTo(lists, sample * actor.Experience.Features.Columns + 1);
                }
                engine.Upload(lists, actor.Experience.Features);
                engine.Upload(Enumerable.Repeat(step == 0 ? 3 : 2, samples).ToArray(), actor.Experience.Fresh);
                actor.Act(0);
                actor.CarryOver();
                Tensor head = actor.Experience.Head;
                float[] all = engine.Download(head);
                outputs.AddRange(from sample in Enumerable.Range(0, samples) from output in Enumerable.Range(0, Network.Outputs) select all[output * head.RowStride + sample]);
            }
            return this with { Outputs = [.. outputs] };
        }
    }
}
