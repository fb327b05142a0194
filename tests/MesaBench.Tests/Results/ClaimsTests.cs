using System.Text.RegularExpressions;

namespace MesaBench.Tests.Results;

/// <summary>CLAIMS.md names nothing that is not there.</summary>
public sealed partial class ClaimsTests
{
    private static readonly string Text = File.ReadAllText(Repository.Path("CLAIMS.md"));

    [Fact]
    public void Every_file_and_heading_that_it_links_to_is_there()
    {
        string[] links = [.. Link().Matches(Text).Select(match => match.Groups[1].Value).Distinct()];
        Assert.True(links.Length > 20);
        Assert.All(links, link =>
        {
            string[] parts = link.Split('#');
            string path = Repository.Path(parts[0]);
            Assert.True(File.Exists(path) || Directory.Exists(path), link);
            if (parts.Length > 1) Assert.Contains(parts[1], Anchors(File.ReadAllText(path)));
        });
    }

    [Fact]
    public void Every_test_that_it_names_is_a_class_of_tests()
    {
        string[] named = [.. Class().Matches(Text).Select(match => match.Groups[1].Value).Distinct()];
        Assert.True(named.Length > 5);
        Assert.All(named, name => Assert.Contains(typeof(ClaimsTests).Assembly.GetTypes(), type => type.Name == name));
    }

    [Fact]
    public void Every_claim_has_its_evidence_its_number_its_strength_and_its_weakest_link()
    {
        string[][] rows = [.. Text.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Select(line => line.Trim().Trim('|').Split(" | "))];
        Assert.True(rows.Length > 30);
        Assert.All(rows, row => Assert.Equal(6, row.Length));
    }

    private static IEnumerable<string> Anchors(string page) => Heading().Matches(page.ReplaceLineEndings("\n"))
        .Select(match => NoLetter().Replace(match.Groups[1].Value.ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`(\w+Tests)`")]
    private static partial Regex Class();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoLetter();
}
