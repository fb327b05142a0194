using MesaBench.Worlds;

namespace MesaBench.Tests.Worlds;

/// <summary>Plays actions written as letters, and draws what is left of the level.</summary>
internal static class Episodes
{
    public static Dynamics Play(World world, string picture, string actions, float discount = 1)
    {
        Dynamics dynamics = new(world, Ascii.Parse(world, picture), discount);
        foreach (char action in actions) dynamics.Step("ULDR".IndexOf(action, StringComparison.Ordinal));
        return dynamics;
    }

    public static string Picture(World world, string before, Dynamics now)
    {
        Level level = Ascii.Parse(world, before);
        int slot = 0;
        PlacedObject[] left = [.. level.Objects.Where(o => world.Kinds[o.Kind].IsInert || (now.LiveMask >> slot++ & 1) == 1)];
        return Ascii.Draw(world, level with { Start = now.Cell, Objects = left, Goal = 0, Targets = [] });
    }

    public static void AssertBecomes(World world, string before, string actions, string after)
    {
        Dynamics now = Play(world, before, actions);
        Assert.Equal(after.ReplaceLineEndings("\n").TrimEnd(), Picture(world, before, now).TrimEnd());
    }
}
