using MesaBench.Experiments;
using MesaBench.Export;
using MesaBench.Networks;
using MesaBench.Results;
using MesaBench.Tests.Studies;
using MesaBench.Verdicts;

namespace MesaBench.Tests.Export;

public sealed class ScoreArraysTests
{
    [Fact]
    public void Every_agent_has_its_place_by_algorithm_seed_and_task_and_where_there_is_none_is_NaN()
    {
        using StudyTables study = StudyTables.Open(ExportedQuick.Source, TestContext.Current.CancellationToken);
        ScoreArrays scores = ScoreArrays.Of(study, "preference", TestContext.Current.CancellationToken);
        Assert.Equal(["dish-c1d4-open7_a0.015", "dish-c1d4-open7_a0.025", "pile-open7_a0.004", "pile-open7_a0.008", "dish-c1d4-maze7_a0"], scores.Tasks);
        Assert.All(scores.Algorithms, algorithm => Assert.Equal([8, 5], algorithm.Shape));
        IReadOnlyList<AgentRow> agents = TinyStudy.Agents(ExportedQuick.Source);
        foreach (AgentRow agent in agents)
        {
            int task = scores.Tasks.Index().Single(own => agent.Agent.StartsWith(own.Item + "_", StringComparison.Ordinal)).Index;
            NamedTensor algorithm = scores.Algorithms.Single(own => agent.CellFacts.Cell.EndsWith("_" + own.Name, StringComparison.Ordinal));
            Assert.Equal((float)agent.Axes.Preference.Value, algorithm.Values[agent.Seed * scores.Tasks.Count + task]);
        }
        Assert.Equal(agents.Count, scores.Algorithms.Sum(algorithm => algorithm.Values.Count(value => !float.IsNaN(value))));
    }

    [Fact]
    public void The_file_is_read_back_and_says_what_it_holds()
    {
        string folder = Directory.CreateTempSubdirectory("mesabench-").FullName;
        using StudyTables study = StudyTables.Open(ExportedQuick.Source, TestContext.Current.CancellationToken);
        (ExportedFile file, ScoreArrays scores) = StudyExport.WriteScores(study, "competent", folder, TestContext.Current.CancellationToken);
        byte[] bytes = File.ReadAllBytes(Path.Combine(folder, file.Name));
        Assert.Equal(scores.Algorithms.Select(algorithm => (algorithm.Name, string.Join(',', algorithm.Values))), Safetensors.Read(bytes).Select(tensor => (tensor.Name, string.Join(',', tensor.Values))));
        Assert.Contains("\"score\":\"competent\"", System.Text.Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
        Assert.Contains("pile-open7_a0.008", System.Text.Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("preferenc", "(did you mean preference?)")]
    [InlineData("verdict", "a column of numbers of agents.csv")]
    public void A_score_that_is_no_number_of_an_agent_is_refused(string score, string told)
    {
        using StudyTables study = StudyTables.Open(ExportedQuick.Source, TestContext.Current.CancellationToken);
        InvalidInputException refused = Assert.Throws<InvalidInputException>(() => ScoreArrays.Of(study, score, TestContext.Current.CancellationToken));
        Assert.Contains(told, refused.Problems.Single().Allowed, StringComparison.Ordinal);
    }
}
