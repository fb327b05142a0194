using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Kernels;
using MesaBench.Tests.Engines;

namespace MesaBench.Tests.Kernels;

/// <summary>Exchanges between the states of two samples.</summary>
public class ExchangingTests
{
    private const int Agents = 2, Cells = 140, Features = 5, Aligned = 2, Samples = 16;

    private readonly Random random = new(1);

    [Fact]
    public void Pairs_exchange_their_first_features_or_the_others_when_that_is_due_and_twice_is_not_at_all()
    {
        using IEngine engine = Grid.NewEngine();
        Grid state = Grid.Random(random, Agents, Cells * Features, Samples);
        int[] due = [.. Enumerable.Range(0, Agents * Cells * Samples / 2).SelectMany(_ => Enumerable.Repeat(random.Next(-3, 4), 2))];
        IntTensor table = engine.Ints(Agents, Cells, Samples);
        engine.Upload(due, table);
        Tensor on = state.On(engine);
        engine.Run(new Exchange(on, table, Aligned, 2));
        Grid.AssertIs(engine, on, (a, row, sample) =>
        {
            int wanted = row % Features < Aligned ? 2 : -2, when = due[(a * Cells + row / Features) * Samples + sample];
            return state[a, row, when == wanted ? sample ^ 1 : sample];
        });
        engine.Run(new Exchange(on, table, Aligned, 2));
        Grid.AssertIs(engine, on, (a, row, sample) => state[a, row, sample]);
    }

    [Fact]
    public void Exchanges_are_drawn_by_pair_as_often_as_asked_after_all_ticks_alike()
    {
        using IEngine engine = Grid.NewEngine();
        int[][] pairs = Drawn(engine, new ExchangeLaw(3, 6, Share(0.25), Share(0.5), Share(0.4)), 400, out _);
        int[] when = [.. pairs.Select(cells => cells.FirstOrDefault(due => due != 0))];
        // Shares of some 6,400 pairs: five standard deviations.
        AssertShare(0.25, when, due => due == 0);
        foreach (int tick in (int[])[3, 4, 5, 6])
        {
            AssertShare(0.75 / 8, when, due => due == tick);
            AssertShare(0.75 / 8, when, due => due == -tick);
        }
        int[][] some = [.. pairs.Where(cells => cells.Any(due => due != 0))];
        AssertShare(0.4, some, cells => cells.All(due => due != 0));
        int[][] parts = [.. some.Where(cells => cells.Any(due => due == 0))];
        Assert.All(parts, cells => Assert.Single(cells.Distinct(), due => due != 0));
        for (int cell = 0; cell < Cells; cell++) AssertShare(0.5, parts, cells => cells[cell] != 0);
        Assert.Equal(parts.Length, parts.Select(cells => string.Join(' ', cells.Select(due => due != 0))).Distinct().Count());
    }

    [Fact]
    public void What_an_agent_draws_is_its_own_and_a_steps_own()
    {
        using IEngine engine = Grid.NewEngine();
        ExchangeLaw law = new(1, 9, 0, 0, 0);
        _ = Drawn(engine, law, 1, out int[] both);
        Assert.NotEqual(both[..(both.Length / 2)], both[(both.Length / 2)..]);
        IntTensor alone = engine.Ints(1, Cells, Samples);
        engine.Run(new DrawExchanges(World(engine, 1), alone, law, 0));
        Assert.Equal(both[(both.Length / 2)..], engine.Download(alone));
        engine.Run(new DrawExchanges(World(engine, 1), alone, law, 1));
        Assert.NotEqual(both[(both.Length / 2)..], engine.Download(alone));
    }

    [Fact]
    public void The_best_actions_share_a_target_of_one()
    {
        using IEngine engine = Grid.NewEngine();
        Grid head = Grid.Of(Agents, Rollout.Outputs, Samples, (_, row, _) => row == Rollout.Value ? 9 : random.Next(3) - 1);
        Tensor targets = engine.Floats(Agents, Rollout.Actions, Samples);
        engine.Run(new LabelBest(head.On(engine), targets));
        Grid.AssertIs(engine, targets, (a, action, sample) =>
        {
            double[] logits = [.. Enumerable.Range(0, Rollout.Actions).Select(row => head[a, row, sample])];
            return logits[action] == logits.Max() ? (float)(1.0 / logits.Count(logit => logit == logits.Max())) : 0;
        });
    }

    /// <summary>[pair of an agent and step][cell] what was drawn, alike for both of a pair.</summary>
    private static int[][] Drawn(IEngine engine, ExchangeLaw law, int steps, out int[] last)
    {
        IntTensor due = engine.Ints(Agents, Cells, Samples);
        WorldTensors world = World(engine, 0, 1);
        List<int[]> pairs = [];
        last = [];
        for (uint step = 0; step < steps; step++)
        {
            engine.Run(new DrawExchanges(world, due, law, step));
            int[] all = last = engine.Download(due);
            for (int i = 0; i < all.Length; i += 2) Assert.Equal(all[i], all[i + 1]);
            for (int agent = 0; agent < Agents; agent++)
                for (int pair = 0; pair < Samples / 2; pair++)
                    pairs.Add([.. Enumerable.Range(0, Cells).Select(cell => all[(agent * Cells + cell) * Samples + 2 * pair])]);
        }
        return [.. pairs];
    }

    private static WorldTensors World(IEngine engine, params int[] keys)
    {
        IntTensor agents = engine.Ints(keys.Length, 1, Descriptor.Columns);
        int[] columns = new int[keys.Length * Descriptor.Columns];
        for (int agent = 0; agent < keys.Length; agent++) columns[agent * Descriptor.Columns + Descriptor.Key0] = keys[agent];
        engine.Upload(columns, agents);
        return new WorldTensors(agents, engine.Ints(1, 1, 1), engine.Ints(1, 1, 1), engine.Floats(1, 1, 1), engine.Floats(1, 1, 1));
    }

    private static uint Share(double share) => (uint)(share * 4294967296.0);

    private static void AssertShare<T>(double share, T[] all, Func<T, bool> isSo) =>
        Assert.Equal(share, all.Count(isSo) / (double)all.Length, 5 * Math.Sqrt(share * (1 - share) / all.Length));
}
