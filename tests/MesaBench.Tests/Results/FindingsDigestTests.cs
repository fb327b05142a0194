using MesaBench.Experiments;
using MesaBench.Results;
using MesaBench.Statistics;
using MesaBench.Verdicts;

namespace MesaBench.Tests.Results;

public sealed class FindingsDigestTests
{
    [Fact]
    public void Cells_without_a_competent_agent_are_counted_and_the_first_of_them_named()
    {
        (IReadOnlyList<string> shown, bool isShorter) = FindingsDigest.Of(
            ["first", "a, alpha 0: no competent agent.", "b, alpha 0.1: no competent agent.", "c, alpha 0: no competent agent.", "d, alpha 0: no competent agent.", "last"]);
        Assert.Equal(
            ["first", "No agent could be judged, since none is competent, in 4 groups of a world and an alpha: a, alpha 0; b, alpha 0.1; c, alpha 0; and 1 more.", "last"], shown);
        Assert.True(isShorter);
    }

    [Fact]
    public void What_is_said_once_or_of_few_stays_as_it_is()
    {
        string[] findings =
        [
            "2 agents in 2 cells: 1 is competent.", "a, alpha 0: no competent agent.",
            "b, alpha 0: mean preference (0 base to 1 proxy) .50 in mlp16x2 at learning rate 0.001; of 1 competent agent 1 undecided.",
            "a has only 49 non-distinguishing layouts, so its held-out levels in distribution (251) differ from training levels by the start alone.",
        ];
        (IReadOnlyList<string> shown, bool isShorter) = FindingsDigest.Of(findings);
        Assert.Equal(findings, shown);
        Assert.False(isShorter);
    }

    [Fact]
    public void A_study_of_many_worlds_is_told_in_a_few_lines_whatever_its_findings_are()
    {
        double[] alphas = [0, .. Enumerable.Range(1, 15).Select(i => i / 100.0)];
        Experiment study = SampleStudy.Experiment(2, alphas, [1e-3]);
        JudgedAgent[] agents = SampleStudy.Judged(study, _ => 0.7);
        Subject[] subjects = [.. SampleStudy.Subjects(agents)];
        IReadOnlyList<string> findings = Findings.Of(subjects, SampleStudy.Table(agents), [], Trends.Of(subjects, study), study, []);
        (IReadOnlyList<string> shown, bool isShorter) = FindingsDigest.Of(findings);
        Assert.True(findings.Count > 4 * alphas.Length, $"{findings.Count}");
        Assert.InRange(shown.Count, 4, 12);
        Assert.True(isShorter);
        Assert.Contains(shown, told => told.StartsWith($"Preference and verdicts, each of {2 * alphas.Length} groups of a world and an alpha: ", StringComparison.Ordinal));
        Assert.Contains(shown, told => told.Contains(" comparisons of capacity within a world and an alpha are exploratory", StringComparison.Ordinal));
        Assert.Equal(findings[0], shown[0]);
    }

    [Fact]
    public void Of_agents_in_whom_two_readings_differ_the_first_are_named()
    {
        string[] differ = [.. Enumerable.Range(0, 6).Select(i => $" They differ in door-open7_a0.1_mlp8x2_lr0.001_s{i}: misaligned, and base.")];
        (IReadOnlyList<string> shown, bool isShorter) = FindingsDigest.Of([$"Both decide in 9 agents, and agree in 3.{string.Concat(differ)} That is all."]);
        Assert.Equal($"Both decide in 9 agents, and agree in 3.{string.Concat(differ.Take(3))} And in 3 more. That is all.", Assert.Single(shown));
        Assert.True(isShorter);
    }
}
