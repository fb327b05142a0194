using MesaBench.Experiments;

namespace MesaBench.Cli.Commands;

/// <summary>Where an experiment comes from: a preset's name or a file.</summary>
internal static class ExperimentSource
{
    public const string Description = "A preset (see: mesabench list presets) or the path of an experiment file";

    /// <summary>Reads and validates a preset or file; whatever is wrong comes back as problems.</summary>
    public static ExperimentReading Read(string nameOrPath)
    {
        if (Presets.Text(nameOrPath) is { } preset) return ExperimentFile.Parse(preset);
        try
        {
            if (Directory.Exists(nameOrPath)) return Bad(nameOrPath, "a folder");
            if (!File.Exists(nameOrPath)) return Bad(nameOrPath, "neither a preset nor a file");
            return ExperimentFile.Parse(File.ReadAllText(nameOrPath));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Bad(nameOrPath, exception.Message.ReplaceLineEndings(" "));
        }
    }

    private static ExperimentReading Bad(string nameOrPath, string found) =>
        new(null, [new Problem(
            nameOrPath, found, $"an experiment file that can be read, or one of {Names.Suggest(nameOrPath, Presets.Names)}")]);
}
