using System.CommandLine;
using MesaBench.Cli.Play;
using MesaBench.Cli.Screens;
using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Cli.Commands;

/// <summary><c>mesabench play</c>: a person moves through levels of a world and sees the reward under every objective.</summary>
internal static class PlayCommand
{
    private const string Needed = "a terminal, or moves, as --moves urdl or on standard input";

    public static Command Create(Screen screen)
    {
        WorldChoice world = new();
        Option<string?> levelClass = new("--class") { Description = string.Join(", ", Classes), CompletionSources = { Classes } };
        Option<string?> moves = new("--moves")
        {
            Description = "Play these moves of the first level and tell what came of each: u up, l left, d down, r right",
        };
        Command command = new("play", "Move through levels of a world with the arrow keys and see the reward under every objective");
        world.AddTo(command);
        foreach (Option option in (Option[])[levelClass, moves]) command.Add(option);
        command.SetAction(parsed =>
        {
            List<Problem> problems = [];
            ChosenWorld? chosen = world.Read(parsed, problems);
            string wanted = parsed.GetValue(levelClass) ?? Classes[0];
            if (!Classes.Contains(wanted)) problems.Add(new Problem("--class", wanted, Names.Suggest(wanted, Classes)));
            string? script = parsed.GetValue(moves) ?? (Console.IsInputRedirected ? Console.In.ReadToEnd() : null);
            bool isTyped = script is null && screen.Rich is { Profile.Capabilities.Ansi: true };
            if (!isTyped && string.IsNullOrWhiteSpace(script)) problems.Add(new Problem("play", "neither a terminal nor moves", Needed));
            int[] actions = PlayScript.Read(script ?? "", parsed.GetValue(moves) is null ? "standard input" : "--moves", problems);
            if (chosen is null || problems.Count > 0) return Report.Problems(screen.Error, "play", problems);

            LevelClass first = LevelChoice.Classes[wanted][0];
            if (Game.Start(chosen, first) is not { } game)
                return Report.Problems(
                    screen.Error, "play", [new Problem("--class", $"{wanted}, of which this world has no level", "another class")]);
            if (isTyped) return PlayScreen.Run(screen.Rich!, game);
            PlayScript.Write(screen.Text, game, actions);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static string[] Classes { get; } =
        [LevelCards.Words(LevelClass.NonDistinguishing), LevelCards.Words(LevelClass.Distinguishing)];
}
