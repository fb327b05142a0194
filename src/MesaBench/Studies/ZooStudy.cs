using MesaBench.Engines;
using MesaBench.Experiments;
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

    private const int Parts = 5, ThresholdParts = 2;

    /// <summary>Builds a zoo, or goes on with one.</summary>
    /// <param name="plan">The plan; assumed to be valid.</param>
    /// <param name="folder">Where it goes: a folder for each family, and the tables.</param>
    /// <param name="devices">Makes engines.</param>
    /// <param name="run">Runs a study.</param>
    /// <param name="token">Ends the building; what is finished is kept.</param>
    /// <exception cref="ResultsFolderException">A folder will not do.</exception>
    public static IReadOnlyList<MemberRow> Build(
        ZooPlan plan, string folder, IEngineFactory devices, Action<Experiment, StudyOptions> run, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(run);
        FolderFiles files = new(Path.GetFullPath(folder));
        List<MemberRow> members = [];
        foreach (FamilySpec family in plan.Families)
        {
            StudyOptions options = new() { OutputFolder = files.At(family.Experiment.Name), SaveWeights = true };
            run(family.Experiment, options);
            members.AddRange(Tested(family, options.OutputFolder, devices, token));
        }
        files.Write(MembersFile, CsvTable.Text(members));
        files.Write(FamiliesFile, CsvTable.Text(FamilyRow.Of(members)));
        return members;
    }

    /// <summary>A family's members: as they stand in its folder, if they were tested before with these weights.</summary>
    private static IReadOnlyList<MemberRow> Tested(FamilySpec family, string folder, IEngineFactory devices, CancellationToken token)
    {
        FolderFiles files = new(folder);
        IReadOnlyList<AgentRow> rows = CsvTable.Parse<AgentRow>(files.Read(RowTable.Agents.Name)!);
        if (Known(files, rows) is { } known) return known;
        IReadOnlyList<AgentSpec> agents = AgentSpec.Expand(family.Experiment);
        LevelLibrary library = LevelLibrary.Draw(family.Experiment, agents);
        Candidate[] candidates = [.. agents.Zip(rows, (agent, row) => new Candidate(agent, row))];
        Work.InParallel(candidates, devices, _ => null, (engine, candidate, stop) =>
        {
            stop.ThrowIfCancellationRequested();
            candidate.Member = MemberRow.Of(family, candidate.Agent, candidate.Row, Test(engine, family, candidate, library, files));
        }, token);
        IReadOnlyList<MemberRow> members = Shared(candidates, family.Experiment.StudySeed);
        files.Write(MembersFile, CsvTable.Text(members));
        return members;
    }

    private static Checked Test(IEngine engine, FamilySpec family, Candidate candidate, LevelLibrary library, FolderFiles files)
    {
        if (candidate.Row.Verdict == Verdict.Diverged) return new Checked("weights that are not finite", 1, Most: 0);
        string name = Path.Combine("weights", $"{candidate.Row.Agent}.safetensors");
        float[] weights = StoredAgent.LayoutOf(candidate.Agent).Pack(Safetensors.Read(File.ReadAllBytes(files.At(name))), name);
        return family.Check(new MemberBench(engine, candidate.Agent, candidate.Agent.Key(family.Experiment.StudySeed), library.Of(candidate.Agent), weights));
    }

    private static IReadOnlyList<MemberRow>? Known(FolderFiles files, IReadOnlyList<AgentRow> rows)
    {
        if (files.Read(MembersFile) is not { } text) return null;
        try
        {
            IReadOnlyList<MemberRow> members = CsvTable.Parse<MemberRow>(text);
            return members.Select(member => (member.Agent, member.WeightsHash)).SequenceEqual(rows.Select(row => (row.Agent, row.WeightsHash))) ? members : null;
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
    }
}
