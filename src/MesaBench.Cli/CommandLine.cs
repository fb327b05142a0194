using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using MesaBench.Cli.Commands;
using MesaBench.Cli.Completion;
using MesaBench.Cli.Screens;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Results;
using MesaBench.Worlds;

namespace MesaBench.Cli;

/// <summary>The program: its commands, and how anything that goes wrong is told.</summary>
internal static class CommandLine
{
    private const string Name = "mesabench";

    /// <summary>Runs one command and returns the exit code. Never throws.</summary>
    public static int Run(IReadOnlyList<string> args, Screen screen, Parts parts)
    {
        try
        {
            ParseResult parsed = Root(screen, parts).Parse(args);
            if (parsed.Errors.Count > 0 && parsed.Action is not { ClearsParseErrors: true })
                return Misused(parsed, screen);
            return parsed.Invoke(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
                Output = screen.Text,
                Error = screen.Error,
            });
        }
        catch (Exception exception)
        {
            return Failed(exception, screen.Error);
        }
    }

    private static Command Root(Screen screen, Parts parts)
    {
        // A plain command, as a RootCommand would be named after the executable file.
        Command root = new(
            Name,
            "MesaBench trains many tiny networks in gridworlds and tabulates how often misaligned inner objectives emerge as capacity "
            + "grows. Start with: mesabench run quick" + Environment.NewLine + Environment.NewLine + ExitCodes.Description)
        {
            RunCommand.Create(screen, parts),
            MergeCommand.Create(screen, parts),
            SlurmCommand.Create(screen, parts),
            ZooCommand.Create(screen, parts),
            CalibrateCommand.Create(screen, parts),
            ListCommand.Create(screen),
            ShowCommand.Create(screen, parts),
            PlayCommand.Create(screen),
            LevelsCommand.Create(screen),
            DevicesCommand.Create(screen, parts),
            ValidateCommand.Create(screen, parts),
            SchemaCommand.Create(screen),
            ReportCommand.Create(screen, parts),
            InspectCommand.Create(screen, parts),
            ReplayCommand.Create(screen, parts),
            EvaluateCommand.Create(screen, parts),
            ActivationsCommand.Create(screen, parts),
            VerifyCommand.Create(screen, parts),
            StatusCommand.Create(screen),
            ExportCommand.Create(screen),
            CompareCommand.Create(screen),
            CompletionCommand.Create(screen),
            CompleteCommand.Create(screen, () => Root(screen, parts)),
            new HelpOption { Action = LongCommand.Help },
            new VersionOption { Action = new VersionText() },
        };
        root.SetAction(_ => root.Parse("--help").Invoke(new InvocationConfiguration { Output = screen.Error }) + ExitCodes.BadInput);
        return root;
    }

    private static int Misused(ParseResult parsed, Screen screen)
    {
        foreach (var error in parsed.Errors) screen.Error.WriteLine(error.Message);
        Command asked = parsed.CommandResult.Command;
        string[] known = [.. asked.Subcommands.Select(own => own.Name), .. asked.Options.Select(own => own.Name)];
        foreach (string word in parsed.UnmatchedTokens)
            if (Names.Nearest(word, known) is { } meant) screen.Error.WriteLine($"Did you mean {meant}?");
        string command = asked.Name;
        for (var at = parsed.CommandResult.Parent; at is CommandResult parent; at = at.Parent) command = $"{parent.Command.Name} {command}";
        screen.Error.WriteLine($"See: {command} --help");
        return ExitCodes.BadInput;
    }

    private static int Failed(Exception exception, TextWriter error)
    {
        if (Environment.GetEnvironmentVariable("MESABENCH_DEBUG") == "1") error.WriteLine(exception);
        switch (exception)
        {
            case InvalidInputException invalid:
                return Report.Problems(error, "The input", invalid.Problems);
            case LevelSupplyException supply:
                return Report.Problems(error, "The world", [supply.Problem]);
            case ResultsFolderException folder:
                error.WriteLine(OneLine(folder));
                // A disk that fails may have taken some of it.
                return folder.IsOfDisk ? ExitCodes.Failure : ExitCodes.BadInput;
            case OperationCanceledException:
                error.WriteLine("Interrupted.");
                return ExitCodes.Interrupted;
            case DeviceException device:
                error.WriteLine(OneLine(device));
                return ExitCodes.Failure;
            case IOException or UnauthorizedAccessException:
                error.WriteLine($"Files: {OneLine(exception)}");
                return ExitCodes.Failure;
            case PlatformNotSupportedException:
                error.WriteLine(OneLine(exception));
                return ExitCodes.Failure;
            default:
                error.WriteLine($"Unexpected {exception.GetType().Name}: {OneLine(exception)}");
                error.WriteLine("This is a bug; with MESABENCH_DEBUG=1 set, the program prints where it happened.");
                return ExitCodes.Failure;
        }
    }

    private static string OneLine(Exception exception) => exception.Message.ReplaceLineEndings(" ");
}
