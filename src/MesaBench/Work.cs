using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using MesaBench.Engines;
using MesaBench.Training;

namespace MesaBench;

/// <summary>Shares cohorts out among engines that work at the same time.</summary>
internal static class Work
{
    /// <summary>
    /// Runs <paramref name="run"/> for every cohort, in the given order, each on a new engine. The first failure ends the others after
    /// their next step and is thrown.
    /// </summary>
    public static void InParallel(
        IReadOnlyList<Cohort> cohorts, IEngineFactory devices, Action<IEngine, Cohort, CancellationToken> run, CancellationToken token)
    {
        ConcurrentQueue<Cohort> queue = new(cohorts);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(token);
        ExceptionDispatchInfo? failure = null;
        void Drain()
        {
            try
            {
                while (!stop.IsCancellationRequested && queue.TryDequeue(out Cohort? cohort))
                {
                    using IEngine engine = devices.Create();
                    run(engine, cohort, stop.Token);
                }
            }
            catch (Exception e)
            {
                _ = Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(e), null);
                stop.Cancel();
            }
        }

        Thread[] workers = [.. Enumerable.Range(0, Math.Min(devices.Workers, cohorts.Count)).Select(i => new Thread(Drain) { Name = $"worker {i}" })];
        foreach (Thread worker in workers) worker.Start();
        foreach (Thread worker in workers) worker.Join();
        token.ThrowIfCancellationRequested();
        failure?.Throw();
    }
}
