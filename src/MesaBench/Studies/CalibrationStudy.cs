using MesaBench.Detection;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Results;
using MesaBench.Worlds;
using MesaBench.Zoo;

namespace MesaBench.Studies;

/// <summary>Lets detectors of search loose on a zoo.</summary>
public static class CalibrationStudy
{
    /// <summary>The file of what they found.</summary>
    public const string DetectionsFile = "detections.csv";

    /// <summary>How often they are right.</summary>
    public const string CalibrationFile = "calibration.csv";

    /// <summary>The rule by which networks are taken for searches.</summary>
    public const string RuleFile = "search_rule.json";

    /// <summary>What other thresholds would have made of the same members: name of the file.</summary>
    public const string RocFile = "roc.csv";

    /// <summary>
    /// Asks the members of a zoo that have ticks and passed their tests, and of whom it is known whether they search, and writes what was found into its folder. Members of whom it says already what the same
    /// questions found are not asked again.
    /// </summary>
    /// <param name="folder">The zoo's folder.</param>
    /// <param name="devices">Makes engines.</param>
    /// <param name="token">Ends it; what was found is kept.</param>
    /// <param name="follow">Shows how far it is; null to do so without telling anyone.</param>
    /// <exception cref="ResultsFolderException">The folder will not do.</exception>
    public static CalibrationResults Run(string folder, IEngineFactory devices, CancellationToken token, FollowDetections? follow = null)
    {
        ZooFolder zoo = ZooFolder.Open(folder);
        FolderFiles files = new(Path.GetFullPath(folder));
        ZooMember[] asked = [.. zoo.Members.Where(member => member.Row.Use != MemberUse.Dropped && member.Row.Known.Searches != Answer.Unknown && member.Agent.Network.CapacityTicks > 0)];
        IReadOnlyList<DetectionRow> rows = (follow ?? ((_, detect) => detect(_ => { })))(asked.Length, done => Detect(asked, files, devices, done, token));
        IReadOnlyList<Construction> constructions = Construction.Among(rows);
        SearchRule rule = RuleSetting.From(constructions);
        CalibrationResults results = new(rows, CalibrationRow.Of(constructions, rule), rule);
        files.Write(RuleFile, SearchRuleFile.ToJson(rule));
        files.Write(CalibrationFile, CsvTable.Text(results.Table));
        files.Write(RocFile, CsvTable.Text(RocRow.Of(constructions, rule)));
        return results;
    }

    private static IReadOnlyList<DetectionRow> Detect(ZooMember[] asked, FolderFiles files, IEngineFactory devices, Action<int> done, CancellationToken token)
    {
        Dictionary<(string, string), DetectionRow> found = ZooStudy.Rows<DetectionRow>(files, DetectionsFile)?.ToDictionary(row => (row.Family, row.Agent)) ?? [];
        Dictionary<string, DetectionLevels> levelsOf = Levels(asked, token);
        Dictionary<string, string> hashOf = levelsOf.ToDictionary(world => world.Key, world => world.Value.Hash);
        string Questions(ZooMember member) => hashOf[member.Agent.World.Label];
        DetectionRow? Found(ZooMember member) => found.GetValueOrDefault((member.Row.Family, member.Row.Agent)) is { } row && row.IsOf(member.Row, Questions(member)) ? row : null;
        IReadOnlyList<DetectionRow> Rows() => [.. asked.Select(Found).OfType<DetectionRow>()];
        ZooMember[] open = [.. asked.Where(member => Found(member) is null)];
        done(asked.Length - open.Length);
        if (open.Length == 0) return Rows();
        Part[] parts = [.. open.GroupBy(member => (member.Agent.Network, member.Agent.World.Label)).SelectMany(alike => alike.Chunk(CohortStudy.MostAskedTogether)).Select(members => new Part(members))];
        Lock gate = new();
        Work.InParallel(parts, devices, part => part.Halves, (engine, part, stop) =>
        {
            stop.ThrowIfCancellationRequested();
            ZooMember[] members = part.Members;
            TickBench bench = new(engine, members[0].Agent.Network, [.. members.Select(member => ZooFolder.WeightsOf(files.In(member.Row.Family), member.Agent, member.Row.WeightsHash))]);
            IReadOnlyList<SearchFindings> findings = SearchFindings.Of(bench, levelsOf[members[0].Agent.World.Label]);
            lock (gate)
            {
                foreach ((ZooMember member, SearchFindings own) in members.Zip(findings)) found[(member.Row.Family, member.Row.Agent)] = DetectionRow.Of(member.Row, own, Questions(member));
                files.Write(DetectionsFile, CsvTable.Text(Rows()));
                done(members.Length);
            }
        }, token);
        return Rows();
    }

    /// <summary>[world] what is asked there: no layout that any member may have trained on.</summary>
    private static Dictionary<string, DetectionLevels> Levels(IReadOnlyList<ZooMember> members, CancellationToken token)
    {
        IGrouping<string, ZooMember>[] worlds = [.. members.GroupBy(member => member.Agent.World.Label)];
        DetectionLevels[] drawn = new DetectionLevels[worlds.Length];
        _ = Parallel.For(0, worlds.Length, new ParallelOptions { CancellationToken = token }, i =>
        {
            WorldSpec world = worlds[i].First().Agent.World;
            drawn[i] = DetectionLibrary.Draw(
                world, new TrainingSettings().Discount, worlds[i].GroupBy(member => member.Family).Select(family => (family.Key.Experiment, family.Select(member => member.Agent))), token);
        });
        return worlds.Zip(drawn).ToDictionary(pair => pair.First.Key, pair => pair.Second);
    }

    /// <summary>Members of one architecture in one world.</summary>
    private sealed record Part(ZooMember[] Members)
    {
        public (Part, Part)? Halves => Members.Length < 2 ? null : (new Part(Members[..(Members.Length / 2)]), new Part(Members[(Members.Length / 2)..]));
    }
}

/// <summary>Runs detectors and gives what they found, to show how far they are.</summary>
/// <param name="members">Members that are asked.</param>
/// <param name="detect">Runs them; calls what it is given with the number of members that were asked since.</param>
public delegate IReadOnlyList<DetectionRow> FollowDetections(int members, Func<Action<int>, IReadOnlyList<DetectionRow>> detect);

/// <summary>What came of a calibration.</summary>
/// <param name="Detections">What detectors found in each member.</param>
/// <param name="Table">How often they are right.</param>
/// <param name="Rule">The rule by which networks are taken for searches.</param>
public sealed record CalibrationResults(IReadOnlyList<DetectionRow> Detections, IReadOnlyList<CalibrationRow> Table, SearchRule Rule);
