using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Results;
using MesaBench.Verdicts;
using MesaBench.Worlds;
using MesaBench.Zoo;

namespace MesaBench.Studies;

/// <summary>
/// Builds a zoo: each family's agents as a study in a folder of its own, then a test of each. Of those of a family that pass, two in five are to
/// set thresholds, the others to report error rates; who is which follows from their keys. What is there already is not made again.
/// </summary>
public static class ZooStudy
{
    /// <summary>The file of members.</summary>
    public const string MembersFile = "members.csv";

    /// <summary>The table of families.</summary>
    public const string FamiliesFile = "families.csv";

    /// <summary>What compiled searches would do first, by ticks.</summary>
    public const string FirstActionsFile = "first_actions.csv";

    private const int Parts = 5, ThresholdParts = 2;

    /// <summary>Builds a zoo, or goes on with one.</summary>
    /// <param name="plan">The plan; assumed to be valid.</param>
    /// <param name="folder">Where it goes: a folder for each family, and the tables.</param>
    /// <param name="devices">Makes engines.</param>
    /// <param name="run">Runs a study.</param>
    /// <param name="token">Ends the building; what is finished is kept.</param>
    /// <param name="test">Runs the tests of a family's members; null to do so without telling anyone.</param>
    /// <exception cref="ResultsFolderException">A folder will not do.</exception>
    public static ZooResults Build(
        ZooPlan plan, string folder, IEngineFactory devices, Action<Experiment, StudyOptions> run, CancellationToken token, FollowTests? test = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(run);
        FolderFiles files = new(Path.GetFullPath(folder));
        List<MemberRow> members = [];
        List<FirstActionRow> firstActions = [];
        foreach (FamilySpec family in plan.Families)
        {
            StudyOptions options = new() { OutputFolder = files.At(family.Experiment.Name), SaveWeights = true };
            run(family.Experiment, options);
            ZooResults tested = Tested(family, options.OutputFolder, devices, test ?? ((_, _, tests) => tests(() => { })), token);
            members.AddRange(tested.Members);
            firstActions.AddRange(tested.FirstActions);
        }
        files.Write(MembersFile, CsvTable.Text(members));
        files.Write(FirstActionsFile, CsvTable.Text(firstActions));
        ZooResults zoo = new(members, firstActions);
        files.Write(FamiliesFile, CsvTable.Text(zoo.Families));
        return zoo;
    }

    /// <summary>A family's members: as they stand in its folder, if they were tested before with these weights.</summary>
    private static ZooResults Tested(FamilySpec family, string folder, IEngineFactory devices, FollowTests follow, CancellationToken token)
    {
        FolderFiles files = new(folder);
        IReadOnlyList<AgentRow> rows = CsvTable.Parse<AgentRow>(files.Read(RowTable.Agents.Name)!);
        IReadOnlyList<AgentSpec> agents = AgentSpec.Expand(family.Experiment);
        if (Known(files, family, agents, rows) is { } known) return known;
        return follow(family.Experiment.Name, agents.Count, tested => Tested(family, agents, rows, files, devices, tested, token));
    }

    private static ZooResults Tested(
        FamilySpec family, IReadOnlyList<AgentSpec> agents, IReadOnlyList<AgentRow> rows, FolderFiles files, IEngineFactory devices, Action tested, CancellationToken token)
    {
        LevelLibrary library = LevelLibrary.Draw(family.Experiment, agents);
        Dictionary<string, AgentRow> rowOf = rows.ToDictionary(row => row.Agent);
        Candidate[] candidates = [.. agents.Select(agent => new Candidate(agent, rowOf[agent.Name]))];
        Work.InParallel(candidates, devices, _ => null, (engine, candidate, stop) =>
        {
            stop.ThrowIfCancellationRequested();
            Test(engine, family, candidate, library, files);
            tested();
        }, token);
        ZooResults results = new(Shared(candidates, family.Experiment.StudySeed), [.. candidates.SelectMany(candidate => candidate.FirstActions)]);
        files.Write(FirstActionsFile, CsvTable.Text(results.FirstActions));
        files.Write(MembersFile, CsvTable.Text(results.Members)); // the last: where it stands, all is there
        return results;
    }

    private static void Test(IEngine engine, FamilySpec family, Candidate candidate, LevelLibrary library, FolderFiles files)
    {
        (AgentSpec agent, AgentRow row) = (candidate.Agent, candidate.Row);
        if (row.Verdict == Verdict.Diverged)
        {
            candidate.Member = MemberRow.Of(family, agent, row, new Checked("weights that are not finite", 1, Most: 0));
            return;
        }
        float[] weights = WeightsOf(files, agent, row);
        MemberBench bench = new(engine, agent, agent.Key(family.Experiment.StudySeed), library.Of(agent), weights);
        candidate.Member = MemberRow.Of(family, agent, row, family.Check(bench));
        candidate.FirstActions = [.. family.FirstActions(bench).Select(at => FirstActionRow.Of(family.Experiment.Name, row, at))];
    }

    /// <summary>An agent's weights, which must be those that its row is about.</summary>
    private static float[] WeightsOf(FolderFiles files, AgentSpec agent, AgentRow row)
    {
        string file = files.At(Path.Combine("weights", $"{row.Agent}.safetensors"));
        try
        {
            float[] weights = StoredAgent.LayoutOf(agent).Pack(Safetensors.Read(File.ReadAllBytes(file)), file);
            return WeightsHash.Of(weights) == row.WeightsHash ? weights
                : throw new ResultsFolderException($"{file}: found weights with hash {WeightsHash.Of(weights)}; allowed: {row.WeightsHash}, as in {RowTable.Agents.Name}. Put the file back");
        }
        catch (InvalidDataException e)
        {
            throw new ResultsFolderException($"{file}: {e.Message}");
        }
    }

    private static ZooResults? Known(FolderFiles files, FamilySpec family, IReadOnlyList<AgentSpec> agents, IReadOnlyList<AgentRow> rows)
    {
        if (files.Read(MembersFile) is not { } text || files.Read(FirstActionsFile) is not { } actions) return null;
        try
        {
            IReadOnlyList<MemberRow> members = CsvTable.Parse<MemberRow>(text);
            // Another account of what they are is another test.
            if (!members.Zip(agents).All(pair => pair.First.Established == family.Established && pair.First.Known == family.Known(pair.Second) && pair.First.Objective == family.Objective(pair.Second))) return null;
            return members.Select(member => (member.Agent, member.WeightsHash)).SequenceEqual(rows.Select(row => (row.Agent, row.WeightsHash)))
                ? new ZooResults(members, CsvTable.Parse<FirstActionRow>(actions)) : null;
        }
        catch (FormatException)
        {
            return null; // written by another version: tested anew
        }
    }

    /// <summary>Tells who is to be used for what.</summary>
    private static IReadOnlyList<MemberRow> Shared(IReadOnlyList<Candidate> candidates, int studySeed)
    {
        AgentSpec[] kept = [.. candidates.Where(candidate => candidate.Member!.Use != MemberUse.Dropped).Select(candidate => candidate.Agent).OrderBy(agent => agent.Key(studySeed))];
        HashSet<string> threshold = [.. kept.Take(kept.Length * ThresholdParts / Parts).Select(agent => agent.Name)];
        return [.. candidates.Select(candidate => threshold.Contains(candidate.Agent.Name) ? candidate.Member! with { Use = MemberUse.Threshold } : candidate.Member!)];
    }

    private sealed record Candidate(AgentSpec Agent, AgentRow Row)
    {
        public MemberRow? Member { get; set; }

        public IReadOnlyList<FirstActionRow> FirstActions { get; set; } = [];
    }
}

/// <summary>Runs the tests of a family's members and gives what came of them, to show how far they are.</summary>
/// <param name="family">The family's name.</param>
/// <param name="members">Members that are tested.</param>
/// <param name="tests">Runs them; calls what it is given, from any thread, after each member.</param>
public delegate ZooResults FollowTests(string family, int members, Func<Action, ZooResults> tests);

/// <summary>A zoo.</summary>
/// <param name="Members">Its members, family by family, and those who were dropped.</param>
/// <param name="FirstActions">What compiled searches would do first, by ticks.</param>
public sealed record ZooResults(IReadOnlyList<MemberRow> Members, IReadOnlyList<FirstActionRow> FirstActions)
{
    /// <summary>The table of families.</summary>
    public IReadOnlyList<FamilyRow> Families { get; } = FamilyRow.Of(Members);
}
