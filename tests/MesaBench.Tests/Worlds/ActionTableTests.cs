using MesaBench.Experiments;
using MesaBench.Tests.Kernels;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Tests.Worlds;

public class ActionTableTests
{
    private const int Up = 1, Down = 4, Right = 8, Discount95 = 95;

    private static readonly World Door = DoorWorld.Build(3, Layout.Open, DoorPlanes.Joint, 0.1);

    private static TeacherByLevel Optimal(ImitationSpec spec) => Assert.IsType<TeacherByLevel>(spec.Who);

    /// <summary>Whoever acts by a table goes the same way as the teacher in every state that an episode comes to.</summary>
    [Theory]
    [InlineData(Teacher.Base)]
    [InlineData(Teacher.Proxy)]
    [InlineData(Teacher.Nearest)]
    public void A_table_holds_what_the_teacher_does(Teacher teacher)
    {
        ImitationSpec spec = new() { Teacher = teacher };
        foreach (WorldSpec entry in (WorldSpec[])[new CornerSpec { Layout = Layout.Maze }, new DoorSpec { Layout = Layout.Blocks }, new PileSpec(), new GemSpec()])
        {
            World world = entry.Build();
            ClassifiedLevel[] levels = [.. LevelStores.Of(world, [.. RandomLevels.Candidates(world, 6)]).Levels];
            ActionTable table = ActionTable.Of(world, levels, new LevelRange(0, levels.Length), spec.Who, Discount95 / 100.0);
            for (int i = 0; i < levels.Length; i++)
            {
                ScriptedPolicy policy = new(world, levels[i].Level, Optimal(spec).Agent(i), Discount95 / 100.0, seesAll: true);
                Dynamics walk = new(world, levels[i].Level);
                Assert.NotEqual(0, table.At(i, walk.LiveMask, walk.Cell));
                Assert.Equal(policy.Actions(new Situation(i, walk.Cell, walk.LiveMask, 0, 0, [], false)), table.At(i, walk.LiveMask, walk.Cell));
                foreach (int cell in Enumerable.Range(0, world.Cells))
                    Assert.Equal(levels[i].Level.Walls[cell], table.At(i, walk.LiveMask, cell) == 0);
            }
        }
    }

    [Fact]
    public void Ties_are_all_there_and_the_proxy_is_another_way()
    {
        // Base is the green door, g; the proxy the nearest, R.
        Level level = Ascii.Parse(Door, "R..\n@..\n..g");
        ClassifiedLevel[] levels = [.. LevelStores.Of(Door, [level]).Levels];
        int At(Teacher teacher) => ActionTable.Of(Door, levels, new LevelRange(0, 1), new ImitationSpec { Teacher = teacher }.Who, 0.95)
            .At(0, 3, level.Start);
        Assert.Equal(Down | Right, At(Teacher.Base));
        Assert.Equal(Up, At(Teacher.Proxy));
        Assert.Equal(Up, At(Teacher.Nearest));
    }

    [Fact]
    public void Where_what_was_reached_cannot_be_told_or_later_is_as_good_there_is_no_teacher()
    {
        World lava = new LavaSpec { Layout = Layout.Open }.Build();
        ClassifiedLevel[] levels = [.. LevelStores.Of(lava, [.. RandomLevels.Candidates(lava, 2)]).Levels];
        ActionTable Of(Teacher teacher, double discount) =>
            ActionTable.Of(lava, levels, new LevelRange(0, levels.Length), new ImitationSpec { Teacher = teacher }.Who, discount);
        Assert.NotEqual(0, Of(Teacher.Base, 0.95).At(0, Level.InitialMask(levels[0].Level.Slots(lava)), levels[0].Level.Start));
        Assert.Contains("what was reached is told by what is gone", Assert.Throws<LevelSupplyException>(() => Of(Teacher.Nearest, 0.95)).Message);
        Assert.Contains("found a discount of 1 to imitate at", Assert.Throws<LevelSupplyException>(() => Of(Teacher.Base, 1)).Message);
    }

    [Fact]
    public void A_mixture_has_its_share_of_levels_and_the_same_ones_each_time()
    {
        ImitationSpec spec = new() { Teacher = Teacher.Mixture, ProxyShare = 0.3 };
        ScriptedAgent[] agents = [.. Enumerable.Range(0, 4000).Select(Optimal(spec).Agent)];
        Assert.InRange(agents.Count(agent => agent == ScriptedAgent.ProxyOptimal), 1080, 1320); // within 4 standard deviations of 1200
        Assert.All(agents, agent => Assert.True(agent == ScriptedAgent.ProxyOptimal || agent == ScriptedAgent.BaseOptimal));
        Assert.Equal(agents, Enumerable.Range(0, 4000).Select(Optimal(spec).Agent));
        Assert.All(Enumerable.Range(0, 9), level => Assert.Same(ScriptedAgent.ProxyOptimal, Optimal(spec with { ProxyShare = 1 }).Agent(level)));
    }

    [Fact]
    public void Worlds_of_chance_and_of_what_moves_are_refused_by_name_and_so_are_too_many_objects()
    {
        Experiment With(WorldSpec world) => new()
        {
            Name = "x", Worlds = [world], Networks = [new MesaBench.Networks.MlpSpec()], Trainers = [new ImitationSpec()],
        };
        string Problem(WorldSpec world) => $"{Assert.Single(Validation.Problems(With(world)))}";
        Assert.Equal("trainers[0].trainer: found imitation in monster-open7; allowed: one in which chance has no part", Problem(new MonsterSpec()));
        Assert.Contains("allowed: one in which nothing moves", Problem(new FollowSpec()));
        Assert.Contains("allowed: one in which what is held, or was counted, is told by what is gone", Problem(new RugSpec()));
        Assert.Empty(Validation.Problems(With(new KeysSpec())));
        World keys = new KeysSpec { ManyChests = 5, ManyKeys = 5 }.Build();
        LevelSupplyException refused = Assert.Throws<LevelSupplyException>(() => LevelStores.Of(keys, [.. RandomLevels.Candidates(keys, 2)]).Taught(new ImitationSpec().Who));
        Assert.Contains("objects to imitate in; allowed: at most 6", refused.Message);
    }
}
