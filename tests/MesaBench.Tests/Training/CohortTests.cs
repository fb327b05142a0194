using System.Reflection;
using MesaBench.Behaviour;
using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Studies;
using MesaBench.Tests.Engines;
using MesaBench.Tests.Studies;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Tests.Training;

public class CohortTests
{
    private static readonly TrainingOverrides Own = new() { Clip = 0.15, StepsPerUpdate = 8 };

    private static readonly Experiment Experiment = TinyStudy.Experiment with
    {
        Alphas = [0, 0.3],
        Networks =
        [
            new MlpSpec { Width = 5, Depth = 2 },
            new MlpSpec { Width = 7, Depth = 1, Steps = 600, Epochs = 3, LearningRates = [1e-2, 4e-3] },
        ],
        Worlds =
        [
            new CornerSpec { Layout = Layout.Blocks, Discount = 0.9 },
            new DoorSpec { Training = Own },
            new CoinSpec { Training = Own with { Steps = 512 } }, // what the experiment says, so that both worlds share cohorts
            new DishSpec(),
        ],
        Training = TinyStudy.Experiment.Training with { Steps = 512 },
    };

    private static readonly LevelLibrary Library = LevelLibrary.Draw(Experiment);

    [Fact]
    public void Agents_of_a_cohort_share_what_they_are_trained_with_and_keep_what_is_their_own()
    {
        AgentList agents = AgentSpec.Expand(Experiment);
        IReadOnlyList<CohortPlan> plans = CohortPlan.Of(Experiment, agents, Library, 1, _ => int.MaxValue);
        Cohort[] cohorts = [.. plans.Select(plan => plan.Build(Experiment, Library))];
        Assert.Equal(plans.Select(plan => (plan.Steps, plan.WorkPerStep)), cohorts.Select(cohort => (cohort.Steps, cohort.WorkPerStep)));
        Assert.Equal(agents.Count, cohorts.Sum(c => c.Agents.Count));
        Assert.Equal(agents.Order(ByName), cohorts.SelectMany(c => c.Agents).Order(ByName));
        Assert.Equal(2 * 3, cohorts.Length); // two networks, and three kinds of settings: door and coin have the same
        Assert.All(cohorts, c => Assert.Equal(c.Agents.Count * Assert.Single(c.Phases).Steps, c.Steps)); // whole updates, not the steps asked for
        foreach (Cohort cohort in cohorts)
            foreach ((int i, AgentSpec agent) in cohort.Agents.Index())
            {
                TrainingSettings wanted = SettingsOf(agent);
                Assert.Equal(wanted, cohort.Training with { LearningRates = wanted.LearningRates });
                Assert.Equal(wanted.Steps == 512 ? 512 : wanted.StepsPerUpdate == 8 ? 640 : 768, Assert.Single(cohort.Phases).Steps);
                Assert.Same(Library.Of(agent), cohort.Stores[cohort.Levels[i].Store]);
                Assert.Equal(agent.Key(Experiment.StudySeed), cohort.Keys[i]);
                Assert.Equal(LevelsOf(agent, cohort.Levels[i].Store), cohort.Levels[i]);
                Assert.Equal(cohort.Layouts[i].Initial(cohort.Keys[i]), cohort.OwnWeights(PerAgent.Join(cohort.InitialWeights()))[i]);
            }
        Assert.Equal(agents.Count, cohorts.SelectMany(c => c.Keys).Distinct().Count());
    }

    public static TheoryData<string> Settings =>
        new(typeof(TrainingOverrides).GetProperties().Select(p => p.Name).Where(name => name != nameof(TrainingOverrides.LearningRates)));

    [Theory]
    [MemberData(nameof(Settings))]
    public void Agents_that_differ_in_a_setting_of_training_share_no_cohort(string name)
    {
        PropertyInfo setting = typeof(TrainingOverrides).GetProperty(name)!;
        TrainingOverrides other = new();
        setting.SetValue(other, typeof(TrainingSettings).GetProperty(name)!.GetValue(Experiment.Training) switch
        {
            int n => (object)(n + 16),
            long n => n + 512,
            double x => x / 2 + 0.013,
            IReadOnlyList<PhaseSpec> => new PhaseSpec[] { new() },
            var value => throw new NotSupportedException($"{value}"),
        });
        int Cohorts(TrainingOverrides? own)
        {
            Experiment two = Experiment with { Worlds = [new DoorSpec(), new DishSpec { Training = own }], Networks = [new MlpSpec { Width = 5 }] };
            return CohortPlan.Of(two, AgentSpec.Expand(two), LevelLibrary.Draw(two), 1, _ => int.MaxValue).Count;
        }

        Assert.Equal((1, 2), (Cohorts(null), Cohorts(other)));
    }

    [Fact]
    public void A_course_trains_each_agent_as_a_trainer_with_the_settings_of_its_entries()
    {
        AgentSpec[] agents =
            [.. AgentSpec.Expand(Experiment).Where(a => a.World is CornerSpec && a.Network.Steps is not null && a.Seed < 2)];
        Assert.Equal(2 * 2 * 2, agents.Length);
        Cohort cohort = Cohort.Of(Experiment, agents, Library);
        using IEngine engine = Grid.NewEngine();
        TrainingCourse course = CohortStudy.Course(engine, Experiment, cohort, _ => { }, TestContext.Current.CancellationToken);
        for (int i = 0; i < agents.Length; i++) Assert.Equal(TinyTraining.Hash(Train(agents[i])), TinyTraining.Hash(course.Weights[i]));
    }

    private static readonly IComparer<AgentSpec> ByName = Comparer<AgentSpec>.Create((a, b) => string.CompareOrdinal(a.Name, b.Name));

    // By hand, from the entries.
    private static TrainingSettings SettingsOf(AgentSpec agent) => Experiment.Training with
    {
        Steps = agent.Network is MlpSpec { Width: 7 } ? 600 : 512,
        Epochs = agent.Network is MlpSpec { Width: 7 } ? 3 : 2,
        Discount = agent.World is CornerSpec ? 0.9 : 0.95,
        Clip = agent.World is DoorSpec or CoinSpec ? 0.15 : 0.2,
        StepsPerUpdate = agent.World is DoorSpec or CoinSpec ? 8 : 16,
    };

    private static AgentLevels LevelsOf(AgentSpec agent, int store)
    {
        LevelStore levels = Library.Of(agent);
        return new AgentLevels(agent.Key(Experiment.StudySeed), store, levels.Training, levels.TrainingDistinguishing, agent.Alpha);
    }

    private static float[] Train(AgentSpec agent)
    {
        LevelStore store = Library.Of(agent);
        Network network = agent.Network.Build(new ObservationShape(store.World.Size, store.World.Planes.Count, store.Table.MaxActive));
        using IEngine engine = Grid.NewEngine();
        WorldTensors world = WorldUpload.Create(engine, [store], 1);
        WorldUpload.Describe(engine, world, [store], [LevelsOf(agent, 0)]);
        PpoTrainer trainer = new(new TrainerSetup(
            engine, network, SettingsOf(agent), world, [store], [LevelsOf(agent, 0)], [network.Layout.Initial(agent.Key(Experiment.StudySeed))],
            [agent.LearningRate]));
        for (int update = 0; update < 3; update++) trainer.Update();
        return engine.Download(trainer.Parameters);
    }
}
