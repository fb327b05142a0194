using System.Globalization;
using MesaBench.Worlds;

namespace MesaBench.Cli.Screens;

/// <summary>What a world's glyphs mean and do, in words.</summary>
internal static class Legend
{
    /// <summary>A line of the legend.</summary>
    public readonly record struct Entry(char Glyph, string Name, string Effect);

    /// <summary>The world's kinds.</summary>
    public static IReadOnlyList<Entry> Of(World world) => [.. world.Kinds.Select(k => new Entry(k.Glyph, k.Name, Effect(world, k)))];

    /// <summary>The objectives, with what each is to the world: base, proxy, intended, trained.</summary>
    public static string Objectives(World world) => string.Join(", ", world.Objectives.Select((name, i) =>
        string.Join(" and ", Roles(world, i)) is { Length: > 0 } roles ? $"{name} ({roles})" : name));

    /// <summary>What an objective is to the world; empty for one that is only measured.</summary>
    public static IEnumerable<string> Roles(World world, int objective)
    {
        if (objective == 0) yield return "base";
        if (objective == 1) yield return "proxy";
        if (objective == world.Intended && world.Intended != 0) yield return "intended";
        if (objective == world.Trained && world.Trained != 0) yield return "trained";
    }

    /// <summary>What stands for the most that can be earned.</summary>
    public static string Optimum(World world) =>
        world.Reference is null ? "optimal discounted return" : "discounted return of a reference policy with the same chances";

    /// <summary>What entering an object of a kind does, e.g. <c>needs 1 item; +1 chests; takes 1 item</c>.</summary>
    public static string Effect(World world, ObjectKind kind)
    {
        if (kind.IsInert) return kind.Planes.Count == 0 ? "does nothing, not seen" : "only seen";
        return string.Join("; ", Parts(world, kind).Where(part => part.Length > 0));
    }

    private static IEnumerable<string> Parts(World world, ObjectKind kind)
    {
        yield return Needs(kind);
        string rewards = Rewards(world, kind.Rewards);
        int[] marks = [.. kind.Marked.Where(o => kind.Rewards[o] <= 0)];
        yield return rewards;
        if (marks.Length > 0) yield return $"counts for {Named(world, marks)}";
        int[] unmarked = [.. Enumerable.Range(0, kind.Rewards.Count).Where(o => kind.Rewards[o] > 0).Except(kind.Marked)];
        if (unmarked.Length > 0) yield return $"does not reach {Named(world, unmarked)}";
        if (kind.LastMarks.Count > 0) yield return $"the last one reaches {Named(world, kind.LastMarks)}";
        if (kind.Gives != 0) yield return $"{(kind.Gives > 0 ? "gives" : "takes")} {Items(Math.Abs(kind.Gives))}";
        if (kind.Counts) yield return "counts towards the goal";
        if (kind.Ends) yield return "ends the episode";
        if (kind.IsTerrain) yield return "each time it is entered";
        else if (!kind.Consumed && !kind.Ends) yield return "stays";
        if (kind.Refusal is { } refusal) yield return $"else {(Rewards(world, refusal) is { Length: > 0 } paid ? paid : "nothing")}";
        if (kind.Motion == Motion.OnPath) yield return "moves along a path";
        if (kind.Motion == Motion.Chasing) yield return "chases the agent" + (world.ChaseTwice > 0
            ? string.Create(CultureInfo.InvariantCulture, $", {100 * world.ChaseTwice:0.#} % of the time by two steps") : "");
        if (kind.Regrowth is not null) yield return "grows back";
        if (kind.Planes.Count + kind.ReadyPlanes.Count == 0) yield return "not seen";
        if (kind.ReadyPlanes.Count > 0) yield return "shows when ready";
    }

    private static string Needs(ObjectKind kind) => (kind.LeastHeld, kind.MostHeld) switch
    {
        ( <= 0, int.MaxValue) => "",
        (var least, int.MaxValue) => $"needs {Items(least)}",
        ( <= 0, 0) => "with no item",
        ( <= 0, var most) => $"with at most {Items(most)}",
        var (least, most) when least == most => $"with {Items(most)}",
        var (least, most) => $"with {least} to {Items(most)}",
    };

    private static string Items(int count) => count == 1 ? "1 item" : $"{count} items";

    private static string Rewards(World world, IReadOnlyList<float> rewards) => string.Join(", ", rewards
        .Select((reward, i) => (Reward: reward, Name: world.Objectives[i])).Where(r => r.Reward != 0)
        .Select(r => $"{Figures.Reward(r.Reward)} {r.Name}"));

    private static string Named(World world, IEnumerable<int> objectives) => string.Join(", ", objectives.Select(o => world.Objectives[o]));
}
