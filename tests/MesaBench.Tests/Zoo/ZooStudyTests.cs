using MesaBench.Cpu;
using MesaBench.Experiments;
using MesaBench.Results;
using MesaBench.Studies;
using MesaBench.Tests.Cli;
using MesaBench.Tests.Studies;
using MesaBench.Zoo;

namespace MesaBench.Tests.Zoo;

public sealed class ZooStudyTests : IDisposable
{
    private readonly CliProcess place = new();
    private readonly CpuEngineFactory device = new(2);

    public void Dispose() => place.Dispose();

    [Fact]
    public void Whoever_fails_the_test_is_dropped_and_the_others_are_dealt_two_to_three()
    {
        IReadOnlyList<MemberRow> members = Build(ZooPlans.Tiny).Members;
        Assert.Equal((10, 2, 3), (Of(members, "planners").Length, Of(members, "noisy").Length, Of(members, "untrained").Length));
        // Five codings each of two constructions, and of these two in five are none.
        Assert.Equal((0, 10), (Count(Of(members, "planners"), MemberUse.Threshold), Count(Of(members, "planners"), MemberUse.Reporting)));
        Assert.Equal(["corner_drc8x1t4_none-from-wavefront", "corner_rcnn6t4-clamp_none-from-wavefront"], Of(members, "planners").Select(member => member.Construction).Distinct().Order());
        Assert.Equal((1, 2), (Count(Of(members, "untrained"), MemberUse.Threshold), Count(Of(members, "untrained"), MemberUse.Reporting)));
        Assert.All(Of(members, "noisy"), member => Assert.True(member.Use == MemberUse.Dropped && member.Failed == "largest difference from the algorithm's states"));
        Assert.All(Of(members, "planners"), member => Assert.Equal((Tier.Compiled, Known.Search, "base"), (member.Tier, member.Known, member.Objective)));
        Assert.All(Of(members, "untrained"), member => Assert.Equal((Tier.Trained, Known.Nothing, "uniform"), (member.Tier, member.Known, member.Objective)));
        Assert.Equal(members, CsvTable.Parse<MemberRow>(File.ReadAllText(At("zoo", ZooStudy.MembersFile))));
    }

    [Fact]
    public void The_table_of_families_adds_up()
    {
        IReadOnlyList<MemberRow> members = Build(ZooPlans.Tiny).Members;
        IReadOnlyList<FamilyRow> families = CsvTable.Parse<FamilyRow>(File.ReadAllText(At("zoo", ZooStudy.FamiliesFile)));
        Assert.Equal(["planners rcnn clamp", "planners drc", "noisy rcnn", "untrained rcnn"], families.Select(row => $"{row.Family} {row.Network}"));
        Assert.All(families, row => Assert.Equal(row.Constructions, row.Threshold + row.Reporting));
        Assert.Equal([(5, 1), (5, 1), (0, 0), (3, 3)], families.Select(row => (row.Kept, row.Constructions)));
        Assert.Equal(["base", "base", "base", "uniform"], families.Select(row => row.Objective));
        Assert.Equal(members.Count, families.Sum(row => row.Made));
        Assert.Equal("2 largest difference from the algorithm's states", families.Single(row => row.Family == "noisy").Dropped);
    }

    [Fact]
    public void What_is_there_is_not_made_again_and_a_zoo_that_was_stopped_goes_on_to_the_same_bytes()
    {
        _ = Build(ZooPlans.Tiny);
        string[] whole = Texts();
        DateTime weights = File.GetLastWriteTimeUtc(Directory.GetFiles(At("zoo", "planners", "weights"))[0]);
        File.Delete(At("zoo", ZooStudy.MembersFile));
        Directory.Delete(At("zoo", "untrained"), recursive: true);
        File.WriteAllText(At("zoo", "noisy", ZooStudy.MembersFile), "torn");
        _ = Build(ZooPlans.Tiny);
        Assert.Equal(whole, Texts());
        Assert.Equal(weights, File.GetLastWriteTimeUtc(Directory.GetFiles(At("zoo", "planners", "weights"))[0]));
    }

    [Fact]
    public void Weights_that_are_not_those_of_their_row_are_refused_by_name()
    {
        _ = Build(ZooPlans.Tiny);
        string file = Directory.GetFiles(At("zoo", "planners", "weights"))[3];
        byte[] bytes = File.ReadAllBytes(file);
        bytes[^7] ^= 1;
        File.WriteAllBytes(file, bytes);
        File.Delete(At("zoo", "planners", ZooStudy.MembersFile));
        ResultsFolderException refused = Assert.Throws<ResultsFolderException>(() => Build(ZooPlans.Tiny));
        Assert.Contains($"{file}: found weights with hash", refused.Message, StringComparison.Ordinal);
        File.WriteAllBytes(file, bytes[..40]);
        Assert.Contains(file, Assert.Throws<ResultsFolderException>(() => Build(ZooPlans.Tiny)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_in_another_order_are_of_the_agents_that_they_name()
    {
        string[] whole = [.. Build(ZooPlans.Tiny).Members.Select(member => $"{member.Agent} {member.Use}").Order()];
        string file = At("zoo", "planners", "agents.csv");
        string[] lines = File.ReadAllLines(file);
        (lines[1], lines[4]) = (lines[4], lines[1]);
        File.WriteAllText(file, string.Join('\n', lines) + "\n");
        File.Delete(At("zoo", "planners", ZooStudy.MembersFile));
        Assert.Equal(whole, Build(ZooPlans.Tiny).Members.Select(member => $"{member.Agent} {member.Use}").Order());
    }

    [Fact]
    public void What_searches_would_do_first_is_told_by_ticks_and_of_no_one_else()
    {
        IReadOnlyList<FirstActionRow> rows = Build(ZooPlans.Tiny).FirstActions;
        Assert.Equal(rows, CsvTable.Parse<FirstActionRow>(File.ReadAllText(At("zoo", ZooStudy.FirstActionsFile))));
        Assert.Equal(["noisy", "planners"], rows.Select(row => row.Family).Distinct().Order());
        Assert.All(rows.Where(row => row.Family == "planners").GroupBy(row => row.Agent), agent =>
        {
            Assert.Equal(Enumerable.Range(1, 21), agent.Select(row => row.Tick));
            Assert.All(agent.Zip(agent.Skip(1)), pair => Assert.True(pair.Second.Undecided <= pair.First.Undecided));
            Assert.True(agent.Last().Right > agent.First().Right);
        });
    }

    private string At(params string[] parts) => Path.Combine([place.Folder, .. parts]);

    private string[] Texts() => [.. Directory.GetFiles(At("zoo"), "*.csv", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllText)];

    private static MemberRow[] Of(IReadOnlyList<MemberRow> members, string family) => [.. members.Where(member => member.Family == family)];

    private static int Count(MemberRow[] members, MemberUse use) => members.Count(member => member.Use == use);

    private ZooResults Build(string plan) => ZooStudy.Build(
        ZooPlans.Parsed(plan), At("zoo"), device, (experiment, options) => Study.Run(experiment, options, device, new Listener(), CancellationToken.None), CancellationToken.None);
}
