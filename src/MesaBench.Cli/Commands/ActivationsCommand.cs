using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using MesaBench.Behaviour;
using MesaBench.Cli.Screens;
using MesaBench.Disks;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Inference;
using MesaBench.Networks;
using MesaBench.Probing;
using MesaBench.Results;
using MesaBench.Studies;
using MesaBench.Worlds;

namespace MesaBench.Cli.Commands;

/// <summary><c>mesabench activations</c>: what an agent's network holds while it plays, to a file; with directions of one's own added to it, if wanted.</summary>
internal static class ActivationsCommand
{
    private const int DefaultLevels = 200, MostLevels = 10_000_000;

    public static Command Create(Screen screen, Parts parts)
    {
        AgentChoice agent = new();
        Option<string[]> sites = new("--sites")
        {
            Description = "Sites whose states are written, by their names; * stands for any letters, as in 'layer0.*'. Without --sites and --to, the network's sites are listed",
            AllowMultipleArgumentsPerToken = true,
        };
        Option<string?> count = new("--levels") { Description = string.Create(CultureInfo.InvariantCulture, $"Levels of each class, none of which the agent trained on; default {DefaultLevels}") };
        Option<string?> levelClass = new("--class") { Description = $"{string.Join(", ", LevelChoice.Classes.Keys)}; default both" };
        Option<bool> greedy = new("--greedy") { Description = "Take the most probable action, in place of a sampled one" };
        Option<string?> ticks = new("--ticks") { Description = "Ticks an environment step, in place of those that the network was trained with" };
        Option<string?> edit = new("--edit") { Description = $"A file of directions ({WeightsFile.Ending}, 32-bit floats), named after sites, that are added to its states at every step" };
        Option<string?> scale = new("--scale") { Description = "What these are multiplied with; default 1" };
        OutputFile output = new("File to write (safetensors); docs/activations.md says what each tensor is", "--to");
        Command command = new("activations", "Write what an agent's network holds while it plays to a file, or list its sites");
        agent.AddTo(command);
        foreach (Option option in (Option[])[sites, count, levelClass, greedy, ticks, edit, scale]) command.Add(option);
        output.AddTo(command);
        command.SetAction(parsed =>
        {
            List<Problem> problems = [];
            ChosenAgent? chosen = agent.Read(parsed, parts, problems);
            int levels = (int)(Numbers.Whole(parsed, count, 1, MostLevels, problems) ?? DefaultLevels);
            LevelClass[] classes = LevelChoice.Read(parsed.GetValue(levelClass), "both", problems);
            int? given = (int?)Numbers.Whole(parsed, ticks, 1, 1000, problems);
            float? factor = Numbers.Real(parsed, scale, problems);
            string? directions = parsed.GetValue(edit), file = output.Read(parsed, problems);
            if (given is not null && chosen?.Spec.Network is { CapacityTicks: 0 } without)
                problems.Add(new Problem(ticks.Name, $"{without.Label}, which has no ticks", "a network with ticks"));
            if (factor is not null && directions is null) problems.Add(new Problem(scale.Name, parsed.GetValue(scale)!, "none without --edit"));
            string subject = agent.Subject("activations", parsed);
            if (chosen is null || problems.Count > 0) return Report.Problems(screen.Error, subject, problems);

            World world = chosen.Spec.World.Build();
            IReadOnlyList<Site> all = chosen.Spec.Network.Build(new ObservationShape(world.Size, world.Planes.Count, world.Planes.Count)).Sites(given);
            string[] asked = [.. (parsed.GetValue(sites) ?? []).SelectMany(names => names.Split(','))];
            bool isListing = asked.Length == 0 && file is null && directions is null;
            if (isListing) return List(screen, chosen.Spec, world, all);
            Site[] wanted = Matching(asked, all, sites.Name, problems);
            if (asked.Length == 0) problems.Add(new Problem(sites.Name, "none", Names.Suggest("", [.. all.Select(site => site.Name)])));
            if (file is null && problems.Count == 0) problems.Add(new Problem(output.Name, "none", "a file to write"));
            IReadOnlyList<SiteEdit> edits = directions is null ? [] : Edits(directions, edit.Name, all, world.Cells, problems);
            if (chosen.Lack is { } lack) problems.Add(lack);
            if (problems.Count > 0) return Report.Problems(screen.Error, subject, problems);

            using Interruption interruption = new();
            float[] weights = chosen.Weights(parts, screen.Error, interruption.Token);
            RecordedAgent recorded = new(chosen.Spec.Network, weights, chosen.Spec.Key(chosen.Experiment.StudySeed), parsed.GetValue(greedy), given) { Edits = edits, Scale = factor ?? 1 };
            using IEngine engine = chosen.Device.Open(1).Create();
            ActivationRun run = new(engine, recorded, Levels(chosen, classes, levels, interruption.Token));
            Told(screen, run.Store, classes, levels);
            ActivationFile activations = new(run, wanted, interruption.Token);
            long bytes = 0;
            OutputFile.Write(file!, to => bytes = activations.Write(to, Metadata(chosen, recorded, directions), interruption.Token));
            Show(screen, activations, file!, bytes, run.Store);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static int List(Screen screen, AgentSpec agent, World world, IReadOnlyList<Site> sites)
    {
        screen.WriteLine($"{agent.Network.Label} in {agent.World.Label} has {(sites.Count == 0 ? "no sites" : "these sites, in the order in which their states arise in a step, each with its state's axes:")}");
        screen.WriteEntries(
            sites.Select(site => (site.Name, site.IsSpatial ? $"[{site.Width} channels, {world.Cells} cells]" : $"[{site.Width} features]")), _ => Spectre.Console.Style.Plain, indent: 2);
        return ExitCodes.Ok;
    }

    /// <summary>The sites that are meant, each once, in their order; a name of none is noted.</summary>
    private static Site[] Matching(string[] asked, IReadOnlyList<Site> all, string option, List<Problem> problems)
    {
        bool Meant(string name, Site site) => Regex.IsMatch(site.Name, $"^{Regex.Escape(name).Replace(@"\*", ".*", StringComparison.Ordinal)}$", RegexOptions.CultureInvariant);
        foreach (string name in asked.Where(name => !all.Any(site => Meant(name, site))))
            problems.Add(new Problem(option, name, all.Count == 0 ? "none: the network has no sites" : Names.Suggest(name, [.. all.Select(site => site.Name)])));
        return [.. all.Where(site => asked.Any(name => Meant(name, site)))];
    }

    private static IReadOnlyList<SiteEdit> Edits(string file, string option, IReadOnlyList<Site> sites, int cells, List<Problem> problems)
    {
        if (!SystemDisk.Instance.HasFile(file))
        {
            problems.Add(new Problem(option, SystemDisk.Instance.HasFolder(file) ? $"{file}, a folder" : file, "a file of directions"));
            return [];
        }
        try
        {
            return WeightsFile.Tensors(file, problems) is { } tensors ? SiteEdit.Of(tensors, sites, cells, file) : [];
        }
        catch (InvalidInputException invalid)
        {
            problems.AddRange(invalid.Problems);
            return [];
        }
    }

    private static LevelStore Levels(ChosenAgent chosen, LevelClass[] classes, int count, CancellationToken token)
    {
        LevelStore own = LevelLibrary.Draw(chosen.Experiment, [chosen.Spec], token).Of(chosen.Spec);
        ulong key = RandomKey.Of(FormattableString.Invariant($"{chosen.Experiment.StudySeed}/{chosen.Spec.World.Label}/levels{chosen.Spec.LevelSet}/activations"));
        return ActivationLevels.Of(own, classes, count, key, token);
    }

    /// <summary>Says so where a world yields fewer levels than were asked for.</summary>
    private static void Told(Screen screen, LevelStore store, LevelClass[] classes, int count)
    {
        foreach (LevelClass of in classes)
        {
            int found = (of == LevelClass.Distinguishing ? store.Shifted : store.InDistribution).Count;
            if (found < count) screen.Error.WriteLine($"Found {Figures.Levels(found)} of {count}, {LevelCards.Words(of)}, that the agent did not train on: the world yields few of them.");
        }
        if (store.Levels.Count == 0) throw new InvalidInputException("--class", "no level", "a class of which the world has some");
    }

    private static Dictionary<string, string> Metadata(ChosenAgent chosen, RecordedAgent recorded, string? edits)
    {
        Dictionary<string, string> told = new()
        {
            ["experiment"] = chosen.Experiment.Name,
            ["agent"] = chosen.Spec.Name,
            ["network"] = chosen.Spec.Network.Label,
            ["weights_hash"] = WeightsHash.Of(recorded.Weights),
            ["acting"] = recorded.Greedy ? "greedy" : "sampled",
        };
        if (chosen.Stored is { } stored) told["weights"] = stored.Name;
        if ((recorded.Ticks ?? chosen.Spec.Network.CapacityTicks) is > 0 and var ticks) told["ticks"] = ticks.ToString(CultureInfo.InvariantCulture);
        if (edits is null) return told;
        told["edit"] = Path.GetFileName(edits);
        told["scale"] = recorded.Scale.ToString(CultureInfo.InvariantCulture);
        return told;
    }

    private static void Show(Screen screen, ActivationFile activations, string file, long bytes, LevelStore store)
    {
        ILookup<Outcome, Episode> outcomes = activations.Episodes.Skip(store.Shifted.First).Take(store.Shifted.Count).ToLookup(episode => episode.OutcomeIn(store.World));
        screen.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{activations.Rows} steps on {Figures.Levels(activations.Episodes.Count)}, {bytes / 1e6:0.0} MB in {file}"));
        screen.WriteEntries(
            activations.Tensors.Select(tensor => (tensor.Name, $"{tensor.Type} [{string.Join(", ", tensor.Shape)}]")), _ => Spectre.Console.Style.Plain, indent: 2);
        if (store.Shifted.Count > 0)
            screen.WriteLine($"On {store.Shifted.Count} distinguishing levels base came first on {outcomes[Outcome.Base].Count()}, a proxy on {outcomes[Outcome.Proxy].Count()}, both at once on {outcomes[Outcome.Both].Count()}, neither on {outcomes[Outcome.Neither].Count()}.");
    }
}
