using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Tests.Worlds;

/// <summary>Worlds in which training rewards a proxy.</summary>
public sealed class RewardedTests
{
    private static readonly RewardedObjective[] All = Enum.GetValues<RewardedObjective>();

    public static TheoryData<string> Names => [.. Catalog.Default.Worlds.Select(world => world.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Whatever_can_be_rewarded_in_a_world_is_a_proxy_that_pays_otherwise_than_base(string name)
    {
        WorldSpec spec = Read(name).World!;
        World own = spec.Build();
        Assert.Equal(0, own.Trained);
        foreach ((int i, RewardedObjective objective) in All.Index())
        {
            bool isPaid = i < own.Proxies.Count && own.Kinds.Any(kind => kind.Rewards[own.Proxies[i]] > 0)
                && own.Kinds.Any(kind => kind.Rewards[own.Proxies[i]] != kind.Rewards[0] || kind.Refusal is { } refusal && refusal[own.Proxies[i]] != refusal[0]);
            Assert.Equal(isPaid, spec.Rewardable.Contains(objective));
            if (isPaid) Assert.Equal(own.Proxies[i], (spec with { Rewarded = objective }).Build().Trained);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_label_tells_what_is_rewarded_and_nothing_of_base(string name)
    {
        WorldSpec spec = Read(name).World!;
        Assert.DoesNotContain("rewarded", spec.Label, StringComparison.Ordinal);
        Assert.Equal(
            [$"{spec.Label}-rewarded-proxy", $"{spec.Label}-rewarded-second-proxy"], All.Select(objective => (spec with { Rewarded = objective }).Label));
    }

    [Fact]
    public void All_else_of_a_world_is_as_it_is()
    {
        World own = new DoorSpec().Build(), paid = new DoorSpec { Rewarded = RewardedObjective.Proxy }.Build();
        Assert.Equal(own.Kinds.Select(kind => kind.Name), paid.Kinds.Select(kind => kind.Name));
        LevelSettings few = new() { Training = 20, TrainingDistinguishing = 20, HeldOut = 20, ProbeTraining = 4, ProbeTest = 4 };
        (LevelStore expected, LevelStore found) = (LevelStore.Draw(own, few, 3, 0.95, TestContext.Current.CancellationToken), LevelStore.Draw(paid, few, 3, 0.95, TestContext.Current.CancellationToken));
        Assert.Equal(expected.Table.Data, found.Table.Data);
        Assert.Equal(expected.Levels.Select(level => level.Facts.Optimal), found.Levels.Select(level => level.Facts.Optimal));
    }

    [Fact]
    public void A_world_under_an_overseer_rewards_what_its_entry_says()
    {
        OversightSpec spec = new() { Of = new GemSpec(), Rewarded = RewardedObjective.SecondProxy };
        Assert.Equal("oversight-informative-gem-open7-rewarded-second-proxy", spec.Label);
        Assert.Equal("yellow", spec.Build().Objectives[spec.Build().Trained]);
        Assert.Empty(Validation.Problems(spec, ""));
        Assert.Equal(spec, Read("oversight", """, "of": { "world": "gem", "rewarded": "second-proxy" }, "rewarded": "second-proxy" """).World);
    }

    [Theory]
    [InlineData("door", "\"second-proxy\"", "rewarded: found \"second-proxy\"; allowed: \"proxy\"")]
    [InlineData("door", "\"base\"", "rewarded: found \"base\"; allowed: \"proxy\", \"second-proxy\"")]
    [InlineData("tree", "\"proxy\"", "rewarded: found \"proxy\"; allowed: nothing: training here can pay for no other")]
    [InlineData("oversight", "\"proxy\", \"mode\": \"planted\"", "rewarded: found \"proxy\"; allowed: nothing: training here can pay for no other")]
    [InlineData("oversight", "\"proxy\", \"of\": \"tree\"", "rewarded: found \"proxy\"; allowed: nothing: training here can pay for no other")]
    [InlineData("oversight", "\"second-proxy\"", "rewarded: found \"second-proxy\"; allowed: \"proxy\"")]
    [InlineData("oversight", "null, \"of\": { \"world\": \"door\", \"rewarded\": \"proxy\" }", "of.rewarded: found \"proxy\"; allowed: nothing, as of the entry it is in")]
    public void What_cannot_be_rewarded_is_told(string world, string rewarded, string problem) =>
        Assert.Equal(problem, $"{Assert.Single(Read(world, $", \"rewarded\": {rewarded}").Problems)}");

    [Fact]
    public void Who_heeds_no_rewards_is_no_trainer_where_a_proxy_is_rewarded()
    {
        Experiment study = new()
        {
            Name = "paid", Worlds = [new DoorSpec(), new DishSpec { Rewarded = RewardedObjective.Proxy }], Networks = [new MlpSpec()],
            Trainers = [new PpoSpec(), new ImitationSpec(), new NoTrainingSpec()],
        };
        Assert.Equal(
            [
                "trainers[1].trainer: found imitation-base in dish-open7-rewarded-proxy; allowed: one that heeds rewards, where another objective than base is rewarded",
                "trainers[2].trainer: found none in dish-open7-rewarded-proxy; allowed: one that heeds rewards, where another objective than base is rewarded",
            ],
            Validation.Problems(study).Select(problem => $"{problem}"));
        Assert.Empty(Validation.Problems(study with { Trainers = [new PpoSpec()], Training = new() { Phases = [new() { Trainer = new ImitationSpec() }, new()] } }));
    }

    private static (WorldSpec? World, IReadOnlyList<Problem> Problems) Read(string name, string settings = "") =>
        ExperimentFile.ParseWorld($$"""{ "world": "{{name}}"{{settings}} }""");
}
