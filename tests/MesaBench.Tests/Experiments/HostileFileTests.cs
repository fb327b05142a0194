using MesaBench.Experiments;

namespace MesaBench.Tests.Experiments;

/// <summary>Experiment files that nobody means well with, or that a program wrote.</summary>
public class HostileFileTests
{
    [Theory]
    [InlineData("""{ "name": "a\uD800b" }""", "line 1, column 11")]
    [InlineData("{\n  \"name\": \"walk\",\n  \"x\\uDC00\": 1 }", "line 3, column 3")]
    [InlineData("""{ "name": "\uD83D\uDE00\uD83D" }""", "line 1, column 11")]
    public void Half_a_letter_is_told_where_it_stands(string json, string place)
    {
        Problem problem = Assert.Single(ExperimentFile.Parse(json).Problems);
        Assert.Equal((place, "an escape that is half of a letter"), (problem.Path, problem.Found));
    }

    [Theory]
    [InlineData("con")]
    [InlineData("CON")]
    [InlineData("LPT1.txt")]
    [InlineData("nul.a.b")]
    [InlineData("a\n")]
    public void Names_of_devices_are_none_for_a_folder(string name) =>
        Assert.Equal("name", Assert.Single(Limits.Problems(new Experiment { Name = name, Worlds = [], Networks = [] }, ""), problem => problem.Path == "name").Path);

    [Theory]
    [InlineData("cone")]
    [InlineData("console.1")]
    [InlineData("com10")]
    [InlineData("a.con")]
    public void Names_that_are_like_those_of_devices_are_names(string name) =>
        Assert.DoesNotContain(Limits.Problems(new Experiment { Name = name, Worlds = [], Networks = [] }, ""), problem => problem.Path == "name");

    [Fact]
    public void A_problem_is_a_line_that_moves_no_cursor_and_has_an_end()
    {
        string told = $"{new Problem("k\u001b[2J\r\u202e", new string('n', 1_000_000), "text")}";
        Assert.StartsWith("k\\u001b[2J\\u000d\\u202e: found nnn", told, StringComparison.Ordinal);
        Assert.EndsWith("nnn... (1000000 characters); allowed: text", told, StringComparison.Ordinal);
        Assert.InRange(told.Length, 100, 300);
    }
}
