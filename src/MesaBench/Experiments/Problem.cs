namespace MesaBench.Experiments;

/// <summary>One thing wrong with an experiment: where it is, what was found and what is allowed.</summary>
/// <param name="Path">The place in the file, e.g. <c>worlds[1].size</c>.</param>
/// <param name="Found">What stands there, as text.</param>
/// <param name="Allowed">What may stand there.</param>
public sealed record Problem(string Path, string Found, string Allowed)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Path}: found {Found}; allowed: {Allowed}";
}
