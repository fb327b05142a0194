using MesaBench.Results;
using MesaBench.Statistics;
using MesaBench.Studies;
using MesaBench.Verdicts;

namespace MesaBench.Tests.Results;

public class ResultsReadmeTests
{
    public static TheoryData<string, string[]> Files => new()
    {
        { "agents.csv", [.. CsvTable.Columns<AgentRow>()] },
        { "capacity.csv", [.. CsvTable.Columns<CapacityRow>()] },
        { "searches.csv", [.. CsvTable.Columns<SearchRow>()] },
        { "objectives.csv", [.. CsvTable.Columns<ObjectiveRow>()] },
        { "objective_fit.csv", [.. CsvTable.Columns<ObjectiveFitRow>()] },
        { "curves.csv", [.. CsvTable.Columns<CurveRow>()] },
        { "trends.csv", [.. CsvTable.Columns<TrendRow>()] },
        { "members.csv", [.. CsvTable.Columns<MemberRow>()] },
        { "checks.csv", [.. CsvTable.Columns<CheckRow>()] },
        { "scripted.csv", [.. CsvTable.Columns<ScriptedRow>()] },
        { "detections.csv", [.. CsvTable.Columns<DetectionRow>()] },
        { "calibration.csv", [.. CsvTable.Columns<CalibrationRow>()] },
        { "roc.csv", [.. CsvTable.Columns<RocRow>()] },
        { "families.csv", [.. CsvTable.Columns<FamilyRow>()] },
        { "first_actions.csv", [.. CsvTable.Columns<FirstActionRow>()] },
        { "digests.csv", Digests.Table.Header.TrimEnd('\n').Split(',') },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_column_is_defined_in_its_section_and_no_other_is(string file, string[] columns)
    {
        string readme = File.ReadAllText(Repository.Path("results", "README.md"));
        string section = readme.Split($"## {file}\n")[1].Split("\n## ")[0];
        IEnumerable<string> defined = section.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .SelectMany(line => line.Split('|')[1].Split(',').Select(name => name.Trim(' ', '`')));
        Assert.Equal(columns.Order(StringComparer.Ordinal), defined.Order(StringComparer.Ordinal));
    }
}
