using MesaBench.Worlds;

namespace MesaBench.Tests.Worlds;

/// <summary>Soft-optimal candidates against recursion over all action sequences, played by the rules.</summary>
public sealed class SoftPoliciesTests
{
    private const double Discount = 0.95;

    [Fact]
    public void In_the_corner_world_they_are_those_of_all_action_sequences() => Compare(new CornerSpec().Build(), """
        x......
        .@.....
        ...c...
        .......
        .......
        .......
        .......
        """);

    [Fact]
    public void Around_a_door_that_ends_the_episode_they_are_those_of_all_action_sequences() => Compare(new DoorSpec().Build(), """
        .......
        .R@....
        ..g....
        .......
        .......
        .......
        .......
        """);

    [Fact]
    public void With_walls_and_things_to_use_they_are_those_of_all_action_sequences() => Compare(new KeysSpec().Build(), """
        kk@.kc#
        #######
        #######
        #######
        #######
        #######
        #######
        """);

    [Fact]
    public void A_level_has_nothing_to_tell_where_all_candidates_go_the_same_way()
    {
        World world = new CornerSpec().Build();
        Level level = Ascii.Parse(world, """
            x...c..
            .######
            ......@
            #######
            #######
            #######
            #######
            """);
        LevelPolicies policies = LevelPolicies.Of(world, level, Candidates.In(world), Discount);
        Assert.Equal(-1, policies.Find(0b11, 0, 20)); // there is one way out
        Assert.NotEqual(-1, policies.Find(0b11, 0, 2)); // between the two
    }

    private static void Compare(World world, string picture)
    {
        const int Steps = 5;
        Level level = Ascii.Parse(world, picture) with { Steps = Steps };
        IReadOnlyList<ScriptedAgent> candidates = Candidates.In(world);
        LevelPolicies policies = LevelPolicies.Of(world, level, candidates, Discount);
        int state = policies.Find(Level.InitialMask(level.Slots(world)), 0, level.Start);
        Assert.NotEqual(-1, state);
        double[] found = new double[Paths.Actions];
        Dynamics dynamics = new(world, level);
        for (int candidate = 0; candidate < candidates.Count; candidate++)
            for (int temperature = 0; temperature < CandidatePolicies.InverseTemperatures.Count; temperature += 3)
            {
                double beta = CandidatePolicies.InverseTemperatures[temperature];
                double[] q = Values(dynamics, [], candidates[candidate].Aims[0], world, beta);
                policies.Logits(state, candidate, temperature, found);
                Assert.All(found.Zip(q), pair => Assert.Equal(beta * (pair.Second - q.Max()), pair.First, 1e-6 * beta));
            }
    }

    /// <summary>[action] what each is worth after a sequence of actions, if all later ones are soft-optimal.</summary>
    private static double[] Values(Dynamics dynamics, int[] before, Aim aim, World world, double beta) =>
        [.. Enumerable.Range(0, Paths.Actions).Select(action => Value(dynamics, [.. before, action], aim, world, beta))];

    private static double Value(Dynamics dynamics, int[] actions, Aim aim, World world, double beta)
    {
        dynamics.Reset();
        foreach (int action in actions) dynamics.Step(action);
        bool isReached = aim.IsSoonest && aim.Objectives(world).Any(objective => dynamics.FirstReached[objective] > 0);
        double reward = !aim.IsSoonest ? dynamics.Rewards[aim.Objectives(world)[0]] : isReached ? 1 : 0;
        if (isReached || dynamics.Terminated || dynamics.Truncated) return reward;
        double[] q = Values(dynamics, actions, aim, world, beta);
        double[] weights = [.. q.Select(value => Math.Exp(beta * (value - q.Max())))];
        return reward + Discount * q.Zip(weights, (value, weight) => value * weight).Sum() / weights.Sum();
    }
}
