using System.Globalization;

namespace MesaBench.Experiments;

/// <summary>
/// What is wrong with an experiment, all of it at once. Limits of single settings stand at the settings as attributes (see
/// <see cref="Limits"/>); here is what concerns several of them.
/// </summary>
public static class Validation
{
    /// <summary>Phases of a training at most: each has episodes, told apart by their numbers, of its own.</summary>
    internal const int MostPhases = 16;

    /// <summary>All problems of an experiment; none when it can be run.</summary>
    public static IReadOnlyList<Problem> Problems(Experiment experiment) =>
    [
        .. Limits.Problems(experiment, ""),
        .. Environments(experiment.Training.Environments, "training"),
        .. experiment.Worlds.Index().SelectMany(w => w.Item is null ? [] : Own(w.Item, $"worlds[{w.Index}]")),
        .. Each(experiment.Networks, ""),
        .. Trainers(experiment),
        .. Phases(experiment, experiment.Training.Phases, [.. experiment.Worlds.Where(w => w is { Training: not { Phases: not null } })], "training"),
        .. experiment.Worlds.Index().Where(w => w.Item?.Training?.Phases is not null)
            .SelectMany(w => Phases(experiment, w.Item.Training!.Phases!, [w.Item], $"worlds[{w.Index}].training")),
        .. Cells(experiment),
        .. Hypotheses(experiment),
    ];

    /// <summary>All problems of a world's entry.</summary>
    public static IReadOnlyList<Problem> Problems(WorldSpec world, string path) =>
        [.. Limits.Problems(world, path), .. Own(world, path)];

    private static IEnumerable<Problem> Own(WorldSpec world, string path) =>
    [
        .. world.Validate(path),
        .. Rewarded(world, path),
        .. Each(world.Networks ?? [], path.Length == 0 ? "" : $"{path}."),
        .. Environments(world.Training?.Environments, path.Length == 0 ? "training" : $"{path}.training"),
    ];

    /// <summary>An objective that training cannot reward in a world.</summary>
    private static IEnumerable<Problem> Rewarded(WorldSpec world, string path)
    {
        static string Quoted(RewardedObjective objective) => $"\"{ExperimentJson.EnumName(objective)}\"";
        if (world.Rewarded is { } rewarded && !world.Rewardable.Contains(rewarded))
            yield return new Problem(
                $"{path}.rewarded", Quoted(rewarded), world.Rewardable.Count == 0 ? "nothing: training here can pay for no other"
                    : string.Join(", ", world.Rewardable.Select(Quoted)));
    }

    private static IEnumerable<Problem> Each(IReadOnlyList<NetworkSpec> networks, string prefix) =>
        networks.Index().SelectMany(n => n.Item?.Validate($"{prefix}networks[{n.Index}]") ?? []);

    private static IEnumerable<Problem> Trainers(Experiment experiment) =>
    [
        .. Trainers(experiment, experiment.Trainers, experiment.Worlds.Where(w => w is { Trainers: null }), "trainers"),
        .. experiment.Worlds.Index().Where(w => w.Item?.Trainers is not null)
            .SelectMany(w => Trainers(experiment, w.Item.Trainers!, [w.Item], $"worlds[{w.Index}].trainers")),
    ];

    /// <summary>All problems of a trainer's entry in a world, with the networks that are trained there.</summary>
    private static IEnumerable<Problem> Own(Experiment experiment, WorldSpec world, TrainerSpec trainer, string path) =>
    [
        .. trainer.Validate(world, path),
        .. (world.Networks ?? experiment.Networks).OfType<NetworkSpec>().SelectMany(network => (IEnumerable<Problem>)
            [.. trainer.Validate(network, path), .. trainer.Validate(AgentSpec.TrainingOf(experiment, world, network, trainer), path), .. trainer.Start?.Validate(world, network, $"{path}.start") ?? []]),
    ];

    /// <summary>Trainers that are named twice, or cannot train in a world or one of its networks.</summary>
    private static IEnumerable<Problem> Trainers(
        Experiment experiment, IReadOnlyList<TrainerSpec> trainers, IEnumerable<WorldSpec> worlds, string path)
    {
        Dictionary<string, int> known = [];
        foreach ((int i, TrainerSpec? trainer) in trainers.Index())
        {
            if (trainer is null) continue;
            string label = trainer.Label ?? Catalog.UnsaidTrainer;
            if (!known.TryAdd(label, i)) yield return Twice($"{path}[{i}]", label, $"{path}[{known[label]}]");
            if (!trainer.HeedsRewards && worlds.FirstOrDefault(world => world.Rewarded is not null) is { } paid)
                yield return new Problem($"{path}[{i}].trainer", $"{label} in {paid.Label}", "one that heeds rewards, where another objective than base is rewarded");
            foreach (Problem problem in worlds.SelectMany(world => Own(experiment, world, trainer, $"{path}[{i}]")).Distinct()) yield return problem;
        }
    }

    private static IEnumerable<Problem> Phases(Experiment experiment, IReadOnlyList<PhaseSpec> phases, WorldSpec[] worlds, string prefix)
    {
        if (phases.Count > MostPhases) yield return new Problem($"{prefix}.phases", $"{phases.Count} phases", $"at most {MostPhases}");
        foreach ((int i, PhaseSpec? phase) in phases.Index())
        {
            string path = $"{prefix}.phases[{i}]", cells = i == phases.Count - 1 ? "nothing in the last phase, which has that of each cell: its" : "";
            if (cells.Length > 0 && phase?.Alpha is { } alpha)
                yield return new Problem($"{path}.alpha", string.Create(CultureInfo.InvariantCulture, $"{alpha}"), $"{cells} alphas");
            if (cells.Length > 0 && phase?.Trainer is { } last)
                yield return new Problem($"{path}.trainer", last.Label ?? Catalog.UnsaidTrainer, $"{cells} trainers");
            foreach ((string name, long? own) in (ValueTuple<string, long?>[])[("seeds", phase?.Trainer?.Seeds), ("steps", phase?.Trainer?.Steps), ("stepsPerUpdate", phase?.Trainer?.StepsPerUpdate), ("epochs", phase?.Trainer?.Epochs)])
                if (own is not null) yield return new Problem($"{path}.trainer.{name}", $"{own}", "none in a phase: that is for the trainers of the cells to say");
            if (phase?.Trainer?.Start is { } start)
                yield return new Problem($"{path}.trainer.start", start.Label, "none in a phase: a training starts from what the trainers of the cells say");
            else if (phase?.Trainer is { } trainer)
                foreach (Problem problem in worlds.SelectMany(world => Own(experiment, world, trainer, path))) yield return problem;
        }
    }

    private static IEnumerable<Problem> Environments(int? environments, string path)
    {
        if (environments % 16 is not (null or 0)) yield return new Problem($"{path}.environments", $"{environments}", "a multiple of 16");
    }

    /// <summary>Confirmatory hypotheses are about architectures that the experiment compares.</summary>
    private static IEnumerable<Problem> Hypotheses(Experiment experiment)
    {
        string[] architectures =
        [
            .. (from world in experiment.Worlds
                from network in (world?.Networks ?? experiment.Networks).OfType<NetworkSpec>()
                from trainer in (world?.Trainers ?? experiment.Trainers).DefaultIfEmpty()
                select CellFacts.ArchitectureOf(network, trainer, world is null ? [] : AgentSpec.TrainingOf(experiment, world, network, trainer).Before)).Distinct(),
        ];
        if (architectures.Length == 0) yield break; // that is the mistake, and is told
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

        IEnumerable<Problem> own = experiment.Worlds.Index().Where(w => w.Item?.Networks is not null)
            .SelectMany(w => Networks(w.Item.Networks!, [w.Item], $"worlds[{w.Index}].networks"));
        foreach (Problem problem in Networks(experiment.Networks, [.. experiment.Worlds.Where(w => w is { Networks: null })], "networks").Concat(own))
            yield return problem;

        IEnumerable<Problem> Networks(IReadOnlyList<NetworkSpec> networks, WorldSpec[] worlds, string path)
        {
            Dictionary<string, string> known = [];
            foreach ((int i, NetworkSpec? network) in networks.Index())
            {
                if (network is null) continue;
                foreach (double rate in Rates(experiment, worlds, network))
                {
                    string cell = string.Create(CultureInfo.InvariantCulture, $"{network.Label} at learning rate {rate}");
                    if (!known.TryAdd(cell, $"{path}[{i}]")) yield return Twice($"{path}[{i}]", cell, known[cell]);
                }
            }
        }
    }

    /// <summary>
    /// Learning rates of a network in any world. Two networks have one in common only if they have in some world: a list is either a
    /// network's own, the same in all worlds, or a world's, the same for both.
    /// </summary>
    private static IEnumerable<double> Rates(Experiment experiment, WorldSpec[] worlds, NetworkSpec network) =>
        worlds.Select(world => AgentSpec.TrainingOf(experiment, world, network, null).LearningRates)
            .DefaultIfEmpty(network.LearningRates ?? experiment.Training.LearningRates).SelectMany(rates => rates).Distinct();

    private static Problem Twice(string path, string cell, string first) =>
        new(path, $"{cell}, as in {first}", "each cell once");
}
