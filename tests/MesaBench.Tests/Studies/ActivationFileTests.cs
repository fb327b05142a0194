using MesaBench.Behaviour;
using MesaBench.Cpu;
using MesaBench.Disks;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Probing;
using MesaBench.Results;
using MesaBench.Studies;
using MesaBench.Tests.Results;
using MesaBench.Worlds;
using MesaBench.Zoo;

namespace MesaBench.Tests.Studies;

/// <summary>What a file of activations says is what the network held, saw and did.</summary>
public sealed class ActivationFileTests
{
    private const ulong Key = 77, KeyOfOwn = 5;

    private const int HeldOut = 40, Asked = 44; // more than are held out, and than are played together

    private static readonly LevelStore Own = LevelStore.Draw(
        new DishSpec { Layout = Layout.Blocks }.Build(), new LevelSettings { Training = 64, TrainingDistinguishing = 16, HeldOut = HeldOut, ProbeTraining = 8, ProbeTest = 8 }, KeyOfOwn, 0.95);

    private static readonly LevelStore Store = ActivationLevels.Of(Own, [LevelClass.NonDistinguishing, LevelClass.Distinguishing], Asked, 1, CancellationToken.None);

    private static readonly NetworkSpec Recurrent = new RcnnSpec { Channels = 3, Ticks = 2 }, Plain = new MlpSpec { Width = 6 };

    [Fact]
    public void Levels_are_those_held_out_and_then_others_that_show_nothing_that_was_trained_on()
    {
        Assert.Equal((new LevelRange(0, Asked), new LevelRange(Asked, Asked)), (Store.InDistribution, Store.Shifted));
        foreach ((LevelRange all, LevelRange heldOut, LevelClass of) in new[] { (Store.InDistribution, Own.InDistribution, LevelClass.NonDistinguishing), (Store.Shifted, Own.Shifted, LevelClass.Distinguishing) })
        {
            ClassifiedLevel[] levels = [.. Store.Levels.Skip(all.First).Take(all.Count)];
            Assert.Equal(Own.Levels.Skip(heldOut.First).Take(HeldOut), levels.Take(HeldOut));
            Assert.All(levels, level => Assert.Equal(of, level.Facts.Class));
        }
        ulong Layout(ClassifiedLevel level) => LevelHash.Layout(Own.World, level.Level);
        HashSet<ulong> trained = [.. Own.Sets.Training.Concat(Own.Sets.TrainingDistinguishing).Select(Layout)];
        foreach (LevelClass of in (LevelClass[])[LevelClass.NonDistinguishing, LevelClass.Distinguishing])
        {
            // The key by which its own were drawn, so that these are what comes up first.
            ulong same = LevelHash.Mix(KeyOfOwn ^ LevelHash.Mix((ulong)of));
            Assert.Contains(Enumerable.Range(0, 500).Select(candidate => LevelHash.Layout(Own.World, Own.World.Draw(new LevelRandom(same, (uint)candidate), new LevelWish(of)))), trained.Contains);
            LevelStore many = ActivationLevels.Of(Own, [of], 8 * HeldOut, same, TestContext.Current.CancellationToken);
            Assert.Equal(8 * HeldOut, many.Levels.Select(Layout).Distinct().Count());
            Assert.Empty(many.Levels.Select(Layout).Intersect(trained));
        }
        LevelStore few = ActivationLevels.Of(Own, [LevelClass.Distinguishing], 3, 1, CancellationToken.None);
        Assert.Equal((new LevelRange(0, 0), new LevelRange(0, 3)), (few.InDistribution, few.Shifted));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Its_actions_lead_the_worlds_own_rules_through_what_it_says_was_seen_and_reached(bool greedy)
    {
        TensorFile file = Written(Agent(Recurrent) with { Greedy = greedy }, "layer0.tick2.h");
        int[] rows = file.Ints("level.rows"), actions = file.Ints("actions"), level = file.Ints("level"), step = file.Ints("step"), cell = file.Ints("cell");
        byte[] observations = file.Bytes("observations");
        float[] logits = file.Floats("logits");
        Assert.Equal(rows.Chunk(2).Sum(own => own[1]), actions.Length);
        for (int number = 0, row = 0; number < Store.Levels.Count; number++)
        {
            Dynamics environment = new(Store.World, Store.Levels[number].Level, (float)Store.Discount);
            Assert.Equal(row, rows[2 * number]);
            for (; !environment.IsOver; row++)
            {
                Assert.Equal((number, environment.Steps, environment.Cell), (level[row], step[row], cell[row]));
                Assert.Equal(environment.Observation().Order(), observations.AsSpan(row * Store.World.Features, Store.World.Features).ToArray().Index().Where(own => own.Item == 1).Select(own => own.Index));
                float[] own = logits[(4 * row)..(4 * row + 4)];
                if (greedy) Assert.Equal(Array.IndexOf(own, own.Max()), actions[row]);
                environment.Step(actions[row]);
            }
            Assert.Equal(rows[2 * number + 1], environment.Steps);
            Assert.Equal(environment.FirstReached, file.Ints("level.reached")[(2 * number)..(2 * number + 2)]);
            Assert.Equal(environment.Returns, file.Row("level.return", number));
        }
        Assert.Equal(greedy ? 0 : 1, actions.Index().Any(own => logits[(4 * own.Index)..(4 * own.Index + 4)] is var l && l[own.Item] < l.Max()) ? 1 : 0);
    }

    [Fact]
    public void Sampled_episodes_on_shifted_levels_are_those_that_replay_draws()
    {
        RecordedAgent agent = Agent(Recurrent);
        TensorFile file = Written(agent);
        using IEngine engine = new CpuEngineFactory(1).Create();
        MemberBench bench = new(engine, new AgentSpec(new DishSpec { Layout = Layout.Blocks }, 0, agent.Network, 1e-3, 0, 0), Key, Own, agent.Weights);
        int[] rows = file.Ints("level.rows");
        foreach (IGrouping<int, Decision> walk in bench.Play(Own.Shifted, 32).GroupBy(decision => decision.Now.Level))
        {
            int number = Store.Shifted.First + walk.Key - Own.Shifted.First;
            Assert.Equal(walk.Count(), rows[2 * number + 1]);
            foreach ((int step, Decision decision) in walk.Index()) Assert.Equal(decision.Logits, file.Row("logits", rows[2 * number] + step));
        }
    }

    [Theory]
    [InlineData("rcnn")]
    [InlineData("drc")]
    public void The_states_of_a_compiled_network_are_its_algorithms_tick_by_tick(string network)
    {
        NetworkSpec spec = network == "rcnn" ? new RcnnSpec { Channels = 12, Ticks = 5, Activation = CellActivation.Clamp } : new DrcSpec { Channels = 13, Depth = 1, Ticks = 5 };
        Network built = spec.Build(new ObservationShape(Store.World.Size, Store.World.Planes.Count, Store.Table.MaxActive));
        (IAlgorithm search, Compiled compiled) = new WavefrontSpec().Compile(Store.World, built, 1);
        TensorFile file = Written(new RecordedAgent(spec, built.Layout.Pack(compiled.Tensors, "compiled"), Key), [.. built.Sites().Select(site => site.Name)]);
        int[] rows = file.Ints("level.rows"), cell = file.Ints("cell");
        Dictionary<string, float[]> states = file.Names.Where(name => name.StartsWith("layer", StringComparison.Ordinal)).ToDictionary(name => name, file.Floats);
        double largest = 0;
        for (int number = 0; number < Store.Levels.Count; number += 5)
        {
            ICourse course = search.Begin(Store.Levels[number].Level);
            int delay = compiled.Reading.Delay;
            for (int row = rows[2 * number]; row < rows[2 * number] + rows[2 * number + 1]; row++)
            {
                for (int tick = 1; tick <= 5; tick++)
                {
                    if (delay-- > 0) continue;
                    double[] wanted = course.Tick(cell[row]);
                    for (int at = 0; at < wanted.Length; at++)
                    {
                        VariableReading variable = compiled.Reading.Variables[at % compiled.Reading.Variables.Count];
                        float[] state = states[$"layer0.tick{tick}.{variable.Tensor}"];
                        int width = state.Length / cell.Length / Store.World.Cells;
                        double found = variable.Base + variable.Channels.Sum(own => own.Share * state[(row * width + own.Channel) * Store.World.Cells + at / compiled.Reading.Variables.Count]);
                        largest = Math.Max(largest, Math.Abs(found - wanted[at]));
                    }
                }
            }
        }
        Assert.InRange(largest, 0, 2e-2);
    }

    [Fact]
    public void The_same_bytes_are_written_on_one_thread_or_two_and_a_site_is_the_same_whatever_is_written_beside_it()
    {
        byte[] once = Bytes(Agent(Recurrent), new CpuEngineFactory(1), "layer0.tick1.h", "layer0.tick2.h");
        Assert.Equal(once, Bytes(Agent(Recurrent), new CpuEngineFactory(2), "layer0.tick1.h", "layer0.tick2.h"));
        TensorFile both = new(once), one = Written(Agent(Recurrent), "layer0.tick2.h");
        Assert.DoesNotContain("layer0.tick1.h", one.Names);
        Assert.All(one.Names.Except(["observations", "best", "goals"]).Where(name => name.StartsWith("layer", StringComparison.Ordinal)), name => Assert.Equal(both.Floats(name), one.Floats(name)));
        Assert.Equal(both.Ints("actions"), one.Ints("actions"));
    }

    [Fact]
    public void An_agent_holds_the_same_in_company()
    {
        float[][] weights = [Agent(Recurrent).Weights, Agent(Recurrent, seed: 9).Weights];
        using IEngine engine = new CpuEngineFactory(1, 2).Create();
        Network network = new ActivationRun(engine, Agent(Recurrent), Store).Network;
        Tensor parameters = engine.Floats(2, network.Layout.Rows, ParameterLayout.RowWidth);
        engine.Upload(PerAgent.Join([weights[1], weights[0]]), parameters);
        NetworkActor actor = network.Open(engine, parameters, 16);
        EpisodePlayer player = new(engine, actor, WorldUpload.Create(engine, [Store], 2), [Store], 0.95);
        TensorFile file = Written(Agent(Recurrent), "layer0.tick2.h");
        int[] rows = file.Ints("level.rows");
        int compared = 0;
        actor.Listener = (site, _, state) =>
        {
            if (site.Name != "layer0.tick2.h" || compared > 0) return;
            float[] all = engine.Download(state)[(state.Rows * state.RowStride)..]; // of the second
            for (int level = 0; level < 16; level++, compared++)
            {
                float[] own = [.. Enumerable.Range(0, 3).SelectMany(channel => Enumerable.Range(0, 49).Select(cell => all[(cell * 3 + channel) * state.RowStride + level]))];
                Assert.Equal(own, file.Row("layer0.tick2.h", rows[2 * level]));
            }
        };
        _ = player.Play([new AgentLevels(3, 0, new LevelRange(0, 16), new LevelRange(0, 0), 0), new AgentLevels(Key, 0, new LevelRange(0, 16), new LevelRange(0, 0), 0)], 0, greedy: false);
        Assert.Equal(16, compared);
    }

    [Fact]
    public void What_is_best_leads_to_the_goals_in_as_many_steps_as_the_level_says()
    {
        TensorFile file = Written(Agent(Plain));
        int[] rows = file.Ints("level.rows"), distance = file.Ints("level.distance"), start = file.Ints("level.start");
        int[] next = Paths.Neighbours(Store.World.Size);
        for (int number = 0; number < Store.Levels.Count; number++)
        {
            Level level = Store.Levels[number].Level;
            byte[] best = file.ByteRow("best", rows[2 * number]), goals = file.ByteRow("goals", rows[2 * number]);
            for (int objective = 0; objective < 2; objective++)
            {
                int goal = Assert.Single(Enumerable.Range(0, 49), cell => goals[49 * objective + cell] == 1);
                int[] from = Paths.Distances(7, level.Walls, goal);
                Assert.Equal(distance[2 * number + objective], from[start[number]]);
                for (int action = 0; action < 4; action++)
                {
                    int to = next[4 * level.Start + action];
                    Assert.Equal(best[4 * objective + action] == 1, !level.Walls[to] && from[to] == from[level.Start] - 1);
                }
            }
        }
    }

    [Fact]
    public void Zeros_that_are_added_change_nothing_and_a_direction_moves_what_the_head_says_by_its_weights()
    {
        RecordedAgent plain = Agent(Plain);
        ActivationRun run = new(new CpuEngineFactory(1).Create(), plain, Store);
        Site last = run.Network.Sites()[^1];
        TensorFile without = Written(plain, last.Name), zero = Written(plain with { Edits = Edits(run, (last.Name, [6], new float[6])) }, last.Name);
        Assert.Equal(without.Floats("logits"), zero.Floats("logits"));
        float[] direction = [1, -2, 0.5f, 0, 3, 1];
        TensorFile edited = Written(plain with { Edits = Edits(run, (last.Name, [6], direction)), Scale = 2 }, last.Name);
        float[] head = run.Network.Layout.Unpack(plain.Weights).Single(tensor => tensor.Name == "head.weight").Values;
        // The first decision of the first level is the same in both.
        float[] before = without.Row("logits", 0), after = edited.Row("logits", 0);
        Assert.Equal(without.Row(last.Name, 0).Zip(direction, (state, own) => MathF.FusedMultiplyAdd(2, own, state)), edited.Row(last.Name, 0));
        for (int action = 0; action < 4; action++)
            Assert.Equal(before[action] + 2 * Enumerable.Range(0, 6).Sum(feature => head[feature * 5 + action] * direction[feature]), after[action], 1e-4);
    }

    [Fact]
    public void A_direction_is_added_at_its_tick_or_at_every_one_in_the_cells_that_it_names()
    {
        RecordedAgent plain = Agent(Recurrent);
        ActivationRun run = new(new CpuEngineFactory(1).Create(), plain, Store);
        float[] inOne = new float[3 * 49];
        inOne[1 * 49 + 24] = 0.25f; // channel 1 in the middle
        TensorFile without = Written(plain, "layer0.tick1.h", "layer0.tick2.h");
        float[] Difference(TensorFile edited, string site) => [.. edited.Row(site, 0).Zip(without.Row(site, 0), (a, b) => a - b)];
        TensorFile first = Written(plain with { Edits = Edits(run, ("layer0.tick1.h", [3, 49], inOne)) }, "layer0.tick1.h", "layer0.tick2.h");
        Assert.Equal([1 * 49 + 24], Difference(first, "layer0.tick1.h").Index().Where(own => own.Item != 0).Select(own => own.Index));
        Assert.Equal(0.25, Difference(first, "layer0.tick1.h")[1 * 49 + 24], 1e-6);
        // What follows it at the next tick is near it, and no longer just there.
        Assert.InRange(Difference(first, "layer0.tick2.h").Count(own => own != 0), 2, 27);
        TensorFile always = Written(plain with { Edits = Edits(run, ("layer0.h", [3], [0, 0.25f, 0])) }, "layer0.tick1.h", "layer0.tick2.h");
        Assert.Equal(Enumerable.Range(49, 49), Difference(always, "layer0.tick1.h").Index().Where(own => own.Item != 0).Select(own => own.Index));
        Assert.Equal(2, Edits(run, ("layer0.h", [3], [0, 0.25f, 0])).Count);
    }

    [Fact]
    public void Directions_of_no_site_or_of_another_shape_are_all_told()
    {
        ActivationRun run = new(new CpuEngineFactory(1).Create(), Agent(Recurrent), Store);
        InvalidInputException refused = Assert.Throws<InvalidInputException>(() => Edits(run, ("layer0.tick3.h", [3], new float[3]), ("layer0.h", [4], new float[4]), ("layer0.tick1.h", [3], [0, float.NaN, 0])));
        Assert.Equal(
            [
                "f: tensor 'layer0.tick3.h': found a name of no site; allowed: layer0.tick1.h, layer0.tick2.h, layer0.h (did you mean layer0.tick1.h?)",
                "f: tensor 'layer0.h': found shape [4]; allowed: [3, 49] or [3]",
                "f: tensor 'layer0.tick1.h': found a number that is not finite; allowed: finite ones",
            ], refused.Problems.Select(problem => problem.ToString()));
        Assert.Equal("f: found no tensors; allowed: directions, named after sites", Assert.Throws<InvalidInputException>(() => Edits(run)).Problems[0].ToString());
    }

    private static IReadOnlyList<SiteEdit> Edits(ActivationRun run, params (string Name, int[] Shape, float[] Values)[] tensors) =>
        SiteEdit.Of([.. tensors.Select(own => new NamedTensor(own.Name, own.Shape, own.Values))], run.Network.Sites(), run.Network.Shape.Cells, "f");

    /// <summary>An agent with random weights whose head is large, so that it does not act at random.</summary>
    private static RecordedAgent Agent(NetworkSpec network, ulong seed = 3)
    {
        ParameterLayout layout = network.LayoutIn(Own.World);
        NamedTensor[] tensors = [.. layout.Unpack(layout.Initial(seed)).Select(own => own.Name == "head.weight" ? own with { Values = [.. own.Values.Select(value => 100 * value)] } : own)];
        return new RecordedAgent(network, layout.Pack(tensors, "random"), Key);
    }

    private static TensorFile Written(RecordedAgent agent, params string[] sites) => new(Bytes(agent, new CpuEngineFactory(1), sites));

    private static byte[] Bytes(RecordedAgent agent, CpuEngineFactory devices, params string[] sites)
    {
        using IEngine engine = devices.Create();
        ActivationRun run = new(engine, agent, Store);
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        ActivationFile file = new(run, [.. run.Network.Sites().Where(site => sites.Contains(site.Name))], TestContext.Current.CancellationToken);
        try
        {
            long length = 0;
            SystemDisk.Instance.Replace(path, path + ".new", to => length = file.Write(to, new Dictionary<string, string> { ["agent"] = "x" }, TestContext.Current.CancellationToken));
            Assert.Equal(length, new FileInfo(path).Length);
            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
