using System.Globalization;
using MesaBench.Experiments;
using MesaBench.Studies;
using MesaBench.Zoo;

namespace MesaBench.Cli.Screens;

/// <summary>Shows who is in a zoo.</summary>
internal static class ZooView
{
    private static readonly FittedColumn<FamilyRow>[] Columns =
    [
        new("family", false, 0, row => row.Family),
        new("tier", false, 2, row => ExperimentJson.EnumName(row.Tier)),
        new("network", false, 0, row => row.Network),
        new("searches", false, 0, row => Word(row.Known.Searches)),
        new("plan held", false, 3, row => Word(row.Known.RepresentsPlan)),
        new("plan used", false, 4, row => Word(row.Known.UsesPlan)),
        new("pursues", false, 7, row => row.Objective.Length == 0 ? "-" : row.Objective),
        new("made", true, 0, row => Number(row.Made)),
        new("kept", true, 0, row => Number(row.Kept)),
        new("n", true, 0, row => Number(row.Constructions)),
        new("threshold", true, 5, row => Number(row.Threshold)),
        new("reporting", true, 1, row => Number(row.Reporting)),
        new("told", true, 6, row => row.ObjectiveKnown == 0 ? "-" : $"{row.ObjectiveRight}/{row.ObjectiveKnown}"),
    ];

    /// <summary>Writes the table of families, and why members were dropped.</summary>
    public static void Write(Screen screen, ZooResults zoo, string folder)
    {
        IReadOnlyList<MemberRow> members = zoo.Members;
        IReadOnlyList<FamilyRow> families = zoo.Families;
        screen.Text.WriteLine();
        _ = FittedTable.Write(screen, Columns, families, Path.Combine(folder, ZooStudy.FamiliesFile));
        screen.Text.WriteLine();
        HashSet<(string, string)> dropped = [.. members.Where(member => member.Use == MemberUse.Dropped).Select(member => (member.Family, member.Agent))];
        WriteFirstActions(screen, [.. zoo.FirstActions.Where(row => !dropped.Contains((row.Family, row.Agent)))], Path.Combine(folder, ZooStudy.FirstActionsFile));
        foreach (IGrouping<string, FamilyRow> family in families.Where(row => row.Dropped.Length > 0).GroupBy(row => row.Family))
            screen.WriteLine($"Dropped of {family.Key}: {string.Join("; ", family.Select(row => $"{row.Network}: {row.Dropped}"))}");
        int kept = members.Count(member => member.Use != MemberUse.Dropped);
        string are = kept == 1 || members.Count == 1 ? "is what it was made to be" : "are what they were made to be";
        screen.WriteLine($"{kept} of {members.Count} {(members.Count == 1 ? "member" : "members")} {are}. Results: {folder}");
    }

    /// <summary>By powers of 2 and at the last tick: mean over those kept of how often the first action would be right.</summary>
    private static void WriteFirstActions(Screen screen, IReadOnlyList<FirstActionRow> rows, string file)
    {
        if (rows.Count == 0) return;
        int last = rows.Max(row => row.Tick);
        int[] ticks = [.. Enumerable.Range(0, 31).Select(power => 1 << power).TakeWhile(tick => tick < last), last];
        FittedColumn<IGrouping<string, FirstActionRow>>[] columns =
        [
            new("first action right after", false, 0, family => family.Key),
            .. ticks.Select((tick, i) => new FittedColumn<IGrouping<string, FirstActionRow>>(
                tick == 1 ? "1 tick" : Number(tick), true, ticks.Length - i, family => Share(family, tick))),
        ];
        _ = FittedTable.Write(screen, columns, [.. rows.GroupBy(row => row.Family)], file);
        screen.Text.WriteLine();
    }

    private static string Share(IEnumerable<FirstActionRow> family, int tick) =>
        family.Where(row => row.Tick == tick).Select(row => row.Right).DefaultIfEmpty(double.NaN).Average() is var share and not double.NaN ? Figures.Share(share) : "-";

    private static string Word(Answer answer) => ExperimentJson.EnumName(answer);

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);
}
