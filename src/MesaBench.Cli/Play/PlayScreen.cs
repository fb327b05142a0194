using System.Collections.Concurrent;
using Spectre.Console;

namespace MesaBench.Cli.Play;

/// <summary>A game in a terminal, played with the keyboard.</summary>
internal static class PlayScreen
{
    // How soon a new size of the terminal or an interruption is noticed.
    private const int WaitMs = 50;

    /// <summary>Plays until the person quits or the program is interrupted; returns the exit code.</summary>
    public static int Run(IAnsiConsole terminal, Game game)
    {
        using Interruption interruption = new();
        using BlockingCollection<ConsoleKeyInfo> keys = [];
        // A thread of its own waits for keys, since between two calls that ask for one the terminal would echo what is typed.
        Thread reader = new(() => ReadKeys(keys)) { IsBackground = true };
        reader.Start();
        terminal.Write(new ControlCode("\u001b[?1049h\u001b[?25l")); // the alternate screen, without a cursor
        try
        {
            Loop(terminal, game, keys, interruption.Token);
        }
        finally
        {
            terminal.Write(new ControlCode("\u001b[?25h\u001b[?1049l"));
        }
        return interruption.Token.IsCancellationRequested ? ExitCodes.Interrupted : ExitCodes.Ok;
    }

    private static void ReadKeys(BlockingCollection<ConsoleKeyInfo> keys)
    {
        try
        {
            while (true) keys.Add(Console.ReadKey(intercept: true));
        }
        catch (Exception exception) when (exception is InvalidOperationException or ObjectDisposedException)
        {
            // The game is over, or the terminal is gone: nobody waits for keys any more.
        }
    }

    private static void Loop(IAnsiConsole terminal, Game game, BlockingCollection<ConsoleKeyInfo> keys, CancellationToken interrupted)
    {
        string notice = "";
        int legend = 0;
        (int Width, int Height) drawn = (0, 0);
        while (!interrupted.IsCancellationRequested)
        {
            (int Width, int Height) size = (terminal.Profile.Width, terminal.Profile.Height);
            if (size != drawn)
            {
                List<FrameLine> frame = PlayFrame.Draw(game, size.Width, size.Height, notice, legend, out int pages);
                if (legend > pages) frame = PlayFrame.Draw(game, size.Width, size.Height, notice, legend = 0);
                Show(terminal, frame, size.Width);
            }
            drawn = size;
            if (!keys.TryTake(out ConsoleKeyInfo key, WaitMs, CancellationToken.None)) continue;
            if (char.ToLowerInvariant(key.KeyChar) == 'q' || key.Key == ConsoleKey.Escape) return;
            notice = PlayKeys.Press(game, key, ref legend);
            drawn = (0, 0);
        }
    }

    private static void Show(IAnsiConsole terminal, List<FrameLine> lines, int width)
    {
        terminal.Write(new ControlCode("\u001b[H"));
        for (int i = 0; i < lines.Count; i++)
        {
            if (i > 0) terminal.WriteLine();
            terminal.Write(lines[i].Clip(width - 1)); // the last column is left, as terminals differ in what follows it
            terminal.Write(new ControlCode("\u001b[K"));
        }
        terminal.Write(new ControlCode("\u001b[J"));
    }
}
