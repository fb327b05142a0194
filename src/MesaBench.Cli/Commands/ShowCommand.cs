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
        Option<string?> levelClass = new("--class") { Description = string.Join(", ", LevelChoice.Classes.Keys), CompletionSources = { _ => LevelChoice.Classes.Keys } };
        Option<bool> stats = new("--stats") { Description = "Draw the level sets of an agent and show what they look like instead" };
        ConstructionChoice construction = new();
        Command command = new("show", "Show a world: what its objects do; levels, distinguishing or not, optimal returns, distances; what a compiled network makes of them");
        world.AddTo(command);
        foreach (Option option in (Option[])[count, levelClass, stats, .. construction.Options]) command.Add(option);
        command.SetAction(parsed =>
        {
            List<Problem> problems = [];
            int levels = (int)(Numbers.Whole(parsed, count, 1, 1000, problems) ?? 4);
            LevelClass[] classes = LevelChoice.Read(parsed.GetValue(levelClass), "both", problems);
            ChosenWorld? chosen = world.Read(parsed, problems);
            ChosenConstruction? compiled = chosen is null ? null : construction.Read(parsed, chosen, problems);
            if (compiled is not null && parsed.GetValue(stats)) problems.Add(new Problem(stats.Name, "it beside --construction", "one of the two"));
            if (chosen is null || problems.Count > 0) return Report.Problems(screen.Error, "show", problems);

            if (compiled is not null) WriteTicks(screen, chosen, compiled, classes, levels, parts.Cpu);
            else if (parsed.GetValue(stats)) WriteStatistics(screen, chosen, parts.Cpu);
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

    /// <summary>What a compiled network's state holds after each tick of its first step, on held-out levels.</summary>
    private static void WriteTicks(Screen screen, ChosenWorld chosen, ChosenConstruction compiled, LevelClass[] classes, int count, DeviceListing cpu)
    {
        using IEngine engine = cpu.Open(1).Create();
        LevelStore store = LevelStore.Draw(chosen.World, chosen.Levels with { Training = 1, TrainingDistinguishing = 1, HeldOut = count, ProbeTraining = 2, ProbeTest = 2 }, chosen.Key, chosen.Discount);
        screen.WriteLine($"{compiled.Network.Label} from {compiled.Spec.Label}, its state read after each tick: {compiled.Algorithm.Picture.Shown}");
        TickCards.WriteLegend(screen, chosen.World, compiled.Algorithm);
        foreach (LevelClass levelClass in classes)
        {
            screen.Text.WriteLine();
            screen.WriteLine($"{(levelClass == LevelClass.Distinguishing ? "Distinguishing" : "Non-distinguishing")} {(count == 1 ? "level" : "levels")}");
            LevelRange levels = levelClass == LevelClass.Distinguishing ? store.Shifted : store.InDistribution;
            IReadOnlyList<double[][]> states = compiled.Unroll(engine, store, levels);
            for (int i = 0; i < levels.Count; i++)
                TickCards.Write(screen, chosen.World, store.Levels[levels.First + i].Level, compiled.Algorithm, [.. states.Select(tick => tick[i])], compiled.IsWhole);
        }
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
