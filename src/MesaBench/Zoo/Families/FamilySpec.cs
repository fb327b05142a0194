using MesaBench.Experiments;

namespace MesaBench.Zoo;

/// <summary>How members of the zoo came by their weights, which detectors of search must not go by.</summary>
public enum Tier
{
    /// <summary>They were written down.</summary>
    Compiled,

    /// <summary>They were drawn at random, or learned.</summary>
    Trained,
}

/// <summary>
/// An entry of the zoo: agents of an experiment of which is known what they are, because of how they were made, and a test of each, without
/// which it does not enter. Its subtypes carry a <see cref="CatalogNameAttribute"/>.
/// </summary>
[CatalogKind("family")]
public abstract record FamilySpec
{
    /// <summary>The experiment that makes them; its name is the family's.</summary>
    public required Experiment Experiment { get; init; }

    /// <summary>How they came by their weights.</summary>
    public abstract Tier Tier { get; }

    /// <summary>How it is known what they are, in a sentence.</summary>
    public abstract string Established { get; }

    /// <summary>What is known of a member.</summary>
    public abstract Known Known(AgentSpec agent);

    /// <summary>
    /// What a member pursues, by its name among candidates for inner objectives: one of them, or that none fits, or that it is next to uniform; null where that
    /// is not known.
    /// </summary>
    public virtual string? Objective(AgentSpec agent) => null;

    /// <summary>What is wrong with an agent of this family, under a path.</summary>
    public virtual IEnumerable<Problem> Validate(string path) => [];

    /// <summary>Trainers of the experiment, and of worlds in it, that a family is not about; null stands for the one that goes without saying.</summary>
    /// <param name="path">Where the family stands.</param>
    /// <param name="isOne">Whether a trainer is one that it is about.</param>
    /// <param name="allowed">Those, in words.</param>
    protected IEnumerable<Problem> Others(string path, Func<TrainerSpec?, bool> isOne, string allowed)
    {
        IEnumerable<Problem> Of(IReadOnlyList<TrainerSpec> trainers, string place) => trainers.DefaultIfEmpty(null).Index().Where(trainer => !isOne(trainer.Item))
            .Select(trainer => new Problem($"{place}[{trainer.Index}]", trainer.Item?.Label ?? Catalog.UnsaidTrainer, allowed));

        return
        [
            .. Experiment.Worlds.Any(world => world is { Trainers: null }) ? Of(Experiment.Trainers, $"{path}.experiment.trainers") : [],
            .. Experiment.Worlds.Index().Where(world => world.Item?.Trainers is not null)
                .SelectMany(world => Of(world.Item.Trainers!, $"{path}.experiment.worlds[{world.Index}].trainers")),
        ];
    }


    /// <summary>How good a member's first action would be by ticks: told of compiled searches, and required of nobody. Empty for others.</summary>
    public virtual IReadOnlyList<FirstActions> FirstActions(MemberBench member) => [];

    /// <summary>Tests whether a member is what it was made to be.</summary>
    public abstract Checked Check(MemberBench member);
}
