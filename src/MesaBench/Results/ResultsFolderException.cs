namespace MesaBench.Results;

/// <summary>
/// A results folder that cannot be used. Its message says where, what was found and what is allowed; nothing was written.
/// </summary>
public sealed class ResultsFolderException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Uses a folder's files; what the system or their contents say against it becomes this exception.</summary>
    internal static T Guard<T>(string path, Func<T> use)
    {
        try
        {
            return use();
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new ResultsFolderException(
                $"{path}: found a folder that cannot be written to ({e.Message}); allowed: a writable folder, or a new one in a writable place", e);
        }
        catch (FormatException e)
        {
            throw new ResultsFolderException($"{path}: found a damaged file, or one of another version: {e.Message}", e);
        }
    }
}
