using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using MesaBench.Cli.Screens;

namespace MesaBench.Cli.Commands;

/// <summary>A command whose help, and that of its subcommands, ends with what is too long for a description, which the commands above it show as well.</summary>
/// <param name="name">Its name.</param>
/// <param name="description">What it does, in a line.</param>
/// <param name="more">What its help ends with.</param>
internal sealed class LongCommand(string name, string description, string more) : Command(name, description)
{
    private const int MostWidth = 130; // columns; wider, the eye has too far to go

    private string More => more;

    /// <summary>What <c>--help</c> does.</summary>
    public static CommandLineAction Help { get; } = new LongHelp();

    private sealed class LongHelp : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            HelpAction usual = new();
            int code = usual.Invoke(parseResult), width = Math.Min(usual.MaxWidth, MostWidth);
            for (SymbolResult? at = parseResult.CommandResult; at is CommandResult own; at = own.Parent)
            {
                if (own.Command is not LongCommand asked) continue;
                foreach (string line in asked.More.Split('\n').SelectMany(line => LevelCards.Wrap(line, width - 1)))
                    parseResult.InvocationConfiguration.Output.WriteLine(line);
            }
            return code;
        }
    }
}
