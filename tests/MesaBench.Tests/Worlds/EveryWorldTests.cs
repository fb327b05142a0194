using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Tests.Worlds;

/// <summary>What must hold of the level sets of every world in the catalog, a new one included.</summary>
public class EveryWorldTests
{
    private const double Discount = 0.95;

    private static readonly LevelSettings Small = new()
    {
        Training = 120, TrainingDistinguishing = 60, HeldOut = 32, ProbeTraining = 20, ProbeTest = 12,
    };

    public static TheoryData<string, Layout> Worlds => [.. Catalog.Default.Worlds
        .SelectMany(w => new[] { Layout.Open, Layout.Blocks }.Select(layout => new TheoryDataRow<string, Layout>(w.Name, layout)))];

    private static LevelSets Draw(string name, Layout layout)
    {
        WorldSpec spec = ExperimentFile.ParseWorld(
            $$"""{ "world": "{{name}}", "layout": "{{ExperimentJson.EnumName(layout)}}" }""").World!;
        return LevelSets.Draw(spec.Build(), Small, 12, spec.Discount ?? Discount);
    }

    private static IReadOnlyList<ClassifiedLevel>[] All(LevelSets sets) =>
        [sets.Training, sets.TrainingDistinguishing, sets.InDistribution, sets.Shifted, sets.ProbeTraining, sets.ProbeTest];

    [Theory]
    [MemberData(nameof(Worlds))]
    public void Every_level_can_be_solved_and_is_of_the_class_of_its_set(string name, Layout layout)
    {
        LevelSets sets = Draw(name, layout);
        Assert.All(sets.Training.Concat(sets.InDistribution), l => Assert.Equal(LevelClass.NonDistinguishing, l.Facts.Class));
        Assert.All(sets.TrainingDistinguishing.Concat(sets.Shifted), l => Assert.Equal(LevelClass.Distinguishing, l.Facts.Class));
        Assert.All(All(sets), set => Assert.NotEmpty(set));
        Assert.All(All(sets).SelectMany(s => s), l =>
        {
            Assert.True(l.Facts.Optimal[0] > 0);
            Assert.InRange(l.Facts.BaseDistance, 1, l.Level.StepLimit(sets.World));
        });
    }

    [Theory]
    [MemberData(nameof(Worlds))]
    public void No_layout_serves_two_purposes_or_none_from_the_same_start_where_there_are_few(string name, Layout layout)
    {
        LevelSets sets = Draw(name, layout);
        HashSet<ulong> met = [];
        foreach (IReadOnlyList<ClassifiedLevel> set in All(sets))
        {
            HashSet<ulong> own = [.. set.Select(l => Identity(sets, l))];
            Assert.False(met.Overlaps(own));
            met.UnionWith(own);
        }
    }

    [Theory]
    [MemberData(nameof(Worlds))]
    public void Kinds_have_glyphs_and_names_of_their_own(string name, Layout layout)
    {
        World world = Draw(name, layout).World;
        char[] glyphs = [.. world.Kinds.Select(k => k.Glyph)];
        Assert.Distinct(glyphs);
        Assert.DoesNotContain(glyphs, glyph => "@#.*".Contains(glyph, StringComparison.Ordinal) || glyph is <= ' ' or > '~');
        Assert.Distinct(world.Kinds.Select(k => k.Name));
        Assert.Distinct(world.Planes);
        Assert.Distinct(world.Objectives);
    }

    private static ulong Identity(LevelSets sets, ClassifiedLevel l)
    {
        ulong layout = LevelHash.Layout(sets.World, l.Level);
        string split = l.Facts.Class == LevelClass.Distinguishing ? sets.DistinguishingSplitBy : sets.NonDistinguishingSplitBy;
        return split == "layout" ? layout : LevelHash.WithStart(layout, l.Level.Start);
    }
}
