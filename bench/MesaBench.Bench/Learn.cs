using MesaBench.Behaviour;
using MesaBench.Cpu;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Bench;

internal static class Learn
{
    public static void Print(WorldSpec spec, NetworkSpec networkSpec, TrainingSettings settings, double alpha, int seeds)
    {
        LevelStore store = LevelStore.Draw(spec.Build(), new LevelSettings { Training = 16384, TrainingDistinguishing = 4096 }, 1, settings.Discount);
        Parallel.For(0, seeds, new ParallelOptions { MaxDegreeOfParallelism = 2 }, seed =>
        {
            using IEngine engine = new CpuEngineFactory(1).Create();
            WorldTensors world = WorldUpload.Create(engine, [store], 1);
            AgentLevels[] agents = [new((ulong)seed + 77, 0, store.Training, store.TrainingDistinguishing, alpha)];
            WorldUpload.Describe(engine, world, [store], agents);
            ObservationShape shape = new(store.World.Size, store.World.Planes.Count, store.Table.MaxFeatures + 1);
            Network network = ((INetworkSource)networkSpec).Build(shape);
            PpoTrainer trainer = new(engine, network, settings, world, [(agents[0].Key, settings.LearningRates[0])]);
            EpisodePlayer player = new(engine, network, trainer.Parameters, world, [store], 256, settings.Discount);
            string line = $"{spec.Label} a{alpha} {networkSpec.Label} lr{settings.LearningRates[0]} ent{settings.EntropyBonus} ep{settings.Epochs} E{settings.Environments}x{settings.StepsPerUpdate} s{seed}: ";
            long next = settings.Steps / 4;
            while (trainer.StepsDone < settings.Steps)
            {
                trainer.Update();
                if (trainer.StepsDone >= next || trainer.StepsDone >= settings.Steps)
                {
                    next += settings.Steps / 4;
                    Behavioural b = Evaluation.Measure(player, agents, [store], 1)[0];
                    line += $" [{trainer.StepsDone / 1000}k in {b.InDistribution.Return:F2}/{b.InDistributionGreedy.Return:F2} m{b.MixtureReturn:F2} {b.Shifted.Base:F2}/{b.Shifted.Proxy:F2}]";
                }
            }
            Console.WriteLine(line);
        });
    }
}
