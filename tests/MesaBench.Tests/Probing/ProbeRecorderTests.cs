using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Kernels;
using MesaBench.Networks;
using MesaBench.Probing;
using MesaBench.Tests.Behaviour;
using MesaBench.Tests.Engines;
using MesaBench.Worlds;

namespace MesaBench.Tests.Probing;

/// <summary>Recordings against episodes that the host plays step by step with its own dynamics, feeding the networks what it sees.</summary>
public sealed class ProbeRecorderTests
{
    private const uint Tag = 0x1234;

    private static readonly LevelStore Store = Scripted.Store(new CornerSpec { Layout = Layout.Blocks });

    // The second agent has fewer levels than there are samples.
    private static readonly AgentLevels[] Agents =
        [Scripted.Levels(Store, key: 3) with { Main = Store.Shifted.Take(20) }, Scripted.Levels(Store, key: 4) with { Main = Store.InDistribution.Take(9) }];

    private static readonly ObservationShape Shape = new(7, Store.World.Planes.Count, Store.Table.MaxActive);

    [Theory]
    [InlineData("rcnn")]
    [InlineData("mlp")]
    public void What_is_kept_of_an_episode_is_the_state_and_what_lies_where_at_one_of_its_decisions_before_an_objective_is_reached(string name)
    {
        using IEngine engine = Grid.NewEngine();
        Network network = name == "rcnn" ? new Rcnn(Shape, 3, 2) : new Mlp(Shape, 5, 2);
        Tensor trained = Parameters(engine, network, 70), untrained = Parameters(engine, network, 80);
        ProbeRecording recording = ProbeRecorder.Record(
            engine, network, trained, untrained, WorldUpload.Create(engine, [Store], Agents.Length), [Store], Agents, Tag);
        int samples = recording.Labels[0].Length;
        Replay replay = Replay.Of(engine, network, trained, untrained, samples);

        Assert.Equal((32, 32), (samples, recording.Labels[1].Length));
        float[][] kept = [.. recording.Trained.Concat(recording.Untrained).Select(engine.Download)];
        List<double> places = [];
        for (int agent = 0; agent < Agents.Length; agent++)
        {
            for (int sample = 0; sample < samples; sample++)
            {
                if (sample >= Agents[agent].Main.Count)
                {
                    Assert.All(recording.Labels[agent][sample], label => Assert.Equal(ObjectLabels.Unasked, label));
                    continue;
                }
                Moment[] episode = replay.Episodes[agent * samples + sample];
                int found = Array.FindIndex(episode, moment =>
                    moment.Hidden.Zip(kept).All(pair => pair.First.AsSpan().SequenceEqual(
                        pair.Second.AsSpan(agent * (pair.Second.Length / Agents.Length) + sample * pair.First.Length, pair.First.Length)))
                    && moment.Labels.SequenceEqual(recording.Labels[agent][sample]));
                Assert.True(found >= 0, $"agent {agent}, sample {sample}: no decision of {episode.Length} has this state and these labels");
                if (episode.Length > 4) places.Add((found + 0.5) / episode.Length);
            }
        }
        // Decisions are uniform over an episode's; with some twenty long ones the mean has a standard error of .06.
        Assert.InRange(places.Average(), 0.3, 0.7);
        Assert.Contains(places, place => place < 0.25);
        Assert.Contains(places, place => place > 0.75);
    }

    private static Tensor Parameters(IEngine engine, Network network, ulong key)
    {
        Tensor parameters = engine.Floats(Agents.Length, network.Layout.Rows, ParameterLayout.RowWidth);
        engine.Upload(Agents.SelectMany((_, i) => network.Layout.Initial(key + (ulong)i)).ToArray(), parameters);
        return parameters;
    }

    /// <summary>A decision: every site's state (the trained network's, then the untrained one's), and what lay where.</summary>
    private sealed record Moment(float[][] Hidden, int[] Labels);

    /// <summary>[agent x sample] the decisions of its episode before an objective is reached.</summary>
    private sealed record Replay(Moment[][] Episodes)
    {
        public static Replay Of(IEngine engine, Network network, Tensor trained, Tensor untrained, int samples)
        {
            NetworkActor[] actors = [network.Open(engine, trained, samples), network.Open(engine, untrained, samples)];
            int count = Agents.Length * samples;
            Dynamics[] worlds = [.. Enumerable.Range(0, count).Select(i => new Dynamics(Store.World, LevelOf(i / samples, i % samples)))];
            List<Moment>[] course = [.. worlds.Select(_ => new List<Moment>())];
            for (int step = 0; step < Store.World.MaxSteps; step++)
            {
                List<float[]> hidden = [];
                foreach (NetworkActor actor in actors)
                {
                    actor.Listener = (site, _, state) =>
                    {
                        if (site.Tick == network.Ticks) hidden.Add(BySample(site, engine.Download(state), samples));
                    };
                    Show(engine, actor, worlds, step);
                }
                Tensor head = actors[0].Experience.Head;
                float[] logits = engine.Download(head);
                for (int i = 0; i < count; i++)
                {
                    if (worlds[i].Terminated || worlds[i].Truncated) continue;
                    if (!worlds[i].Now.IsDecidedIn(Store.World))
                        course[i].Add(new Moment(
                            [.. hidden.Select(h => h.AsSpan(i * (h.Length / count), h.Length / count).ToArray())],
                            ObjectLabels.Of(Store.World, LevelOf(i / samples, i % samples), worlds[i].Now)));
                    worlds[i].Step(Draw(Agents[i / samples].Key, i % samples, step, [.. Enumerable.Range(0, 4).Select(o => logits[(i / samples * head.Rows + o) * head.RowStride + i % samples])]));
                }
                foreach (NetworkActor actor in actors) actor.CarryOver();
            }
            return new Replay([.. course.Select(moments => moments.ToArray())]);
        }

        private static Level LevelOf(int agent, int sample) =>
            Store.Levels[Agents[agent].Main.First + sample % Agents[agent].Main.Count].Level;

        /// <summary>[agent x sample] a site's numbers, cell by cell where it has cells, each padded to whole lanes.</summary>
        private static float[] BySample(Site site, float[] state, int samples)
        {
            if (!site.HasSamplesSideBySide) return state;
            int cells = site.IsSpatial ? Store.World.Cells : 1, stride = Tensor.Pad(site.Width), rows = cells * site.Width, columns = Tensor.Pad(samples);
            float[] turned = new float[state.Length / rows / columns * samples * cells * stride];
            for (int i = 0; i < turned.Length / cells / stride; i++)
                for (int row = 0; row < rows; row++)
                    turned[(i * cells + row / site.Width) * stride + row % site.Width] = state[(i / samples * rows + row) * columns + i % samples];
            return turned;
        }

        private static void Show(IEngine engine, NetworkActor actor, Dynamics[] worlds, int step)
        {
            (IntTensor features, IntTensor fresh) = (actor.Experience.Features, actor.Experience.Fresh);
            int[] lists = new int[worlds.Length * features.RowStride];
            for (int i = 0; i < worlds.Length; i++)
            {
                int[] seen = worlds[i].Observation();
                lists[i * features.RowStride] = seen.Length;
                seen.CopyTo(lists, i * features.RowStride + 1);
            }
            engine.Upload(lists, features);
            engine.Upload(Enumerable.Repeat(step == 0 ? 1 : 0, worlds.Length).ToArray(), fresh);
            actor.Act(0);
        }

        /// <summary>An action by its probability, from the number that is drawn for this agent, environment and step.</summary>
        private static int Draw(ulong key, int environment, int step, ReadOnlySpan<float> logits)
        {
            uint word = Philox.Block((uint)key, (uint)(key >> 32), (uint)environment, (uint)step, Purpose.Evaluation, Tag).Word0;
            double[] powers = [.. logits.ToArray().Select(l => Math.Exp(l))];
            double left = (word >> 8) / 16777216.0 * powers.Sum();
            int action = 0;
            while (action < 3 && left >= powers[action]) left -= powers[action++];
            return action;
        }
    }
}
