using MesaBench.Behaviour;
using MesaBench.Cli.Screens;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Tests.Engines;
using MesaBench.Worlds;

namespace MesaBench.Tests.Worlds;

/// <summary>docs/worlds.md against the worlds there are.</summary>
public class WorldsDocumentTests
{
    private static readonly string[] Common =
    [
        nameof(WorldSpec.Size), nameof(WorldSpec.Layout), nameof(WorldSpec.Discount), nameof(WorldSpec.Rewarded), nameof(WorldSpec.Alphas), nameof(WorldSpec.Networks), nameof(WorldSpec.Trainers),
        nameof(WorldSpec.Training), nameof(WorldSpec.Levels),
    ];

    public static TheoryData<string> Worlds => [.. Catalog.Default.Worlds.Select(w => w.Name)];

    [Theory]
    [MemberData(nameof(Worlds))]
    public void Every_world_has_a_section_that_names_its_settings(string name)
    {
        string section = Assert.Single(Sections(), s => s.StartsWith($"{name}\n", StringComparison.Ordinal));
        Type type = Catalog.Default.Worlds.Single(w => w.Name == name).Type;
        Assert.All(
            type.GetProperties().Where(p => p.SetMethod is not null && !Common.Contains(p.Name)),
            p => Assert.Contains($"`{char.ToLowerInvariant(p.Name[0])}{p.Name[1..]}`", section, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Worlds))]
    public void Every_section_says_against_what_the_pull_is_measured_and_what_reference_agents_come_to(string name)
    {
        WorldSpec spec = ExperimentFile.ParseWorld($$"""{ "world": "{{name}}" }""").World!;
        double discount = spec.Discount ?? new TrainingSettings().Discount;
        LevelStore store = References.Levels(spec.Build(), 0, discount);
        using IEngine engine = Grid.NewEngine();
        string table = string.Join('\n', LevelSetView.ReferenceLines(store.World, References.Measure(engine, store, discount)));

        string section = Assert.Single(Sections(), s => s.StartsWith($"{name}\n", StringComparison.Ordinal));
        Assert.Contains($"\n- **Pull.** {store.World.PullKind}", section, StringComparison.Ordinal);
        Assert.Contains($"\n```text\n{table}\n```\n", section, StringComparison.Ordinal);
    }

    private static string[] Sections()
    {
        string text = File.ReadAllText(Repository.Path("docs", "worlds.md"));
        return text.ReplaceLineEndings("\n").Split("\n## ")[1..];
    }
}
