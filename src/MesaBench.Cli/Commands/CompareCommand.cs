using System.CommandLine;
using MesaBench.Cli.Screens;
using MesaBench.Experiments;
using MesaBench.Results;
using MesaBench.Studies;

namespace MesaBench.Cli.Commands;

/// <summary><c>mesabench compare</c>: the same cells of several results folders side by side.</summary>
internal static class CompareCommand
{
    private const int MostFolders = 26; // letters

    public static Command Create(Screen screen)
    {
        Argument<string[]> folders = new("folders") { Description = "Results folders of studies, finished or not; all are compared with the first", Arity = new ArgumentArity(2, MostFolders) };
        OutputFile output = new("A CSV file for all figures, with the intervals of each and of each difference");
        Command command = new("compare", "Set the same cells of several results folders side by side: figures, and how they differ from the first folder's, with 95% intervals") { folders };
        output.AddTo(command);
        command.SetAction(parsed =>
        {
            List<Problem> problems = [];
            string? file = output.Read(parsed, problems);
            if (problems.Count > 0) throw new InvalidInputException(problems);
            using Interruption interruption = new();
            StudyComparison comparison = StudyComparison.Of(parsed.GetValue(folders)!, interruption.Token);
            if (file is not null) OutputFile.Write(file, CsvTable.Text(comparison.Rows));
            ComparisonView.Write(screen, comparison);
            if (file is not null) screen.WriteLine($"All figures: {file}");
            return ExitCodes.Ok;
        });
        return command;
    }
}
