using System.Globalization;
using MesaBench.Engines;
using MesaBench.Experiments;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MesaBench.Cli.Screens;

/// <summary>Shows a study's progress while it runs: moving in a terminal, as a plain log elsewhere.</summary>
internal static class ProgressView
{
    internal static readonly TimeSpan FrameTime = TimeSpan.FromMilliseconds(250);

    /// <summary>Runs <paramref name="work"/> to its end, showing <paramref name="tally"/> meanwhile; throws what the work throws.</summary>
    public static T Follow<T>(Screen screen, Experiment experiment, ProgressTally tally, Func<T> work, CancellationToken interrupted)
    {
        Task<T> task = Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        string title = Title(experiment);
        if (screen.IsQuiet) return task.GetAwaiter().GetResult();
        if (screen.Rich is { } rich)
            rich.Live(Frame(rich.Profile, title, tally.Now(), false)).Start(live =>
            {
                do live.UpdateTarget(Frame(rich.Profile, title, tally.Now(), interrupted.IsCancellationRequested));
                while (!Ended(task, FrameTime));
                live.UpdateTarget(Frame(rich.Profile, title, tally.Now(), interrupted.IsCancellationRequested));
            });
        else
            Log(screen, title, tally, task);
        return task.GetAwaiter().GetResult();
    }

    private static void Log(Screen screen, string title, ProgressTally tally, Task task)
    {
        screen.Text.WriteLine(title);
        screen.Text.Flush();
        // Whatever begins is told at once, how far it is less often the longer it takes.
        string told = "";
        void Tell()
        {
            if (tally.Now().Doing is not { Length: > 0 } doing || doing == told) return;
            screen.Text.WriteLine(told = doing);
            screen.Text.Flush();
        }

        while (!tally.Now().Started)
        {
            Tell();
            if (Ended(task, FrameTime)) break;
        }
        if (tally.Now() is { Started: true } begun)
            screen.Text.WriteLine($"{Figures.Count(begun.Agents, "agent")}, {begun.DoneBefore} of them finished before; {Figures.Short(begun.StepsToDo)} steps on "
                + Figures.Count(begun.Workers, "worker"));
        screen.Text.Flush();
        LogPace pace = new(screen.Clock);
        while (!Ended(task, FrameTime))
        {
            Tell();
            if (!pace.IsDue()) continue;
            screen.Text.WriteLine(LogLine(tally.Now()));
            screen.Text.Flush();
        }
        if (tally.Now() is { Started: true } last) screen.Text.WriteLine(LogLine(last));
    }

    /// <summary>One line of the plain log.</summary>
    internal static string LogLine(ProgressSnapshot now)
    {
        string verdicts = string.Join(", ", now.Verdicts.Select(v => $"{v.Verdict} {v.Count}"));
        string left = now.Left is { } time ? $", {Figures.Time(time)} left" : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"{Figures.Time(now.Elapsed),7}  {100 * now.Fraction,3:0} %  {now.Done}/{Figures.Count(now.Agents, "agent")}, {Figures.Short(now.StepsPerSecond)} steps/s{left}")
            + (now.Device is { } device ? $", {Seen(device)}" : "")
            + (verdicts.Length > 0 ? $"; {verdicts}" : "");
    }

    /// <summary>What a terminal shows: title, bar, rates, verdicts.</summary>
    internal static IRenderable Frame(Profile terminal, string title, ProgressSnapshot now, bool stopping)
    {
        string done = string.Create(CultureInfo.InvariantCulture, $" {100 * now.Fraction,3:0} %  {now.Done}/{Figures.Count(now.Agents, "agent")}");
        string rates = $"{Figures.Short(now.StepsPerSecond)} steps/s   {Figures.Time(now.Elapsed)} elapsed"
            + (now.Left is { } left ? $"   {Figures.Time(left)} left" : "");
        Paragraph verdicts = new();
        foreach ((string verdict, int count) in now.Verdicts)
            verdicts.Append($"{verdict} ", VerdictStyle(verdict)).Append($"{count}   ");
        List<IRenderable> lines =
        [
            new Text(title, new Style(decoration: Decoration.Bold)).Overflow(Overflow.Ellipsis),
            Bar(terminal, now.Fraction, done),
            new Text(now.Doing.Length > 0 ? now.Doing : now.Started ? rates : ""),
            verdicts,
        ];
        if (now.Device is { } device) lines.Insert(3, new Text(Seen(device)));
        if (stopping) lines.Add(new Text("Stopping; finished agents are kept. Ctrl-C again stops at once.", new Style(Color.Yellow)));
        return new Rows(lines);
    }

    /// <summary>A bar, filled so far, with words behind it.</summary>
    internal static IRenderable Bar(Profile terminal, double fraction, string words)
    {
        int width = Math.Clamp(terminal.Width - words.Length - 1, 5, 60);
        int filled = (int)(fraction * width);
        return new Paragraph().Append(new string(terminal.Capabilities.Unicode ? '━' : '=', filled), new Style(Color.Green))
            .Append(new string(terminal.Capabilities.Unicode ? '━' : '-', width - filled), new Style(Color.Grey)).Append(words);
    }

    private static string Seen(DeviceReading device) => "device " + string.Join(", ", ((string?[])
    [
        device.Utilisation is { } share ? string.Create(CultureInfo.InvariantCulture, $"{100 * share:0} % busy") : null,
        device.PowerWatts is { } watts ? string.Create(CultureInfo.InvariantCulture, $"{watts:0} W") : null,
        device.MemoryBytes is { } bytes ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.0} GiB") : null,
    ]).OfType<string>());

    /// <summary>The colour of a verdict, the same everywhere.</summary>
    internal static Style VerdictStyle(string verdict) => new(verdict switch
    {
        "aligned" => Color.Green,
        "misaligned" => Color.Red,
        "undecided" or "base-leaning" or "lost" => Color.Yellow,
        _ => Color.Grey,
    });

    private static string Title(Experiment experiment) =>
        $"{experiment.Name}: {string.Join(", ", experiment.Worlds.Select(w => w.Label))}";

    /// <summary>Waits for the work's end, its failures aside: they come out where the result is taken.</summary>
    internal static bool Ended(Task task, TimeSpan atMost) => task.IsCompleted || Task.WaitAny([task], atMost) == 0;
}
