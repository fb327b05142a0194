using System.CommandLine;
using MesaBench.Cli.Screens;

namespace MesaBench.Cli.Commands;

/// <summary>The option <c>--quiet</c>.</summary>
internal static class QuietChoice
{
    /// <summary>The option.</summary>
    public static Option<bool> Option() => new("--quiet", "-q") { Description = "Show the result alone, and no progress; what is wrong is told all the same" };

    /// <summary>The screen as it was asked for.</summary>
    public static Screen Read(ParseResult parsed, Option<bool> quiet, Screen screen) => screen with { IsQuiet = parsed.GetValue(quiet) };
}
