using System.Globalization;
using System.Text.RegularExpressions;
using MesaBench.Export;

namespace MesaBench.Tests.Export;

/// <summary>The queries that the pages show answer what the pages show: asked of the committed results of <c>quick</c>, exported.</summary>
public sealed partial class ReadmeQueriesTests(ExportedQuick quick) : IClassFixture<ExportedQuick>
{
    private const string Exported = "results/quick-parquet/"; // as the pages have it

    public static TheoryData<string, int> Pages => new() { { "README.md", 3 }, { "docs/tables.md", 2 } };

    [Theory]
    [MemberData(nameof(Pages))]
    public void What_is_shown_is_what_DuckDB_answers(string page, int least)
    {
        MatchCollection shown = Shown().Matches(File.ReadAllText(Repository.Path(page.Split('/'))));
        Assert.True(shown.Count >= least, $"{page} shows {shown.Count} queries with their answers");
        using DuckDb duck = new();
        string folder = Path.GetDirectoryName(quick.FileOf(TableFormat.Parquet, "agents.csv"))! + Path.DirectorySeparatorChar;
        foreach (Match query in shown)
        {
            string asked = query.Groups[1].Value;
            Assert.Contains(Exported, asked, StringComparison.Ordinal);
            Assert.Equal(query.Groups[2].Value, Table(duck.Ask(asked.Replace(Exported, folder, StringComparison.Ordinal))));
        }
    }

    [GeneratedRegex("```sql\n(.*?)```\n+```text\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Shown();

    private static string Table((string[] Columns, string[] Types, List<object?[]> Rows) answer)
    {
        string[][] lines = [answer.Columns, .. answer.Rows.Select(row => (string[])[.. row.Select(value => value is bool truth ? truth ? "true" : "false" : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")])];
        int[] widths = [.. answer.Columns.Select((_, column) => lines.Max(line => line[column].Length))];
        return string.Concat(lines.Select(line => string.Join("  ", line.Select((text, column) => answer.Types[column] == "Varchar" ? text.PadRight(widths[column]) : text.PadLeft(widths[column]))).TrimEnd() + "\n"));
    }
}
