using MesaBench.Experiments;

namespace MesaBench.Cli;

/// <summary>How problems with the input are told.</summary>
internal static class Report
{
    /// <summary>Writes all problems, a line each, and returns the exit code for bad input.</summary>
    public static int Problems(TextWriter error, string subject, IReadOnlyList<Problem> problems)
    {
        error.WriteLine(problems.Count == 1 ? $"{subject} has a problem:" : $"{subject} has {problems.Count} problems:");
        foreach (Problem problem in problems) error.WriteLine($"  {problem}");
        return ExitCodes.BadInput;
    }
}
