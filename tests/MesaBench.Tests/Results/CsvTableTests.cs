using FsCheck;
using FsCheck.Fluent;
using MesaBench.Results;

namespace MesaBench.Tests.Results;

public class CsvTableTests
{
    internal sealed record Sample
    {
        public required string Name { get; init; }
        public required double F1Score { get; init; }
        public required int Count { get; init; }
        public required long Steps { get; init; }
        public required bool IsOdd { get; init; }
    }

    [Fact]
    public void A_file_looks_like_this() =>
        Assert.Equal(
            "name,f1_score,count,steps,is_odd\na,0.1,3,5000000000,true\n\"b, \"\"c\"\"\",,0,-1,false\nd,1E-300,0,0,false\ne,inf,0,0,false\n",
            CsvTable.Text<Sample>(
            [
                new() { Name = "a", F1Score = 0.1, Count = 3, Steps = 5_000_000_000, IsOdd = true },
                new() { Name = "b, \"c\"", F1Score = double.NaN, Count = 0, Steps = -1, IsOdd = false },
                new() { Name = "d", F1Score = 1e-300, Count = 0, Steps = 0, IsOdd = false },
                new() { Name = "e", F1Score = double.PositiveInfinity, Count = 0, Steps = 0, IsOdd = false },
            ]));

    [Fact]
    public void Every_row_comes_back_as_it_was() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll<double, int, bool>((score, count, odd) =>
        {
            Sample row = new() { Name = $"agent{count}", F1Score = score, Count = count, Steps = 5_000_000_000L * count, IsOdd = odd };
            return CsvTable.Parse<Sample>(CsvTable.Text([row])).Single() == row;
        }));

    [Fact]
    public void The_rows_of_a_study_come_back_as_they_were()
    {
        var study = SampleStudy.Experiment(2, [0, 0.1], [2e-3]);
        AgentRow[] agents = SampleStudy.Agents(study, _ => 0.5);
        IReadOnlyList<CapacityRow> cells = CapacityTable.Build(agents, study.Statistics, 0);
        Assert.Equal(agents, CsvTable.Parse<AgentRow>(CsvTable.Text(agents)));
        Assert.Equal(cells, CsvTable.Parse<CapacityRow>(CsvTable.Text(cells)));
    }

    [Theory]
    [InlineData("name,f1_score,count\n", "line 1: found columns 'name,f1_score,count'")]
    [InlineData("name,f1_score,count,steps,is_odd\na,0.1,3,4,true\nb,zero,3,4,true\n", "line 3: found 'b,zero,3,4,true'")]
    [InlineData("name,f1_score,count,steps,is_odd\na,0.1,3,4,yes\n", "line 2: found 'a,0.1,3,4,yes'")]
    public void A_file_that_cannot_be_read_says_where(string text, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => CsvTable.Parse<Sample>(text)).Message);
}
