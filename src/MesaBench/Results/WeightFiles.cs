using MesaBench.Experiments;

namespace MesaBench.Results;

/// <summary>What is wrong with an agent's file of weights; null where nothing is.</summary>
/// <param name="agent">The agent.</param>
/// <param name="hash">The hash that its row has.</param>
/// <param name="file">The file.</param>
public delegate string? WeightsFault(AgentSpec agent, string hash, byte[] file);

/// <summary>Agents' weights in a results folder that keeps them: a file an agent, and, where these are kept too, one a checkpoint.</summary>
/// <param name="files">The results folder.</param>
/// <param name="experiment">Its experiment.</param>
/// <param name="fault">Finds faults in an agent's file.</param>
/// <param name="keepsCheckpoints">Whether weights at checkpoints are kept.</param>
internal sealed class WeightFiles(FolderFiles files, Experiment experiment, WeightsFault fault, bool keepsCheckpoints)
{
    /// <summary>The folder of weights.</summary>
    public const string Folder = "weights";

    /// <summary>Whether weights at checkpoints are kept.</summary>
    public bool KeepsCheckpoints => keepsCheckpoints;

    /// <summary>The name of an agent's file.</summary>
    public static string NameOf(string agent) => Path.Combine(Folder, agent + ".safetensors");

    /// <summary>Makes sure that there can be a folder of weights.</summary>
    /// <exception cref="ResultsFolderException">A file is in its place.</exception>
    public void Check()
    {
        if (files.Has(Folder)) throw new ResultsFolderException($"{files.At(Folder)}: found a file; allowed: a folder");
    }

    /// <summary>Whether an agent has no weights in the folder, or others than it was finished with; then what is wrong with them.</summary>
    public bool Lacks(AgentSpec agent, string hash, out string? what)
    {
        string name = NameOf(agent.Name);
        bool isThere = files.Has(name);
        what = isThere ? fault(agent, hash, files.Disk.Read(files.At(name))) : null;
        if (!isThere || what is not null) return true;
        if (!keepsCheckpoints) return false;
        (isThere, what) = CheckpointsOf(files, experiment, agent, hash);
        return !isThere || what is not null;
    }

    /// <summary>Whether all of an agent's weights at checkpoints are there, and what is wrong with the first of them in which something is.</summary>
    public static (bool AreThere, string? Fault) CheckpointsOf(FolderFiles files, Experiment experiment, AgentSpec agent, string hash)
    {
        IReadOnlyList<CheckpointWeights> all = CheckpointWeights.Of(agent, experiment);
        bool areThere = true;
        foreach (CheckpointWeights at in all)
        {
            string name = at.NameOf(agent.Name);
            if (!files.Has(name)) areThere = false;
            else if (at.FaultIn(agent, files.Disk.Read(files.At(name)), at == all[^1] ? hash : null) is { } what) return (true, $"{Path.GetFileName(name)}: {what}");
        }
        return (areThere, null);
    }

    /// <summary>An agent's files that are to be had in another folder, by name; each is read when it is asked for.</summary>
    public IEnumerable<(string Name, byte[] File)> FilesIn(FolderFiles other, AgentSpec agent)
    {
        IEnumerable<string> names = [NameOf(agent.Name), .. keepsCheckpoints ? CheckpointWeights.Of(agent, experiment).Select(at => at.NameOf(agent.Name)) : []];
        return names.Where(other.Has).Select(name => (name, other.Disk.Read(other.At(name))));
    }
}
