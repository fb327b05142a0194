using System.Runtime.InteropServices;

namespace MesaBench.Cli;

/// <summary>
/// Turns the first Ctrl-C, or a cluster's SIGTERM, into a request to end cleanly; the second one ends the program at once, which loses
/// no finished agent either.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;

    public Interruption() => registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
    ];

    /// <summary>Cancelled at the first signal.</summary>
    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in registrations) registration.Dispose();
        source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        if (source.IsCancellationRequested) Environment.Exit(ExitCodes.Interrupted);
        context.Cancel = true;
        source.Cancel();
    }
}
