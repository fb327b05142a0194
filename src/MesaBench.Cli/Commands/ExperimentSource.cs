using System.CommandLine;
using MesaBench.Disks;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Results;

namespace MesaBench.Cli.Commands;

/// <summary>Where an experiment comes from: a preset's name or a file.</summary>
internal static class ExperimentSource
{
    /// <summary>What it may be, in words.</summary>
    public const string Description = "A preset (see: mesabench list presets), the path of an experiment file, or a results folder";

    /// <summary>The argument.</summary>
    public static Argument<string> Argument() => new("experiment") { Description = Description, HelpName = "experiment", CompletionSources = { _ => Presets.Names } };

    /// <summary>Reads and validates a preset, a file or a folder's manifest, widths in place of parameters asked for; whatever is wrong comes back as problems.</summary>
    public static ExperimentReading Read(string nameOrPath) => Resolved(Parse(nameOrPath));

    /// <summary>The same of what was read already.</summary>
    public static ExperimentReading Resolved(ExperimentReading reading)
    {
        if (reading.Experiment is not { } asked) return reading;
        (Experiment experiment, IReadOnlyList<string> notes) = AskedParameters.Resolve(asked);
        IReadOnlyList<Problem> problems = ReferenceEquals(experiment, asked) ? [] : Validation.Problems(experiment);
        return problems.Count > 0 ? new ExperimentReading(null, problems) : reading with { Experiment = experiment, Notes = [.. reading.Notes, .. notes] };
    }

    private static ExperimentReading Parse(string nameOrPath)
    {
        if (Presets.Text(nameOrPath) is { } preset) return ExperimentFile.Parse(preset);
        try
        {
            if (SystemDisk.Instance.HasFolder(nameOrPath)) return OfResults(nameOrPath);
            if (!SystemDisk.Instance.HasFile(nameOrPath)) return Bad(nameOrPath, "neither a preset nor a file");
            return ExperimentFile.Parse(SystemDisk.Instance.ReadText(nameOrPath));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Bad(nameOrPath, exception.Message.ReplaceLineEndings(" "));
        }
    }

    /// <summary>The experiment that a results folder came of.</summary>
    private static ExperimentReading OfResults(string folder)
    {
        string file = Path.Combine(folder, "manifest.json");
        if (!SystemDisk.Instance.HasFile(file)) return Bad(folder, "a folder without results");
        if (Manifest.FromJson(SystemDisk.Instance.ReadText(file)) is not { } manifest) return Bad(folder, "a folder whose manifest.json is not that of a run");
        ExperimentReading reading = ExperimentFile.Parse(manifest.Experiment.ToJsonString());
        return manifest.Numerics == Numerics.Version ? reading
            : reading with { Notes = [$"{file}: its figures are of numerics {manifest.Numerics}, this program's of {Numerics.Version}: they differ."] };
    }

    private static ExperimentReading Bad(string nameOrPath, string found) =>
        new(null, [new Problem(
            nameOrPath, found, $"an experiment file that can be read, or one of {Names.Suggest(nameOrPath, Presets.Names)}")]);
}
