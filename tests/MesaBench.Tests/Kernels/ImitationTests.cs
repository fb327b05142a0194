using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Kernels;
using MesaBench.Tests.Engines;
using MesaBench.Worlds;

namespace MesaBench.Tests.Kernels;

public class ImitationTests
{
    private const int Environments = 48;

    [Fact]
    public void A_label_shares_its_mass_among_the_teachers_actions_in_the_environments_state()
    {
        const int Agents = 2, States = 4, Cells = 9, Levels = 5;
        Random random = new(1);
        using IEngine engine = Grid.NewEngine();
        int ints = ActionTable.IntsOf(Cells), size = Levels * States * ints;
        ActionTable[] tables = [.. Enumerable.Range(0, Agents).Select(_ => new ActionTable(
            new LevelRange(0, Levels), States, Cells, [.. Enumerable.Range(0, size).Select(_ => random.Next())]))];
        IntTensor actions = engine.Ints(1, 1, Agents * size), places = engine.Ints(Agents, 1, 3), state = engine.Ints(Agents, 16, EnvironmentState.Columns);
        engine.Upload(tables.SelectMany(t => t.Actions).ToArray(), actions);
        engine.Upload([0, States, ints, size, States, ints], places);
        int[] states = [.. Enumerable.Range(0, Agents * 16 * EnvironmentState.Columns).Select(_ => random.Next())];
        for (int i = 0; i < Agents * 16; i++)
        {
            states[i * EnvironmentState.Columns + EnvironmentState.Level] = random.Next(Levels);
            states[i * EnvironmentState.Columns + EnvironmentState.Cell] = random.Next(Cells);
            states[i * EnvironmentState.Columns + EnvironmentState.Live] = random.Next(States);
        }
        engine.Upload(states, state);
        Tensor targets = engine.Floats(Agents, 4, 16);
        engine.Run(new LabelActions(state, new TeacherTensors(actions with { AgentStride = 0 }, places), targets));
        Grid.AssertHolds(engine, targets, (agent, action, environment) =>
        {
            ReadOnlySpan<int> s = states.AsSpan((agent * 16 + environment) * EnvironmentState.Columns, EnvironmentState.Columns);
            int taken = tables[agent].At(s[EnvironmentState.Level], s[EnvironmentState.Live], s[EnvironmentState.Cell]);
            return new Rounded((taken >> action & 1) == 0 ? 0 : 1.0 / int.PopCount(taken), Rounded.Unit);
        });
    }

    [Fact]
    public void Scattered_agents_are_at_the_start_of_a_level_of_training_but_in_any_free_cell()
    {
        const int Scattered = 32, Steps = 120;
        (LevelStore Store, Level[] Levels)[] worlds = LevelStores.Mixed(3);
        LevelStore[] stores = [.. worlds.Select(w => w.Store)];
        using Stage stage = new(stores, LevelStores.Agents(stores), Environments);
        stage.Reset(evaluation: false);
        int[] before = stage.Engine.Download(stage.State);
        HashSet<(int Agent, int Level, int Cell)> seen = [];
        for (uint step = 0; step < Steps; step++)
        {
            stage.Engine.Run(new ScatterAgents(stage.World, stage.State, stage.Features, stage.Fresh, Scattered, step));
            int[] states = stage.Engine.Download(stage.State), features = stage.Engine.Download(stage.Features);
            for (int i = 0; i < stores.Length * Environments; i++)
            {
                int[] own = states[(i * EnvironmentState.Columns)..((i + 1) * EnvironmentState.Columns)];
                if (i % Environments >= Scattered)
                {
                    Assert.Equal(before[(i * EnvironmentState.Columns)..((i + 1) * EnvironmentState.Columns)], own);
                    continue;
                }
                Level level = worlds[i / Environments].Levels[own[EnvironmentState.Level]];
                // What it shows is what a level shows that begins there.
                Dynamics there = new(stores[i / Environments].World, level with { Start = own[EnvironmentState.Cell] });
                Assert.Equal(there.Observation(), features.AsSpan(i * stage.Features.Columns + 1, features[i * stage.Features.Columns]).ToArray());
                Assert.Equal((int)step + 1, own[EnvironmentState.Episode]);
                _ = seen.Add((i / Environments, own[EnvironmentState.Level], own[EnvironmentState.Cell]));
            }
        }
        // 120 times 32 draws reach every free cell of three levels, and no other.
        for (int agent = 0; agent < worlds.Length; agent++)
            for (int level = 0; level < worlds[agent].Levels.Length; level++)
            {
                if (!seen.Any(s => s.Agent == agent && s.Level == level)) continue; // of the levels that this agent trains on
                Assert.Equal(Free(stores[agent].World, worlds[agent].Levels[level]), seen.Where(s => s.Agent == agent && s.Level == level).Select(s => s.Cell).Order());
            }
        Assert.Equal(Enumerable.Repeat(1, Scattered), stage.Engine.Download(stage.Fresh).Take(Scattered));
    }

    [Fact]
    public void A_sweep_shows_every_free_cell_of_a_level_before_the_next()
    {
        const int Swept = 5, First = 1000, Turns = 12, Levels = 4;
        (LevelStore Store, Level[] Levels)[] worlds = LevelStores.Mixed(3);
        LevelStore[] stores = [.. worlds.Select(w => w.Store)];
        using Stage stage = new(stores, LevelStores.Agents(stores), Environments);
        stage.Reset(evaluation: false);
        int[] before = stage.Engine.Download(stage.State);
        IntTensor turns = stage.Engine.Ints(stores.Length, 1, 1);
        stage.Engine.Upload([.. Enumerable.Repeat(Turns, stores.Length)], turns);
        HashSet<(int Agent, int Episode, int Level)> shown = [];
        Dictionary<(int Agent, int Episode), List<int>> cells = [];
        for (uint step = 0; step < Levels * Turns; step++)
        {
            stage.Engine.Run(new SweepAgents(stage.World, stage.State, stage.Features, stage.Fresh, turns, Swept, First, step));
            int[] states = stage.Engine.Download(stage.State), features = stage.Engine.Download(stage.Features);
            for (int i = 0; i < stores.Length * Environments; i++)
            {
                int[] own = states[(i * EnvironmentState.Columns)..((i + 1) * EnvironmentState.Columns)];
                if (i % Environments >= Swept)
                {
                    Assert.Equal(before[(i * EnvironmentState.Columns)..((i + 1) * EnvironmentState.Columns)], own);
                    continue;
                }
                (int agent, int episode, int level, int cell) =
                    (i / Environments, own[EnvironmentState.Episode], own[EnvironmentState.Level], own[EnvironmentState.Cell]);
                Assert.Equal(First + (int)step / Turns, episode);
                _ = shown.Add((agent, episode, level));
                if (!cells.TryGetValue((agent, episode), out List<int>? ofEpisode)) cells[(agent, episode)] = ofEpisode = [];
                ofEpisode.Add(cell);
                Dynamics there = new(stores[agent].World, worlds[agent].Levels[level] with { Start = cell });
                Assert.Equal(there.Observation(), features.AsSpan(i * stage.Features.Columns + 1, features[i * stage.Features.Columns]).ToArray());
            }
        }
        Assert.Equal(stores.Length * Levels, shown.Count); // one level for all, from the first turn to the last
        HashSet<int> firsts = [];
        foreach ((int agent, int episode, int level) in shown)
        {
            int[] free = Free(stores[agent].World, worlds[agent].Levels[level]), found = [.. cells[(agent, episode)]];
            int first = Array.IndexOf(free, found[0]);
            _ = firsts.Add(first);
            Assert.Equal(Enumerable.Range(first, found.Length).Select(n => free[n % free.Length]), found);
            Assert.True(found.Length >= free.Length, "too few turns to show all");
        }
        Assert.True(shown.Select(s => s.Level).Distinct().Count() > 2, "always the same level");
        Assert.True(firsts.Count > 2, "always from the same cell");
    }

    /// <summary>The cells of a level that can be entered and left, and in which no object lies, in order.</summary>
    private static int[] Free(World world, Level of)
    {
        int[] taken = [.. of.Slots(world).Select(slot => slot.Cell)];
        return
        [
            .. Enumerable.Range(0, of.Walls.Length).Where(cell => !taken.Contains(cell) && !of.Walls[cell] && Enumerable.Range(0, Paths.Actions)
                .Any(a => Paths.Neighbours(of.Size)[cell * Paths.Actions + a] is var next && next != cell && !of.Walls[next])),
        ];
    }

    [Fact]
    public void The_loss_is_a_mean_of_cross_entropies_over_samples_with_a_label_that_are_real()
    {
        const int Agents = 2, Samples = 32, Count = 64;
        Random random = new(2);
        using IEngine engine = Grid.NewEngine();
        Grid head = Grid.Random(random, Agents, 5, Samples), samples = Grid.Random(random, Agents, Rollout.Rows, Samples);
        Grid targets = new(Agents, 4, Samples);
        for (int agent = 0; agent < Agents; agent++)
            for (int sample = 0; sample < Samples; sample++)
            {
                samples[agent, Rollout.Mask, sample] = random.Next(4) == 0 ? 0 : 1;
                int taken = random.Next(16);
                for (int action = 0; action < 4; action++)
                    targets[agent, action, sample] = (taken >> action & 1) == 0 ? 0 : (float)(1.0 / int.PopCount(taken));
            }
        Tensor gradient = engine.Floats(Agents, 5, Samples);
        engine.Run(new ImitationLossGradient(head.On(engine), targets.On(engine), samples.On(engine), gradient, Count));
        Grid.AssertHolds(engine, gradient, (agent, output, sample) =>
        {
            if (output == Rollout.Value) return new Rounded(0, 0);
            double[] powers = [.. Enumerable.Range(0, 4).Select(a => Math.Exp(head[agent, a, sample]))];
            double[] wanted = [.. Enumerable.Range(0, 4).Select(a => targets[agent, a, sample])];
            // d/dl of -sum of t log p.
            double slope = wanted.Sum() * powers[output] / powers.Sum() - wanted[output];
            return new Rounded(samples[agent, Rollout.Mask, sample] * slope / Count, 8 * Rounded.Unit / Count);
        });
    }
}
