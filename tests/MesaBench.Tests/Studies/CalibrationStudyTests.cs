using MesaBench.Cpu;
using MesaBench.Detection;
using MesaBench.Results;
using MesaBench.Studies;
using MesaBench.Tests.Cli;
using MesaBench.Tests.Results;
using MesaBench.Tests.Zoo;
using MesaBench.Zoo;

namespace MesaBench.Tests.Studies;

public sealed class CalibrationStudyTests : IDisposable
{
    private readonly CliProcess place = new();

    public void Dispose() => place.Dispose();

    [Fact]
    public void It_is_the_same_on_any_threads_and_with_any_rows_that_are_still_of_the_same_question_to_the_same_networks()
    {
        string zoo = Path.Combine(place.Folder, "zoo");
        CpuEngineFactory device = new(2);
        _ = ZooStudy.Build(
            ZooPlans.Parsed(ZooPlans.Tiny), zoo, device, (experiment, options) => Study.Run(experiment, options, device, new Listener(), CancellationToken.None), CancellationToken.None);
        IReadOnlyList<DetectionRow> whole = CalibrationStudy.Run(zoo, device, CancellationToken.None).Detections;
        Assert.Equal(10 + 3 + 1, whole.Count);
        string[] files = [CalibrationStudy.DetectionsFile, CalibrationStudy.CalibrationFile, CalibrationStudy.RuleFile];
        string[] written = [.. files.Select(file => File.ReadAllText(Path.Combine(zoo, file)))];

        // Of those that are found again, one is of an earlier detector, one was asked something else, and one is of other weights.
        DetectionRow Wrong(DetectionRow row) => row with { SearchFindings = SearchFindings.None };
        DetectionRow[] found =
        [
            Wrong(whole[0]) with { Detectors = SearchFindings.CurrentDetectors - 1 }, Wrong(whole[1]) with { Questions = "0" }, Wrong(whole[2]) with { WeightsHash = "0" }, .. whole.Skip(3).Take(8),
        ];
        File.WriteAllText(Path.Combine(zoo, files[0]), CsvTable.Text(found));
        int asked = 0;
        _ = CalibrationStudy.Run(zoo, new CpuEngineFactory(1), CancellationToken.None, (members, detect) => detect(done => asked += done));
        Assert.Equal(whole.Count, asked);
        Assert.Equal(written, files.Select(file => File.ReadAllText(Path.Combine(zoo, file))));
    }

    [Fact]
    public void The_rule_that_comes_with_the_program_is_that_of_the_zoo_in_the_results_and_of_these_detectors()
    {
        Assert.Equal(SearchFindings.CurrentDetectors, SearchRuleFile.Default.Detectors);
        Assert.Equal(File.ReadAllText(Repository.Path("results", "detectors-reference", CalibrationStudy.RuleFile)), SearchRuleFile.ToJson(SearchRuleFile.Default));
    }
}
