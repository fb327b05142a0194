using System.Text;
using MesaBench.Detection;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Results;
using MesaBench.Verdicts;

namespace MesaBench.Studies;

/// <summary>What a results folder has of an agent, to be looked into.</summary>
/// <param name="Row">Its row; null where it is not finished there.</param>
/// <param name="Weights">Its parameter vector; null where the folder has none.</param>
public sealed record KeptAgent(AgentRow? Row, float[]? Weights)
{
    /// <summary>Looks for an agent in a folder, of which no more is read than its row and its weights.</summary>
    /// <param name="folder">The results folder.</param>
    /// <param name="agent">An agent of the folder's experiment.</param>
    /// <exception cref="ResultsFolderException">Its row cannot be read, or the weights are not those that it was finished with.</exception>
    public static KeptAgent In(string folder, AgentSpec agent)
    {
        ArgumentNullException.ThrowIfNull(agent);
        FolderFiles files = new(Path.GetFullPath(folder));
        return ResultsFolderException.Guard(files.Folder, () =>
        {
            if (RowOf(files, agent.Name) is not { } row) return new KeptAgent(null, null);
            string file = WeightFiles.NameOf(agent.Name);
            return new KeptAgent(row, files.Has(file) ? Read(files, file, agent, row.WeightsHash) : null);
        });
    }

    /// <summary>Says how weights are not those that the agent was finished with; null where they are, or where that is not known.</summary>
    /// <param name="weights">The parameter vector.</param>
    public string? Difference(float[] weights) => Row is { } row && WeightsHash.Of(weights) is var found && found != row.WeightsHash
        ? $"found weights with hash {found}; {RowTable.Agents.Name} has {row.WeightsHash}" : null;

    private static float[] Read(FolderFiles files, string name, AgentSpec agent, string hash)
    {
        try
        {
            return StoredWeights.Of(agent, hash, files.Disk.Read(files.At(name)));
        }
        catch (InvalidDataException e)
        {
            throw new ResultsFolderException($"{files.At(name)}: {e.Message}. Put the file back, or take it away to have the agent trained again", e);
        }
    }

    private static AgentRow? RowOf(FolderFiles files, string agent)
    {
        using Stream? stream = files.Open(RowTable.Agents.Name);
        if (stream is null) return null;
        using StreamReader lines = new(stream, Encoding.UTF8);
        string header = lines.ReadLine() + "\n";
        while (lines.ReadLine() is { } line)
        {
            if (RowTable.AgentOf(line) != agent) continue;
            // What a run at work has written of its last line is no row yet.
            if (lines.Peek() < 0 && !EndsInLineFeed(stream)) return null;
            if (DigestOf(files, agent) != Digests.Of(RowTable.Agents, line + "\n"))
                throw new ResultsFolderException($"{files.At(RowTable.Agents.Name)}: found a row of agent '{agent}' that is not as it was written; allowed: that with the digest in {Digests.Table.Name}. mesabench status tells all that is wrong");
            return CsvTable.Parse<AgentRow>($"{header}{line}\n")[0].JudgedBy(SearchRuleFile.Default);
        }
        return null;
    }

    /// <summary>The digest that an agent's row was written with; null where there is none.</summary>
    private static string? DigestOf(FolderFiles files, string agent)
    {
        using Stream? stream = files.Open(Digests.Table.Name);
        if (stream is null) return null;
        using StreamReader lines = new(stream, Encoding.UTF8);
        int column = 1 + RowTable.Measured.ToList().IndexOf(RowTable.Agents);
        while (lines.ReadLine() is { } line)
            if (RowTable.AgentOf(line) == agent) return line.Split(',').ElementAtOrDefault(column);
        return null;
    }

    private static bool EndsInLineFeed(Stream stream)
    {
        _ = stream.Seek(-1, SeekOrigin.End);
        return stream.ReadByte() == '\n';
    }
}
