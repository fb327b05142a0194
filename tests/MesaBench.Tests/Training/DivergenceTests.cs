using MesaBench.Engines;
using MesaBench.Networks;

namespace MesaBench.Tests.Training;

public class DivergenceTests
{
    public static TheoryData<Network> Networks { get; } =
        [new Mlp(TinyTraining.Shape, 16, 2), new Mlp(TinyTraining.Shape, 64, 1), new Rcnn(TinyTraining.Shape, 4, 2)];

    [Theory]
    [MemberData(nameof(Networks))]
    public void An_agent_whose_learning_rate_explodes_leaves_the_others_untouched(Network network)
    {
        float[][] healthy = TinyTraining.Train(network, TinyTraining.Others);
        Trainee[] agents = [.. TinyTraining.Others];
        agents[1] = agents[1] with { Rate = 1e38 };
        float[][] found = TinyTraining.Train(network, agents);
        Assert.Contains(found[1], x => float.IsNaN(x) || Math.Abs(x) > 1e30f);
        AssertOthersAreHealthy(healthy, found, 1);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void An_agent_with_NaN_weights_leaves_the_others_untouched(Network network)
    {
        float[][] healthy = TinyTraining.Train(network, TinyTraining.Others);
        float[][] found = TinyTraining.Train(network, TinyTraining.Others, (engine, parameters) =>
        {
            float[] all = engine.Download(parameters);
            int size = all.Length / TinyTraining.Others.Length;
            for (int i = 2 * size; i < 3 * size; i++)
                if (all[i] != 0) all[i] = float.NaN;
            engine.Upload(all, parameters);
        });
        Assert.Contains(found[2], float.IsNaN);
        AssertOthersAreHealthy(healthy, found, 2);
    }

    private static void AssertOthersAreHealthy(float[][] healthy, float[][] found, int diverged)
    {
        for (int agent = 0; agent < healthy.Length; agent++)
            if (agent != diverged) Assert.Equal(TinyTraining.Hash(healthy[agent]), TinyTraining.Hash(found[agent]));
    }
}
