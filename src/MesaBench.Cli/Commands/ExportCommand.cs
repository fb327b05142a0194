using System.CommandLine;
using System.Globalization;
using MesaBench.Cli.Screens;
using MesaBench.Experiments;
using MesaBench.Export;
using MesaBench.Results;

namespace MesaBench.Cli.Commands;

/// <summary><c>mesabench export</c>: the tables of a results folder for other programs.</summary>
internal static class ExportCommand
{
    private const string Parquet = "parquet", Json = "json", Rliable = "rliable";

    private static readonly FittedColumn<ExportedFile>[] Columns =
    [
        new("file", false, 0, file => file.Name),
        new("rows", true, 0, file => file.Rows.ToString(CultureInfo.InvariantCulture)),
        new("columns", true, 1, file => file.Columns.ToString(CultureInfo.InvariantCulture)),
        new("bytes", true, 2, file => Figures.Short(file.Bytes)),
    ];

    public static Command Create(Screen screen)
    {
        Argument<string> folder = new("folder") { Description = "The results folder of a study" };
        Option<string> format = new("--to")
        {
            Description = $"{Parquet}: columns with types and what they mean; {Json}: the same as arrays of objects; {Rliable}: a score as arrays of runs by tasks (safetensors)",
            DefaultValueFactory = _ => Parquet,
        };
        Option<string?> output = new("--out") { Description = "The folder to write into: a new one, or that of an export of the same study; without it, one beside the results folder that is named after both" };
        Option<string?> score = new("--score") { Description = $"With --to {Rliable}: the column of agents.csv that is the score ({ScoreArrays.DefaultScore} if nothing is said)" };
        Command command = new("export", "Write the tables of a results folder as Parquet, as JSON, or one of their figures as arrays for rliable") { folder, format, output, score };
        command.SetAction(parsed => Run(screen, parsed.GetValue(folder)!, parsed.GetValue(format)!, parsed.GetValue(output), parsed.GetValue(score)));
        return command;
    }

    private static int Run(Screen screen, string folder, string format, string? output, string? score)
    {
        List<Problem> problems = [];
        if (format is not (Parquet or Json or Rliable)) problems.Add(new Problem("--to", format, Names.Suggest(format, [Parquet, Json, Rliable])));
        else if (score is not null && format != Rliable) problems.Add(new Problem("--score", score, $"a score with --to {Rliable} only"));
        if (output is { Length: 0 }) problems.Add(new Problem("--out", "nothing", "a folder"));
        if (problems.Count > 0) throw new InvalidInputException(problems);
        using Interruption interruption = new();
        using StudyTables study = StudyTables.Open(folder, interruption.Token);
        string named = Path.TrimEndingDirectorySeparator(folder);
        // Beside the folder, also where it is named as the one that somebody stands in.
        if (Path.GetFileName(named) is "" or "." or "..") named = Path.TrimEndingDirectorySeparator(Path.GetFullPath(named));
        string target = output ?? $"{named}-{format}";
        if (format == Rliable)
        {
            (ExportedFile file, ScoreArrays scores) = StudyExport.WriteScores(study, score ?? ScoreArrays.DefaultScore, target, interruption.Token);
            int missing = scores.Algorithms.Sum(algorithm => algorithm.Values.Count(float.IsNaN));
            screen.WriteLine($"{Path.Combine(target, file.Name)}: {scores.Score} of {Figures.Count(scores.Algorithms.Count, "algorithm")}, [runs, tasks] each, {Figures.Count(scores.Tasks.Count, "task")}"
                + (missing > 0 ? $"; {missing} of {scores.Algorithms.Sum(algorithm => algorithm.Values.Length)} values are missing (NaN)" : ""));
            WriteList(screen, scores);
        }
        else
        {
            IReadOnlyList<ExportedFile> files = StudyExport.Write(study, target, format == Json ? TableFormat.Json : TableFormat.Parquet, interruption.Token);
            screen.WriteLine($"{target}: the tables of {study.Experiment.Name}, and what their columns mean (columns.{format})");
            _ = FittedTable.Write(screen, Columns, files, null);
        }
        if (!study.Finished) screen.WriteLine($"{folder} is not finished: {study.AgentsWhole} of {Figures.Count(study.Agents, "agent")}{(study.Missing.Count > 0 ? $", and without {string.Join(", ", study.Missing)}" : "")}");
        return ExitCodes.Ok;
    }

    private static void WriteList(Screen screen, ScoreArrays scores) => screen.WriteEntries(
        scores.Algorithms.Select(algorithm => (algorithm.Name, string.Create(CultureInfo.InvariantCulture, $"[{algorithm.Shape[0]}, {algorithm.Shape[1]}]"))), _ => Spectre.Console.Style.Plain, indent: 2);
}
