using MesaBench.Experiments;

namespace MesaBench.Cli;

/// <summary>How problems with the input are told.</summary>
internal static class Report
{
    private const int MostTold = 50;

    /// <summary>Writes problems, a line each, and returns the exit code for bad input.</summary>
    public static int Problems(TextWriter error, string subject, IReadOnlyList<Problem> problems)
    {
        error.WriteLine(problems.Count == 1 ? $"{subject} has a problem:" : $"{subject} has {problems.Count} problems:");
        foreach (Problem problem in problems.Take(MostTold)) error.WriteLine($"  {problem}");
        if (problems.Count > MostTold) error.WriteLine($"  and {problems.Count - MostTold} more.");
        return ExitCodes.BadInput;
    }
}
