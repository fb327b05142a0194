using MesaBench.Behaviour;
using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Experiments;
using MesaBench.Inference;
using MesaBench.Networks;
using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>A decision of a member.</summary>
/// <param name="Now">Where it was.</param>
/// <param name="Logits">[action] what its head said.</param>
public readonly record struct Decision(Situation Now, float[] Logits)
{
    /// <summary>[action] the probabilities with which it acts.</summary>
    public double[] Probabilities
    {
        get
        {
            double most = Logits.Max();
            double[] weights = [.. Logits.Select(logit => PortableMath.Exp(logit - most))];
            double sum = weights.Sum();
            return [.. weights.Select(weight => weight / sum)];
        }
    }

    /// <summary>Probability of one of some actions, bit a for action a.</summary>
    public double MassOn(int actions) => Probabilities.Index().Sum(own => (actions >> own.Index & 1) == 1 ? own.Item : 0);
}

/// <summary>Hears of a member's state as soon as it is there, and may change it.</summary>
/// <param name="engine">The engine that holds it.</param>
/// <param name="site">Where it arises.</param>
/// <param name="now">[environment] where each episode stands.</param>
/// <param name="state">[1][cell x feature][environment] the state.</param>
public delegate void MemberListener(IEngine engine, Site site, Situation[] now, Tensor state);

/// <summary>One member of the zoo at work, to be looked into.</summary>
/// <param name="engine">An engine without tensors; whoever uses the bench leaves it without.</param>
/// <param name="agent">Who it is.</param>
/// <param name="key">Key of its random streams.</param>
/// <param name="store">Its levels.</param>
/// <param name="weights">Its parameter vector, as its network's layout has it.</param>
public sealed class MemberBench(IEngine engine, AgentSpec agent, ulong key, LevelStore store, float[] weights)
{
    private const int Environments = 32;

    /// <summary>Who it is.</summary>
    public AgentSpec Agent => agent;

    /// <summary>Key of its random streams.</summary>
    public ulong Key => key;

    /// <summary>Its levels.</summary>
    public LevelStore Store => store;

    /// <summary>Its parameter vector.</summary>
    public float[] Weights => weights;

    /// <summary>Its network, for its own world.</summary>
    public Network Network { get; } = agent.Network.Build(new ObservationShape(store.World.Size, store.World.Planes.Count, store.Table.MaxActive));

    /// <summary>Lets it play some levels once each, with sampled actions.</summary>
    /// <param name="levels">The levels.</param>
    /// <param name="most">So many of them, the first.</param>
    /// <param name="listener">Hears of its states; may change them. Null for nobody.</param>
    /// <returns>Its decisions, step by step, episodes in the same order in each.</returns>
    public IReadOnlyList<Decision> Play(LevelRange levels, int most, MemberListener? listener = null)
    {
        Tensor parameters = engine.Floats(1, Network.Layout.Rows, ParameterLayout.RowWidth);
        engine.Upload(weights, parameters);
        NetworkActor actor = Network.Open(engine, parameters, Environments);
        EpisodePlayer player = new(engine, actor, WorldUpload.Create(engine, [store], 1), [store], store.Discount);
        if (listener is not null) actor.Listener = (site, _, state) => listener(engine, site, player.Now()[0], state);
        List<Decision> decisions = [];
        LevelRange played = levels.Take(most);
        _ = player.Play([new AgentLevels(key, 0, played, new LevelRange(0, 0), 0)], tag: 0, greedy: false, watch: _ =>
        {
            Tensor head = actor.Experience.Head;
            float[] all = engine.Download(head);
            foreach ((int i, Situation now) in player.Now()[0].Index().Where(now => !now.Item.IsOver))
                decisions.Add(new Decision(now, [.. Enumerable.Range(0, Paths.Actions).Select(action => all[action * head.RowStride + i])]));
        });
        engine.Clear();
        return decisions;
    }

    /// <summary>What exchanges between its states come to, on held-out levels of both classes in the shares in which it trained on them.</summary>
    /// <param name="matched">What it is matched with.</param>
    /// <param name="span">Steps that are played from levels and cells drawn anew.</param>
    /// <param name="isWhole">Whether an exchange takes all cells, or each with a chance of one half.</param>
    public InterchangeResult Interchange(InterchangeSpec matched, int span, bool isWhole)
    {
        ArgumentNullException.ThrowIfNull(matched);
        Tensor parameters = engine.Floats(1, Network.Layout.Rows, ParameterLayout.RowWidth);
        engine.Upload(weights, parameters);
        WorldTensors world = WorldUpload.Create(engine, [store], 1);
        AgentLevels levels = new(key, 0, store.InDistribution, store.Shifted, agent.Alpha);
        InterchangeResult result = InterchangeAccuracy.Of(
            engine, Network, parameters, world, [store], [levels], new(matched.Algorithm, matched.Aligned, span, isWhole))[0];
        engine.Clear();
        return result;
    }

    /// <summary>How good its first action would be by ticks, on so many held-out levels.</summary>
    /// <param name="reading">How its states are read.</param>
    /// <param name="teacher">Who does what is best for what it is after.</param>
    /// <param name="most">The levels.</param>
    public IReadOnlyList<FirstActions> FirstActions(Reading reading, ITeacher teacher, int most) => Zoo.FirstActions.Of(engine, this, reading, teacher, most);
}
