using MesaBench.Experiments;

namespace MesaBench.Tests.Cli;

public sealed class ListTests : IDisposable
{
    private readonly CliHere here = new();

    public void Dispose() => here.Dispose();

    [Theory]
    [InlineData("worlds", "coin", "corner")]
    [InlineData("networks", "cnn", "drc", "gru", "linear", "mlp", "rcnn", "transformer")]
    [InlineData("trainers", "imitation", "interchange", "none", "ppo")]
    [InlineData("constructions", "beside-search", "dead-ends", "diffusion", "frozen", "idle", "parity", "straight-line", "unused", "value-iteration", "wavefront")]
    [InlineData("families", "amortised", "compiled", "distilled", "idle", "matched", "memoriser", "objective", "random", "rewarded", "unheeded")]
    [InlineData("probes", "objects")]
    [InlineData("presets", "emergence", "emergence-small", "planners")]
    public void A_kind_is_listed_alone_with_what_its_entries_are(string kind, params string[] first)
    {
        string[] lines = [.. Listed(kind).Split('\n').SkipLast(1)];
        Assert.Equal(kind, lines[0]);
        Assert.Equal(first, lines[1..].Take(first.Length).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0]));
        Assert.All(lines[1..], line => Assert.StartsWith("  ", line, StringComparison.Ordinal));
    }

    [Fact]
    public void All_kinds_are_listed_one_after_the_other_when_none_is_named() =>
        Assert.Equal(string.Concat(((string[])["worlds", "networks", "trainers", "constructions", "families", "probes", "presets"]).Select(kind => Listed(kind))), Listed());

    [Fact]
    public void A_preset_is_described_with_its_agents()
    {
        Experiment smoke = ExperimentFile.Parse(Presets.Text("smoke")!).Experiment!;
        Assert.Contains($"{smoke.Description} 20 agents.\n", Listed("presets"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_without_a_command_helps_and_fails()
    {
        (int code, string output, string error) = here.Run(CliHere.Idle);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains("Start with: mesabench run quick", error, StringComparison.Ordinal);
    }

    private string Listed(params string[] kind)
    {
        (int code, string output, string error) = here.Run(CliHere.Idle, ["list", .. kind]);
        Assert.Equal((0, ""), (code, error));
        return output;
    }
}
