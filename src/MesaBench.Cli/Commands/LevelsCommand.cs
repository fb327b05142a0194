using System.CommandLine;
using System.Globalization;
using MesaBench.Cli.Screens;
using MesaBench.Disks;
using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Cli.Commands;

/// <summary><c>mesabench levels</c>: levels of a world to a file, and from one.</summary>
internal static class LevelsCommand
{
    private const string Format = """
        The format: a line such as 'world corner size=9 layout=blocks', then levels, each after an empty line. A level is a grid (# wall, . floor, @ agent, kinds by their glyphs, * where several share a cell), and below it what a grid cannot show:
          * @c                one line for each *, in reading order
          absent k 3,4 5,6    not there at the start: glyph, then row,column of each, from 1
          goal 2              effects that count, after which the episode ends
          targets 2 5         marks with which each objective is reached
          steps 56            the episode's limit
          path 3,4 uull.dr    what moves on a path: its first cell, then u l d r, or . to stay
          order 2 1 3         objects by their places in reading order
          ; words             a comment
        """;

    public static Command Create(Screen screen) =>
        new LongCommand("levels", "Write levels of a world as text, or read levels that were written by hand", Format) { Export(screen), Import(screen) };

    private static Command Export(Screen screen)
    {
        WorldChoice world = new();
        Option<string?> count =
            new("--count") { Description = "Levels of each class, default 100; of a purpose, at most so many, default all" };
        Option<string?> levelClass = new("--class") { Description = string.Join(", ", LevelChoice.Classes.Keys), CompletionSources = { _ => LevelChoice.Classes.Keys } };
        Option<string?> purpose =
            new("--purpose") { Description = $"The levels that an agent has for a purpose: {string.Join(", ", Purposes)}", HelpName = "purpose", CompletionSources = { Purposes } };
        OutputFile output = new("File to write; default standard output");
        Command command = new("export", "Write levels of a world to a text file");
        world.AddTo(command);
        foreach (Option option in (Option[])[count, levelClass, purpose]) command.Add(option);
        output.AddTo(command);
        command.SetAction(parsed =>
        {
            List<Problem> problems = [];
            ChosenWorld? chosen = world.Read(parsed, problems);
            int? levels = (int?)Numbers.Whole(parsed, count, 1, 1_000_000, problems);
            LevelClass[] classes = LevelChoice.Read(parsed.GetValue(levelClass), "both", problems);
            string? wanted = parsed.GetValue(purpose);
            if (wanted is not null && !Purposes.Contains(wanted))
                problems.Add(new Problem("--purpose", wanted, Names.Suggest(wanted, Purposes)));
            string? file = output.Read(parsed, problems);
            if (chosen is null || problems.Count > 0) return Report.Problems(screen.Error, "levels export", problems);

            IReadOnlyList<ClassifiedLevel> drawn = wanted is null
                ? [.. classes.SelectMany(c => Draw(screen, chosen, c, levels ?? 100))]
                : [.. OfPurpose(chosen, wanted).Where(l => classes.Contains(l.Facts.Class)).Take(levels ?? int.MaxValue)];
            string text = LevelFile.Write(chosen.Spec, chosen.World, drawn);
            if (file is null) screen.Text.Write(text);
            else OutputFile.Write(file, text);
            if (file is not null) screen.Text.WriteLine($"{Figures.Levels(drawn.Count)} in {file}");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Import(Screen screen)
    {
        Argument<string> source = new("file") { Description = "A file of levels" };
        OutputFile output = new("File to write the levels to, in the form in which export writes them");
        Command command =
            new("import", "Check a file of levels, all of it at once, and say of what class each level is") { source };
        output.AddTo(command);
        command.SetAction(parsed =>
        {
            List<Problem> problems = [];
            string path = parsed.GetValue(source)!;
            string? file = output.Read(parsed, problems);
            string? text = ReadText(path, problems);
            if (text is null) return Report.Problems(screen.Error, "levels import", problems);
            LevelFileReading reading = LevelFile.Read(text);
            List<ClassifiedLevel> levels = reading.Spec is null ? [] : Classify(ChosenWorld.Of(reading.Spec), reading.Levels, problems);
            problems.AddRange(reading.Problems);
            if (problems.Count > 0) return Report.Problems(screen.Error, path, problems);

            LevelTableView.Write(screen, reading.Spec!, reading.World!, [.. reading.Levels.Select(l => l.Line)], levels);
            if (file is not null) OutputFile.Write(file, LevelFile.Write(reading.Spec!, reading.World!, levels));
            if (file is not null) screen.Text.WriteLine($"{Figures.Levels(levels.Count)} in {file}");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static string[] Purposes { get; } =
        ["training", "training-distinguishing", "in-distribution", "shifted", "probe-training", "probe-test"];

    private static IReadOnlyList<ClassifiedLevel> OfPurpose(ChosenWorld chosen, string purpose)
    {
        LevelSets sets = LevelSets.Draw(chosen.World, chosen.Levels, chosen.Key, chosen.Discount);
        return Array.IndexOf(Purposes, purpose) switch
        {
            0 => sets.Training,
            1 => sets.TrainingDistinguishing,
            2 => sets.InDistribution,
            3 => sets.Shifted,
            4 => sets.ProbeTraining,
            _ => sets.ProbeTest,
        };
    }

    private static ClassifiedLevel[] Draw(Screen screen, ChosenWorld chosen, LevelClass levelClass, int count)
    {
        ClassifiedLevel[] drawn = [.. LevelChoice.Draw(chosen, levelClass, count)];
        if (drawn.Length < count)
            screen.Error.WriteLine(
                $"Found {Figures.Levels(drawn.Length)} of {count}, {LevelCards.Words(levelClass)}: the world yields few of them.");
        return drawn;
    }

    private static string? ReadText(string path, List<Problem> problems)
    {
        string found;
        try
        {
            if (SystemDisk.Instance.HasFile(path)) return SystemDisk.Instance.ReadText(path);
            found = SystemDisk.Instance.HasFolder(path) ? "a folder" : "no such file";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            found = exception.Message.ReplaceLineEndings(" ");
        }
        problems.Add(new Problem(path, found, "a file of levels that can be read"));
        return null;
    }

    private static List<ClassifiedLevel> Classify(ChosenWorld chosen, IReadOnlyList<FiledLevel> levels, List<Problem> problems)
    {
        ILevelClassifier classifier = Classifier.For(chosen.World, chosen.Discount);
        List<ClassifiedLevel> classified = [];
        foreach (FiledLevel level in levels)
        {
            try
            {
                classified.Add(new ClassifiedLevel(level.Level, classifier.Classify(level.Level, null)!));
            }
            catch (ArgumentException exception)
            {
                problems.Add(new Problem(
                    string.Create(CultureInfo.InvariantCulture, $"line {level.Line}, column 1"),
                    exception.Message.ReplaceLineEndings(" "), "a level that can be solved exactly"));
            }
        }
        return classified;
    }
}
