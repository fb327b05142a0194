using MesaBench.Behaviour;
using MesaBench.Cpu;
using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Studies;
using MesaBench.Tests.Engines;
using MesaBench.Tests.Studies;
using MesaBench.Training;
using MesaBench.Worlds;
using MesaBench.Zoo;

namespace MesaBench.Tests.Zoo;

/// <summary>States are listened to in episodes, as weights start and after training.</summary>
public class IdleTests
{
    private const int Environments = 16, Steps = 12;

    /// <summary>Networks, and whether the first tick is as the others after the first step too.</summary>
    public static TheoryData<NetworkSpec, bool> Networks => new()
    {
        { new RcnnSpec { Channels = 4, Ticks = 3 }, true },
        { new RcnnSpec { Channels = 3, Ticks = 3, Activation = CellActivation.Relu, Head = HeadKind.Flat }, true },
        { new RcnnSpec { Channels = 4, Ticks = 3, Gated = true }, false },
        { new DrcSpec { Channels = 3, Depth = 2, Ticks = 3 }, true },
        { new DrcSpec { Channels = 2, Depth = 1, Ticks = 3 }, true },
    };

    [Theory]
    [MemberData(nameof(Networks))]
    public void Ticks_after_the_first_do_nothing(NetworkSpec network, bool isFirstAlike)
    {
        foreach (long steps in (long[])[0, 2048])
        {
            Experiment study = Study(network, steps, new IdleSpec());
            (int alike, int nearly) = Compare(study);
            Assert.True(alike >= Steps * 2, $"{alike} states as at the tick before");
            Assert.Equal(isFirstAlike, nearly == 0);
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Other_networks_go_on(NetworkSpec network, bool _) => Assert.Throws<Xunit.Sdk.TrueException>(() => Compare(Study(network, 2048, null)));

    /// <summary>
    /// Plays, asserts that states are as at the tick before to within rounding, and from the third tick on to the bit; counts states that are so to
    /// the bit, and second ticks that are nearly so.
    /// </summary>
    private static (int Alike, int Nearly) Compare(Experiment study)
    {
        AgentSpec agent = AgentSpec.Expand(study)[0];
        LevelLibrary library = LevelLibrary.Draw(study);
        LevelStore store = library.Of(agent);
        float[] weights = Weights(study, Cohort.Of(study, [agent], library));
        Network network = agent.Network.Build(new ObservationShape(store.World.Size, store.World.Planes.Count, store.Table.MaxActive));
        using IEngine engine = Grid.NewEngine();
        Tensor parameters = engine.Floats(1, network.Layout.Rows, ParameterLayout.RowWidth);
        engine.Upload(weights, parameters);
        NetworkActor actor = network.Open(engine, parameters, Environments);
        EpisodePlayer player = new(engine, actor, WorldUpload.Create(engine, [store], 1), [store], 0.95);
        Dictionary<(int, string), float[]> before = [];
        (int step, int alike, int nearly) = (0, 0, 0);
        actor.Listener = (site, _, state) =>
        {
            float[] now = engine.Download(state);
            if (site.Tick > 1)
            {
                float[] then = before[(site.Layer, site.Tensor)];
                bool isSame = now.Select(BitConverter.SingleToInt32Bits).SequenceEqual(then.Select(BitConverter.SingleToInt32Bits));
                Assert.True(isSame || (site.Tick == 2 && step > 0 && now.Zip(then).All(p => Math.Abs(p.First - p.Second) <= 1.2e-7f)), $"{site.Name} in step {step}");
                if (isSame) alike++;
                else nearly++;
            }
            before[(site.Layer, site.Tensor)] = now;
        };
        _ = player.Play([new AgentLevels(1, 0, store.Shifted, new LevelRange(0, 0), 0)], 3, greedy: false, watch: _ => step++);
        Assert.True(step >= Steps, $"{step} steps");
        return (alike, nearly);
    }

    private static float[] Weights(Experiment study, Cohort cohort)
    {
        using IEngine engine = new CpuEngineFactory(1).Create();
        return CohortStudy.Train(engine, study, cohort, CancellationToken.None)[0].Vector;
    }

    private static Experiment Study(NetworkSpec network, long steps, ConstructionSpec? start) => TinyStudy.Experiment with
    {
        Worlds = [new CornerSpec { Layout = Layout.Maze }],
        Networks = [network],
        Trainers = [steps == 0 ? new NoTrainingSpec { Start = start } : new ImitationSpec { Start = start }],
        Training = TinyStudy.Experiment.Training with { Steps = Math.Max(steps, 1) },
        Probing = new() { Enabled = false },
        Detection = new() { Enabled = false },
        Seeds = 1,
    };
}
