using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using MesaBench.Cli.Screens;
using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Cli.Commands;

/// <summary><c>mesabench show</c>: levels of a world as text, or what its level sets look like.</summary>
internal static class ShowCommand
{
    // Rare classes turn up once in a few hundred candidates; a class that has not by then is as good as empty.
    private const int MostCandidates = 100_000;

    private static readonly Dictionary<string, LevelClass[]> Classes = new()
    {
        ["both"] = [LevelClass.NonDistinguishing, LevelClass.Distinguishing],
        [LevelCards.Words(LevelClass.NonDistinguishing)] = [LevelClass.NonDistinguishing],
        [LevelCards.Words(LevelClass.Distinguishing)] = [LevelClass.Distinguishing],
    };

    public static Command Create(Screen screen)
    {
        Argument<string> world = new("world") { Description = "A world's name (see: mesabench list worlds)" };
        Option<string?> size = new("--size") { Description = "Cells along a side: 7, 9 or 13" };
        Option<string?> layout = new("--layout") { Description = "How walls are laid: open, blocks or maze" };
        Option<string[]> settings = new("--set") { Description = "Another setting of the world, as in experiment files: --set paint=0.2" };
        Option<string?> count = new("--count") { Description = "Levels of each class; default 4" };
        Option<string?> seed = new("--seed") { Description = "Which draw of levels; default 0" };
        Option<string?> levelClass = new("--class") { Description = string.Join(", ", Classes.Keys) };
        Option<bool> stats = new("--stats") { Description = "Draw the level sets of an agent and show what they look like instead" };
        Command command = new("show", "Show levels of a world: distinguishing or not, optimal returns, distances")
        {
            world, size, layout, settings, count, seed, levelClass, stats,
        };
        command.SetAction(parsed =>
        {
            List<Problem> problems = [];
            int levels = (int)(Numbers.Whole(parsed, count, 1, 1000, problems) ?? 4);
            ulong key = (ulong)(Numbers.Whole(parsed, seed, 0, int.MaxValue, problems) ?? 0);
            string wanted = parsed.GetValue(levelClass) ?? "both";
            if (!Classes.ContainsKey(wanted)) problems.Add(new Problem("--class", wanted, Names.Suggest(wanted, Classes.Keys)));
            JsonObject entry = Entry(parsed.GetValue(world)!, parsed.GetValue(size), parsed.GetValue(layout), parsed.GetValue(settings) ?? [], problems);
            (WorldSpec? spec, IReadOnlyList<Problem> ofWorld) = ExperimentFile.ParseWorld(entry.ToJsonString());
            problems.AddRange(ofWorld);
            if (problems.Count > 0) return Report.Problems(screen.Error, "show", problems);

            World built = spec!.Build();
            if (parsed.GetValue(stats)) LevelSetView.Write(screen, LevelSets.Draw(built, new LevelSettings(), key, Discount));
            else LevelCards.Write(screen, built, [.. Classes[wanted].SelectMany(c => Draw(built, c, levels, key))]);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static double Discount { get; } = new TrainingSettings().Discount;

    /// <summary>The options as the world's entry in an experiment file, so that the same checks and messages apply.</summary>
    private static JsonObject Entry(string world, string? size, string? layout, string[] settings, List<Problem> problems)
    {
        JsonObject entry = new() { ["world"] = world };
        if (size is not null) entry["size"] = Value(size);
        if (layout is not null) entry["layout"] = layout;
        foreach (string setting in settings)
        {
            string[] sides = setting.Split('=', 2);
            if (sides.Length == 2 && sides[0].Length > 0) entry[sides[0]] = Value(sides[1]);
            else problems.Add(new Problem("--set", setting, "name=value"));
        }
        return entry;
    }

    private static JsonNode? Value(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }

    private static IEnumerable<ClassifiedLevel> Draw(World world, LevelClass levelClass, int count, ulong key)
    {
        Classifier classifier = new(world, Discount);
        return Enumerable.Range(0, MostCandidates)
            .Select(candidate => world.Draw(new LevelRandom(key, (uint)candidate), new LevelWish(levelClass)))
            .Select(level => new ClassifiedLevel(level, classifier.Classify(level)))
            .Where(level => level.Facts.Class == levelClass)
            .Take(count);
    }
}
