using System.Globalization;
using System.Runtime.InteropServices;
using MesaBench.Disks;

namespace MesaBench.Cli;

/// <summary>
/// Turns the first Ctrl-C, or a cluster's SIGTERM, into a request to end cleanly; the second one ends the program at once, which loses
/// no finished agent either. A signal that was ignored when the program was started, as shells have background programs ignore Ctrl-C,
/// stays ignored.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private static readonly (PosixSignal Signal, int Number)[] Signals = [(PosixSignal.SIGINT, 2), (PosixSignal.SIGTERM, 15)];

    private static ulong ignoredAtStart;

    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;

    public Interruption() => registrations =
    [
        .. from signal in Signals
           let isIgnored = (ignoredAtStart & Bit(signal.Number)) != 0
           select PosixSignalRegistration.Create(signal.Signal, isIgnored ? Ignore : OnSignal),
    ];

    /// <summary>Cancelled at the first signal.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>To be called before anything touches the console, for whose sake the runtime then catches signals, ignored ones too.</summary>
    public static void NoteIgnoredSignals() => ignoredAtStart = IgnoredSignals();

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in registrations) registration.Dispose();
        source.Dispose();
    }

    /// <summary>Whether this process ignores Ctrl-C, and so do the programs that it starts.</summary>
    internal static bool IgnoresInterrupts => (IgnoredSignals() & Bit(Signals[0].Number)) != 0;

    private static ulong Bit(int signal) => 1UL << (signal - 1);

    /// <summary>The signals that this process ignores, a bit for each. None is known where the system is not Linux, which tells it in a file.</summary>
    private static ulong IgnoredSignals()
    {
        const string status = "/proc/self/status", line = "SigIgn:";
        return OperatingSystem.IsLinux() && SystemDisk.Instance.HasFile(status)
            && SystemDisk.Instance.ReadText(status).Split('\n').FirstOrDefault(l => l.StartsWith(line, StringComparison.Ordinal)) is string found
            && ulong.TryParse(found.AsSpan(line.Length).Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong signals)
            ? signals
            : 0;
    }

    // Were it left to the runtime, it would give up catching other signals too.
    private static void Ignore(PosixSignalContext context) => context.Cancel = true;

    private void OnSignal(PosixSignalContext context)
    {
        if (source.IsCancellationRequested) Environment.Exit(ExitCodes.Interrupted);
        context.Cancel = true;
        source.Cancel();
    }
}
