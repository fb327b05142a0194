using MesaBench.Behaviour;
using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Tests.Engines;
using MesaBench.Worlds;
using MesaBench.Zoo;

namespace MesaBench.Tests.Zoo;

public class WavefrontTests
{
    private const int Environments = 16, Ticks = 6;

    public static TheoryData<WorldSpec, string[]> Searches => new()
    {
        { new CornerSpec { Layout = Layout.Maze }, ["cheese"] },
        { new CornerSpec { Layout = Layout.Blocks, Size = 9 }, ["cheese"] },
        { new DoorSpec { Layout = Layout.Blocks }, ["green door"] },
        { new DoorSpec { Layout = Layout.Maze, Paint = 0.1 }, ["red door"] },
        { new DoorSpec { Layout = Layout.Maze }, ["green door", "red door"] },
    };

    [Theory]
    [MemberData(nameof(Searches))]
    public void Its_states_are_those_of_breadth_first_search_tick_by_tick_over_environment_steps(WorldSpec spec, string[] goals)
    {
        LevelStore store = Levels(spec);
        Wavefront search = Of(store.World, goals);
        Network network = search.Network(Ticks).Build(new ObservationShape(store.World.Size, store.World.Planes.Count, store.Table.MaxActive));
        using IEngine engine = Grid.NewEngine();
        (NetworkActor actor, EpisodePlayer player, AgentLevels levels) = Play(engine, store, search, network);
        int heard = 0, step = 0;
        int[] playing = [.. Enumerable.Range(store.Shifted.First, Environments)];
        actor.Listener = (site, _, state) =>
        {
            float[] found = engine.Download(state);
            Situation[] now = player.Now()[0];
            for (int i = 0; i < Environments; i++)
            {
                if (now[i].IsOver) continue;
                float[] wanted = search.States(store.Levels[playing[i]].Level, step * Ticks + site.Tick)[^1];
                for (int row = 0; row < wanted.Length; row++) Assert.Equal(wanted[row], found[row * state.RowStride + i]);
                heard++;
            }
        };
        _ = player.Play([levels], 3, greedy: false, watch: _ => step++);
        Assert.True(heard > Environments * Ticks * 3, $"{heard} states were compared");
    }

    [Theory]
    [MemberData(nameof(Searches))]
    public void Whoever_follows_it_reaches_a_nearest_goal_by_a_shortest_way(WorldSpec spec, string[] goals)
    {
        LevelStore store = Levels(spec);
        Wavefront search = Of(store.World, goals);
        // As many ticks as the longest way has cells, so that the first answer is right already.
        Network network = search.Network(store.World.Cells).Build(new ObservationShape(store.World.Size, store.World.Planes.Count, store.Table.MaxActive));
        using IEngine engine = Grid.NewEngine();
        (_, EpisodePlayer player, AgentLevels levels) = Play(engine, store, search, network);
        Episode[] episodes = player.Play([levels], 3, greedy: true)[0];
        int reached = 0;
        foreach (Episode episode in episodes)
        {
            Level level = store.Levels[episode.Level].Level;
            int ticks = search.States(level, 2 * store.World.Cells).TakeWhile(state => state[level.Start * search.Channels] == 0).Count();
            if (ticks == 2 * store.World.Cells) continue; // behind a door that is no goal
            Assert.Equal(ticks + 1 - FirstTick(search), episode.Steps);
            reached++;
        }
        Assert.True(reached >= Environments / 2, $"{reached} levels in which a goal can be reached");
    }

    [Fact]
    public void A_goal_that_looks_like_another_kind_is_refused()
    {
        World world = new DoorSpec().Build();
        Assert.Contains("green door looks like green door, nearest, which is no goal", Assert.Throws<ArgumentException>(() => new Wavefront(world, 1)).Message, StringComparison.Ordinal);
    }

    private static int FirstTick(Wavefront search) => search.Channels > 5 ? 2 : 1;

    private static LevelStore Levels(WorldSpec spec) => LevelStore.Draw(
        spec.Build(), new LevelSettings { Training = 16, TrainingDistinguishing = 16, HeldOut = Environments, ProbeTraining = 8, ProbeTest = 8 }, 5, 0.95);

    private static Wavefront Of(World world, string[] goals) =>
        new(world, [.. world.Kinds.Index().Where(kind => goals.Any(goal => kind.Item.Name.StartsWith(goal, StringComparison.Ordinal))).Select(kind => kind.Index)]);

    private static (NetworkActor Actor, EpisodePlayer Player, AgentLevels Levels) Play(IEngine engine, LevelStore store, Wavefront search, Network network)
    {
        Tensor parameters = engine.Floats(1, network.Layout.Rows, ParameterLayout.RowWidth);
        engine.Upload(network.Layout.Pack(search.Parameters(), "compiled"), parameters);
        NetworkActor actor = network.Open(engine, parameters, Environments);
        return (actor, new EpisodePlayer(engine, actor, WorldUpload.Create(engine, [store], 1), [store], 0.95), new AgentLevels(1, 0, store.Shifted, new LevelRange(0, 0), 0));
    }
}
