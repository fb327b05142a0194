using System.CommandLine;
using MesaBench.Cli.Screens;
using MesaBench.Experiments;

namespace MesaBench.Cli.Commands;

/// <summary><c>mesabench validate</c>: checks an experiment file and says how large its study is.</summary>
internal static class ValidateCommand
{
    public static Command Create(Screen screen)
    {
        Argument<string> source = new("experiment") { Description = ExperimentSource.Description };
        Command command = new("validate", "Check an experiment file, reporting all problems at once") { source };
        command.SetAction(parsed =>
        {
            string name = parsed.GetValue(source)!;
            ExperimentReading reading = ExperimentSource.Read(name);
            if (reading.Experiment is not { } experiment) return Report.Problems(screen.Error, name, reading.Problems);
            IReadOnlyList<AgentSpec> agents = AgentSpec.Expand(experiment);
            int cells = agents.Select(a => a.Cell).Distinct().Count();
            double steps = agents.Sum(a => a.PhasesIn(experiment).Sum(phase => (double)phase.Steps));
            screen.Text.WriteLine($"{name} is fine: {agents.Count} agents in {cells} cells, {Figures.Short(steps)} environment steps.");
            foreach (string note in reading.Notes) screen.WriteLine(note);
            return ExitCodes.Ok;
        });
        return command;
    }
}
