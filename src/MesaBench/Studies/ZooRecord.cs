using System.Text.Json;
using System.Text.Json.Nodes;
using MesaBench.Experiments;
using MesaBench.Results;
using MesaBench.Zoo;

namespace MesaBench.Studies;

/// <summary>What a zoo's folder says of itself: the plan as followed, every default written out, and by which numbers of the program.</summary>
internal static class ZooRecord
{
    /// <summary>
    /// Opens a folder for a plan, and writes what is to be followed. That its families can go on is looked at first, so that nobody hears of it after an hour.
    /// </summary>
    /// <exception cref="ResultsFolderException">The folder is a study's or another zoo's, or a family's folder will not do.</exception>
    public static void Open(ZooPlan plan, FolderFiles files, string name) => ResultsFolderException.Guard(files.Folder, () =>
    {
        if (files.Has(Manifest.FileName))
            throw new ResultsFolderException($"{files.Folder}: found the results of a study; allowed: a new folder, or one of a zoo");
        if (files.Read(name) is { } text && NameIn(text) is var held && held != plan.Name)
            throw new ResultsFolderException($"{files.Folder}: found {(held is null ? $"a {name} that cannot be read" : $"the zoo {held}")}; allowed: a new folder, or one of the zoo {plan.Name}");
        foreach (FamilySpec family in plan.Families)
            _ = ResultsFolder.RemainingIn(files.At(family.Experiment.Name), family.Experiment, ExperimentFile.ToJson(family.Experiment));
        JsonObject record = new()
        {
            ["program"] = Manifest.ProgramName,
            ["numerics"] = Numerics.Version,
            ["plan"] = JsonSerializer.SerializeToNode(plan, Catalog.Default.Json),
        };
        string now = record.ToJsonString(Manifest.Options) + "\n";
        if (files.Read(name) == now) return 0;
        ResultsFolder.Try(files.Folder);
        files.Delete(ZooStudy.ScriptedFile); // for which the plan vouches
        files.Write(name, now);
        return 0;
    });

    private static string? NameIn(string text)
    {
        try
        {
            return (string?)JsonNode.Parse(text)?["plan"]?["name"];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            return null;
        }
    }
}
