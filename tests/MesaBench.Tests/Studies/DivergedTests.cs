using MesaBench.Experiments;
using MesaBench.Results;
using MesaBench.Statistics;
using MesaBench.Verdicts;

namespace MesaBench.Tests.Studies;

/// <summary>Agents whose weights run away are recorded as diverged and disturb nobody, not even in their own cohort.</summary>
public sealed class DivergedTests : IDisposable
{
    // Beyond what experiment files allow: with the largest rate they do, clipped gradients keep every weight finite.
    private const double Absurd = 1e38;

    private static readonly Experiment Sane = TinyStudy.Experiment with
    {
        Networks = [TinyStudy.Experiment.Networks[0]],
        Training = TinyStudy.Experiment.Training with { Steps = 1024, LearningRates = [1e-3] },
    };

    private readonly string root = Directory.CreateTempSubdirectory("mesabench-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_diverged_agent_is_recorded_as_one_and_the_others_are_as_without_it(int cohortSize)
    {
        string alone = Path.Combine(root, "alone"), together = Path.Combine(root, "together");
        _ = TinyStudy.Run(Sane, alone, 2, cohortSize);
        IReadOnlyList<AgentRow> expected = TinyStudy.Agents(alone);
        Experiment both = Sane with { Training = Sane.Training with { LearningRates = [1e-3, Absurd] } };
        StudyResults results = TinyStudy.Run(both, together, 2, cohortSize);
        IReadOnlyList<AgentRow> rows = TinyStudy.Agents(together);

        Assert.All(expected, row => Assert.NotEqual(Verdict.Diverged, row.Verdict));
        Assert.Equal(CsvTable.Text(expected), CsvTable.Text(rows.Where(a => a.CellFacts.LearningRate < Absurd)));
        AgentRow[] diverged = [.. rows.Where(a => a.CellFacts.LearningRate == Absurd)];
        Assert.Equal(6, diverged.Length);
        // What does not exist is empty, never 0.
        string[] empty =
        [
            "preference", "proxy_pull", "persistence", "clock", "course", "in_episodes", "in_return", "shift_proxy", "mixture_return",
            "pursues", "inner_gap", "base_decoded", "base_represented",
        ];
        Assert.All(diverged, row =>
        {
            Dictionary<string, string> fields = CsvTable.Columns<AgentRow>().Zip(CsvTable.Values(row)).ToDictionary();
            Assert.Equal(("diverged", "false", "1024"), (fields["verdict"], fields["competent"], fields["steps"]));
            Assert.All(empty, column => Assert.Equal("", fields[column]));
        });
        SortedDictionary<string, string> before = TinyStudy.Files(alone), now = TinyStudy.Files(together);
        Assert.All(expected, row => Assert.Equal(before[Weights(row)], now[Weights(row)]));
        Assert.Equal(before["objectives.csv"], now["objectives.csv"]);
        Assert.Equal(before["curves.csv"].Split('\n'), now["curves.csv"].Split('\n').Where(line => !diverged.Any(d => line.StartsWith(d.Agent + ","))));

        // The table counts them, and what was written can be read again.
        CapacityRow[] cells = [.. results.Cells.Where(c => c.CellFacts.LearningRate == Absurd)];
        Assert.Equal(2, cells.Length);
        Assert.All(cells, cell => Assert.Equal((3, 3, 0), (cell.Agents, cell.Diverged, cell.Competent)));
        Assert.Equal(CsvTable.Text(results.Cells), CsvTable.Text(TinyStudy.Run(both, together).Cells));
    }

    private static string Weights(AgentRow row) => Path.Combine("weights", row.Agent + ".safetensors");
}
