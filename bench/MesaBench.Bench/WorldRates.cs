using System.Globalization;
using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Bench;

/// <summary>Environment steps per second of the worlds alone.</summary>
internal static class WorldRates
{
    private const int WarmUpWindows = 5, Windows = 21, PlaysPerWindow = 100;

    /// <summary>The worlds that are measured: with walls and without, with many planes, with terrain, with things to hold, and moving ones.</summary>
    public static IReadOnlyList<WorldSpec> Specs { get; } =
    [
        .. ((int[])[7, 9, 13]).Select(size => new CornerSpec { Size = size, Layout = Layout.Blocks }),
        .. ((int[])[7, 9, 13]).Select(size => new DoorSpec { Size = size }),
        new DishSpec { Size = 13, Layout = Layout.Blocks },
        new DishSpec { Size = 13, Layout = Layout.Blocks, DishChannels = 8 },
        new LavaSpec { Size = 13 },
        new LavaSpec { Size = 13, Layout = Layout.Blocks },
        new KeysSpec { Size = 9 },
        new FollowSpec { Size = 9 },
        new MonsterSpec { Size = 9 },
        new TreeSpec { Size = 9 },
    ];

    /// <summary>Prints a row for each world: the median rate of windows on one core.</summary>
    public static void Print(TextWriter writer)
    {
        foreach (WorldSpec spec in Specs)
        {
            using WorldSteps world = new(spec);
            double[] rates = [.. Enumerable.Range(0, WarmUpWindows + Windows).Select(_ => Rate(world))];
            double median = Timing.Median(rates[WarmUpWindows..]);
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{spec.Label,-20} {median / 1e6,6:F1} million environment steps per second"));
        }
    }

    private static double Rate(WorldSteps world)
    {
        double seconds = Timing.Seconds(() =>
        {
            for (int i = 0; i < PlaysPerWindow; i++) world.Play();
        });
        return (double)PlaysPerWindow * WorldSteps.StepsPerPlay / seconds;
    }
}
