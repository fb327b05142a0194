using System.Globalization;
using System.Text.Json;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Results;

namespace MesaBench.Export;

/// <summary>
/// One figure of all agents of a study as arrays [runs, tasks], an array an algorithm: what rliable takes (Agarwal et al. 2021, "Deep reinforcement learning at the edge of the statistical precipice"). An algorithm is what a cell's
/// name says beside world and alpha (network, trainer, learning rate), a task is a world at an alpha, a run is a seed.
/// </summary>
/// <param name="Score">The column of <c>agents.csv</c>.</param>
/// <param name="Tasks">The tasks, in the experiment's order.</param>
/// <param name="Algorithms">The arrays; NaN where there is no such agent, or the figure does not exist of it.</param>
public sealed record ScoreArrays(string Score, IReadOnlyList<string> Tasks, IReadOnlyList<NamedTensor> Algorithms)
{
    /// <summary>The score that is taken where none is named: in-distribution return, as a fraction of the optimal one.</summary>
    public const string DefaultScore = "in_return";

    private const int RowsTogether = 1024;

    /// <summary>Gathers a figure of all agents.</summary>
    /// <exception cref="InvalidInputException">There is no such column, or it holds no numbers.</exception>
    public static ScoreArrays Of(StudyTables study, string score, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(study);
        IReadOnlyList<TableColumn> columns = study.OfAgents.Columns;
        string[] figures = [.. columns.Where(column => column.Kind != typeof(string)).Select(column => column.Name)];
        if (!figures.Contains(score))
        {
            string meant = Names.Nearest(score, figures) is { } nearest ? $" (did you mean {nearest}?)" : "";
            throw new InvalidInputException("--score", score, $"a column of numbers of agents.csv, such as {DefaultScore} or preference{meant}");
        }
        int[] at = [.. ((string[])["cell", "world_label", "alpha", "seed", score]).Select(name => columns.Index().Single(column => column.Item.Name == name).Index)];
        Dictionary<string, int> tasks = [], algorithms = [];
        Dictionary<(int Algorithm, int Task, int Run), float> values = [];
        foreach (TableBatch batch in study.OfAgents.Batches(RowsTogether))
        {
            token.ThrowIfCancellationRequested();
            for (int row = 0; row < batch.Count; row++)
            {
                string task = string.Create(CultureInfo.InvariantCulture, $"{batch.At(at[1], row)}_a{batch.At(at[2], row)}");
                string algorithm = ((string)batch.At(at[0], row)!)[(task.Length + 1)..];
                _ = tasks.TryAdd(task, tasks.Count);
                _ = algorithms.TryAdd(algorithm, algorithms.Count);
                values[(algorithms[algorithm], tasks[task], (int)batch.At(at[3], row)!)] = batch.At(at[4], row) is { } value ? Convert.ToSingle(value, CultureInfo.InvariantCulture) : float.NaN;
            }
        }
        int[] runs = new int[algorithms.Count];
        foreach ((int algorithm, _, int run) in values.Keys) runs[algorithm] = Math.Max(runs[algorithm], run + 1);
        return new ScoreArrays(score, [.. tasks.Keys], [.. algorithms.Select(own => Array(own.Key, own.Value))]);

        NamedTensor Array(string name, int algorithm) => new(
            name, [runs[algorithm], tasks.Count],
            [.. Enumerable.Range(0, runs[algorithm]).SelectMany(run => Enumerable.Range(0, tasks.Count), (run, task) => values.GetValueOrDefault((algorithm, task, run), float.NaN))]);
    }

    /// <summary>The arrays as a safetensors file, whose metadata names the tasks, as JSON, and the score.</summary>
    internal byte[] ToSafetensors(IReadOnlyDictionary<string, string> facts, string meaning) => Safetensors.Write(Algorithms, new Dictionary<string, string>(facts)
    {
        ["score"] = Score,
        ["score_meaning"] = meaning,
        ["tasks"] = JsonSerializer.Serialize(Tasks, ExportFolder.Json),
    });
}
