using System.Globalization;
using MesaBench.Disks;

namespace MesaBench.Results;

/// <summary>
/// Keeps a results folder for one run. The system holds a lock on a file for it, and lets go of it with the process, however that ends. Beside it a file says who holds it, so that a run whose lock was
/// removed, and taken by another, comes to know of that before it writes.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    /// <summary>The file that is locked.</summary>
    public const string File = "run.lock";

    /// <summary>The file that says by whom.</summary>
    public const string HolderFile = "run.holder";

    private readonly FolderFiles files;
    private readonly IDiskLock held;
    private readonly string holder = string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId} on {Environment.MachineName}\n{Guid.NewGuid():N}\n");

    /// <summary>Takes a folder that is there.</summary>
    /// <exception cref="ResultsFolderException">Another run has it.</exception>
    public FolderLock(FolderFiles files)
    {
        this.files = files;
        held = files.Disk.Lock(files.At(File))
            ?? throw new ResultsFolderException($"{files.Folder}: found another run in it, {files.Read(HolderFile)?.Split('\n')[0] ?? "which does not say who it is"}; allowed: one at a time");
        try
        {
            files.Write(HolderFile, holder);
        }
        catch
        {
            held.Remove();
            files.Delete(HolderFile + FolderFiles.TemporaryEnding);
            throw;
        }
    }

    /// <summary>Makes sure that the folder is still this run's.</summary>
    /// <exception cref="ResultsFolderException">It is another's, or gone.</exception>
    public void Check()
    {
        string? now = files.Read(HolderFile);
        if (now == holder) return;
        throw new ResultsFolderException(now is null
            ? $"{files.Folder}: found no {HolderFile}, which this run left there: the folder was removed or moved, or another run took it ({File} was removed) and let go of it; allowed: one at a time, in a folder that stays"
            : $"{files.Folder}: found another run in it, {now.Split('\n')[0]}, which took it while this one was at work ({File} was removed); allowed: one at a time");
    }

    /// <summary>Lets go of the folder.</summary>
    public void Dispose()
    {
        try
        {
            // Of what another has taken since, nothing is this run's to remove.
            if (files.Read(HolderFile) != holder) return;
            files.Delete(HolderFile);
            held.Remove();
        }
        finally
        {
            held.Dispose();
        }
    }
}
