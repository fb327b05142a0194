using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Worlds;

namespace MesaBench.Training;

/// <summary>A part of a cohort's training.</summary>
/// <param name="Training">The settings; steps are the phase's, learning rates each agent's.</param>
/// <param name="Trainer">The trainer's entry; null for PPO.</param>
/// <param name="Levels">[agent] what each plays.</param>
public sealed record CohortPhase(TrainingSettings Training, TrainerSpec? Trainer, IReadOnlyList<AgentLevels> Levels)
{
    /// <summary>Updates that it takes: its steps, rounded up to whole updates; none where nobody trains.</summary>
    public long Updates => Trainer is { Trains: false } ? 0 : MesaBench.Training.Trainer.UpdatesOf(Training);

    /// <summary>Environment steps of an agent: whole updates.</summary>
    public long Steps => Updates * Training.Environments * Training.StepsPerUpdate;
}

/// <summary>
/// Agents that are trained in lockstep on one engine: the same entries of a network and a trainer, grids of the same size, the same training settings but
/// for the learning rate. Their worlds may differ; the cohort's network then has room for the planes of all.
/// </summary>
/// <param name="Agents">The agents.</param>
/// <param name="Keys">[agent] keys of their random streams.</param>
/// <param name="Network">Their architecture, for <paramref name="Shape"/>.</param>
/// <param name="Shape">The most that any of them sees.</param>
/// <param name="Phases">The parts of their training, one after the other.</param>
/// <param name="Stores">The level stores they play.</param>
/// <param name="Levels">[agent] what each plays in training.</param>
/// <param name="Layouts">[agent] how its own parameters lie, in a network for its own world alone.</param>
public sealed record Cohort(
    IReadOnlyList<AgentSpec> Agents, IReadOnlyList<ulong> Keys, Network Network, ObservationShape Shape, IReadOnlyList<CohortPhase> Phases,
    IReadOnlyList<LevelStore> Stores, IReadOnlyList<AgentLevels> Levels, IReadOnlyList<ParameterLayout> Layouts)
{
    /// <summary>Settings of their training, in all phases but for the steps; learning rates are each agent's.</summary>
    public TrainingSettings Training => Phases[^1].Training;

    /// <summary>Environment steps that the whole cohort trains for.</summary>
    public long Steps => Agents.Count * Phases.Sum(phase => phase.Steps);

    /// <summary>
    /// Multiply-adds of one environment step of training, roughly: a forward pass when acting, and three as much in each epoch. What is
    /// not a product is put at 1,200 multiply-adds a pass.
    /// </summary>
    public double WorkPerStep => WorkPerStepOf(Network, Training);

    /// <summary>The same of any network.</summary>
    internal static double WorkPerStepOf(Network network, TrainingSettings training) => (network.MultiplyAddsPerStep + 1200) * (1 + 3 * training.Epochs);

    // One list stands for all lists of learning rates, since records compare lists by reference.
    internal static readonly IReadOnlyList<double> NoRates = [];

    /// <summary>A cohort of agents that share their network's entry, the size of their grids and their training settings.</summary>
    public static Cohort Of(Experiment experiment, IReadOnlyList<AgentSpec> agents, LevelLibrary library)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(agents);
        ArgumentNullException.ThrowIfNull(library);
        LevelStore[] stores = [.. agents.Select(library.Of).Distinct()];
        NetworkSpec network = agents[0].Network;
        ObservationShape[] shapes = [.. stores.Select(ShapeOf)];
        ObservationShape shape = new(shapes[0].Size, shapes.Max(s => s.Planes), shapes.Max(s => s.MaxActive));
        Network common = network.Build(shape);
        ParameterLayout[] layouts = [.. shapes.Select(s => s.Planes == shape.Planes ? common.Layout : network.Build(s).Layout)];
        Dictionary<LevelStore, int> places = stores.Select((s, i) => (s, i)).ToDictionary(p => p.s, p => p.i);
        int[] storeOf = [.. agents.Select(a => places[library.Of(a)])];
        ulong[] keys = [.. agents.Select(a => a.Key(experiment.StudySeed))];
        AgentLevels[] levels =
        [
            .. agents.Select((a, i) => new AgentLevels(
                keys[i], storeOf[i], stores[storeOf[i]].Training, stores[storeOf[i]].TrainingDistinguishing, a.Alpha)),
        ];
        IReadOnlyList<Phase>[] phasesOf = [.. agents.Select(a => a.PhasesIn(experiment))];
        CohortPhase[] phases =
        [
            .. phasesOf[0].Select((phase, p) => new CohortPhase(
                phase.Training with { LearningRates = NoRates }, phase.Trainer, [.. levels.Select((own, i) => own with { Alpha = phasesOf[i][p].Alpha })])),
        ];
        return new Cohort(agents, keys, common, shape, phases, stores, levels, [.. storeOf.Select(place => layouts[place])]);
    }

    /// <summary>[agent] parameter vectors that training starts from, as the cohort's network lays them out.</summary>
    public float[][] InitialWeights() => PerAgent.Select(Agents, (agent, i) =>
        agent.Trainer?.Start is { } start ? Network.Layout.Embed(start.Source().Weights(WorldOf(i), OwnNetwork(i), Keys[i]), Layouts[i]) : Random(i));

    /// <summary>[agent] parameter vectors drawn at random, wherever training starts, as the cohort's network lays them out.</summary>
    public float[][] RandomWeights() => PerAgent.Select(Agents.Count, Random);

    /// <summary>
    /// [agent][row][64] 1 for each parameter that training may change, 0 for others, as the cohort's network lays them out; null where none
    /// of the agents has any that stay as they are.
    /// </summary>
    public float[][]? Learned()
    {
        bool[]?[] fixedOf = PerAgent.Select(Agents, (agent, i) => agent.Trainer?.Start?.Source().Fixed(WorldOf(i), OwnNetwork(i), Keys[i]));
        return fixedOf.All(own => own is null) ? null : PerAgent.Select(fixedOf, (own, i) => Network.Layout.Embed(
            [.. (own ?? new bool[Layouts[i].Rows * ParameterLayout.RowWidth]).Select(isFixed => isFixed ? 0f : 1f)], Layouts[i]));
    }

    /// <summary>[agent] parameter vectors as each agent's own layout has them, from the cohort's [agent][row][64].</summary>
    public float[][] OwnWeights(float[] vectors)
    {
        int size = Network.Layout.Rows * ParameterLayout.RowWidth;
        return PerAgent.Select(Agents.Count, i => Network.Layout.Recover(vectors.AsSpan(i * size, size), Layouts[i]));
    }

    /// <summary>[agent] parameter vectors as the cohort's network lays them out, from each agent's own.</summary>
    public float[][] CommonWeights(IReadOnlyList<float[]> own) =>
        PerAgent.Select(Agents.Count, i => Network.Layout.Embed(own[i], Layouts[i]));

    private static ObservationShape ShapeOf(LevelStore store) => new(store.World.Size, store.World.Planes.Count, store.Table.MaxActive);

    private float[] Random(int agent) => Network.Layout.Embed(Layouts[agent].Initial(Keys[agent]), Layouts[agent]);

    private World WorldOf(int agent) => Stores[Levels[agent].Store].World;

    /// <summary>An agent's network for its own world alone.</summary>
    private Network OwnNetwork(int agent) => Agents[agent].Network.Build(ShapeOf(Stores[Levels[agent].Store]));
}
