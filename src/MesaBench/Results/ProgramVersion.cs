using System.Reflection;

namespace MesaBench.Results;

/// <summary>The version of the program, and the commit that it was built from.</summary>
/// <param name="Number">The version's number.</param>
/// <param name="Commit">The commit, in full; null where the build did not know.</param>
/// <param name="Date">The commit's date, as yyyy-mm-dd; null where the build did not know. When it was built is nowhere: the same sources give the same bytes.</param>
public sealed record ProgramVersion(string Number, string? Commit, string? Date)
{
    private const int ShownDigits = 12; // of a commit

    /// <summary>That of this program.</summary>
    public static ProgramVersion Own { get; } = Of(typeof(ProgramVersion).Assembly);

    /// <summary>As <c>--version</c> tells it.</summary>
    public override string ToString() => Commit is null ? $"{Number}, of a commit that its build did not know"
        : $"{Number}{(Date is null ? "" : $" of {Date}")}, commit {Commit[..Math.Min(Commit.Length, ShownDigits)]}";

    private static ProgramVersion Of(Assembly built)
    {
        string[] version = (built.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown").Split('+', 2);
        string? date = built.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(own => own.Key == "CommitDate")?.Value;
        return new ProgramVersion(version[0], version.Length > 1 ? version[1] : null, date);
    }
}
