namespace MesaBench.Results;

/// <summary>
/// A results folder that cannot be used. Its message says where, what was found and what is allowed. Nothing was written, unless an <see cref="IOException"/> lies within: then a disk failed when some of it was.
/// </summary>
public sealed class ResultsFolderException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Says that a folder cannot be written to.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="why">What the system says.</param>
    /// <param name="within">The same, where something may have been written.</param>
    internal static ResultsFolderException NotWritable(string path, Exception why, Exception? within = null) =>
        new($"{path}: found a folder that cannot be written to ({why.Message}); allowed: a writable folder, or a new one in a writable place", within);

    /// <summary>Uses a folder's files; what the system or their contents say against it becomes this exception.</summary>
    internal static T Guard<T>(string path, Func<T> use)
    {
        try
        {
            return use();
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw NotWritable(path, e, e);
        }
        catch (FormatException e)
        {
            throw new ResultsFolderException($"{path}: found a damaged file, or one of another version: {e.Message}", e);
        }
    }
}
