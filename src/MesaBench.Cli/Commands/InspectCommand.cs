using System.CommandLine;
using MesaBench.Cli.Screens;
using MesaBench.Disks;
using MesaBench.Experiments;
using MesaBench.Reports;
using MesaBench.Studies;

namespace MesaBench.Cli.Commands;

/// <summary><c>mesabench inspect</c>: an agent's figures, its ways through levels, and the plan that is read of its state.</summary>
internal static class InspectCommand
{
    private const int DefaultLevels = 3, MostLevels = 16; // the fewest that any experiment plays at once

    public static Command Create(Screen screen, Parts parts)
    {
        AgentChoice agent = new();
        Option<string?> count = new("--levels") { Description = $"Shifted levels that are shown, the first; default {DefaultLevels}" };
        Option<string[]> ticks = new("--ticks") { Description = "Ticks after which the plan is shown that is read of its state, such as 1 4 8; default those that it was trained with", AllowMultipleArgumentsPerToken = true };
        Option<string?> save = new("--save") { Description = "Folder to which pictures are written, an SVG file a level and copy" };
        Command command = new("inspect", "Show an agent: its figures, the ways it walked, the plan that is read of its state");
        agent.AddTo(command);
        foreach (Option option in (Option[])[count, ticks, save]) command.Add(option);
        command.SetAction(parsed =>
        {
            List<Problem> problems = [];
            ChosenAgent? chosen = agent.Read(parsed, parts, problems);
            int levels = (int)(Numbers.Whole(parsed, count, 1, MostLevels, problems) ?? DefaultLevels);
            int[] shown = Ticks(parsed.GetValue(ticks) ?? [], ticks.Name, chosen?.Spec, problems);
            if (chosen?.Lack is { } lack) problems.Add(lack);
            string? folder = parsed.GetValue(save);
            if (folder is { Length: 0 } || folder is not null && SystemDisk.Instance.HasFile(folder)) problems.Add(new Problem(save.Name, folder.Length == 0 ? "nothing" : $"{folder}, a file", "a folder"));
            else if (folder is not null && OutputFile.ResultsAbove(Path.Combine(Path.GetFullPath(folder), "picture")) is { } results) problems.Add(new Problem(save.Name, $"{folder}, in the results folder {results}", "a folder that is none of a study's"));
            if (chosen is null || problems.Count > 0) return Report.Problems(screen.Error, agent.Subject("inspect", parsed), problems);

            using Interruption interruption = new();
            float[] weights = chosen.Weights(parts, screen.Error, interruption.Token);
            screen.WriteLine($"{chosen.Spec.Name}: {chosen.Spec.Network.Label} in {chosen.Spec.World.Label}");
            if (chosen.Row is { } row) PortraitView.WriteFigures(screen, row);
            Portrait? portrait = Study.Portray(chosen.Experiment, [(chosen.Spec, weights)], levels, chosen.Device.Open(1), interruption.Token)[0];
            if (portrait is null) screen.WriteLine("Its weights are not finite: training diverged, and there is nothing to show.");
            else PortraitView.Write(screen, portrait, shown);
            if (portrait is not null && folder is not null) Save(screen, portrait, shown, folder);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static int[] Ticks(string[] given, string option, AgentSpec? agent, List<Problem> problems)
    {
        if (agent is null) return [];
        int most = 3 * agent.World.Size;
        if (given.Length == 0) return agent.Network.CapacityTicks > 0 ? [Math.Min(most, agent.Network.CapacityTicks)] : [];
        if (agent.Network.CapacityTicks == 0) problems.Add(new Problem(option, $"{agent.Network.Label}, which has no ticks", "a network with ticks"));
        List<int> ticks = [];
        foreach (string word in given.SelectMany(words => words.Split(',')))
        {
            if (int.TryParse(word, out int tick) && tick >= 1 && tick <= most) ticks.Add(tick);
            else problems.Add(new Problem(option, word, $"whole numbers from 1 to {most}"));
        }
        return [.. ticks];
    }

    private static void Save(Screen screen, Portrait portrait, int[] ticks, string folder)
    {
        (string Name, string Svg)[] pictures = [.. StudyReport.Pictures(portrait, ticks is [var first, ..] ? first : 1)];
        if (!SystemDisk.Instance.HasFolder(folder)) SystemDisk.Instance.MakeFolder(folder);
        foreach ((string name, string svg) in pictures) OutputFile.Write(Path.Combine(folder, name), svg);
        screen.WriteLine($"{Figures.Count(pictures.Length, "picture")} in {folder}.");
    }
}
