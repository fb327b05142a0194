using System.CommandLine;
using MesaBench.Behaviour;
using MesaBench.Cli.Screens;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Cli.Commands;

/// <summary><c>mesabench show</c>: what is in a world and levels of it as text, or what its level sets look like.</summary>
internal static class ShowCommand
{
    public static Command Create(Screen screen, Parts parts)
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
            ChosenWorld? chosen = world.Read(parsed, problems);
            if (chosen is null || problems.Count > 0) return Report.Problems(screen.Error, "show", problems);

            if (parsed.GetValue(stats)) WriteStatistics(screen, chosen, parts.Cpu);
            else WriteLevels(screen, chosen, classes, levels);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void WriteStatistics(Screen screen, ChosenWorld chosen, DeviceListing cpu)
    {
        LevelSets sets = LevelSets.Draw(chosen.World, chosen.Levels, chosen.Key, chosen.Discount);
        IReadOnlyList<ReferenceOutcome> references = [];
        if (cpu.Problem is null)
        {
            using IEngine engine = cpu.Open(1).Create();
            references = References.Measure(engine, References.Levels(chosen.World, chosen.Key, chosen.Discount), chosen.Discount);
        }
        LevelSetView.Write(screen, chosen, sets, references);
    }

    private static void WriteLevels(Screen screen, ChosenWorld chosen, LevelClass[] classes, int levels)
    {
        LevelCards.Write(screen, chosen.World, [.. classes.SelectMany(c => LevelChoice.Draw(chosen, c, levels))]);
        if (!chosen.World.TrainsOnOthers || !classes.Contains(LevelClass.Distinguishing)) return;
        ClassifiedLevel[] training = [.. LevelChoice.Draw(chosen, LevelClass.Distinguishing, levels, forTraining: true)];
        screen.WriteLine("");
        screen.WriteLine($"Distinguishing levels to train on are drawn apart{(training.Length > 0 ? ":" : "; there are none.")}");
        LevelCards.WriteCards(screen, chosen.World, training);
    }
}
