using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using MesaBench.Cli.Screens;
using MesaBench.Disks;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Studies;

namespace MesaBench.Cli.Commands;

/// <summary><c>mesabench slurm</c>: writes a script that submits a study to a Slurm cluster.</summary>
internal static partial class SlurmCommand
{
    // What the program takes beside what it counts, in MiB, and a reserve.
    private const long Base = 512;
    private const double Reserve = 1.25;

    private const int LongestWarning = 60; // seconds

    public static Command Create(Screen screen, Parts parts)
    {
        Argument<string> source = ExperimentSource.Argument();
        Option<string?> array = new("--array") { Description = "Parts that the study is done in, a task each", Required = true };
        Option<string> time = new("--time") { Description = "Time limit of a part, as Slurm takes it: minutes, h:mm:ss or d-hh:mm:ss; a part that needs more goes on when its turn comes again", Required = true };
        Option<string?> processors = new("--cpus") { Description = "Processors of a part; default 4" };
        Option<bool> gpu = new("--gpu") { Description = "Give each part a GPU, and run it there" };
        Option<string[]> options = new("--sbatch") { Description = "A further option of sbatch for all jobs, such as --partition=long; may be repeated" };
        Option<string> program = new("--program") { Description = "The program on the nodes", DefaultValueFactory = _ => "mesabench" };
        Option<string?> folder = new("--results") { Description = "Folder for the results; default results/<name>. Parts get <folder>-parts" };
        Option<string?> saveWeights = WeightsChoice.Option();
        OutputFile output = new("File for the script; default: it is printed");
        StudySize size = new();
        Command command = new("slurm", "Write a script that submits a study to a Slurm cluster: an array of parts, and a job that merges them")
        {
            source, array, time, processors, gpu, options, program, folder, saveWeights,
        };
        foreach (Option option in size.SizeOptions) command.Add(option);
        output.AddTo(command);
        command.SetAction(parsed =>
        {
            List<Problem> problems = [];
            string name = parsed.GetValue(source)!, limit = parsed.GetValue(time)!;
            int? seconds = Seconds(limit);
            if (seconds is null) problems.Add(new Problem(time.Name, limit, "minutes, h:mm:ss or d-hh:mm:ss, of at least a minute"));
            long? count = Numbers.Whole(parsed, array, 1, Shard.Most, problems), cpus = Numbers.Whole(parsed, processors, 1, 1024, problems);
            string[] further = parsed.GetValue(options) ?? [];
            foreach (string option in further.Where(option => !option.StartsWith('-') || option.Any(char.IsControl)))
                problems.Add(new Problem(options.Name, option, "an option of sbatch, with its dashes"));
            string given = parsed.GetValue(program)!;
            if (given.Length == 0 || given.Any(char.IsControl)) problems.Add(new Problem(program.Name, given.Length == 0 ? "nothing" : given, "a command or a path"));
            (Func<Experiment, Experiment> sized, IReadOnlyList<string> words) = size.ReadSize(parsed, problems);
            string? file = output.Read(parsed, problems);
            ExperimentReading reading = ExperimentSource.Read(name);
            problems.AddRange(reading.Problems);
            if (problems.Count > 0) return Report.Problems(screen.Error, $"slurm {name}", problems);

            Experiment experiment = sized(reading.Experiment!);
            int each = (int)(cpus ?? 4);
            IEngineFactory engines = parts.Cpu.Open(each);
            StudyNeed need = StudyNeed.Of(experiment, engines);
            (bool atEnd, bool atCheckpoints) = WeightsChoice.Read(parsed, saveWeights);
            string weights = WeightsChoice.Words(atEnd, atCheckpoints);
            string text = new SlurmScript
            {
                Name = experiment.Name,
                Experiment = [SystemDisk.Instance.HasFile(name) || SystemDisk.Instance.HasFolder(name) ? Path.GetFullPath(name) : name, .. words],
                Parts = (int)count!,
                Time = limit,
                Warning = Math.Min(LongestWarning, seconds!.Value / 2),
                Processors = each,
                Memory = Megabytes(need.LevelBytes + (parsed.GetValue(gpu) ? 0 : need.AgentBytes * each) + need.RowBytes / count.Value),
                MergeMemory = Megabytes(need.RowBytes),
                OnGpu = parsed.GetValue(gpu),
                Weights = weights,
                Program = given,
                Output = Path.GetFullPath(parsed.GetValue(folder) ?? Path.Combine("results", experiment.Name)),
                Options = further,
            }.ToString();
            if (file is null)
            {
                screen.Text.Write(text);
                return ExitCodes.Ok;
            }
            OutputFile.Write(file, text);
            screen.WriteLine($"{file}: {Figures.Count(need.Agents, "agent")} in {Figures.Count((int)count.Value, "part")}. Submit them with: bash {file}");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static long Megabytes(long bytes) => Base + (long)Math.Ceiling(Reserve * bytes / (1 << 20));

    /// <summary>The seconds of a time limit; null for what is none.</summary>
    private static int? Seconds(string limit)
    {
        Match match = Limit().Match(limit);
        if (!match.Success) return null;
        double Part(string name) => double.TryParse(match.Groups[name].ValueSpan, CultureInfo.InvariantCulture, out double value) ? value : 0;
        double seconds = 60 * Part("only") + 86400 * Part("days") + 3600 * Part("hours") + 60 * Part("minutes") + Part("seconds");
        return seconds is >= 60 and <= 1e8 ? (int)seconds : null;
    }

    [GeneratedRegex(@"^(?:(?<only>\d{1,7})|(?:(?<days>\d{1,4})-)?(?<hours>\d{1,4}):(?<minutes>[0-5]?\d):(?<seconds>[0-5]?\d))$", RegexOptions.CultureInvariant)]
    private static partial Regex Limit();
}
