using MesaBench.Experiments;

namespace MesaBench.Tests.Experiments;

public class TrainerSettingsTests
{
    private const string Study = """
        {
          "name": "t", "worlds": [{ "world": "corner", "training": { "steps": 3000, "epochs": 3 } }], "networks": [{ "network": "mlp" }, { "network": "gru", "steps": 7000 }],
          "trainers": [{ "trainer": "imitation", "steps": 5000, "stepsPerUpdate": 4, "epochs": 1 }, { "trainer": "ppo" }], "seeds": 1
        }
        """;

    [Fact]
    public void A_trainers_own_come_before_the_worlds_and_after_a_networks()
    {
        Experiment experiment = Parse(Study);
        (long, int, int)[] trained = [.. AgentSpec.Expand(experiment).Select(agent => agent.TrainingIn(experiment)).Select(training => (training.Steps, training.StepsPerUpdate, training.Epochs))];
        Assert.Equal([(5000, 4, 1), (3000, 32, 3), (7000, 4, 1), (7000, 32, 3)], trained);
    }

    [Fact]
    public void A_phase_says_itself_for_how_long_it_trains()
    {
        (_, IReadOnlyList<Problem> problems) = ExperimentFile.Parse(
            """
            {
              "name": "t", "worlds": [{ "world": "corner" }], "networks": [{ "network": "mlp" }], "seeds": 1,
              "training": { "phases": [{ "steps": 1000, "trainer": { "trainer": "imitation", "steps": 5000, "epochs": 1 } }, {}] }
            }
            """);
        Assert.Equal(["training.phases[0].trainer.steps", "training.phases[0].trainer.epochs"], problems.Select(problem => problem.Path));
    }

    private static Experiment Parse(string text)
    {
        (Experiment? experiment, IReadOnlyList<Problem> problems) = ExperimentFile.Parse(text);
        Assert.Empty(problems);
        return experiment!;
    }
}
