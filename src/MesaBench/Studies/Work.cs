using System.Runtime.ExceptionServices;
using MesaBench.Engines;

namespace MesaBench.Studies;

/// <summary>Shares work out among engines that work at the same time.</summary>
internal static class Work
{
    /// <summary>
    /// Runs <paramref name="run"/> for every piece of work, in the given order, on an engine of its worker's without tensors. A piece for which the device has too little
    /// memory is done in two halves. The first failure ends the others after their next step and is thrown.
    /// </summary>
    /// <param name="pieces">The pieces.</param>
    /// <param name="devices">Makes engines.</param>
    /// <param name="halve">Gives null for a piece that cannot be done in two.</param>
    /// <param name="run">Does one.</param>
    /// <param name="token">Ends them.</param>
    public static void InParallel<T>(
        IReadOnlyList<T> pieces, IEngineFactory devices, Func<T, (T, T)?> halve, Action<IEngine, T, CancellationToken> run, CancellationToken token)
        where T : class
    {
        LinkedList<T> waiting = new(pieces);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(token);
        ExceptionDispatchInfo? failure = null;
        T? Next()
        {
            lock (waiting)
            {
                T? next = waiting.First?.Value;
                if (next is not null) waiting.RemoveFirst();
                return next;
            }
        }

        void PutBack((T First, T Second) halves)
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
                while (!stop.IsCancellationRequested && Next() is { } piece)
                {
                    try
                    {
                        run(engine, piece, stop.Token);
                    }
                    catch (OutOfDeviceMemoryException) when (halve(piece) is { } halves)
                    {
                        PutBack(halves);
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

        Thread[] workers = [.. Enumerable.Range(0, Math.Min(devices.Workers, pieces.Count)).Select(i => new Thread(Drain) { Name = $"worker {i}" })];
        foreach (Thread worker in workers) worker.Start();
        foreach (Thread worker in workers) worker.Join();
        token.ThrowIfCancellationRequested();
        failure?.Throw();
    }
}
