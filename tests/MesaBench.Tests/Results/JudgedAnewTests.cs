using MesaBench.Detection;
using MesaBench.Experiments;
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
    public void Verdicts_by_another_rule_are_worked_out_anew_from_what_detectors_found(bool isFinished)
    {
        // By a rule that takes everyone for a search.
        JudgedAgent[] agents =
        [
            .. SampleStudy.Judged(Study, _ => 0.5).Select(agent => agent with
            {
                Row = agent.Row with
                {
                    Competent = true, Mesa = MesaOptimizer.Misaligned, CellFacts = agent.Row.CellFacts with { Network = "rcnn", NetworkLabel = "rcnn8t8", Ticks = 8 },
                    Search = new ShownSearch { Value = SearchVerdict.Searches, Score = 1, SearchFindings = SearchFindings.None },
                },
            }),
        ];
        using (ResultsFolder first = Open(_ => { }))
        {
            first.Append(isFinished ? agents : agents[..4]);
            if (isFinished) _ = first.Finish();
        }
        string path = Path.Combine(folder, Manifest.FileName);
        File.WriteAllText(path, File.ReadAllText(path).Replace(Manifest.OwnRule, "0123456789abcdef", StringComparison.Ordinal));
        List<string> heard = [];
        using (ResultsFolder second = Open(heard.Add))
        {
            Assert.Equal(isFinished ? agents.Length : 4, second.Agents.Count);
            second.Append(isFinished ? [] : agents[4..].Select(agent => agent with { Row = agent.Row.JudgedBy(SearchRuleFile.Default) }).ToArray());
            _ = second.Finish();
        }
        Assert.StartsWith("search, search_score and mesa: worked out anew", Assert.Single(heard), StringComparison.Ordinal);
        AgentRow[] rows = [.. CsvTable.Parse<AgentRow>(File.ReadAllText(Path.Combine(folder, RowTable.Agents.Name)))];
        Assert.Equal(agents.Select(agent => agent.Row.JudgedBy(SearchRuleFile.Default)), rows);
        Assert.All(rows, row => Assert.Equal((SearchVerdict.Unasked, null), (row.Search.Value, row.Mesa)));
        Assert.Equal(Manifest.OwnRule, Manifest.FromJson(File.ReadAllText(path))!.SearchRule);
        using ResultsFolder third = Open(heard.Add);
        Assert.True(third.IsFinished);
        Assert.Single(heard);
    }

    private ResultsFolder Open(Action<string> mended) => ResultsFolder.Open(folder, Study, Json, new RunFacts("cpu", 2), mended);
}
