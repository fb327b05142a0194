using System.ComponentModel.DataAnnotations;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>
/// A network whose states are those of a known algorithm, tick by tick. Gain, logits and the order of channels are each agent's own.
/// Training leaves all as it is but the head.
/// </summary>
public abstract record CompiledSpec : ConstructionSpec, IConstructionSource
{
    /// <summary>What it is after.</summary>
    public SearchGoal For { get; init; }

    /// <summary>
    /// Standard deviation of noise on all weights of the most disguised agents, relative to those by which states are read; each draws its own, up
    /// to this. Channels are inverted where that is a symmetry, and spare ones are copies or compute what nobody reads. 0 for no disguise.
    /// </summary>
    [Range(0.0, 1.0)]
    public double Disguise { get; init; }

    /// <inheritdoc/>
    public override string Label => FormattableString.Invariant(
        $"{Name}{(For == SearchGoal.Base ? "" : $"-{ExperimentJson.EnumName(For)}")}{Form}{(Disguise > 0 ? $"-disguised{Disguise}" : "")}");

    /// <inheritdoc/>
    public override string Description => FormattableString.Invariant(
        $"{Name}{(For == SearchGoal.Base ? "" : $" for {ExperimentJson.EnumName(For)}")}{Form.Replace('-', ' ')}{(Disguise > 0 ? $" disguised {Disguise}" : "")}");

    /// <summary>What is known of a network that computes it.</summary>
    public abstract Known Known { get; }

    /// <summary>
    /// The name, among candidates for inner objectives, of what one who computes it pursues in a world; null where that is not known, as with rules that
    /// serve an objective more or less.
    /// </summary>
    public virtual string? ObjectiveIn(World world) => Known.Searches == Answer.Yes ? For.CandidateIn(world) : null;

    /// <summary>Its name among constructions.</summary>
    protected string Name => Catalog.Default.NameOf(this);

    /// <summary>What tells it from others of its name, beginning with a dash; nothing for the plain form.</summary>
    protected virtual string Form => "";

    /// <summary>Whether what it is after makes a difference.</summary>
    protected virtual bool HasGoal => true;

    /// <inheritdoc/>
    public override IEnumerable<Problem> Validate(WorldSpec world, NetworkSpec network, string path)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(network);
        if (world is not IWorldSource source || Limits.Problems(world, "").Any() || world.Validate("").Any() || Limits.Problems(network, "").Any()) return [];
        World built = source.Rules();
        if (!HasGoal && For != SearchGoal.Base) return [new Problem($"{path}.for", Aimless.Message, Aimless.Allowed)];
        try
        {
            _ = Compile(built, network.Build(new ObservationShape(built.Size, built.Planes.Count, built.Planes.Count)), key: 0);
            return [];
        }
        catch (UnsuitedException unsuited)
        {
            return [new Problem(path, $"{Name} in {world.Label} and {network.Label}: {unsuited.Message}", unsuited.Allowed)];
        }
    }

    /// <summary>The algorithm in a world, with what is left open drawn by no agent.</summary>
    /// <exception cref="UnsuitedException">It is not for that world.</exception>
    internal IAlgorithm In(World world) => Algorithm(world, For.ObjectivesIn(world), new Draws(0));

    /// <summary>Whether its answers hang on all that it holds; of the rest exchanges of states show nothing.</summary>
    internal virtual bool IsHeeded => true;

    /// <summary>Why it is not for a world; null where it is.</summary>
    internal UnsuitedException? Refusal(World world)
    {
        if (!HasGoal && For != SearchGoal.Base) return Aimless;
        try
        {
            _ = In(world);
            return null;
        }
        catch (UnsuitedException unsuited)
        {
            return unsuited;
        }
    }

    /// <summary>The algorithm that an agent computes, and its network.</summary>
    /// <param name="world">What it plays.</param>
    /// <param name="network">Its network, for that world alone.</param>
    /// <param name="key">Key of the agent's random streams.</param>
    /// <exception cref="UnsuitedException">Neither world nor network is of its kind.</exception>
    public (IAlgorithm Algorithm, Compiled Compiled) Compile(World world, Network network, ulong key)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(network);
        Draws draws = new(key);
        IAlgorithm algorithm = Algorithm(world, For.ObjectivesIn(world), draws);
        double noise = Disguise * draws.Uniform();
        // Rounding must bring back what noise takes away, so disguised states are told apart more steeply.
        double gain = Disguise > 0 ? draws.Between(2, 4) : draws.Between(1, 1.5);
        return (algorithm, Compiler.Compile(algorithm.Automaton, network, new Style(gain, draws, noise, Disguise > 0)));
    }

    /// <inheritdoc/>
    public virtual float[] Weights(World world, Network network, ulong key)
    {
        ArgumentNullException.ThrowIfNull(network);
        return network.Layout.Pack(Compile(world, network, key).Compiled.Tensors, Name);
    }

    /// <inheritdoc/>
    public virtual bool[]? Fixed(World world, Network network, ulong key) => network.Body();

    private UnsuitedException Aimless => new(ExperimentJson.EnumName(For), "base: it is after nothing");

    /// <summary>The algorithm for objectives of a world, with what is left open drawn.</summary>
    protected abstract IAlgorithm Algorithm(World world, IReadOnlyList<int> objectives, Draws draws);

    /// <summary>A logit of what is answered.</summary>
    protected static double Logit(Draws draws)
    {
        ArgumentNullException.ThrowIfNull(draws);
        return draws.Between(4, 8);
    }
}
