using System.Globalization;
using MesaBench.Cpu;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Bench;

/// <summary>Environment steps per second of whole training, learning included, with one agent after another on each thread.</summary>
internal static class Throughput
{
    /// <summary>Trains for some seconds on every thread and prints the rate over all threads: median of windows.</summary>
    public static void Print(TextWriter writer, WorldSpec spec, NetworkSpec networkSpec, int threads, double seconds)
    {
        Experiment experiment = new() { Name = "throughput", Worlds = [spec], Networks = [networkSpec] };
        LevelStore store = LevelStore.Draw(spec.Build(), experiment.Levels, 1, experiment.Training.Discount);
        long[] steps = new long[threads];
        double[] rates = new double[threads];
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, thread =>
        {
            using IEngine engine = new CpuEngineFactory(1).Create();
            PpoTrainer trainer = Open(engine, experiment, networkSpec, store, (ulong)thread);
            for (int i = 0; i < 60; i++) trainer.Update();
            List<double> windows = [];
            long batch = (long)experiment.Training.Environments * experiment.Training.StepsPerUpdate;
            for (double spent = 0; spent < seconds;)
            {
                double time = Peak.Seconds(() =>
                {
                    for (int i = 0; i < 20; i++) trainer.Update();
                });
                spent += time;
                windows.Add(20 * batch / time);
            }
            rates[thread] = windows.Order().ElementAt(windows.Count / 2);
            steps[thread] = engine.AllocatedBytes;
        });
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{spec.Label} {networkSpec.Label} threads {threads} memory {steps[0] / 1048576.0:F1} MiB/worker, environment steps per second: {rates.Sum():F0}"));
    }

    private static PpoTrainer Open(IEngine engine, Experiment experiment, NetworkSpec spec, LevelStore store, ulong key)
    {
        WorldTensors world = WorldUpload.Create(engine, [store], 1);
        WorldUpload.Describe(engine, world, [store], [new AgentLevels(key, 0, store.Training, store.TrainingDistinguishing, 0)]);
        ObservationShape shape = new(store.World.Size, store.World.Planes.Count, store.Table.MaxFeatures + 1);
        TrainingSettings settings = experiment.Training with { Steps = 1_000_000_000, Epochs = spec.Epochs ?? experiment.Training.Epochs };
        return new PpoTrainer(engine, ((INetworkSource)spec).Build(shape), settings, world, [(key, 2e-3)]);
    }
}
