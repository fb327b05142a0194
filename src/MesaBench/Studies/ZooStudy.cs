using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Results;
using MesaBench.Verdicts;
using MesaBench.Worlds;
using MesaBench.Zoo;

namespace MesaBench.Studies;

/// <summary>
/// Builds a zoo: each family's agents as a study in a folder of its own, then a test of each. Of those of a family that pass, two in five
/// constructions are to set thresholds, the others to report error rates (<see cref="FamilySpec.IsThreshold"/>). What is there already is not made again.
/// </summary>
public static class ZooStudy
{
    /// <summary>The file of members.</summary>
    public const string MembersFile = "members.csv";

    /// <summary>The table of families.</summary>
    public const string FamiliesFile = "families.csv";

    /// <summary>What members were tested for.</summary>
    public const string ChecksFile = "checks.csv";

    /// <summary>The plan, and the program that followed it.</summary>
    public const string PlanFile = "zoo.json";

    /// <summary>What the behaviour of agents reveals that are written down.</summary>
    public const string ScriptedFile = "scripted.csv";

    /// <summary>What compiled searches would do first, by ticks.</summary>
    public const string FirstActionsFile = "first_actions.csv";

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
        ZooRecord.Open(plan, files, PlanFile);
        IReadOnlyList<ScriptedRow> scripted = Scripted(plan, files, devices, token);
        List<ZooResults> parts = [];
        foreach (FamilySpec family in plan.Families)
        {
            StudyOptions options = new() { OutputFolder = files.At(family.Experiment.Name), SaveWeights = true };
            run(family.Experiment, options);
            parts.Add(Tested(family, options.OutputFolder, devices, test ?? ((_, _, tests) => tests(() => { })), token));
        }
        ZooResults zoo = new(
            [.. parts.SelectMany(part => part.Members)], [.. parts.SelectMany(part => part.Checks)], [.. parts.SelectMany(part => part.FirstActions)])
        {
            Scripted = scripted,
        };
        Write(files, zoo);
        files.Write(FamiliesFile, CsvTable.Text(zoo.Families));
        return zoo;
    }

    private static IReadOnlyList<ScriptedRow> Scripted(ZooPlan plan, FolderFiles files, IEngineFactory devices, CancellationToken token)
    {
        if (plan.Scripted is null) return [];
        if (Rows<ScriptedRow>(files, ScriptedFile) is { } there) return there;
        IReadOnlyList<ScriptedRow> rows = ScriptedObjectives.Of(plan.Scripted, devices, token);
        files.Write(ScriptedFile, CsvTable.Text(rows));
        return rows;
    }

    private static void Write(FolderFiles files, ZooResults zoo)
    {
        files.Write(FirstActionsFile, CsvTable.Text(zoo.FirstActions));
        files.Write(ChecksFile, CsvTable.Text(zoo.Checks));
        files.Write(MembersFile, CsvTable.Text(zoo.Members)); // of these the last: where it stands, the others are there
    }

    /// <summary>A family's members: as they stand in its folder, if they were tested before with these weights.</summary>
    private static ZooResults Tested(FamilySpec family, string folder, IEngineFactory devices, FollowTests follow, CancellationToken token)
    {
        FolderFiles files = new(folder);
        IReadOnlyList<AgentRow> rows = CsvTable.Parse<AgentRow>(files.Read(RowTable.Agents.Name)!);
        AgentList agents = AgentSpec.Expand(family.Experiment);
        if (Known(files, family, agents, rows) is { } known) return known;
        return follow(family.Experiment.Name, agents.Count, tested => Tested(family, agents, rows, files, devices, tested, token));
    }

    private static ZooResults Tested(
        FamilySpec family, IReadOnlyList<AgentSpec> agents, IReadOnlyList<AgentRow> rows, FolderFiles files, IEngineFactory devices, Action tested, CancellationToken token)
    {
        LevelLibrary library = LevelLibrary.Draw(family.Experiment, agents, token);
        Dictionary<string, AgentRow> rowOf = rows.ToDictionary(row => row.Agent);
        Candidate[] candidates = [.. agents.Select(agent => new Candidate(agent, rowOf[agent.Name]))];
        Work.InParallel(candidates, devices, _ => null, (engine, candidate, stop) =>
        {
            stop.ThrowIfCancellationRequested();
            Test(engine, family, candidate, library, files);
            tested();
        }, token);
        ZooResults results = new(
            [.. candidates.Select(candidate => candidate.Member!)], [.. candidates.SelectMany(candidate => candidate.Checks)],
            [.. candidates.SelectMany(candidate => candidate.FirstActions)]);
        Write(files, results);
        return results;
    }

    private static void Test(IEngine engine, FamilySpec family, Candidate candidate, LevelLibrary library, FolderFiles files)
    {
        (AgentSpec agent, AgentRow row) = (candidate.Agent, candidate.Row);
        if (row.Verdict == Verdict.Diverged)
        {
            candidate.Judge(family, [new Checked("weights that are not finite", 1, Most: 0)]);
            return;
        }
        float[] weights = ZooFolder.WeightsOf(files, agent, row.WeightsHash);
        MemberBench bench = new(engine, agent, agent.Key(family.Experiment.StudySeed), library.Of(agent), weights);
        candidate.Judge(family, family.Tests(bench));
        if (candidate.Member!.Use != MemberUse.Dropped) candidate.FirstActions = [.. family.FirstActions(bench).Select(at => FirstActionRow.Of(family.Experiment.Name, row, at))];
    }

    private static ZooResults? Known(FolderFiles files, FamilySpec family, IReadOnlyList<AgentSpec> agents, IReadOnlyList<AgentRow> rows)
    {
        if (Rows<MemberRow>(files, MembersFile) is not { } members || Rows<CheckRow>(files, ChecksFile) is not { } checks
            || Rows<FirstActionRow>(files, FirstActionsFile) is not { } firstActions) return null;
        // Another account of what they are is another test.
        if (!members.Zip(agents).All(pair => IsAsNow(pair.First, family, pair.Second))) return null;
        return members.Select(member => (member.Agent, member.WeightsHash)).SequenceEqual(rows.Select(row => (row.Agent, row.WeightsHash)))
            ? new ZooResults(members, checks, firstActions) : null;
    }

    /// <summary>The rows of a file; null where there is none, or one by another version of the program, whose rows are made anew.</summary>
    internal static IReadOnlyList<T>? Rows<T>(FolderFiles files, string name)
    {
        try
        {
            return files.Read(name) is { } text ? CsvTable.Parse<T>(text) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static bool IsAsNow(MemberRow member, FamilySpec family, AgentSpec agent) =>
        (member.Established, member.Known, member.Objective, member.Construction, member.TestsVersion)
        == (family.Established, family.Known(agent), family.Objective(agent) ?? "", family.Construction(agent), MemberRow.CurrentTests);

    private sealed record Candidate(AgentSpec Agent, AgentRow Row)
    {
        public MemberRow? Member { get; private set; }

        public IReadOnlyList<CheckRow> Checks { get; private set; } = [];

        public IReadOnlyList<FirstActionRow> FirstActions { get; set; } = [];

        /// <summary>Makes tests until one is failed.</summary>
        public void Judge(FamilySpec family, IEnumerable<Checked> tests)
        {
            Checked[] made = [.. Checked.UntilFailed(tests)];
            Checks = [.. made.Select(test => CheckRow.Of(family.Experiment.Name, Row.Agent, test))];
            Member = MemberRow.Of(family, Agent, Row, made.FirstOrDefault(test => !test.Passed));
        }
    }
}

/// <summary>Runs the tests of a family's members and gives what came of them, to show how far they are.</summary>
/// <param name="family">The family's name.</param>
/// <param name="members">Members that are tested.</param>
/// <param name="tests">Runs them; calls what it is given, from any thread, after each member.</param>
public delegate ZooResults FollowTests(string family, int members, Func<Action, ZooResults> tests);

/// <summary>A zoo.</summary>
/// <param name="Members">Its members, family by family, and those who were dropped.</param>
/// <param name="Checks">What they were tested for, up to the first test that each failed.</param>
/// <param name="FirstActions">What compiled searches would do first, by ticks.</param>
public sealed record ZooResults(IReadOnlyList<MemberRow> Members, IReadOnlyList<CheckRow> Checks, IReadOnlyList<FirstActionRow> FirstActions)
{
    /// <summary>What the behaviour of agents reveals that are written down.</summary>
    public IReadOnlyList<ScriptedRow> Scripted { get; init; } = [];

    /// <summary>The table of families.</summary>
    public IReadOnlyList<FamilyRow> Families { get; } = FamilyRow.Of(Members);
}
