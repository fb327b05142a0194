using System.CommandLine;

namespace MesaBench.Cli.Commands;

/// <summary>The option <c>--save-weights</c>: by itself, or with <c>end</c>, those at the end of training; with <c>checkpoints</c> also those along it.</summary>
internal static class WeightsChoice
{
    private const string End = "end", Checkpoints = "checkpoints";

    /// <summary>The option.</summary>
    public static Option<string?> Option()
    {
        Option<string?> option = new("--save-weights")
        {
            Description = "Write each agent's weights as weights/<agent>.safetensors; with checkpoints also those at each checkpoint of its training, as weights/<agent>/<phase>-<steps>.safetensors",
            Arity = ArgumentArity.ZeroOrOne,
        };
        return option.AcceptOnlyFromAmong(End, Checkpoints);
    }

    /// <summary>What is to be written.</summary>
    public static (bool AtEnd, bool AtCheckpoints) Read(ParseResult parsed, Option<string?> option) =>
        (parsed.GetResult(option) is { Implicit: false }, parsed.GetValue(option) == Checkpoints);

    /// <summary>The words that say so on another command line, a space before them; none where nothing is.</summary>
    public static string Words(bool atEnd, bool atCheckpoints) => atCheckpoints ? $" --save-weights {Checkpoints}" : atEnd ? " --save-weights" : "";
}
