using FsCheck;
using FsCheck.Fluent;
using MesaBench.Inference;
using MesaBench.Results;
using MesaBench.Statistics;
using MesaBench.Verdicts;
using Interval = MesaBench.Inference.Interval;

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
    public void A_file_looks_like_this()
    {
        const string Text = "name,f1_score,count,steps,is_odd\na,0.1,3,5000000000,true\n\"b, \"\"c\"\"\",,0,-1,false\nd,1E-300,0,0,false\n"
            + "e,inf,0,0,false\nf,-inf,0,0,false\n";
        Sample[] rows =
        [
            new() { Name = "a", F1Score = 0.1, Count = 3, Steps = 5_000_000_000, IsOdd = true },
            new() { Name = "b, \"c\"", F1Score = double.NaN, Count = 0, Steps = -1, IsOdd = false },
            new() { Name = "d", F1Score = 1e-300, Count = 0, Steps = 0, IsOdd = false },
            new() { Name = "e", F1Score = double.PositiveInfinity, Count = 0, Steps = 0, IsOdd = false },
            new() { Name = "f", F1Score = double.NegativeInfinity, Count = 0, Steps = 0, IsOdd = false },
        ];
        Assert.Equal(Text, CsvTable.Text(rows));
        Assert.Equal(rows, CsvTable.Parse<Sample>(Text));
    }

    [Fact]
    public void Every_row_comes_back_as_it_was() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll<double, int, bool>((score, count, odd) =>
        {
            Sample row = new() { Name = $"agent{count}", F1Score = score, Count = count, Steps = 5_000_000_000L * count, IsOdd = odd };
            return CsvTable.Parse<Sample>(CsvTable.Text([row])).Single() == row;
        }));

    internal enum Kind
    {
        Plain,
        VeryOdd,
    }

    internal sealed record Nested
    {
        public required Part Part { get; init; }
        public required Part Other { get; init; }
        public required Estimate Score { get; init; }
        public required Kind? Kind { get; init; }
    }

    internal sealed record Part(int? Episodes, AgentMean Mean);

    [Fact]
    public void A_record_in_a_record_stands_for_its_columns_and_what_does_not_exist_is_empty()
    {
        Nested row = new()
        {
            Part = new Part(3, new AgentMean(new Estimate(0.5, new Interval(0.25, 0.75)), 0.125, 7)),
            Other = new Part(null, new AgentMean(Estimate.None, double.NaN, 0)),
            Score = new Estimate(1, Interval.None),
            Kind = Kind.VeryOdd,
        };
        string text = CsvTable.Text([row, row with { Kind = null }]);
        Assert.Equal(
            """
            episodes,mean,mean_low,mean_high,mean_above_half,mean_agents,other_episodes,other_mean,other_mean_low,other_mean_high,other_mean_above_half,other_mean_agents,score,score_low,score_high,kind
            3,0.5,0.25,0.75,0.125,7,,,,,,0,1,,,very-odd
            3,0.5,0.25,0.75,0.125,7,,,,,,0,1,,,

            """.ReplaceLineEndings("\n"),
            text);
        Assert.Equal([row, row with { Kind = null }], CsvTable.Parse<Nested>(text));
    }

    [Fact]
    public void The_rows_of_a_study_come_back_as_they_were()
    {
        var study = SampleStudy.Experiment(2, [0, 0.1], [2e-3]);
        JudgedAgent[] agents = SampleStudy.Judged(study, _ => 0.5);
        Same(agents.Select(a => a.Row));
        Same(agents.SelectMany(a => a.Curves));
        Same(agents.SelectMany(a => a.Objectives));
        Same(SampleStudy.Table(agents));
        Same(Trends.Of(SampleStudy.Subjects(agents), study));

        static void Same<T>(IEnumerable<T> rows)
            where T : notnull => Assert.Equal(rows, CsvTable.Parse<T>(CsvTable.Text(rows)));
    }

    [Theory]
    [InlineData("name,f1_score,count\n", "line 1: found no column in place 4; allowed: column 'steps'")]
    [InlineData("name,f1_score,count,steps,is_odd\na,0.1,3,4,true\nb,zero,3,4,true\n", "line 3: found 'b,zero,3,4,true'")]
    [InlineData("name,f1_score,count,steps,is_odd\na,0.1,3,4,yes\n", "line 2: found 'a,0.1,3,4,yes'")]
    public void A_file_that_cannot_be_read_says_where(string text, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => CsvTable.Parse<Sample>(text)).Message);
}
