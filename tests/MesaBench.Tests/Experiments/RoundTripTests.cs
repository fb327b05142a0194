using FsCheck;
using FsCheck.Fluent;
using MesaBench.Experiments;
using MesaBench.Networks;

namespace MesaBench.Tests.Experiments;

public class RoundTripTests
{
    [Fact]
    public void Any_valid_experiment_comes_back_from_its_file_as_it_was() =>
        Prop.ForAll(Experiments.ToArbitrary(), experiment =>
        {
            string json = ExperimentFile.ToJson(experiment, GroveSpec.Catalog);
            ExperimentReading reading = ExperimentFile.Parse(json, GroveSpec.Catalog);
            return (reading.Problems.Count == 0 && ExperimentFile.ToJson(reading.Experiment!, GroveSpec.Catalog) == json
                && reading.Experiment!.Worlds.SequenceEqual(experiment.Worlds)).Label(json);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_changed_setting_changes_the_text() =>
        Prop.ForAll(Experiments.ToArbitrary(), experiment =>
        {
            string json = ExperimentFile.ToJson(experiment, GroveSpec.Catalog);
            Experiment[] changed =
            [
                experiment with { StudySeed = experiment.StudySeed + 1 },
                experiment with { Alphas = [.. experiment.Alphas, 0.12345] },
                experiment with { Training = experiment.Training with { Discount = Math.BitIncrement(experiment.Training.Discount) } },
                experiment with { Networks = [.. experiment.Networks, new MlpSpec { Width = 999 }] },
            ];
            return changed.All(other => ExperimentFile.ToJson(other, GroveSpec.Catalog) != json);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_text_has_no_derived_values() =>
        Assert.DoesNotContain("label", ExperimentFile.ToJson(GroveSpec.Experiment, GroveSpec.Catalog), StringComparison.OrdinalIgnoreCase);

    private static Gen<double> Share => Gen.Choose(0, 1_000_000).Select(n => n / 1e6);

    private static Gen<WorldSpec> Worlds =>
        from size in Gen.Elements(7, 9, 13)
        from layout in Gen.Elements(Enum.GetValues<Layout>())
        from season in Gen.Elements(Enum.GetValues<Season>())
        from paint in Share
        from training in Gen.Elements<TrainingOverrides?>(null, new(), new() { Steps = 7, Environments = 48, FinalEntropyBonus = 0.25 })
        from levels in Gen.Elements<LevelOverrides?>(null, new() { TrainingDistinguishing = 9 })
        select (WorldSpec)new GroveSpec
        {
            Size = size, Layout = layout, Season = season, Paint = paint, Training = training, Levels = levels,
        };

    private static Gen<NetworkSpec> Networks =>
        from recurrent in Gen.Elements(true, false)
        from width in Gen.Choose(1, 256)
        from depth in Gen.Choose(1, 8)
        from seeds in Gen.Elements<int?>(null, 1, 5)
        from steps in Gen.Elements<long?>(null, 1, 10_000_000_000)
        from rates in Gen.Elements<IReadOnlyList<double>?>(null, new[] { 1e-3, 3e-7 })
        select recurrent
            ? (NetworkSpec)new RcnnSpec { Channels = width, Ticks = depth, Seeds = seeds, Steps = steps, LearningRates = rates }
            : new MlpSpec { Width = width, Depth = depth, Seeds = seeds, Steps = steps, LearningRates = rates };

    private static Gen<Experiment> Experiments =>
        from worlds in Worlds.NonEmptyListOf()
        from networks in Networks.NonEmptyListOf()
        from alphas in Share.NonEmptyListOf()
        from description in ArbMap.Default.GeneratorFor<NonNull<string>>()
        from discount in Share
        from environments in Gen.Choose(1, 256)
        from seed in ArbMap.Default.GeneratorFor<int>()
        from enabled in Gen.Elements(true, false)
        select new Experiment
        {
            Name = "study-" + environments,
            Description = new string([.. description.Get.Where(c => !char.IsSurrogate(c))]),
            Worlds = [.. worlds.DistinctBy(w => w.Label)],
            Networks = [.. networks.DistinctBy(n => n.Label)],
            Alphas = [.. alphas.Distinct()],
            StudySeed = seed,
            Training = new TrainingSettings { Discount = (discount + 1e-6) / 2, Environments = 16 * environments },
            Probing = new ProbingSettings { Enabled = enabled },
        };
}
