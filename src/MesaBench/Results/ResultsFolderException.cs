namespace MesaBench.Results;

/// <summary>
/// A results folder that cannot be used. Its message says where, what was found and what is allowed. Nothing was written, unless what a disk said lies within: then it failed when some may have been.
/// </summary>
public sealed class ResultsFolderException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether a disk failed, so that something may have been written.</summary>
    public bool IsOfDisk => InnerException is IOException or UnauthorizedAccessException;

    /// <summary>Says that a folder cannot be read or written to.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="why">What the system says.</param>
    /// <param name="within">The same, where something may have been written.</param>
    internal static ResultsFolderException Unusable(string path, Exception why, Exception? within = null) =>
        new($"{path}: found a folder that cannot be used ({why.Message}); allowed: one that can be read and written to, or a new one in such a place", within);

    /// <summary>Uses a folder's files; what the system or their contents say against it becomes this exception.</summary>
    internal static T Guard<T>(string path, Func<T> use)
    {
        try
        {
            return use();
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw Unusable(path, e, e);
        }
        catch (FormatException e)
        {
            throw new ResultsFolderException($"{path}: found a damaged file, or one of another version: {e.Message}", e);
        }
    }
}
