using MesaBench.Disks;
using MesaBench.Experiments;
using MesaBench.Results;
using MesaBench.Studies;

namespace MesaBench.Cli.Commands;

/// <summary>Files of weights that a user names.</summary>
internal static class WeightsFile
{
    /// <summary>The ending of their names.</summary>
    public const string Ending = ".safetensors";

    /// <summary>What a file is named after: its name without the ending.</summary>
    public static string NameOf(string path)
    {
        string name = Path.GetFileName(path);
        return name.EndsWith(Ending, StringComparison.Ordinal) ? name[..^Ending.Length] : name;
    }

    /// <summary>The name of the folder that a file is in; null at the top.</summary>
    public static string? FolderOf(string path) => Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path)));

    /// <summary>The weights of an agent's network in a file; null where they are none, which is noted in <paramref name="problems"/>.</summary>
    public static StoredAgent? Read(string path, AgentSpec agent, List<Problem> problems)
    {
        try
        {
            return Tensors(path, problems) is { } tensors ? StoredAgent.Of(NameOf(path), agent, tensors, path) : null;
        }
        catch (InvalidInputException invalid)
        {
            problems.AddRange(invalid.Problems);
            return null;
        }
    }

    /// <summary>The tensors in a file; null where they cannot be read, which is noted in <paramref name="problems"/>.</summary>
    public static IReadOnlyList<Networks.NamedTensor>? Tensors(string path, List<Problem> problems)
    {
        try
        {
            byte[] bytes = SystemDisk.Instance.Read(path);
            if (bytes.Length == 0) throw new InvalidDataException("nothing");
            return Safetensors.Read(bytes);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            problems.Add(new Problem(path, e.Message.ReplaceLineEndings(" "), "a safetensors file of 32-bit floats that can be read"));
            return null;
        }
    }
}
