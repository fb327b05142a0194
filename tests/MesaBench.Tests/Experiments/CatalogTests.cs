using MesaBench.Experiments;
using MesaBench.Networks;

namespace MesaBench.Tests.Experiments;

public class CatalogTests
{
    [Fact]
    public void The_library_has_its_networks() =>
        Assert.Equal(["cnn", "drc", "gru", "linear", "mlp", "rcnn", "transformer"], Catalog.Default.Networks.Select(n => n.Name));

    [Fact]
    public void The_library_has_its_trainers_and_constructions() => Assert.Equal(
        ["imitation", "interchange", "none", "ppo", "-", "beside-search", "dead-ends", "diffusion", "frozen", "idle", "parity", "straight-line", "unused", "value-iteration", "wavefront"], [.. Catalog.Default.Trainers.Select(t => t.Name), "-", .. Catalog.Default.Constructions.Select(c => c.Name)]);

    [Fact]
    public void What_is_of_no_kind_of_entry_is_a_probe() => Assert.Equal(["objects"], Catalog.Default.Probes.Select(p => p.Name));

    [Fact]
    public void A_world_of_another_assembly_is_found_by_its_attribute()
    {
        CatalogEntry entry = Assert.Single(GroveSpec.Catalog.Worlds, w => w.Name == "grove");
        Assert.Equal((typeof(GroveSpec), "a world of the tests"), (entry.Type, entry.Summary));
        Assert.DoesNotContain(Catalog.Default.Worlds, w => w.Name == "grove");
    }

    [Fact]
    public void Two_types_of_one_name_are_refused()
    {
        var both = typeof(MlpSpec).Assembly;
        string message = Assert.Throws<InvalidOperationException>(() => Catalog.Of(both, both)).Message;
        Assert.Contains("are both named ", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("door", "door", 0)]
    [InlineData("door", "Door", 0)]
    [InlineData("dor", "door", 1)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("", "maze", 4)]
    public void The_distance_of_names_counts_edits(string a, string b, int edits)
    {
        Assert.Equal(edits, Names.Distance(a, b));
        Assert.Equal(edits, Names.Distance(b, a));
    }

    [Fact]
    public void Only_a_near_name_is_suggested()
    {
        Assert.EndsWith("(did you mean corner?)", Names.Suggest("coner", ["door", "corner"]), StringComparison.Ordinal);
        Assert.Equal("door, corner", Names.Suggest("labyrinth", ["door", "corner"]));
        // One letter of three or four, two of five to seven.
        Assert.Equal(["gem", "gem (did you mean gem?)", "door", "corner (did you mean corner?)"], [Names.Suggest("gun", ["gem"]), Names.Suggest("gum", ["gem"]), Names.Suggest("deer", ["door"]), Names.Suggest("carter", ["corner"])]);
    }
}
