using System.CommandLine;
using System.Text.Json.Nodes;
using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Cli.Commands;

/// <summary>A world, and which of its levels are drawn.</summary>
/// <param name="Spec">The world's entry.</param>
/// <param name="World">The same, built.</param>
/// <param name="Discount">Discount a step.</param>
/// <param name="Key">Key of the draw.</param>
internal sealed record ChosenWorld(WorldSpec Spec, World World, double Discount, ulong Key)
{
    /// <summary>Sizes of its level sets: the entry's own, or those of a study that names none.</summary>
    public LevelSettings Levels => (Spec.Levels ?? new LevelOverrides()).Over(new LevelSettings());

    /// <summary>A world of an entry, with its own discount or that of a study that names none.</summary>
    public static ChosenWorld Of(WorldSpec spec, ulong key = 0) =>
        new(spec, spec.Build(), spec.Discount ?? new TrainingSettings().Discount, key);
}

/// <summary>The world that a command is about: its name, its settings and the draw of its levels, as options.</summary>
internal sealed class WorldChoice
{
    private readonly Argument<string> world = new("world") { Description = "A world's name (see: mesabench list worlds)", HelpName = "world", CompletionSources = { _ => Catalog.Default.Worlds.Select(entry => entry.Name) } };
    private readonly Option<string?> size = new("--size") { Description = "Cells along a side: 7, 9 or 13", CompletionSources = { "7", "9", "13" } };
    private readonly Option<string?> layout = new("--layout") { Description = "How walls are laid: open, blocks or maze", CompletionSources = { "open", "blocks", "maze" } };
    private readonly Option<string[]> settings =
        new("--set") { Description = "Another setting of the world, as in experiment files: --set paint=0.2" };
    private readonly Option<string?> seed = new("--seed") { Description = "Which draw of levels; default 0" };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(world);
        foreach (Option option in (Option[])[size, layout, settings, seed]) command.Add(option);
    }

    /// <summary>
    /// The world that was asked for; null when it is none or anything is wrong, which is noted in <paramref name="problems"/>.
    /// </summary>
    public ChosenWorld? Read(ParseResult parsed, List<Problem> problems)
    {
        ulong key = (ulong)(Numbers.Whole(parsed, seed, 0, int.MaxValue, problems) ?? 0);
        // As the world's entry in an experiment file, so that the same checks and messages apply.
        JsonObject entry = new() { ["world"] = parsed.GetValue(world) };
        if (parsed.GetValue(size) is { } sizeText) entry["size"] = LevelFile.Value(sizeText);
        if (parsed.GetValue(layout) is { } layoutText) entry["layout"] = layoutText;
        foreach (string setting in parsed.GetValue(settings) ?? [])
        {
            string[] sides = setting.Split('=', 2);
            if (sides.Length == 2 && sides[0].Length > 0) entry[sides[0]] = LevelFile.Value(sides[1]);
            else problems.Add(new Problem("--set", setting, "name=value"));
        }
        (WorldSpec? spec, IReadOnlyList<Problem> ofWorld) = ExperimentFile.ParseWorld(entry.ToJsonString());
        problems.AddRange(ofWorld);
        return problems.Count == 0 ? ChosenWorld.Of(spec!, key) : null;
    }
}
