using System.CommandLine;
using System.Text.Json.Nodes;
using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Cli.Commands;

/// <summary>An entry of an experiment file on the command line: as it stands there, or its name and settings as in <c>rcnn channels=8 ticks=6</c>.</summary>
internal static class EntryText
{
    /// <summary>How it may be written.</summary>
    public const string Description = "its name, its name and settings as in \"rcnn channels=8 ticks=6\", or its entry as in experiment files";

    /// <summary>The entry as JSON; what is no setting is noted in <paramref name="problems"/>.</summary>
    /// <param name="given">What was given.</param>
    /// <param name="kind">What holds its name, as <c>network</c>.</param>
    /// <param name="option">The option that it was given with.</param>
    /// <param name="problems">What is wrong.</param>
    public static string Json(string given, string kind, Option option, List<Problem> problems)
    {
        if (given.TrimStart().StartsWith('{')) return given;
        string[] words = given.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        JsonObject entry = new() { [kind] = words.FirstOrDefault("") };
        foreach (string word in words.Skip(1))
        {
            string[] sides = word.Split('=', 2);
            if (sides.Length == 2 && sides[0].Length > 0 && !entry.ContainsKey(sides[0])) entry[sides[0]] = LevelFile.Value(sides[1]);
            else problems.Add(new Problem(option.Name, word, "name=value, each name once"));
        }
        return entry.ToJsonString();
    }

    /// <summary>A problem of an entry; of its name, which may be all that was given, without saying so.</summary>
    public static Problem Under(Option option, Problem problem) =>
        problem with { Path = option.Name == $"--{problem.Path}" ? option.Name : $"{option.Name}: {problem.Path}" };
}
