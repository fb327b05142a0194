using System.CommandLine;
using MesaBench.Cli.Screens;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Studies;

namespace MesaBench.Cli.Commands;

/// <summary><c>mesabench validate</c>: checks an experiment file and says how large its study is.</summary>
internal static class ValidateCommand
{
    public static Command Create(Screen screen, Parts parts)
    {
        Argument<string> source = ExperimentSource.Argument();
        StudySize size = new();
        Command command = new("validate", "Check an experiment file, reporting all problems at once, and tell what its study takes") { source };
        foreach (Option option in size.Options) command.Add(option);
        command.SetAction(parsed =>
        {
            string name = parsed.GetValue(source)!;
            List<Problem> problems = [];
            (Func<Experiment, Experiment> sized, int threads) = size.Read(parsed, problems);
            ExperimentReading reading = ExperimentSource.Read(name);
            problems.AddRange(reading.Problems);
            if (problems.Count > 0) return Report.Problems(screen.Error, name, problems);
            Experiment experiment = sized(reading.Experiment!);
            if (parts.Cpu.Problem is { } unusable) return Report.Problems(screen.Error, name, [new Problem(parts.Cpu.Name, unusable, parts.Cpu.Description)]);
            IEngineFactory device = parts.Cpu.Open(threads);
            StudyNeed need = StudyNeed.Of(experiment, device);
            Problem[] tooLarge = [.. need.Problems(experiment, workers: 1, HostMemory.Available)];
            if (tooLarge.Length > 0) return Report.Problems(screen.Error, name, tooLarge);
            screen.WriteLine($"{name} is fine: {Figures.Count(need.Agents, "agent")} in {Figures.Count(need.Cells, "cell")}, {Figures.Short(need.Steps)} environment steps.");
            screen.WriteLine(NeedView.Room(need, device.Workers, keepsWeights: false, keepsCheckpoints: false));
            screen.WriteLine(StudyTime.Of(experiment, device) is { } time ? $"On the CPU it takes about {Figures.Rough(time)}, by a few updates that were timed here."
                : "How long it takes on the CPU was not timed: an update of its largest networks takes more than a second.");
            foreach (string note in reading.Notes) screen.WriteLine(note);
            return ExitCodes.Ok;
        });
        return command;
    }
}
