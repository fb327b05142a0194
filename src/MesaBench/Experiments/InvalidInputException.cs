namespace MesaBench.Experiments;

/// <summary>What the user gave cannot be worked with: bad settings, or a folder that holds something else. It is no bug.</summary>
/// <param name="problems">Everything that is wrong; at least one problem.</param>
public sealed class InvalidInputException(IReadOnlyList<Problem> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    /// <summary>One problem.</summary>
    public InvalidInputException(string path, string found, string allowed)
        : this([new Problem(path, found, allowed)])
    {
    }

    /// <summary>Everything that is wrong.</summary>
    public IReadOnlyList<Problem> Problems { get; } = problems;
}
