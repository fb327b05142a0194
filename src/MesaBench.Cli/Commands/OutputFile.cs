using System.CommandLine;
using System.Text;
using MesaBench.Disks;
using MesaBench.Experiments;

namespace MesaBench.Cli.Commands;

/// <summary>A file to write: <c>--out</c>, or another name, and <c>--force</c> where one of that name may be replaced.</summary>
internal sealed class OutputFile
{
    private readonly Option<string?> path;
    private readonly Option<bool> force;

    public OutputFile(string description, string name = "--out")
    {
        path = new Option<string?>(name) { Description = description };
        force = new Option<bool>("--force") { Description = $"Replace the file of {name} where there is one" };
    }

    /// <summary>The option's name.</summary>
    public string Name => path.Name;

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(path);
        command.Add(force);
    }

    /// <summary>The file to write; null when none was asked for, or it cannot be, which is noted in <paramref name="problems"/>.</summary>
    public string? Read(ParseResult parsed, List<Problem> problems)
    {
        if (parsed.GetValue(path) is not { } given) return null;
        string? found = given.Length == 0 ? "nothing"
            : SystemDisk.Instance.HasFolder(given) ? $"{given}, a folder"
            : Path.GetDirectoryName(Path.GetFullPath(given)) is { } folder && !SystemDisk.Instance.HasFolder(folder) ? $"{given}, in a folder that is not there"
            : ResultsAbove(Path.GetFullPath(given)) is { } results ? $"{given}, in the results folder {results}, whose files are a study's"
            : SystemDisk.Instance.HasFile(given) && !parsed.GetValue(force) ? $"{given}, which is there already"
            : null;
        if (found is null) return given;
        problems.Add(new Problem(
            path.Name, found, found.EndsWith("is there already", StringComparison.Ordinal) ? "a new file, or --force to replace it" : "a file in a folder that is there, and no study's"));
        return null;
    }

    /// <summary>The results folder that a path lies in; null where it lies in none.</summary>
    internal static string? ResultsAbove(string path)
    {
        for (string? folder = Path.GetDirectoryName(path); folder is not null; folder = Path.GetDirectoryName(folder))
            if (SystemDisk.Instance.HasFile(Path.Combine(folder, Results.Manifest.FileName)) && SystemDisk.Instance.HasFile(Path.Combine(folder, "agents.csv"))) return folder;
        return null;
    }

    /// <summary>Writes a whole file: under another name first, so that an old one is replaced by all of the new one or stays.</summary>
    public static void Write(string path, string text) => Write(path, file => file.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>The same, part by part.</summary>
    public static void Write(string path, Action<IDiskFile> write)
    {
        string unfinished = path + ".unfinished";
        try
        {
            SystemDisk.Instance.Replace(path, unfinished, write);
        }
        finally
        {
            SystemDisk.Instance.Delete(unfinished);
        }
    }
}
