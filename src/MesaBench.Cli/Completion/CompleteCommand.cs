using System.CommandLine;
using System.CommandLine.Completions;
using MesaBench.Cli.Screens;

namespace MesaBench.Cli.Completion;

/// <summary>
/// <c>mesabench complete</c>, which scripts of <see cref="CompletionCommand"/> ask: what may come at the end of a command line, a line each, its
/// description after a tab.
/// </summary>
internal static class CompleteCommand
{
    /// <summary>The command's name.</summary>
    public const string Name = "complete";

    public static Command Create(Screen screen, Func<Command> root)
    {
        Argument<string> line = new("line") { Description = "What is typed so far, without the program's name", DefaultValueFactory = _ => "" };
        Command command = new(Name, "Tell what may come next on a command line, for a shell") { line };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            foreach (CompletionItem item in Of(root(), parsed.GetValue(line)!))
                screen.Text.WriteLine(item.Detail is { Length: > 0 } detail ? $"{item.Label}\t{FirstLine(detail)}" : item.Label);
            return ExitCodes.Ok;
        });
        return command;
    }

    /// <summary>What may come at the end of a line: options where one is begun, or the command takes nothing else; else what is none.</summary>
    /// <param name="root">The program.</param>
    /// <param name="line">What is typed so far, without the program's name.</param>
    internal static IReadOnlyList<CompletionItem> Of(Command root, string line)
    {
        string word = line[(line.LastIndexOfAny([' ', '\t', '\n']) + 1)..], text = $"{root.Name} {line.TrimStart()}";
        ParseResult parsed = root.Parse(text);
        CompletionItem[] items =
        [
            .. parsed.GetCompletions(text.Length).Where(item => item.Label.StartsWith(word, StringComparison.Ordinal) && (!IsOption(item) || item.Label.StartsWith("--", StringComparison.Ordinal)))
                .DistinctBy(item => item.Label).OrderBy(item => item.Label, StringComparer.Ordinal),
        ];
        // Where no name is known, a file or folder may be meant, for which the shell looks.
        bool isOptions = word.StartsWith('-') || parsed.CommandResult.Command is { Arguments.Count: 0, Subcommands.Count: 0 };
        return isOptions ? items : [.. items.Where(item => !IsOption(item))];
    }

    private static bool IsOption(CompletionItem item) => item.Label.Length > 0 && item.Label[0] is '-' or '/';

    private static string FirstLine(string text) => text.Split('\n')[0].TrimEnd();
}
