using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Experiments;
using MesaBench.Kernels;
using MesaBench.Networks;
using MesaBench.Tests.Engines;
using MesaBench.Tests.Kernels;
using MesaBench.Tests.Networks;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Tests.Training;

/// <summary>The trainer against PPO in double precision on the host, over two updates of two epochs with the same random draws.</summary>
public class PpoTrainerTests(ITestOutputHelper output)
{
    private const int Updates = 2;

    private static readonly World World = CornerWorld.Build(3, Layout.Open);

    // Episodes end after one to four steps or are cut off after twelve; in the last two levels, mixed in, the cheese is elsewhere.
    private static readonly Level[] Levels =
        [.. new[] { "c..\n#..\n.@.", "c#.\n..#\n@..", "c.#\n...\n#.@", "..c\n...\n@..", "@..\n.#.\n..c" }.Select(text => Ascii.Parse(World, text))];

    private static readonly LevelStore Store = LevelStores.Of(World, Levels, mixed: 2);

    private static readonly ObservationShape Shape = new(World.Size, World.Planes.Count, Store.Table.MaxActive);

    // Every setting differs from its default, and from those it could be taken for; the last of three updates is not made.
    private static readonly TrainingSettings Settings = new()
    {
        Steps = 16 * 16 * 2 + 1, Environments = 16, StepsPerUpdate = 16, Epochs = 2, Discount = 0.8, GaeLambda = 0.5, Clip = 0.03,
        EntropyBonus = 0.05, FinalEntropyBonus = 0.4, ValueWeight = 0.7, MaxGradientNorm = 0.1, AdamEpsilon = 1e-3, FinalLearningRate = 0.25,
    };

    [Fact]
    public void An_mlp_is_trained_as_in_double_precision() => AssertTrains(
        new Mlp(Shape, 5, 2), () => new ReferenceMlp(Shape, 2),
        new Trainee(0x0123456789ABCDEF, 2e-2, 0.25), new Trainee(0xFEDCBA9876543210, 1e-2, 0));

    [Fact]
    public void An_rcnn_is_trained_as_in_double_precision() =>
        AssertTrains(new Rcnn(Shape, 2, 2), () => new ReferenceRcnn(Shape, 2, 2), new Trainee(0xA1, 2e-2, 0.25));

    private void AssertTrains(Network network, Func<ReferenceNetwork> reference, params Trainee[] trainees)
    {
        AgentLevels[] agents = [.. trainees.Select(t => new AgentLevels(t.Key, 0, Store.Training, Store.TrainingDistinguishing, t.Alpha))];
        ParameterMap map = new(network.Layout);
        Random random = new(1);
        // Not the trainer's own initial weights: where all biases are 0, a ReLU may stand at its kink.
        float[][] initial = [.. agents.Select(_ => map.Random(random, 0.5))];
        (float[][] found, double[][] mixtures, Diagnostics[][] diagnostics) = Train(network, agents, initial, [.. trainees.Select(t => t.Rate)]);
        for (int a = 0; a < agents.Length; a++)
        {
            HostEnvironment[] environments =
                [.. Enumerable.Range(0, Settings.Environments).Select(i => new HostEnvironment(World, Levels, agents[a], i))];
            ReferenceRollouts rollouts = new(reference(), environments, agents[a].Key, Settings.StepsPerUpdate);
            ReferencePpo ppo = new(rollouts, Settings, map.Read(initial[a]), trainees[a].Rate);
            ReferenceMixture mixture = new(Store, Settings.Environments, Settings.Discount);
            for (int update = 0; update < Updates; update++)
            {
                Diagnostics wanted = ppo.Update();
                mixture.Add(rollouts.Samples);
                Assert.Equal(mixture.Read(), mixtures[update][a], 1e-6);
                AssertEqual(wanted, diagnostics[update][a]);
                if (update == 0) AssertApart(wanted);
            }
            AssertEverythingOccurred(ppo, rollouts);
            AssertEqual(ppo.Parameters, map.Read(found[a]), trainees[a].Rate);
        }
    }

    /// <summary>[agent] parameters after training, and [update][agent] the mixture's return and the diagnostics of each.</summary>
    private static (float[][] Parameters, double[][] Mixtures, Diagnostics[][] Diagnostics) Train(
        Network network, AgentLevels[] agents, float[][] initial, double[] rates)
    {
        using IEngine engine = Grid.NewEngine();
        WorldTensors world = WorldUpload.Create(engine, [Store], agents.Length);
        WorldUpload.Describe(engine, world, [Store], agents);
        PpoTrainer trainer = new(new TrainerSetup(engine, network, Settings, world, [Store], agents, initial, rates));
        (double[][] mixtures, Diagnostics[][] diagnostics) = (new double[Updates][], new Diagnostics[Updates][]);
        for (int update = 0; update < Updates; update++)
        {
            Assert.All(trainer.Rollouts.MixtureReturns(), mixture => Assert.Equal(double.NaN, mixture)); // nothing has ended since
            trainer.Update();
            Assert.Equal((update + 1, (update + 1) * 16L * 16), (trainer.UpdatesDone, trainer.StepsDone));
            (mixtures[update], diagnostics[update]) = (trainer.Rollouts.MixtureReturns(), trainer.Diagnose());
        }
        return ([.. engine.Download(trainer.Parameters).Chunk(network.Layout.Rows * ParameterLayout.RowWidth)], mixtures, diagnostics);
    }

    /// <summary>Asserts that diagnostics agree up to rounding.</summary>
    private void AssertEqual(Diagnostics wanted, Diagnostics found)
    {
        output.WriteLine($"{wanted}\n{found}");
        Assert.Equal(wanted.Entropy, found.Entropy, 1e-5);
        Assert.Equal(1, found.ApproxKl / wanted.ApproxKl, 1e-4);
        Assert.Equal(wanted.ClipFraction, found.ClipFraction, 1e-12);
        Assert.Equal(wanted.ExplainedVariance, found.ExplainedVariance, 1e-5);
        Assert.Equal(1, found.GradientNorm / wanted.GradientNorm, 1e-5);
    }

    /// <summary>Asserts that none of the figures could be taken for another, nor for 0 or 1.</summary>
    private static void AssertApart(Diagnostics of)
    {
        double[] figures = [.. new[] { 0, 1, of.Entropy, of.ApproxKl, of.ClipFraction, of.ExplainedVariance, of.GradientNorm }.Order()];
        Assert.All(figures.Zip(figures.Skip(1)), next => Assert.True(next.Second - next.First > 1e-4, $"{of}"));
    }

    // Without these the comparison could not tell whether they are done right.
    private void AssertEverythingOccurred(ReferencePpo ppo, ReferenceRollouts rollouts)
    {
        HostStep[] steps = [.. rollouts.Samples.SelectMany(s => s).Select(s => s.Outcome)];
        output.WriteLine($"gradient norms {string.Join(", ", ppo.Norms.Select(n => $"{n:G3}"))}; {ppo.Clipped} ratios clipped");
        Assert.Contains(steps, s => s.IsTerminated);
        Assert.Contains(steps, s => s.IsTruncated);
        Assert.Contains(steps, s => !s.IsReal);
        Assert.Contains(ppo.Norms, norm => norm > Settings.MaxGradientNorm);
        Assert.InRange(ppo.Clipped, 10, Updates * steps.Length - 10);
    }

    /// <summary>
    /// Asserts that parameters agree up to rounding: each Adam step rounds the parameter once, and errs by some float32 roundings of the
    /// gradient's largest terms, of which Adam makes some 1e-5 of the learning rate. Errors are a tenth of that; what differs in the
    /// algorithm moves parameters by more than a hundredth of the learning rate.
    /// </summary>
    private void AssertEqual(IReadOnlyDictionary<string, double[]> wanted, Dictionary<string, double[]> found, double rate)
    {
        foreach ((string block, double[] numbers) in wanted)
        {
            output.WriteLine($"{block}: error {numbers.Zip(found[block], (w, f) => Math.Abs(w - f)).Max() / rate:G3} learning rates");
            for (int i = 0; i < numbers.Length; i++)
            {
                double bound = Updates * Settings.Epochs * (Rounded.Unit * Math.Abs(numbers[i]) + 1e-5 * rate);
                Assert.True(Math.Abs(numbers[i] - found[block][i]) <= bound, $"{block}[{i}]: {found[block][i]:R} for {numbers[i]:R}");
            }
        }
    }
}
