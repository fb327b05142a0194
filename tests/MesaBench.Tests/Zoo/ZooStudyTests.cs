using MesaBench.Cpu;
using MesaBench.Experiments;
using MesaBench.Results;
using MesaBench.Studies;
using MesaBench.Tests.Cli;
using MesaBench.Tests.Studies;
using MesaBench.Verdicts;
using MesaBench.Worlds;
using MesaBench.Zoo;

namespace MesaBench.Tests.Zoo;

public sealed class ZooStudyTests : IDisposable
{
    private readonly CliProcess place = new();
    private readonly CpuEngineFactory device = new(2);

    public void Dispose() => place.Dispose();

    [Fact]
    public void Whoever_fails_the_test_is_dropped_and_the_others_are_dealt()
    {
        IReadOnlyList<MemberRow> members = Build(ZooPlans.Tiny).Members;
        Assert.Equal((10, 2, 3), (Of(members, "planners").Length, Of(members, "noisy").Length, Of(members, "untrained").Length));
        Assert.Equal(["corner_drc8x1t4_none-from-wavefront", "corner_rcnn6t4-clamp_none-from-wavefront"], Of(members, "planners").Select(member => member.Construction).Distinct().Order());
        Assert.All(members, member => Assert.Contains(member.Use, member.Family == "noisy" ? [MemberUse.Dropped] : (MemberUse[])[MemberUse.Threshold, MemberUse.Reporting]));
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
        Assert.Equal(["planners rcnn clamp", "planners drc", "noisy rcnn", "untrained rcnn", "frozen rcnn"], families.Select(row => $"{row.Family} {row.Network}"));
        Assert.All(families, row => Assert.Equal(row.Constructions, row.Threshold + row.Reporting));
        Assert.Equal([(5, 1), (5, 1), (0, 0), (3, 3), (1, 1)], families.Select(row => (row.Kept, row.Constructions)));
        Assert.Equal(["base", "base", "base", "uniform", ""], families.Select(row => row.Objective));
        Assert.Equal(members.Count, families.Sum(row => row.Made));
        Assert.Equal("2 largest difference from the algorithm's states", families.Single(row => row.Family == "noisy").Dropped);
    }

    [Fact]
    public void Every_test_is_told_up_to_the_one_that_failed()
    {
        ZooResults zoo = Build(ZooPlans.Tiny);
        Assert.Equal(CsvTable.Text(zoo.Checks), File.ReadAllText(At("zoo", ZooStudy.ChecksFile)));
        Assert.Equal(zoo.Members.Select(member => (member.Family, member.Agent)), zoo.Checks.Select(check => (check.Family, check.Agent)));
        Assert.All(zoo.Members.Zip(zoo.Checks), pair =>
        {
            Assert.Equal(pair.First.Use == MemberUse.Dropped, pair.Second.Passed == YesNo.No);
            Assert.Equal(pair.First.Failed, pair.Second.Passed == YesNo.No ? pair.Second.Test : "");
            Assert.Equal(pair.Second.Passed == YesNo.Yes, pair.Second.Figure <= pair.Second.Most);
        });
    }

    [Fact]
    public void All_members_of_a_construction_are_for_the_same()
    {
        IReadOnlyList<MemberRow> members = Build(ZooPlans.With("\"channels\": 6, \"ticks\": 4,", "\"channels\": 6, \"ticks\": 4 }, { \"network\": \"rcnn\", \"channels\": 7, \"ticks\": 4 }, { \"network\": \"rcnn\", \"channels\": 6, \"ticks\": 5,")).Members;
        IGrouping<string, MemberRow>[] constructions = [.. Of(members, "planners").GroupBy(member => member.Construction)];
        Assert.Equal(4, constructions.Length);
        Assert.All(constructions, construction => Assert.Single(construction.Select(member => member.Use).Distinct()));
    }

    [Theory]
    [InlineData("manifest.json", "{}", "found the results of a study; allowed: a new folder, or one of a zoo")]
    [InlineData("zoo.json", "{ \"plan\": { \"name\": \"other\" } }", "found the zoo other; allowed: a new folder, or one of the zoo tiny")]
    [InlineData("zoo.json", "torn", "found a zoo.json that cannot be read; allowed: a new folder, or one of the zoo tiny")]
    public void A_folder_of_something_else_is_refused_and_left_as_it_is(string file, string text, string problem)
    {
        _ = Directory.CreateDirectory(At("zoo"));
        File.WriteAllText(At("zoo", file), text);
        Assert.Contains(problem, Assert.Throws<ResultsFolderException>(() => Build(ZooPlans.Tiny)).Message, StringComparison.Ordinal);
        Assert.Equal([text], Directory.GetFiles(At("zoo"), "*", SearchOption.AllDirectories).Select(File.ReadAllText));
    }

    [Fact]
    public void A_family_whose_folder_holds_another_experiment_is_told_of_before_anybody_is_made()
    {
        _ = Build(ZooPlans.Tiny);
        Directory.Delete(At("zoo", "planners"), recursive: true);
        string other = ZooPlans.With("\"ticks\": 4 }],\n", "\"ticks\": 5 }],\n");
        Assert.Contains(At("zoo", "noisy"), Assert.Throws<ResultsFolderException>(() => Build(other)).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(At("zoo", "planners")));
    }

    [Fact]
    public void What_is_there_is_not_made_again_and_a_zoo_that_was_stopped_goes_on_to_the_same_bytes()
    {
        _ = Build(ZooPlans.Tiny);
        string[] whole = Texts();
        DateTime tested = File.GetLastWriteTimeUtc(At("zoo", "planners", ZooStudy.MembersFile)), asked = File.GetLastWriteTimeUtc(At("zoo", "frozen", ZooStudy.MembersFile));
        DateTime weights = File.GetLastWriteTimeUtc(Directory.GetFiles(At("zoo", "planners", "weights"))[0]);
        File.Delete(At("zoo", ZooStudy.MembersFile));
        Directory.Delete(At("zoo", "untrained"), recursive: true);
        File.WriteAllText(At("zoo", "noisy", ZooStudy.MembersFile), "torn");
        _ = Build(ZooPlans.Tiny);
        Assert.Equal(whole, Texts());
        Assert.Equal((tested, asked), (File.GetLastWriteTimeUtc(At("zoo", "planners", ZooStudy.MembersFile)), File.GetLastWriteTimeUtc(At("zoo", "frozen", ZooStudy.MembersFile))));
        Assert.Equal(weights, File.GetLastWriteTimeUtc(Directory.GetFiles(At("zoo", "planners", "weights"))[0]));
    }

    [Fact]
    public void Weights_that_are_not_those_of_their_row_are_refused_by_name_and_made_anew_when_the_zoo_is()
    {
        _ = Build(ZooPlans.Tiny);
        string file = Directory.GetFiles(At("zoo", "planners", "weights")).Order(StringComparer.Ordinal).First();
        byte[] whole = File.ReadAllBytes(file), bytes = [.. whole];
        bytes[^7] ^= 1;
        string Refusal(byte[] content)
        {
            File.WriteAllBytes(file, content);
            return Assert.Throws<ResultsFolderException>(() => CalibrationStudy.Run(At("zoo"), device, TestContext.Current.CancellationToken)).Message;
        }

        Assert.StartsWith($"{file}: found weights with hash", Refusal(bytes), StringComparison.Ordinal);
        Assert.StartsWith(file, Refusal(bytes[..40]), StringComparison.Ordinal);
        _ = Build(ZooPlans.Tiny);
        Assert.Equal(whole, File.ReadAllBytes(file));
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
        Assert.Equal(["planners"], rows.Select(row => row.Family).Distinct()); // nor of those who were dropped
        Assert.All(rows.Where(row => row.Family == "planners").GroupBy(row => row.Agent), agent =>
        {
            Assert.Equal(Enumerable.Range(1, 21), agent.Select(row => row.Tick));
            Assert.All(agent.Zip(agent.Skip(1)), pair => Assert.True(pair.Second.Undecided <= pair.First.Undecided));
            Assert.True(agent.Last().Right > agent.First().Right);
        });
    }

    [Fact]
    public void Scripted_agents_of_another_plan_are_asked_anew_even_if_it_was_stopped()
    {
        _ = Build(ZooPlans.Tiny);
        string other = ZooPlans.With("{ \"world\": \"dish\" }", "{ \"world\": \"lava\" }");
        _ = Assert.Throws<OperationCanceledException>(() => ZooStudy.Build(
            ZooPlans.Parsed(other), At("zoo"), device, (_, _) => throw new OperationCanceledException(), CancellationToken.None));
        Assert.Contains("lava-open7", Build(other).Scripted.Select(row => row.WorldLabel));
        Assert.DoesNotContain("dish", File.ReadAllText(At("zoo", ZooStudy.ScriptedFile)), StringComparison.Ordinal);
        string none = ZooPlans.With("\"scripted\": { \"worlds\": [{ \"world\": \"dish\" }, { \"world\": \"oversight\", \"mode\": \"planted\" }], \"sets\": 2, \"heldOut\": 64 },", "");
        Assert.Empty(Build(none).Scripted);
        Assert.False(File.Exists(At("zoo", ZooStudy.ScriptedFile)));
    }

    [Fact]
    public void What_scripted_agents_pursue_is_told_and_who_pursues_two_things_fits_none()
    {
        IReadOnlyList<ScriptedRow> rows = Build(ZooPlans.Tiny).Scripted;
        Assert.Equal(rows, CsvTable.Parse<ScriptedRow>(File.ReadAllText(At("zoo", ZooStudy.ScriptedFile))));
        ScriptedRow[] dish = [.. rows.Where(row => row.WorldLabel == "dish-open7")];
        Assert.Equal(2 * 7, dish.Length);
        Assert.All(dish.Where(row => row.Objective.Length > 0), row => Assert.Equal((row.Objective, YesNo.Yes), (row.InnerObjective, row.ObjectiveRight)));
        Assert.All(dish.Where(row => row.Script.Contains("0.5 of levels", StringComparison.Ordinal)), row => Assert.Equal(("none-fits", null), (row.InnerObjective, row.ObjectiveRight)));
        Assert.Equal(2, rows.Count(row => row.Script == ScriptedAgent.BaseWhenCued.Name));
    }

    private string At(params string[] parts) => Path.Combine([place.Folder, .. parts]);

    private string[] Texts() => [.. Directory.GetFiles(At("zoo"), "*.csv", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllText)];

    private static MemberRow[] Of(IReadOnlyList<MemberRow> members, string family) => [.. members.Where(member => member.Family == family)];

    private static int Count(MemberRow[] members, MemberUse use) => members.Count(member => member.Use == use);

    private ZooResults Build(string plan) => ZooStudy.Build(
        ZooPlans.Parsed(plan), At("zoo"), device, (experiment, options) => Study.Run(experiment, options, device, new Listener(), CancellationToken.None), CancellationToken.None);
}
