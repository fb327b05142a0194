using MesaBench.Behaviour;
using MesaBench.Cpu;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Probing;
using MesaBench.Studies;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Tests.Studies;

public class MemoryTests
{
    private const long MiB = 1 << 20;

    [Theory]
    [InlineData("mlp")]
    [InlineData("rcnn")]
    public void A_worker_at_N_9_takes_at_most_64_MiB_beyond_the_level_tables(string name)
    {
        NetworkSpec network = name == "mlp" ? new MlpSpec { Width = 64 } : new RcnnSpec { Channels = 16, Ticks = 2 };
        // Level sets of the default sizes, but for training levels, whose number moves nothing but the tables.
        Experiment experiment = new()
        {
            Name = "memory",
            Worlds = [new DoorSpec { Size = 9 }],
            Networks = [network],
            Levels = new LevelSettings { Training = 64, TrainingDistinguishing = 64 },
            Training = new TrainingSettings { Steps = 1 },
        };
        AgentSpec agent = AgentSpec.Expand(experiment)[0];
        Cohort cohort = Cohort.Of(experiment, [agent], LevelLibrary.Draw(experiment));
        using IEngine engine = new CpuEngineFactory(1).Create();

        long training = 0;
        TrainingCourse course = CohortStudy.Course(
            engine, experiment, cohort, _ => training = engine.AllocatedBytes, CancellationToken.None);
        _ = ObjectProbe.Run(engine, cohort.Network, course.Weights, cohort.InitialWeights(), cohort.Stores, cohort.Levels);

        long tables = cohort.Stores.Sum(s => s.Table.Data.LongLength * sizeof(int));
        Assert.InRange(training - tables, 1, 64 * MiB);
        Assert.InRange(engine.AllocatedBytes - tables, 1, 64 * MiB);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{name}: {(double)(training - tables) / MiB:F1} MiB in training, {(double)(engine.AllocatedBytes - tables) / MiB:F1} in probing");
    }
}
