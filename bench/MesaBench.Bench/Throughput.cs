using System.Diagnostics;
using System.Globalization;
using MesaBench.Cpu;
using MesaBench.Worlds;

namespace MesaBench.Bench;

/// <summary>Environment steps per second of whole training, learning included: on every thread an agent, as in a study.</summary>
internal static class Throughput
{
    private const int Windows = 5, LeastWarmUpUpdates = 60;
    private const int Apart = 16; // longs between two threads' counters, so that they share no cache line

    private static readonly TimeSpan LeastWarmUp = TimeSpan.FromSeconds(1), LongestWarmUp = TimeSpan.FromSeconds(5);

    /// <summary>Updates of all threads within a common stretch of wall time, once all have warmed up, times the steps of an update.</summary>
    /// <param name="what">What is trained.</param>
    /// <param name="threads">Threads.</param>
    /// <param name="seconds">Length of the stretch.</param>
    /// <param name="info">Hears of what is measured, and of the rate in each fifth of the stretch.</param>
    public static double Measure(TrainingCase what, int threads, double seconds, TextWriter info)
    {
        LevelStore store = TrainingCohort.Levels(what.World);
        long[] updates = new long[threads * Apart];
        long bytes = 0, parameters = 0;
        bool stop = false;
        using CountdownEvent warm = new(threads);
        void Train(int thread)
        {
            using TrainingCohort agent = new(new CpuEngineFactory(1).Create(), store, what, (ulong)thread);
            WarmUp(agent);
            Interlocked.Exchange(ref bytes, agent.Bytes);
            Interlocked.Exchange(ref parameters, agent.Parameters);
            warm.Signal();
            for (long done = 1; !Volatile.Read(ref stop); done++)
            {
                agent.Update();
                Volatile.Write(ref updates[thread * Apart], done);
            }
        }

        Thread[] workers = [.. Enumerable.Range(0, threads).Select(thread => new Thread(() => Train(thread)))];
        foreach (Thread worker in workers) worker.Start();
        warm.Wait();
        Line(info, $"{what.Label}, parameters: {parameters}, threads: {threads}");
        Line(info, $"tensors: {bytes / 1048576.0:F1} MiB a thread, level tables included");
        Mark first = Mark.Now(updates), before = first, now = first;
        for (int window = 1; window <= Windows; window++, before = now)
        {
            TimeSpan left = TimeSpan.FromSeconds(seconds * window / Windows) - Stopwatch.GetElapsedTime(first.Time);
            if (left > TimeSpan.Zero) Thread.Sleep(left);
            now = Mark.Now(updates);
            Line(info, $"window {window} of {Windows}: {now.StepsPerSecondSince(before):F0}");
        }
        Volatile.Write(ref stop, true);
        foreach (Thread worker in workers) worker.Join();
        return now.StepsPerSecondSince(first);
    }

    private static void WarmUp(TrainingCohort agent)
    {
        long start = Stopwatch.GetTimestamp();
        TimeSpan Elapsed() => Stopwatch.GetElapsedTime(start);
        for (int i = 0; Elapsed() < LeastWarmUp || (i < LeastWarmUpUpdates && Elapsed() < LongestWarmUp); i++) agent.Update();
    }

    private static void Line(TextWriter writer, FormattableString text) => writer.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    /// <summary>A time, and the updates of all threads by then.</summary>
    private readonly record struct Mark(long Time, long Updates)
    {
        public static Mark Now(long[] updates)
        {
            long sum = 0;
            for (int i = 0; i < updates.Length; i += Apart) sum += Volatile.Read(ref updates[i]);
            return new Mark(Stopwatch.GetTimestamp(), sum);
        }

        public double StepsPerSecondSince(Mark before) =>
            (Updates - before.Updates) * (double)TrainingCohort.StepsPerUpdate / Stopwatch.GetElapsedTime(before.Time, Time).TotalSeconds;
    }
}
