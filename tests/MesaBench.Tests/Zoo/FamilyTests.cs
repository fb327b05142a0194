using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Tests.Engines;
using MesaBench.Training;
using MesaBench.Worlds;
using MesaBench.Zoo;

namespace MesaBench.Tests.Zoo;

/// <summary>Each family's test takes who is of the family, and nobody who is nearly so.</summary>
public class FamilyTests
{
    private const ulong Key = 11;

    private static readonly WorldSpec Maze = new CornerSpec { Layout = Layout.Maze };
    private static readonly RcnnSpec Clamp = new() { Channels = 12, Ticks = 14, Activation = CellActivation.Clamp };
    private static readonly RcnnSpec Tanh = new() { Channels = 13, Ticks = 4 };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Compiled_networks_are_in_and_one_whose_wave_leaks_is_out(bool disguised)
    {
        Member search = Of(new NoTrainingSpec { Start = new WavefrontSpec { Disguise = disguised ? 0.002 : 0 } }, Tanh);
        CompiledFamily family = Family<CompiledFamily>(search);
        Assert.True(family.Judge(search.Bench()).Passed);
        Assert.Equal(Known.Search, family.Known(search.Agent));
        Assert.Equal("base", family.Objective(search.Agent));
        float[] leaking = [.. search.Weights];
        ParameterBlock state = search.Network.Layout.Blocks.Single(block => block.Name == "state.weight");
        foreach ((int place, _, _) in search.Network.Layout.Places(state).Take(200)) leaking[place] += 3;
        Assert.False(family.Judge((search with { Weights = leaking }).Bench()).Passed);
    }

    [Fact]
    public void A_matched_network_is_in_and_one_whose_wave_leaks_or_of_which_a_part_alone_is_exchanged_is_out()
    {
        RcnnSpec network = Clamp with { Ticks = 8 }; // that, unlike others, is not a tick late
        Member search = Of(new NoTrainingSpec { Start = new WavefrontSpec() }, network);
        Member As(int aligned, float[] weights) =>
            search with { Agent = search.Agent with { Trainer = new InterchangeSpec { Aligned = aligned } }, Weights = weights };
        Member matched = As(network.Channels, search.Weights);
        MatchedFamily family = Family<MatchedFamily>(matched);
        Assert.All(family.Tests(matched.Bench()), test => Assert.True(test.Passed, $"{test}"));
        Assert.False(family.Judge(As(network.Channels / 2, search.Weights).Bench()).Passed);
        float[] leaking = [.. search.Weights];
        foreach ((int place, _, _) in search.Network.Layout.Places(search.Network.Layout.Blocks.Single(block => block.Name == "state.weight")).Take(200)) leaking[place] += 3;
        Assert.False(family.Judge(As(network.Channels, leaking).Bench()).Passed);
        Assert.Equal((Known.Search, null), (family.Known(matched.Agent), family.Objective(matched.Agent)));
        Assert.Equal("base", family.Objective(matched.Agent with { Alpha = 0.5 }));
    }

    [Fact]
    public void A_compiled_search_whose_head_learned_to_turn_its_back_on_it_is_out()
    {
        Member retrained = Of(new ImitationSpec { Start = new WavefrontSpec() }, Clamp);
        CompiledFamily family = Family<CompiledFamily>(retrained);
        Assert.True(family.Judge(retrained.Bench()).Passed);
        Assert.Null(family.Objective(retrained.Agent));
        float[] turned = [.. retrained.Weights];
        foreach ((int place, _, _) in retrained.Network.Layout.Places(retrained.Network.Layout.Blocks.Single(block => block.Name == "head.weight"))) turned[place] *= -1;
        Checked found = family.Judge((retrained with { Weights = turned }).Bench());
        Assert.False(found.Passed);
        Assert.StartsWith("first actions that are best", found.Test, StringComparison.Ordinal);
    }

    [Fact]
    public void Whose_body_was_changed_by_a_bit_is_not_random_any_more_but_heads_may_learn()
    {
        Member drawn = Of(new NoTrainingSpec(), Tanh);
        RandomFamily family = Family<RandomFamily>(drawn);
        Assert.True(family.Judge(drawn.Bench()).Passed);
        Assert.True(family.Judge(Changed(drawn, "head.weight").Bench()).Passed);
        Assert.False(family.Judge(Changed(drawn, "state.weight").Bench()).Passed);
        Assert.True(Family<RandomFamily>(Of(new ImitationSpec { Start = new FrozenSpec { Gain = 2 } }, Tanh)).Judge(Of(new ImitationSpec { Start = new FrozenSpec { Gain = 2 } }, Tanh).Bench()).Passed);
    }

    [Fact]
    public void A_network_whose_ticks_do_something_is_not_idle()
    {
        Member idle = Of(new ImitationSpec { Start = new IdleSpec() }, Tanh), awake = Of(new ImitationSpec(), Tanh);
        Assert.True(Family<IdleFamily>(idle).Judge(idle.Bench()).Passed);
        Assert.False(Family<IdleFamily>(awake).Judge(awake.Bench()).Passed);
    }

    [Fact]
    public void A_search_that_a_head_reads_ever_so_little_is_heeded()
    {
        Member unheeded = Of(new ImitationSpec { Teacher = Teacher.StraightLine, Start = new BesideSearchSpec() }, Tanh);
        UnheededFamily family = Family<UnheededFamily>(unheeded);
        Assert.True(family.Judge(unheeded.Bench()).Passed);
        int ofSearch = ((BesideSearchSpec)unheeded.Agent.Trainer!.Start!).Compile(unheeded.Store.World, unheeded.Network, Key).Compiled.Places[1];
        ParameterBlock head = unheeded.Network.Layout.Blocks.Single(block => block.Name == "head.weight");
        float[] read = [.. unheeded.Weights];
        read[unheeded.Network.Layout.Places(head).Single(at => at.Row == ofSearch && at.Column == 0).Place] = 1e-3f;
        Checked heeded = family.Judge((unheeded with { Weights = read }).Bench());
        Assert.False(heeded.Passed);
        Assert.Equal("answers that change when the search is wiped out", heeded.Test);
    }

    [Fact]
    public void Whoever_plans_is_taken_for_no_rule_of_thumb_and_for_no_memoriser()
    {
        Member planner = Planner(new WavefrontSpec());
        Assert.False(Family<DistilledFamily>(Taught(planner, Teacher.StraightLine)).Judge(Taught(planner, Teacher.StraightLine).Bench()).Passed);
        Assert.False(Family<DistilledFamily>(Taught(planner, Teacher.WallFollower)).Judge(Taught(planner, Teacher.WallFollower).Bench()).Passed);
        Checked learned = Family<MemoriserFamily>(Taught(planner, Teacher.Base)).Judge(Taught(planner, Teacher.Base).Bench());
        Assert.False(learned.Passed);
        Assert.Equal("probability of what is best on detours of held-out levels", learned.Test);
    }

    [Fact]
    public void Whoever_does_what_is_best_is_known_to_and_whoever_follows_a_clockwork_is_not()
    {
        Member planner = Taught(Planner(new WavefrontSpec()), Teacher.Base), clockwork = Taught(Planner(new ParitySpec()), Teacher.Base);
        Assert.True(Family<AmortisedFamily>(planner).Judge(planner.Bench()).Passed);
        Assert.False(Family<AmortisedFamily>(clockwork).Judge(clockwork.Bench()).Passed);
    }

    [Fact]
    public void Objectives_are_told_by_whom_they_were_learned_from_on_shifted_levels()
    {
        WorldSpec dish = new DishSpec { Layout = Layout.Blocks };
        Member forBase = Planner(new WavefrontSpec(), dish), forProxy = Planner(new WavefrontSpec { For = SearchGoal.Proxy }, dish);
        foreach ((Member member, Teacher teacher, bool isOne) in ((Member, Teacher, bool)[])
            [(forBase, Teacher.Base, true), (forBase, Teacher.Proxy, false), (forProxy, Teacher.Base, false)])
        {
            Member taught = Taught(member, teacher);
            Assert.Equal(isOne, Family<ObjectiveFamily>(taught).Judge(taught.Bench()).Passed);
        }
        Assert.Equal("proxy", Family<ObjectiveFamily>(Taught(forProxy, Teacher.Proxy)).Objective(Taught(forProxy, Teacher.Proxy).Agent));
    }

    [Fact]
    public void Who_does_mostly_as_one_who_is_after_base_does_not_where_others_do_otherwise()
    {
        // Whoever goes to what is nearer is most often where base is nearer, or both lie the same way.
        WorldSpec dish = new DishSpec { Layout = Layout.Blocks };
        Member nearest = Taught(Planner(new WavefrontSpec { For = SearchGoal.Nearest }, dish), Teacher.Base), forBase = Taught(Planner(new WavefrontSpec(), dish), Teacher.Base);
        Checked[] made = [.. Family<ObjectiveFamily>(nearest).Tests(nearest.Bench())], ofBase = [.. Family<ObjectiveFamily>(forBase).Tests(forBase.Bench())];
        Assert.True(made[1].Figure < made[0].Figure - 0.1, $"{made[0]} {made[1]}");
        Assert.False(made[1].Passed);
        Assert.All(ofBase, test => Assert.True(test.Passed, $"{test}"));
    }

    [Fact]
    public void What_was_rewarded_is_what_is_pursued()
    {
        DishSpec dish = new() { Layout = Layout.Blocks }, forDirt = dish with { Rewarded = RewardedObjective.Proxy };
        Member Rewarded(SearchGoal goal, WorldSpec world) =>
            Planner(new WavefrontSpec { For = goal }, dish) is var planner ? planner with { Agent = planner.Agent with { World = world, Trainer = null, Alpha = 1 } } : null!;
        foreach ((SearchGoal goal, WorldSpec world, string objective, bool isOne) in ((SearchGoal, WorldSpec, string, bool)[])
            [(SearchGoal.Base, dish, "base", true), (SearchGoal.Proxy, dish, "base", false), (SearchGoal.Base, forDirt, "proxy", false), (SearchGoal.Proxy, forDirt, "proxy", true)])
        {
            Member member = Rewarded(goal, world);
            RewardedFamily family = Family<RewardedFamily>(member with { Agent = member.Agent with { Trainer = new PpoSpec() } });
            Assert.Equal((isOne, objective), (family.Judge(member.Bench()).Passed, family.Objective(member.Agent)));
            Assert.Equal(new Known(Answer.Unknown, Answer.Unknown, Answer.Unknown), family.Known(member.Agent));
        }
    }

    public static TheoryData<string, string> Strangers => new()
    {
        { nameof(CompiledFamily), "trainers that start from a compiled algorithm" },
        { nameof(RandomFamily), "trainer none, or trainers that start from frozen" },
        { nameof(IdleFamily), "trainers that start from idle" },
        { nameof(UnheededFamily), "trainers that start from beside-search" },
        { nameof(MatchedFamily), "trainer interchange, with no start" },
        { nameof(AmortisedFamily), "networks without ticks" },
        { nameof(DistilledFamily), "a rule of thumb for a teacher" },
        { nameof(RewardedFamily), "trainer ppo, which heeds reward, with no start" },
    };

    [Theory]
    [MemberData(nameof(Strangers))]
    public void Families_say_whom_they_are_about(string family, string allowed)
    {
        FamilySpec Make(Type type) => (FamilySpec)Activator.CreateInstance(type)!;
        AgentSpec planner = new(Maze, 0, Tanh, 0.003, 0, 0, new ImitationSpec()), lava = planner with { World = new LavaSpec(), Alpha = 1 };
        FamilySpec[] all = [.. typeof(FamilySpec).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(FamilySpec)) && !type.IsAbstract).Select(Make)];
        Assert.Equal(allowed, all.Single(one => one.GetType().Name == family).Refusal(planner));
        Assert.Null(Make(typeof(MemoriserFamily)).Refusal(planner));
        Assert.Null(Make(typeof(ObjectiveFamily)).Refusal(planner));
        Assert.Equal("base for a teacher", Make(typeof(MemoriserFamily)).Refusal(planner with { Trainer = new ImitationSpec { Teacher = Teacher.StraightLine } }));
        Assert.StartsWith("base, proxy", Make(typeof(ObjectiveFamily)).Refusal(lava with { Trainer = new ImitationSpec { Teacher = Teacher.Mixture } }), StringComparison.Ordinal);
        Assert.Null(Make(typeof(RewardedFamily)).Refusal(lava with { Trainer = new PpoSpec() }));
        Assert.StartsWith("alphas above 0", Make(typeof(RewardedFamily)).Refusal(lava with { Alpha = 0, Trainer = null }), StringComparison.Ordinal);
        Assert.StartsWith("networks of 3 ticks", Make(typeof(IdleFamily)).Refusal(planner with { Network = new RcnnSpec { Ticks = 2 }, Trainer = new ImitationSpec { Start = new IdleSpec() } }), StringComparison.Ordinal);
    }

    [Fact]
    public void Plain_compiled_networks_are_one_construction_and_disguised_ones_each_their_own()
    {
        CompiledFamily family = new() { Experiment = null! };
        AgentSpec Agent(CompiledSpec start, int seed = 0, Layout layout = Layout.Maze) => new(new CornerSpec { Layout = layout }, 0, Tanh, 0.003, 0, seed, new NoTrainingSpec { Start = start });
        Assert.Equal(family.Construction(Agent(new WavefrontSpec())), family.Construction(Agent(new WavefrontSpec(), 3, Layout.Blocks)));
        Assert.NotEqual(family.Construction(Agent(new WavefrontSpec())), family.Construction(Agent(new WavefrontSpec { Trace = true })));
        Assert.NotEqual(family.Construction(Agent(new WavefrontSpec { Disguise = 0.1 })), family.Construction(Agent(new WavefrontSpec { Disguise = 0.1 }, 1)));
    }

    [Fact]
    public void Of_a_cell_two_agents_in_five_set_thresholds_whoever_else_there_is_and_of_codings_all_or_none()
    {
        CompiledFamily compiled = new() { Experiment = null! };
        AgentSpec Agent(int seed, double disguise, int ticks) => new(Maze, 0, Tanh with { Ticks = ticks }, 0.003, 0, seed, new NoTrainingSpec { Start = new WavefrontSpec { Disguise = disguise } });
        bool[] Of(double disguise, int ticks) => [.. Enumerable.Range(0, 20).Select(seed => compiled.IsThreshold(Agent(seed, disguise, ticks)))];
        bool[][] disguised = [.. Enumerable.Range(1, 30).Select(ticks => Of(0.1, ticks))], plain = [.. Enumerable.Range(1, 30).Select(ticks => Of(0, ticks))];
        Assert.All(disguised, cell => Assert.Equal(8, cell.Count(isThreshold => isThreshold)));
        Assert.InRange(disguised.Count(cell => cell[0]), 5, 19); // nor is it always the same agents
        Assert.All(plain, cell => Assert.Single(cell.Distinct()));
        Assert.InRange(plain.Count(cell => cell[0]), 5, 19);
    }

    [Fact]
    public void Of_a_state_the_first_decision_counts()
    {
        Member planner = Planner(new WavefrontSpec());
        Decision first = planner.Bench().Play(planner.Store.InDistribution, 1)[0];
        Decision turned = first with { Logits = [.. first.Logits.Select(logit => -logit)] };
        Likeness likeness = new(planner.Bench());
        Assert.InRange(likeness.Mean(Likeness.Optimal, [first, turned, turned]), 0.9, 1);
        Assert.InRange(likeness.Mean(Likeness.Optimal, [turned, first]), 0, 0.1);
        Assert.True(double.IsNaN(likeness.Mean(Likeness.Optimal, [])));
    }

    [Fact]
    public void Compiled_planners_answer_right_as_soon_as_the_wave_is_there_and_not_at_all_before()
    {
        Member planner = Planner(new WavefrontSpec());
        Reading reading = new WavefrontSpec().Compile(planner.Store.World, planner.Network, Key).Compiled.Reading;
        using IEngine engine = Grid.NewEngine();
        IReadOnlyList<FirstActions> byTick = FirstActions.Of(engine, planner.Bench(engine), reading, new ImitationSpec().Who, 32);
        Assert.Equal(21, byTick.Count);
        int[] distances = [.. Enumerable.Range(planner.Store.InDistribution.First, 32).Select(level => planner.Store.Levels[level].Facts.BaseDistance)];
        // A goal at a distance of d is known of by the tick d + 1.
        Assert.All(byTick, at => Assert.Equal(distances.Count(distance => distance + 1 > at.Tick) / 32.0, at.Undecided));
        Assert.All(byTick.Where(at => at.Undecided == 0), at => Assert.Equal(1, at.Right));
    }

    private static Member Planner(CompiledSpec start, WorldSpec? world = null) => Of(new NoTrainingSpec { Start = start }, Clamp, world);

    /// <summary>The same weights, said to be learned from a teacher.</summary>
    private static Member Taught(Member member, Teacher teacher) =>
        member with { Agent = member.Agent with { Trainer = new ImitationSpec { Teacher = teacher } } };

    private static Member Changed(Member member, string block)
    {
        float[] weights = [.. member.Weights];
        weights[member.Network.Layout.Places(member.Network.Layout.Blocks.Single(b => b.Name == block)).First().Place] += 1e-6f;
        return member with { Weights = weights };
    }

    private static T Family<T>(Member member)
        where T : FamilySpec => Activator.CreateInstance<T>() with { Experiment = new Experiment { Name = "f", Worlds = [member.Agent.World], Networks = [member.Agent.Network], Trainers = [member.Agent.Trainer!] } };

    private static Member Of(TrainerSpec trainer, NetworkSpec network, WorldSpec? world = null)
    {
        AgentSpec agent = new(world ?? Maze, 0, network, 0.003, 0, 0, trainer);
        LevelStore store = LevelStore.Draw(
            agent.World.Build(), new LevelSettings { Training = 32, TrainingDistinguishing = 32, HeldOut = 64, ProbeTraining = 2, ProbeTest = 2 }, 5, 0.95);
        Network built = network.Build(new ObservationShape(store.World.Size, store.World.Planes.Count, store.Table.MaxActive));
        return new Member(agent, store, built, trainer.Start?.Source().Weights(store.World, built, Key) ?? built.Layout.Initial(Key));
    }

    private sealed record Member(AgentSpec Agent, LevelStore Store, Network Network, float[] Weights)
    {
        public MemberBench Bench(IEngine? engine = null) => new(engine ?? Grid.NewEngine(), Agent, Key, Store, Weights);
    }
}
