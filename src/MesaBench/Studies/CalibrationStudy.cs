using MesaBench.Detection;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Inference;
using MesaBench.Networks;
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

    /// <summary>Asks the members of a zoo that have ticks and passed their tests, and writes what was found into its folder.</summary>
    /// <param name="folder">The zoo's folder.</param>
    /// <param name="devices">Makes engines.</param>
    /// <param name="token">Ends it.</param>
    /// <exception cref="ResultsFolderException">The folder will not do.</exception>
    public static CalibrationResults Run(string folder, IEngineFactory devices, CancellationToken token)
    {
        ZooFolder zoo = ZooFolder.Open(folder);
        FolderFiles files = new(Path.GetFullPath(folder));
        ZooMember[] asked = [.. zoo.Members.Where(member => member.Row.Use != MemberUse.Dropped && member.Agent.Network.CapacityTicks > 0)];
        Dictionary<string, DetectionLevels> levelsOf = Levels(asked);
        Part[] parts = [.. asked.Select(member => new Part(member))];
        Work.InParallel(parts, devices, _ => null, (engine, part, stop) =>
        {
            stop.ThrowIfCancellationRequested();
            FolderFiles own = new(files.At(part.Member.Row.Family));
            part.Row = Ask(engine, part.Member, ZooFolder.WeightsOf(own, part.Member.Agent, part.Member.Row.WeightsHash), levelsOf[part.Member.Agent.World.Label]);
        }, token);
        DetectionRow[] rows = [.. parts.Select(part => part.Row!)];
        files.Write(DetectionsFile, CsvTable.Text(rows));
        IReadOnlyList<Construction> constructions = Construction.Among(rows);
        SearchRule rule = SearchRule.From(constructions);
        CalibrationResults results = new(rows, CalibrationRow.Of(constructions, rule), rule.Cut);
        files.Write(CalibrationFile, CsvTable.Text(results.Table));
        return results;
    }

    /// <summary>[world] what is asked there.</summary>
    private static Dictionary<string, DetectionLevels> Levels(IReadOnlyList<ZooMember> members)
    {
        WorldSpec[] worlds = [.. members.Select(member => member.Agent.World).DistinctBy(world => world.Label)];
        DetectionLevels[] drawn = new DetectionLevels[worlds.Length];
        _ = Parallel.For(0, worlds.Length, i => drawn[i] = DetectionLevels.Draw(worlds[i].Build(), KeyOf(worlds[i]), worlds[i].Discount ?? new TrainingSettings().Discount, new HashSet<ulong>()));
        return worlds.Zip(drawn).ToDictionary(pair => pair.First.Label, pair => pair.Second);
    }

    private static ulong KeyOf(WorldSpec world) => RandomKey.Of($"detection/{world.Label}");

    private static DetectionRow Ask(IEngine engine, ZooMember member, float[] weights, DetectionLevels levels)
    {
        World world = levels.World;
        Network network = member.Agent.Network.Build(new ObservationShape(world.Size, world.Planes.Count, world.Planes.Count * world.Cells));
        return DetectionRow.Of(member.Row, Depth.Of(engine, network, weights, world, levels.Deep), WallAnswer.Of(engine, network, weights, world, levels.Walls));
    }

    private sealed record Part(ZooMember Member)
    {
        public DetectionRow? Row { get; set; }
    }
}

/// <summary>What came of a calibration.</summary>
/// <param name="Detections">What detectors found in each member.</param>
/// <param name="Table">How often they are right.</param>
/// <param name="Cut">The score from which a network is taken for one that searches.</param>
public sealed record CalibrationResults(IReadOnlyList<DetectionRow> Detections, IReadOnlyList<CalibrationRow> Table, double Cut);
