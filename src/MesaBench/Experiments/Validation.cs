using System.Globalization;

namespace MesaBench.Experiments;

/// <summary>
/// What is wrong with an experiment, all of it at once. Limits of single settings stand at the settings as attributes (see
/// <see cref="Limits"/>); here is what concerns several of them.
/// </summary>
public static class Validation
{
    /// <summary>All problems of an experiment; none when it can be run.</summary>
    public static IReadOnlyList<Problem> Problems(Experiment experiment) =>
    [
        .. Limits.Problems(experiment, ""),
        .. Training(experiment.Training),
        .. experiment.Worlds.Index().SelectMany(w => Own(w.Item?.Validate($"worlds[{w.Index}]"))),
        .. experiment.Networks.Index().SelectMany(n => Own(n.Item?.Validate($"networks[{n.Index}]"))),
        .. Cells(experiment),
        .. Hypotheses(experiment),
    ];

    /// <summary>All problems of a world's entry.</summary>
    public static IReadOnlyList<Problem> Problems(WorldSpec world, string path) =>
        [.. Limits.Problems(world, path), .. world.Validate(path)];

    private static IEnumerable<Problem> Own(IEnumerable<Problem>? problems) => problems ?? [];

    private static IEnumerable<Problem> Training(TrainingSettings training)
    {
        if (training.Environments % 16 != 0)
            yield return new Problem("training.environments", $"{training.Environments}", "a multiple of 16");
    }

    /// <summary>Confirmatory hypotheses are about architectures that the experiment compares.</summary>
    private static IEnumerable<Problem> Hypotheses(Experiment experiment)
    {
        string[] architectures = [.. experiment.Networks.OfType<NetworkSpec>().Select(CellFacts.ArchitectureOf).Distinct()];
        foreach ((int i, string name) in (experiment.Statistics?.Confirmatory ?? []).Index())
            if (!architectures.Contains(name))
                yield return new Problem(
                    $"statistics.confirmatory[{i}]", $"\"{name}\"", string.Join(", ", architectures.Select(a => $"\"{a}\"")));
    }

    /// <summary>Two entries that give cells of the same name: their agents would share names, files and random numbers.</summary>
    private static IEnumerable<Problem> Cells(Experiment experiment)
    {
        Dictionary<string, string> places = [];
        foreach ((int i, WorldSpec? world) in experiment.Worlds.Index())
            if (world is not null && !places.TryAdd(world.Label, $"worlds[{i}]"))
                yield return Twice($"worlds[{i}]", world.Label, places[world.Label]);

        places.Clear();
        foreach ((int i, NetworkSpec? network) in experiment.Networks.Index())
            foreach (double rate in (network?.LearningRates ?? experiment.Training.LearningRates).Distinct())
            {
                string cell = string.Create(CultureInfo.InvariantCulture, $"{network?.Label} at learning rate {rate}");
                if (network is not null && !places.TryAdd(cell, $"networks[{i}]"))
                    yield return Twice($"networks[{i}]", cell, places[cell]);
            }
    }

    private static Problem Twice(string path, string cell, string first) =>
        new(path, $"{cell}, as in {first}", "each cell once");
}
