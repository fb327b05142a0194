using System.Text.Json;
using System.Text.Json.Nodes;
using MesaBench.Experiments;
using MesaBench.Results;
using MesaBench.Zoo;

namespace MesaBench.Studies;

/// <summary>A member of a zoo, and what it was made of.</summary>
/// <param name="Family">Its family.</param>
/// <param name="Agent">The agent.</param>
/// <param name="Row">What is known of it.</param>
internal sealed record ZooMember(FamilySpec Family, AgentSpec Agent, MemberRow Row);

/// <summary>A zoo that was built, to be read.</summary>
/// <param name="Plan">What it is made of.</param>
/// <param name="Members">All members, the dropped ones included.</param>
internal sealed record ZooFolder(ZooPlan Plan, IReadOnlyList<ZooMember> Members)
{
    /// <summary>Opens a zoo's folder.</summary>
    /// <exception cref="ResultsFolderException">It is not one, or it is not finished.</exception>
    public static ZooFolder Open(string folder)
    {
        FolderFiles files = new(Path.GetFullPath(folder));
        return ResultsFolderException.Guard(files.Folder, () =>
        {
            if (!files.Has(ZooStudy.PlanFile) || files.Read(ZooStudy.MembersFile) is not { } rows)
                throw new ResultsFolderException($"{files.Folder}: found no {ZooStudy.PlanFile} with {ZooStudy.MembersFile}; allowed: the folder of a zoo that is finished (mesabench zoo)");
            ZooPlan plan = PlanIn(files);
            Dictionary<(string, string), (FamilySpec Family, AgentSpec Agent)> made = plan.Families
                .SelectMany(family => AgentSpec.Expand(family.Experiment).Select(agent => (family, agent))).ToDictionary(pair => (pair.family.Experiment.Name, pair.agent.Name));
            return new ZooFolder(plan, [.. CsvTable.Parse<MemberRow>(rows).Select(row => made.TryGetValue((row.Family, row.Agent), out (FamilySpec Family, AgentSpec Agent) of)
                ? new ZooMember(of.Family, of.Agent, row)
                : throw new ResultsFolderException($"{files.At(ZooStudy.MembersFile)}: found {row.Agent} of {row.Family}; allowed: members of the plan in {ZooStudy.PlanFile}"))]);
        });
    }

    /// <summary>The plan by which a zoo's folder was made.</summary>
    /// <exception cref="ResultsFolderException">It is none that can be read.</exception>
    public static ZooPlan PlanIn(FolderFiles files)
    {
        string file = files.At(ZooStudy.PlanFile);
        JsonNode? held = null;
        try
        {
            held = JsonNode.Parse(files.Read(ZooStudy.PlanFile) ?? "")?["plan"];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Told below, as a file without a plan.
        }
        if (held is null) throw new ResultsFolderException($"{file}: found no plan of a zoo; allowed: that by which the folder was made");
        (ZooPlan? plan, IReadOnlyList<Problem> problems) = ZooPlan.Parse(held.ToJsonString());
        return plan ?? throw new ResultsFolderException($"{file}: {problems[0]}");
    }

    /// <summary>An agent's weights, which must be those that were told of.</summary>
    /// <param name="files">The folder of its family.</param>
    /// <param name="agent">The agent.</param>
    /// <param name="hash">The hash that its row has.</param>
    /// <exception cref="ResultsFolderException">They are not there, or others.</exception>
    public static float[] WeightsOf(FolderFiles files, AgentSpec agent, string hash)
    {
        string file = files.At(WeightFiles.NameOf(agent.Name));
        try
        {
            return StoredWeights.Of(agent, hash, files.Disk.Read(file));
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new ResultsFolderException($"{file}: {e.Message}. Put the file back");
        }
    }
}
