using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MesaBench.Cli.Screens;

/// <summary>Shows how far the tests of a family's members are: moving in a terminal, as a plain log elsewhere.</summary>
internal static class TestingView
{
    /// <summary>Runs <paramref name="tests"/> to their end, and shows meanwhile how many members are done; throws what they throw.</summary>
    public static T Follow<T>(Screen screen, string family, int members, Func<Action, T> tests) =>
        FollowMany<T>(screen, family, members, done => tests(() => done(1)));

    /// <summary>The same for <paramref name="tests"/> that tell of several members at once.</summary>
    public static T FollowMany<T>(Screen screen, string family, int members, Func<Action<int>, T> tests)
    {
        int done = 0;
        Task<T> task = Task.Factory.StartNew(
            () => tests(more => Interlocked.Add(ref done, more)), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        if (screen.IsQuiet) return task.GetAwaiter().GetResult();
        if (screen.Rich is { } rich)
            rich.Live(Frame(rich.Profile, family, 0, members)).Start(live =>
            {
                do live.UpdateTarget(Frame(rich.Profile, family, Volatile.Read(ref done), members));
                while (!ProgressView.Ended(task, ProgressView.FrameTime));
                live.UpdateTarget(Frame(rich.Profile, family, Volatile.Read(ref done), members));
            });
        else
        {
            Log(screen, family, 0, members);
            LogPace pace = new(screen.Clock);
            while (!ProgressView.Ended(task, ProgressView.FrameTime))
                if (pace.IsDue()) Log(screen, family, Volatile.Read(ref done), members);
        }
        T result = task.GetAwaiter().GetResult();
        if (screen.Rich is null) Log(screen, family, done, members);
        return result;
    }

    /// <summary>What a terminal shows: a bar.</summary>
    internal static IRenderable Frame(Profile terminal, string family, int done, int members) =>
        ProgressView.Bar(terminal, members == 0 ? 1 : (double)done / members, $" {Line(family, done, members)}");

    private static void Log(Screen screen, string family, int done, int members)
    {
        screen.Text.WriteLine(Line(family, done, members));
        screen.Text.Flush();
    }

    private static string Line(string family, int done, int members) =>
        string.Create(CultureInfo.InvariantCulture, $"{family}: {done}/{Figures.Count(members, "member")} tested");
}
