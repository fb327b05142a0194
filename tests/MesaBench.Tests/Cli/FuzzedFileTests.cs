using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using MesaBench.Experiments;
using MesaBench.Tests.Results;

namespace MesaBench.Tests.Cli;

/// <summary>Files of experiments and of levels to which anything has happened: they are fine, or it is told in a few lines what is not.</summary>
public sealed class FuzzedFileTests : IDisposable
{
    // So many in every run of the tests; MESABENCH_DAMAGES asks for more.
    private static readonly int Trials = int.TryParse(Environment.GetEnvironmentVariable("MESABENCH_DAMAGES"), out int asked) ? asked : 100;

    private readonly CliProcess place = new();
    private readonly CliHere here = new();

    public void Dispose()
    {
        place.Dispose();
        here.Dispose();
    }

    [Fact]
    public void An_experiment_file_after_any_damage_is_fine_or_told_about()
    {
        byte[] file = Encoding.UTF8.GetBytes(Presets.Text("smoke")!), other = Encoding.UTF8.GetBytes(Presets.Text("quick")!);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Trials), Prop.ForAll(RandomDamage.Any.ToArbitrary(), damage => Told("validate", damage.Changed(file, other), $"{damage}")));
    }

    [Fact]
    public void An_experiment_file_with_any_value_anywhere_is_fine_or_told_about()
    {
        Gen<(int Place, JsonNode? Value)> changes =
            from at in Gen.Choose(0, 1_000_000)
            from value in Gen.Elements("null", "-1", "0", "1e308", "-1e-300", "2147483648", "0.5", "true", "\"\"", "\"x\"", "\"\\u202e\"", "[]", "[[]]", "[null]", "{}", "{\"a\":{}}", "[0.1, 0.1]", "1e999")
            select (at, JsonNode.Parse(value == "1e999" ? "1" : value));
        string text = ExperimentFile.ToJson(ExperimentFile.Parse(Presets.Text("smoke")!).Experiment!);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Trials), Prop.ForAll(changes.ToArbitrary(), change =>
        {
            JsonNode whole = JsonNode.Parse(text)!;
            (JsonNode Holder, string? Key, int Index)[] places = Places(whole);
            (JsonNode holder, string? key, int index) = places[(int)((long)change.Place * (places.Length - 1) / 1_000_000)];
            if (key is not null) holder[key] = change.Value?.DeepClone();
            else holder[index] = change.Value?.DeepClone();
            Told("validate", Encoding.UTF8.GetBytes(whole.ToJsonString()), $"{key ?? $"[{index}]"} = {change.Value?.ToJsonString()}");
        }));
    }

    [Fact]
    public void A_file_of_levels_after_any_damage_is_fine_or_told_about()
    {
        (int code, string levels, string error) = here.Run(CliHere.Idle, "levels", "export", "keys", "--count", "3");
        Assert.Equal((0, ""), (code, error));
        byte[] file = Encoding.UTF8.GetBytes(levels), other = Encoding.UTF8.GetBytes(here.Run(CliHere.Idle, "levels", "export", "follow", "--count", "2").Output);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Trials), Prop.ForAll(RandomDamage.Any.ToArbitrary(), damage => Told("levels import", damage.Changed(file, other), $"{damage}")));
    }

    /// <summary>All values of objects and lists, and where they stand.</summary>
    private static (JsonNode, string?, int)[] Places(JsonNode? node) => node switch
    {
        JsonObject own => own.SelectMany(member => Places(member.Value).Prepend((own, member.Key, -1))).ToArray(),
        JsonArray list => list.SelectMany((value, i) => Places(value).Prepend((list, null, i))).ToArray(),
        _ => [],
    };

    private void Told(string command, byte[] content, string what)
    {
        string file = Path.Combine(place.Folder, "file");
        File.WriteAllBytes(file, content);
        (int code, string output, string error) = here.Run(CliHere.Idle, [.. command.Split(' '), file]);
        Assert.True(code is 0 or 2, $"{what}: exit code {code}\n{error}");
        Assert.True(code == 0 || error.Length > 0, $"{what}: nothing is told");
        Assert.True((output + error).Count(c => c == '\n') < 100 && !(output + error).Contains("Exception", StringComparison.Ordinal), $"{what}: {output}{error}");
    }
}
