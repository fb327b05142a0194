using System.CommandLine;
using MesaBench.Cli.Screens;
using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Cli.Commands;

/// <summary><c>mesabench show</c>: what is in a world and levels of it as text, or what its level sets look like.</summary>
internal static class ShowCommand
{
    public static Command Create(Screen screen)
    {
        WorldChoice world = new();
        Option<string?> count = new("--count") { Description = "Levels of each class; default 4" };
        Option<string?> levelClass = new("--class") { Description = string.Join(", ", LevelChoice.Classes.Keys) };
        Option<bool> stats = new("--stats") { Description = "Draw the level sets of an agent and show what they look like instead" };
        Command command = new("show", "Show a world: what its objects do; levels, distinguishing or not, optimal returns, distances");
        world.AddTo(command);
        foreach (Option option in (Option[])[count, levelClass, stats]) command.Add(option);
        command.SetAction(parsed =>
        {
            List<Problem> problems = [];
            int levels = (int)(Numbers.Whole(parsed, count, 1, 1000, problems) ?? 4);
            LevelClass[] classes = LevelChoice.Read(parsed.GetValue(levelClass), "both", problems);
            (WorldSpec? spec, ulong key) = world.Read(parsed, problems);
            if (problems.Count > 0) return Report.Problems(screen.Error, "show", problems);

            World built = spec!.Build();
            if (parsed.GetValue(stats)) LevelSetView.Write(screen, LevelSets.Draw(built, new LevelSettings(), key, LevelChoice.Discount), key);
            else LevelCards.Write(screen, built, [.. classes.SelectMany(c => LevelChoice.Draw(built, c, levels, key))]);
            return ExitCodes.Ok;
        });
        return command;
    }
}
