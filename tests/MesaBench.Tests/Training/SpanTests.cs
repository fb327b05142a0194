using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Kernels;
using MesaBench.Networks;
using MesaBench.Tests.Behaviour;
using MesaBench.Tests.Engines;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Tests.Training;

/// <summary>Environments that play on for some steps from levels and cells drawn anew.</summary>
public class SpanTests
{
    private const int Environments = 32, Scattered = 16, Steps = 8, Span = 3, Plays = 3;

    private static readonly LevelStore Store = Scripted.Store(new DoorSpec { Size = 7 });

    private static readonly Network Network = new Linear(new ObservationShape(Store.World.Size, Store.World.Planes.Count, Store.Table.MaxActive));

    [Fact]
    public void A_span_begins_anew_with_every_rollout_and_every_few_steps_of_it_and_is_played_on_in_between()
    {
        (int[] State, int[] Fresh)[] steps = Played();
        for (int step = 1; step < steps.Length; step++)
        {
            bool begins = step % Steps % Span == 0;
            for (int i = 0; i < Environments; i++)
            {
                int Of(int at, int column) => steps[at].State[i * EnvironmentState.Columns + column];
                bool isFresh = (steps[step].Fresh[i] & 1) != 0;
                // Where an episode has ended just when a span begins, the one that would have followed is not played.
                Assert.InRange(Of(step, EnvironmentState.Episode) - Of(step - 1, EnvironmentState.Episode), isFresh ? 1 : 0, isFresh && begins ? 2 : isFresh ? 1 : 0);
                Assert.Equal(isFresh ? 0 : Of(step - 1, EnvironmentState.Step) + 1, Of(step, EnvironmentState.Step));
                if (!isFresh) Assert.Equal(Of(step - 1, EnvironmentState.Level), Of(step, EnvironmentState.Level));
                if (begins && i < Scattered) Assert.True(isFresh);
            }
            // The others play whole episodes, which seldom end in the same step.
            Assert.Contains(steps[step].Fresh.Skip(Scattered), fresh => (fresh & 1) == 0);
            if (!begins) Assert.Contains(steps[step].Fresh.Take(Scattered), fresh => (fresh & 1) == 0);
        }
    }

    /// <summary>[step] states of the environments, and what is new.</summary>
    private static (int[] State, int[] Fresh)[] Played()
    {
        using IEngine engine = Grid.NewEngine();
        Tensor parameters = engine.Floats(1, Network.Layout.Rows, ParameterLayout.RowWidth);
        engine.Upload(Network.Layout.Initial(5), parameters);
        NetworkActor actor = Network.Open(engine, parameters, Environments, Steps);
        WorldTensors world = WorldUpload.Create(engine, [Store], 1);
        WorldUpload.Describe(engine, world, [Store], [new AgentLevels(7, 0, Store.Training, Store.TrainingDistinguishing, 0.5)]);
        Rollouts rollouts = new(engine, actor, world, 0.95);
        rollouts.Begin(phase: 0);
        List<(int[], int[])> steps = [];
        (rollouts.Scattered, rollouts.Span, rollouts.Watcher) =
            (Scattered, Span, (step, state) => steps.Add((engine.Download(state), engine.Download(actor.Experience.FreshAt(step)))));
        for (int play = 0; play < Plays; play++, rollouts.GoOn()) rollouts.Play();
        return [.. steps];
    }
}
