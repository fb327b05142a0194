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

    private readonly Option<string?> seeds = new("--seeds") { Description = "Agents a cell, for every network, in place of the experiment's" };
    private readonly Option<string?> steps = new("--steps") { Description = "Environment steps an agent, for every network and in each phase, in place of the experiment's" };
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

    /// <summary>The experiment with its seeds and steps replaced everywhere, also where a network or a world has its own.</summary>
    internal static Experiment Override(Experiment experiment, long? seeds, long? steps)
    {
        if (seeds is not null)
            experiment = experiment with
            {
                Seeds = (int)seeds,
                Networks = WithoutSeeds(experiment.Networks),
                Worlds = [.. experiment.Worlds.Select(w => w.Networks is null ? w : w with { Networks = WithoutSeeds(w.Networks) })],
            };
        if (steps is not null)
            experiment = experiment with
            {
                Training = experiment.Training with { Steps = steps.Value, Phases = WithoutSteps(experiment.Training.Phases) },
                Worlds = [.. experiment.Worlds.Select(w => w with
                {
                    Training = w.Training is null ? null
                        : w.Training with { Steps = null, Phases = w.Training.Phases is null ? null : WithoutSteps(w.Training.Phases) },
                    Networks = w.Networks is null ? null : WithoutSteps(w.Networks),
                })],
                Networks = WithoutSteps(experiment.Networks),
            };
        return experiment;
    }

    private static NetworkSpec[] WithoutSeeds(IReadOnlyList<NetworkSpec> networks) => [.. networks.Select(n => n with { Seeds = null })];

    private static PhaseSpec[] WithoutSteps(IReadOnlyList<PhaseSpec> phases) => [.. phases.Select(phase => phase with { Steps = null })];

    private static NetworkSpec[] WithoutSteps(IReadOnlyList<NetworkSpec> networks) => [.. networks.Select(n => n with { Steps = null })];
}
