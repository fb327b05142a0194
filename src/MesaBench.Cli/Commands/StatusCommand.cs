using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using MesaBench.Cli.Screens;
using MesaBench.Results;
using MesaBench.Studies;

namespace MesaBench.Cli.Commands;

/// <summary><c>mesabench status</c>: what a results folder holds, how far it is, and whether it is whole.</summary>
internal static class StatusCommand
{
    private const int MostTold = 20;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Command Create(Screen screen)
    {
        Argument<string> folder = new("folder") { Description = "The results folder of a study, or that of a zoo" };
        Option<bool> json = new("--json") { Description = "As JSON, an entry a study" };
        Command command = new("status", "Tell what a results folder holds, how far it is, and whether anything in it is damaged, lost or changed") { folder, json };
        command.SetAction(parsed =>
        {
            FolderLook found = FolderLook.At(parsed.GetValue(folder)!);
            if (parsed.GetValue(json)) screen.Text.WriteLine(JsonSerializer.Serialize(found.Studies, Json));
            else Write(screen, parsed.GetValue(folder)!, found);
            return found.Studies.All(study => study.IsWhole) ? ExitCodes.Ok : ExitCodes.Differs;
        });
        return command;
    }

    private static void Write(Screen screen, string folder, FolderLook found)
    {
        if (found.Families > 0) screen.WriteLine($"{folder}: a zoo, {found.Studies.Count} of {found.Families} families begun");
        foreach (FolderStatus study in found.Studies) Write(screen, study);
        if (found is { Families: 0, Studies: [{ Found: { } results }] }) OutcomeView.Write(screen, folder, results);
    }

    private static void Write(Screen screen, FolderStatus study)
    {
        string state = study.Finished ? "finished" : study.Holder is not null ? "at work" : "stopped";
        screen.WriteLine($"{study.Folder}: {study.Experiment}, {state}, {study.AgentsWhole} of {Figures.Count(study.Agents, "agent")}{(study.IsWhole ? "" : ", and not whole")}");
        foreach (RunRecord run in study.Runs)
            screen.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  run of {run.Started:yyyy-MM-dd HH:mm} UTC on {run.Device}, {Figures.Count(run.Threads, "thread")}: {Figures.Count(run.AgentsFinished, "agent")}, {Ended(run, study)}"));
        if (study.Holder is { } holder) screen.WriteLine($"  {holder} is at work in it");
        if (study.AgentsWithWeights is { } weights) screen.WriteLine($"  weights of {Figures.Count(weights, "agent")}{(study.AgentsWithCheckpoints is { } along ? $", at all checkpoints of {along}" : "")}");
        foreach (string fault in study.Faults.Take(MostTold)) screen.WriteLine($"  not whole: {fault}");
        if (study.Faults.Count > MostTold) screen.WriteLine($"  and {study.Faults.Count - MostTold} more");
        foreach (string note in study.Notes) screen.WriteLine($"  {note}");
    }

    private static string Ended(RunRecord run, FolderStatus study) => run.ElapsedSeconds is { } seconds ? $"in {Figures.Time(TimeSpan.FromSeconds(seconds))}"
        : study.Holder is not null && run == study.Runs[^1] ? "going on" : "was killed";
}
