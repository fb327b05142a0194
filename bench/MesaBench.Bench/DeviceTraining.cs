using System.Diagnostics;
using MesaBench.Engines;
using MesaBench.Worlds;

namespace MesaBench.Bench;

/// <summary>What an update of a whole cohort takes, in seconds.</summary>
/// <param name="Device">By the device's clock, one update at a time.</param>
/// <param name="Play">The part of it in which agents act, by the device's clock.</param>
/// <param name="Calls">Until the host has named all operations of an update; the device may still be working on them.</param>
/// <param name="Wall">By the host's clock, updates one after another and waited for at the end.</param>
/// <param name="Bytes">Bytes of tensors, the level tables included.</param>
internal sealed record DeviceTraining(double Device, double Play, double Calls, double Wall, long Bytes)
{
    private const int LeastWarmUpUpdates = 3;

    private static readonly TimeSpan LeastWarmUp = TimeSpan.FromSeconds(1);

    /// <summary>Trains a cohort, then has another, untrained one play without learning.</summary>
    public static DeviceTraining Measure(IEngineFactory factory, DeviceMeasurement what)
    {
        LevelStore store = TrainingCohort.Levels(what.Training.World);
        factory = factory.Prepared;
        DeviceTraining training = Train(factory.Create(), store, what);
        IEngine engine = factory.Create();
        using TrainingCohort players = new(engine, store, what.Training, key: 1, what.Agents, epochs: 0);
        WarmUp(engine, players);
        return training with { Play = Timing.Median([.. Timed(engine, players, what.Updates).Select(t => t.Device)]) };
    }

    private static DeviceTraining Train(IEngine engine, LevelStore store, DeviceMeasurement what)
    {
        using TrainingCohort cohort = new(engine, store, what.Training, key: 1, what.Agents);
        WarmUp(engine, cohort);
        (double Device, double Calls)[] alone = Timed(engine, cohort, what.Updates);
        // A study does not wait for the device after each update, so that the host is ahead of it if it can be.
        double wall = Timing.Seconds(() => engine.Time(() =>
        {
            for (int i = 0; i < what.Updates; i++) cohort.Update();
        })) / what.Updates;
        double device = Timing.Median([.. alone.Select(t => t.Device)]), calls = Timing.Median([.. alone.Select(t => t.Calls)]);
        return new DeviceTraining(device, Play: 0, calls, wall, cohort.Bytes);
    }

    private static void WarmUp(IEngine engine, TrainingCohort cohort)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < LeastWarmUpUpdates || Stopwatch.GetElapsedTime(start) < LeastWarmUp; i++) _ = engine.Time(cohort.Update);
    }

    /// <summary>[update] seconds on the device, and until the host's calls had returned.</summary>
    private static (double Device, double Calls)[] Timed(IEngine engine, TrainingCohort cohort, int updates) =>
    [
        .. Enumerable.Range(0, updates).Select(_ =>
        {
            double calls = 0;
            double device = engine.Time(() => calls = Timing.Seconds(cohort.Update)).TotalSeconds;
            return (device, calls);
        }),
    ];
}
