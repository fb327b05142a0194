using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Tests.Worlds;

public class LevelFileTests
{
    public static TheoryData<string> Worlds => new(Catalog.Default.Worlds.Select(w => w.Name));

    [Theory]
    [MemberData(nameof(Worlds))]
    public void A_file_of_levels_gives_back_the_world_and_its_levels(string name)
    {
        WorldSpec spec = ExperimentFile.ParseWorld($$"""{ "world": "{{name}}" }""").World!;
        World world = spec.Build();
        ClassifiedLevel[] levels =
        [
            .. RandomLevels.Candidates(world, 20).Select(l => new ClassifiedLevel(l, new LevelFacts(LevelClass.Between, new double[world.Objectives.Count], 1, 2, 0))),
        ];
        string text = LevelFile.Write(spec, world, levels);
        LevelFileReading reading = LevelFile.Read(text);
        Assert.Empty(reading.Problems);
        Assert.Equal(ExperimentText(spec), ExperimentText(reading.Spec!));
        Assert.Equal(levels.Length, reading.Levels.Count);
        foreach ((ClassifiedLevel level, FiledLevel back) in levels.Zip(reading.Levels)) Orchard.AssertSame(level.Level, back.Level);
        Assert.Equal(text, LevelFile.Write(reading.Spec!, world, [.. levels.Zip(reading.Levels, (l, back) => l with { Level = back.Level })]));
    }

    [Fact]
    public void Levels_written_by_hand_are_read_with_the_line_on_which_each_begins()
    {
        LevelFileReading reading = LevelFile.Read("""
            ; doors of mine

            world door paint=0.5 planes=separate
            ; the first
            g.....r
            .......
            .......
            ...@...
            .......
            .......
            .......


            ; no level, only words

            ; the second
            steps 3
            """.Replace("steps 3", "#g...r.\n.......\n.......\n...@...\n.......\n.......\n.......\nsteps 3\n", StringComparison.Ordinal).ReplaceLineEndings("\r\n"));
        Assert.Empty(reading.Problems);
        Assert.Equal("door size=7 layout=open paint=0.5 planes=separate lead=1", LevelFile.Settings(reading.Spec!));
        Assert.Equal([5, 17], reading.Levels.Select(l => l.Line));
        Assert.Equal([0, 3], reading.Levels.Select(l => l.Level.Steps));
    }

    [Fact]
    public void All_mistakes_of_a_file_are_told_at_once_with_line_and_column()
    {
        string[] rows = [.. Enumerable.Repeat(".......", 5)];
        string text = string.Join('\n', ["world corner", "", "x......", "...?...", .. rows, "", "x@.....", "......c", .. rows, "goal 3", "", "x......", "@.....c"]);
        LevelFileReading reading = LevelFile.Read(text);
        Assert.Empty(reading.Levels);
        Assert.Equal(["line 4, column 4", "line 18, column 6", "line 22, column 1"], reading.Problems.Select(p => p.Path));
        Assert.StartsWith("line 4, column 4: found '?'; allowed: '#' wall, ", reading.Problems[0].ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "line 1, column 1", "no world")]
    [InlineData("; nothing\n\n", "line 1, column 1", "no world")]
    [InlineData("x..\n...\n@.c", "line 1, column 1", "x..")]
    [InlineData("; mine\nworld maize", "line 2, column 7: world", "\"maize\"")]
    [InlineData("world corner size=8", "line 1, column 14: size", "8")]
    [InlineData("world corner size", "line 1, column 14", "size")]
    [InlineData("world corner size=7 size=9", "line 1, column 21", "size=9")]
    [InlineData("world door pain=0.1", "line 1, column 12: pain", "an unknown name")]
    [InlineData("world corner\n\n", "line 3, column 1", "no level")]
    public void A_file_without_a_world_is_refused(string text, string place, string found)
    {
        Problem problem = Assert.Single(LevelFile.Read(text).Problems);
        Assert.Equal((place, found), (problem.Path, problem.Found));
    }

    [Fact]
    public void Above_each_level_stands_its_number_and_what_is_known_of_it()
    {
        DoorSpec spec = new();
        World world = spec.Build();
        Level level = RandomLevels.Candidates(world, 1).Single();
        string[] lines = LevelFile.Write(spec, world,
        [
            new(level, new LevelFacts(LevelClass.Distinguishing, [0.5, 0.25], 7, 3, 0)),
            new(level, new LevelFacts(LevelClass.Unsolvable, [0, 0.12345], Paths.Unreachable, 2, 0)),
        ]).Split('\n');
        Assert.Equal(
            [
                "; base: green door; proxy: nearest door; optimal returns are discounted",
                "; 1: distinguishing; optimal green door 0.5, nearest door 0.25; steps to base 7, to proxy 3",
                "; 2: unsolvable; optimal green door 0, nearest door 0.1235; steps to base none, to proxy 2",
            ],
            lines.Where(line => line.StartsWith(';')));
    }

    private static string ExperimentText(WorldSpec spec) => LevelFile.Settings(spec);
}
