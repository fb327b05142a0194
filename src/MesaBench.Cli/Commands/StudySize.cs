using System.CommandLine;
using System.Globalization;
using MesaBench.Experiments;

namespace MesaBench.Cli.Commands;

/// <summary>Options of commands about a study that say how large it is in place of its file, and how many work on it.</summary>
internal sealed class StudySize
{
    /// <summary>The most worker threads.</summary>
    public const int MostThreads = 1024;

    private const long MostAgents = 1_000_000;

    private readonly Option<string?> seeds = new("--seeds") { Description = "Agents a cell, for every network and trainer, in place of the experiment's" };
    private readonly Option<string?> steps = new("--steps") { Description = "Environment steps an agent, for every network and trainer and in each phase, in place of the experiment's" };
    private readonly Option<string?> threads = new("--threads") { Description = "Worker threads; 0, the default, takes one a core" };

    /// <summary>The options.</summary>
    public IReadOnlyList<Option> Options => [seeds, steps, threads];

    /// <summary>Those that say how large the study is.</summary>
    public IReadOnlyList<Option> SizeOptions => [seeds, steps];

    /// <summary>What was given.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="problems">Gets what is wrong with it.</param>
    /// <returns>Changes an experiment to what was asked for; and the threads.</returns>
    public (Func<Experiment, Experiment> Of, int Threads) Read(ParseResult parsed, List<Problem> problems)
    {
        (Func<Experiment, Experiment> of, _) = ReadSize(parsed, problems);
        return (of, (int)(Numbers.Whole(parsed, threads, 0, MostThreads, problems) ?? 0));
    }

    /// <summary>How large the study is to be, and the words that say so on another command line.</summary>
    public (Func<Experiment, Experiment> Of, IReadOnlyList<string> Words) ReadSize(ParseResult parsed, List<Problem> problems)
    {
        long? seedCount = Numbers.Whole(parsed, seeds, 1, MostAgents, problems);
        long? stepCount = Numbers.Whole(parsed, steps, 1, 1_000_000_000_000, problems);
        IEnumerable<string> Word(Option option, long? value) => value is { } given ? [option.Name, given.ToString(CultureInfo.InvariantCulture)] : [];
        return (experiment => Override(experiment, seedCount, stepCount), [.. Word(seeds, seedCount), .. Word(steps, stepCount)]);
    }

    /// <summary>The experiment with its seeds and steps replaced everywhere, also where a network, a trainer or a world has its own.</summary>
    internal static Experiment Override(Experiment experiment, long? seeds, long? steps)
    {
        NetworkSpec[] Networks(IReadOnlyList<NetworkSpec> own) =>
            [.. own.Select(network => network with { Seeds = seeds is null ? network.Seeds : null, Steps = steps is null ? network.Steps : null })];
        TrainerSpec[] Trainers(IReadOnlyList<TrainerSpec> own) =>
            [.. own.Select(trainer => trainer with { Seeds = seeds is null ? trainer.Seeds : null, Steps = steps is null ? trainer.Steps : null })];
        PhaseSpec[] Phases(IReadOnlyList<PhaseSpec> own) => [.. own.Select(phase => phase with { Steps = steps is null ? phase.Steps : null })];
        WorldSpec World(WorldSpec own) => own with
        {
            Training = own.Training is not { } training ? null
                : training with { Steps = steps is null ? training.Steps : null, Phases = training.Phases is null ? null : Phases(training.Phases) },
            Networks = own.Networks is null ? null : Networks(own.Networks),
            Trainers = own.Trainers is null ? null : Trainers(own.Trainers),
        };
        return experiment with
        {
            Seeds = (int?)seeds ?? experiment.Seeds,
            Training = experiment.Training with { Steps = steps ?? experiment.Training.Steps, Phases = Phases(experiment.Training.Phases) },
            Networks = Networks(experiment.Networks),
            Trainers = Trainers(experiment.Trainers),
            Worlds = [.. experiment.Worlds.Select(World)],
        };
    }
}
