using System.Runtime.ExceptionServices;
using MesaBench.Engines;
using MesaBench.Training;

namespace MesaBench.Studies;

/// <summary>Shares cohorts out among engines that work at the same time.</summary>
internal static class Work
{
    /// <summary>
    /// Runs <paramref name="run"/> for every cohort, in the given order, on an engine of its worker's without tensors. A cohort for which the device has too little
    /// memory is done in two halves. The first failure ends the others after their next step and is thrown.
    /// </summary>
    public static void InParallel(
        IReadOnlyList<Cohort> cohorts, IEngineFactory devices, Func<Cohort, (Cohort, Cohort)> halve,
        Action<IEngine, Cohort, CancellationToken> run, CancellationToken token)
    {
        LinkedList<Cohort> waiting = new(cohorts);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(token);
        ExceptionDispatchInfo? failure = null;
        Cohort? Next()
        {
            lock (waiting)
            {
                Cohort? next = waiting.First?.Value;
                if (next is not null) waiting.RemoveFirst();
                return next;
            }
        }

        void PutBack((Cohort First, Cohort Second) halves)
        {
            lock (waiting)
            {
                _ = waiting.AddFirst(halves.Second);
                _ = waiting.AddFirst(halves.First);
            }
        }

        void Drain()
        {
            try
            {
                using IEngine engine = devices.Create();
                while (!stop.IsCancellationRequested && Next() is { } cohort)
                {
                    try
                    {
                        run(engine, cohort, stop.Token);
                    }
                    catch (OutOfDeviceMemoryException) when (cohort.Agents.Count > 1)
                    {
                        PutBack(halve(cohort));
                    }
                    engine.Clear();
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
