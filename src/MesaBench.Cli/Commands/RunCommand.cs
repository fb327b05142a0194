using System.CommandLine;
using MesaBench.Cli.Screens;
using MesaBench.Disks;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Results;
using MesaBench.Studies;

namespace MesaBench.Cli.Commands;

/// <summary><c>mesabench run</c>: trains, evaluates, probes and tabulates a study.</summary>
internal static class RunCommand
{
    private const int MostMends = 20; // are told one by one

    public static Command Create(Screen screen, Parts parts)
    {
        Argument<string> source = ExperimentSource.Argument();
        StudySize size = new();
        Option<string?> output =
            new("--out") { Description = "Folder for the results; default results/<name>, or the results folder that was given. A run in it goes on where it stopped" };
        Option<string?> device = DeviceChoice.Option();
        Option<string?> shard = new("--shard") { Description = "Train a part alone, e.g. 3/16, into a folder of its own: default results/<name>-3-of-16. merge makes one study of all parts" };
        Option<string?> saveWeights = WeightsChoice.Option();
        Option<bool> quiet = QuietChoice.Option();
        Option<bool> without = ReportCommand.Without();
        Command command = new("run", "Run a study and show how often misaligned objectives emerge as capacity grows")
        {
            source, output, shard, device, saveWeights, quiet, without,
        };
        foreach (Option option in size.Options) command.Add(option);
        command.SetAction(parsed =>
        {
            List<Problem> problems = [];
            (Func<Experiment, Experiment> sized, int threads) = size.Read(parsed, problems);
            DeviceListing? listing = DeviceChoice.Find(parsed.GetValue(device), parts, problems);
            if (parsed.GetValue(output) is { } given && (given.Length == 0 || SystemDisk.Instance.HasFile(given)))
                problems.Add(new Problem(output.Name, given.Length == 0 ? "nothing" : $"{given}, a file", "a folder"));
            Shard? part = null;
            if (parsed.GetValue(shard) is { } asked && (part = Shard.Parse(asked)) is null)
                problems.Add(new Problem(shard.Name, asked, $"a number of a part and how many there are, from 1/1 to {Shard.Most}/{Shard.Most}"));
            string name = parsed.GetValue(source)!;
            ExperimentReading reading = ExperimentSource.Read(name);
            problems.AddRange(reading.Problems);
            if (problems.Count > 0) return Report.Problems(screen.Error, $"run {name}", problems);

            foreach (string note in reading.Notes) screen.Error.WriteLine(note);
            Experiment experiment = sized(reading.Experiment!);
            IEngineFactory opened = listing!.Open(threads);
            // On another device agents are as many at a time as fit; levels are on the host all the same.
            StudyNeed need = StudyNeed.Of(experiment, opened);
            int onHost = listing.Name == parts.Cpu.Name ? opened.Workers : 0;
            problems.AddRange(need.Problems(experiment, onHost, HostMemory.Available));
            if (problems.Count > 0) return Report.Problems(screen.Error, $"run {name}", problems);
            (bool atEnd, bool atCheckpoints) = WeightsChoice.Read(parsed, saveWeights);
            Screen shown = QuietChoice.Read(parsed, quiet, screen);
            if (!shown.IsQuiet) screen.WriteLine(NeedView.Room(need, onHost, atEnd, atCheckpoints));
            return Run(shown, parts, experiment, opened, new StudyOptions
            {
                OutputFolder = parsed.GetValue(output) ?? (SystemDisk.Instance.HasFolder(name) ? name : Path.Combine("results", experiment.Name + (part is { } own ? $"-{own.Number}-of-{own.Count}" : ""))),
                Shard = part,
                SaveWeights = atEnd,
                SaveCheckpoints = atCheckpoints,
            }, isReported: !parsed.GetValue(without));
        });
        return command;
    }

    /// <summary>Runs a study with live progress and shows what came of it.</summary>
    internal static int Run(Screen screen, Parts parts, Experiment experiment, IEngineFactory device, StudyOptions options, bool isReported)
    {
        using Interruption interruption = new();
        ProgressTally tally = new(screen.Clock);
        RecentWeights weights = new();
        if (isReported && !options.SaveWeights) options = options with { Trained = weights.Keep };
        try
        {
            StudyResults? results = ProgressView.Follow(
                screen, experiment, tally, () => parts.RunStudy(experiment, options, device, tally, interruption.Token), interruption.Token);
            ProgressSnapshot end = tally.Now();
            if (results is null)
            {
                screen.WriteLine($"Part {options.Shard} is done: {Figures.Count(end.Done, "agent")}, in {options.OutputFolder}. With all parts: mesabench merge <folder> <folder> ... --out <folder>");
                return ExitCodes.Ok;
            }
            OutcomeView.Write(screen, end, options.OutputFolder, results);
            // The report of a study that was finished before, and of which nothing had to be made anew, stays as it is.
            if (isReported && (end.DoneBefore < end.Agents || tally.Mends.Count > 0 || !SystemDisk.Instance.HasFile(Path.Combine(options.OutputFolder, FinishedStudy.ReportFile))))
                return ReportCommand.WriteAfterRun(screen, parts, options.OutputFolder, results, weights.Of, device, interruption.Token);
            return ExitCodes.Ok;
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            ProgressSnapshot last = tally.Now();
            screen.Error.WriteLine(last.Started
                ? $"Interrupted: {Kept(last)} in {options.OutputFolder}."
                : $"Interrupted: no agent was trained in this run; what earlier runs finished is kept in {options.OutputFolder}.");
            screen.Error.WriteLine("The same command goes on from there.");
            return ExitCodes.Interrupted;
        }
        catch (ResultsFolderException changed) when (!changed.IsOfDisk && tally.Now().Started)
        {
            // How much of it is kept is for the owner of the folder to see.
            screen.Error.WriteLine(changed.Message.ReplaceLineEndings(" "));
            screen.Error.WriteLine($"See: mesabench status {options.OutputFolder}");
            return ExitCodes.Failure;
        }
        catch (Exception failure) when (failure is DeviceException or IOException or UnauthorizedAccessException or ResultsFolderException { IsOfDisk: true })
        {
            ProgressSnapshot last = tally.Now();
            screen.Error.WriteLine(failure.Message.ReplaceLineEndings(" "));
            screen.Error.WriteLine(last.Started
                ? $"{Kept(last)} in {options.OutputFolder}."
                : $"No agent was trained in this run; what earlier runs finished is kept in {options.OutputFolder}.");
            screen.Error.WriteLine($"The same command goes on from there{(failure is DeviceException ? "; with --device cpu it gives the same results without this device" : "")}.");
            return ExitCodes.Failure;
        }
        finally
        {
            TellMends(screen, tally, options.OutputFolder);
        }
    }

    private static string Kept(ProgressSnapshot last) => $"{last.Done} of {Figures.Count(last.Agents, "agent")} {(last.Done == 1 ? "is" : "are")} finished and kept";

    /// <summary>Tells what was found damaged in a folder and is made anew.</summary>
    internal static void TellMends(Screen screen, ProgressTally tally, string folder)
    {
        foreach (string mend in tally.Mends.Take(MostMends)) screen.Error.WriteLine($"Note: {folder}: {mend}.");
        if (tally.Mends.Count > MostMends) screen.Error.WriteLine($"Note: {folder}: and {tally.Mends.Count - MostMends} more.");
    }
}
