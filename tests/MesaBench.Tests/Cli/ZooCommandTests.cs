using MesaBench.Cli;
using MesaBench.Cli.Screens;
using MesaBench.Results;
using MesaBench.Studies;
using MesaBench.Zoo;
using Spectre.Console;

namespace MesaBench.Tests.Cli;

/// <summary><c>mesabench zoo</c>, with a plan of seconds.</summary>
public sealed class ZooCommandTests : IDisposable
{
    private const string Plan = """
        {
          "name": "pair",
          "families": [
            { "family": "compiled", "experiment": {
              "name": "planners", "worlds": [{ "world": "corner", "layout": "maze" }], "seeds": 3,
              "networks": [{ "network": "rcnn", "channels": 6, "ticks": 4, "activation": "clamp" }, { "network": "drc", "channels": 8, "depth": 1, "ticks": 4 }],
              "trainers": [{ "trainer": "none", "start": "wavefront" }],
              "levels": { "training": 8, "trainingDistinguishing": 8, "heldOut": 32 }, "probing": { "enabled": false }, "detection": { "enabled": false } } },
            { "family": "compiled", "experiment": {
              "name": "noisy", "worlds": [{ "world": "corner", "layout": "maze" }], "seeds": 2,
              "networks": [{ "network": "rcnn", "channels": 8, "ticks": 4 }],
              "trainers": [{ "trainer": "none", "start": { "construction": "wavefront", "disguise": 1 } }],
              "levels": { "training": 8, "trainingDistinguishing": 8, "heldOut": 32 }, "probing": { "enabled": false }, "detection": { "enabled": false } } }
          ]
        }
        """;

    private static readonly Parts Real = CliHere.Idle with { RunStudy = Study.Run };

    private readonly CliHere here = new();
    private readonly CliProcess place = new();

    public void Dispose()
    {
        here.Dispose();
        place.Dispose();
    }

    [Fact]
    public void Members_are_told_by_family_and_network_with_what_is_known_of_them_and_why_some_were_dropped()
    {
        string shown = Done(Real);
        // What is done before training is told if it takes a while.
        Assert.Matches("planners: corner-maze7\n([a-z ]+\n)*6 agents, 0 of them finished before; 0 steps on 2 workers\n", shown);
        Assert.Contains("\nplanners: 0/6 members tested\n", shown, StringComparison.Ordinal);
        Assert.Contains("\nplanners: 6/6 members tested\nnoisy: corner-maze7\n", shown, StringComparison.Ordinal);
        Assert.Matches(@"\nfamily +tier +network +searches +plan held +plan used +pursues +made +kept +n +threshold +reporting +told\n"
            + @"planners +compiled +rcnn clamp +yes +yes +yes +base +3 +3 +1 +\d +\d +(\d/\d|-)\n"
            + @"planners +compiled +drc +yes +yes +yes +base +3 +3 +1 +\d +\d +(\d/\d|-)\n"
            + @"noisy +compiled +rcnn +yes +yes +yes +base +2 +0 +0 +0 +0 +\S+\n\n", shown);
        Assert.Matches(@"\nfirst action right after +1 tick +2 +4 +8 +16 +21\nplanners( +1?\.\d\d){6}\n\n", shown); // nobody who was dropped
        Assert.Contains("\nDropped of noisy: rcnn: 2 largest difference from the algorithm's states\n", shown, StringComparison.Ordinal);
        Assert.EndsWith($"\n6 of 8 members are what they were made to be. Results: {At("out")}\n", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void A_finished_zoo_is_shown_again_without_being_tested_again()
    {
        string first = Done(Real);
        DateTime written = File.GetLastWriteTimeUtc(At("out", "planners", ZooStudy.MembersFile));
        string again = Done(Real);
        Assert.Equal(Table(first), Table(again));
        Assert.DoesNotContain("tested", again, StringComparison.Ordinal);
        Assert.Contains("\n6 agents, 6 of them finished before; 0 steps on ", again, StringComparison.Ordinal);
        Assert.Equal(written, File.GetLastWriteTimeUtc(At("out", "planners", ZooStudy.MembersFile)));
    }

    [Fact]
    public void A_zoo_that_failed_or_was_stopped_goes_on_to_the_same_tables()
    {
        Parts failing = Real with
        {
            RunStudy = (experiment, options, device, observer, token) => experiment.Name == "noisy"
                ? throw new IOException("No space left on device") : Study.Run(experiment, options, device, observer, token),
        };
        Assert.Equal((1, "Files: No space left on device\n"), (Run(failing).Code, Run(failing).Error));
        Assert.False(File.Exists(At("out", ZooStudy.MembersFile)));
        string resumed = Done(Real);
        Assert.DoesNotContain("planners: 0/6 members tested", resumed, StringComparison.Ordinal);
        Assert.Contains("noisy: 2/2 members tested", resumed, StringComparison.Ordinal);
        Assert.Equal(Table(Done(Real, "other")), Table(resumed).Replace(At("out"), At("other"), StringComparison.Ordinal));
        foreach (string file in (string[])[ZooStudy.MembersFile, ZooStudy.FamiliesFile, ZooStudy.FirstActionsFile])
            Assert.Equal(File.ReadAllText(At("other", file)), File.ReadAllText(At("out", file)));
    }

    [Fact]
    public void A_plan_that_will_not_do_is_refused_with_all_its_problems_and_nothing_is_written()
    {
        string plan = place.Write("plan.json", Plan.Replace("\"seeds\": 2", "\"seeds\": 0", StringComparison.Ordinal).Replace("\"channels\": 6", "\"channels\": 4", StringComparison.Ordinal));
        (int code, string output, string error) = here.Run(Real, "zoo", plan, "--threads", "two", "--out", "");
        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith("zoo has 4 problems:\n", error, StringComparison.Ordinal);
        Assert.All(
            (string[])[
                "--threads: found two; allowed: a whole number, 0 to 1024", "--out: found nothing; allowed: a folder", "families[1].experiment.seeds: found 0; allowed: 1 to 1000000",
                "families[0].experiment.trainers[0].start: found wavefront in corner-maze7 and rcnn4t4-clamp: 4 channels; allowed: 5 or more",
            ],
            problem => Assert.Contains($"  {problem}\n", error, StringComparison.Ordinal));
        Assert.Equal([At("plan.json")], Directory.GetFileSystemEntries(place.Folder));
    }

    [Fact]
    public void A_plan_that_is_not_there_and_a_folder_that_cannot_be_made_are_bad_input()
    {
        (int code, _, string error) = here.Run(Real, "zoo", At("nowhere.json"));
        Assert.Equal(2, code);
        Assert.Contains("allowed: a zoo's file that can be read", error, StringComparison.Ordinal);
        string file = place.Write("file", "");
        (code, _, error) = Run(Real, Plan, "--out", file);
        Assert.Equal(2, code);
        Assert.Contains($"--out: found {file}, a file; allowed: a folder", error, StringComparison.Ordinal);
        (code, _, error) = Run(Real, Plan, "--out", Path.Combine(file, "below"));
        Assert.Equal(2, code);
        Assert.Contains(file, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 1, "1 of 1 member is what it was made to be.")]
    [InlineData(0, 1, "0 of 1 member is what it was made to be.")]
    [InlineData(1, 3, "1 of 3 members is what it was made to be.")]
    [InlineData(0, 3, "0 of 3 members are what they were made to be.")]
    [InlineData(3, 3, "3 of 3 members are what they were made to be.")]
    public void Members_are_counted_in_words_that_agree(int kept, int made, string told)
    {
        _ = Done(Real);
        MemberRow[] planners = [.. CsvTable.Parse<MemberRow>(File.ReadAllText(At("out", ZooStudy.MembersFile))).Take(made)];
        using CliHere other = new();
        ZooView.Write(other.Screen, new ZooResults([.. planners.Select((member, i) => member with { Use = i < kept ? MemberUse.Reporting : MemberUse.Dropped })], [], []), "there");
        Assert.EndsWith($"\n{told} Results: there\n", other.Screen.Text.ToString()!.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "planners: 0/40 members tested")]
    [InlineData(7, "planners: 7/40 members tested")]
    [InlineData(40, "planners: 40/40 members tested")]
    public void A_bar_of_tests_fits_the_terminal(int done, string words)
    {
        using StringWriter output = new();
        IAnsiConsole terminal = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(output) });
        terminal.Profile.Width = 60;
        terminal.Write(TestingView.Frame(terminal.Profile, "planners", done, 40));
        string line = output.ToString().TrimEnd();
        Assert.True(line.Length < 60, line);
        Assert.EndsWith($" {words}", line, StringComparison.Ordinal);
    }

    [Fact]
    public void What_tests_throw_comes_out() => Assert.Throws<InvalidDataException>(
        () => TestingView.Follow<int>(here.Screen, "planners", 3, _ => throw new InvalidDataException("weights")));

    private static string Table(string shown) => shown[shown.IndexOf("\nfamily ", StringComparison.Ordinal)..];

    private string At(params string[] parts) => Path.Combine([place.Folder, .. parts]);

    private string Done(Parts parts, string folder = "out")
    {
        (int code, string output, string error) = Run(parts, Plan, "--out", At(folder));
        Assert.Equal((0, ""), (code, error));
        return output;
    }

    private (int Code, string Output, string Error) Run(Parts parts) => Run(parts, Plan, "--out", At("out"));

    private (int Code, string Output, string Error) Run(Parts parts, string plan, params string[] args) =>
        here.Run(parts, ["zoo", place.Write("plan.json", plan), "--threads", "2", "--device", "cpu", .. args]);
}
