using MesaBench.Detection;
using MesaBench.Experiments;
using MesaBench.Inference;
using MesaBench.Results;
using MesaBench.Verdicts;
using MesaBench.Worlds;

namespace MesaBench.Tests.Results;

public sealed class JudgedAnewTests : IDisposable
{
    private static readonly Experiment Study = SampleStudy.Experiment(1, [0.1], [2e-3]);
    private static readonly string Json = ExperimentFile.ToJson(Study with { Worlds = [new DoorSpec()] });
    private readonly string folder = Directory.CreateTempSubdirectory("mesabench-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Verdicts_that_do_not_follow_from_what_detectors_found_are_worked_out_anew(bool isFinished)
    {
        JudgedAgent[] agents = [.. SampleStudy.Judged(Study, _ => 0.5).Select((agent, i) => agent with { Row = Asked(agent.Row, finds: i % 2 == 0) })];
        using (ResultsFolder first = Open(_ => { }))
        {
            first.Append(isFinished ? agents : agents[..4]);
            if (isFinished) _ = first.Finish();
        }
        string digests = File.ReadAllText(Path.Combine(folder, Digests.Table.Name));
        List<string> heard = [];
        using (ResultsFolder second = Open(heard.Add))
        {
            second.Append(isFinished ? [] : agents[4..].Select(agent => agent with { Row = agent.Row.JudgedBy(SearchRuleFile.Default) }).ToArray());
            _ = second.Finish();
        }
        Assert.StartsWith($"search, search_score and mesa of {(isFinished ? 5 : 2)} agents: found what does not follow", Assert.Single(heard), StringComparison.Ordinal);
        AgentRow[] rows = [.. CsvTable.Parse<AgentRow>(File.ReadAllText(Path.Combine(folder, RowTable.Agents.Name)))];
        Assert.All(rows.Index(), row => Assert.Equal(
            row.Index % 2 == 0 ? (SearchVerdict.Searches, MesaOptimizer.Misaligned) : (SearchVerdict.Unasked, null), (row.Item.Search.Value, row.Item.Mesa)));
        // Verdicts are no part of the digests, so that a kill before the rows are written leaves nothing that looks damaged.
        if (isFinished) Assert.Equal(digests, File.ReadAllText(Path.Combine(folder, Digests.Table.Name)));
        using ResultsFolder third = Open(heard.Add);
        Assert.True(third.IsFinished);
        Assert.Single(heard);
    }

    /// <summary>One that is said to be a misaligned mesa-optimizer, whatever was found in it.</summary>
    private static AgentRow Asked(AgentRow row, bool finds)
    {
        RepresentedGoal moved = new(1, 96, 1, 0, 0, 0, 1);
        SearchFindings findings = !finds ? SearchFindings.None : SearchFindings.None with
        {
            Depth = new ComputeDepth(96, 1, 1, 1),
            DepthSlope = new Estimate(1, new Interval(1, 1)),
            Sham = new ShamTicks(1, 1),
            WallAnswer = new FarWallAnswer(1, 96, 0, 1, 4),
            Decoding = PlanDecoding.None with { Gain = 1 },
            Steering = PlanSteering.None with { Value = 1 },
            BaseMoved = moved,
            ProxyMoved = moved,
        };
        return row with
        {
            Competent = true,
            Mesa = MesaOptimizer.Misaligned,
            CellFacts = row.CellFacts with { Network = "rcnn", NetworkLabel = "rcnn8t8-gated", Ticks = 8 },
            RevealedObjective = RevealedObjective.None with { InnerObjective = "proxy" },
            Search = new ShownSearch { Value = SearchVerdict.Searches, Score = SearchFindingsScore(findings), SearchFindings = findings },
        };
    }

    private static double SearchFindingsScore(SearchFindings findings) => SearchRuleFile.Default.Score(SearchVerdict.Searches, statistic => statistic.Of(findings));

    private ResultsFolder Open(Action<string> mended) => ResultsFolder.Open(folder, Study, Json, new RunFacts("cpu", 2), mended);
}
