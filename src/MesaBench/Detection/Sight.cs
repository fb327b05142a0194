using MesaBench.Engines;
using MesaBench.Worlds;

namespace MesaBench.Detection;

/// <summary>What a network sees at a tick.</summary>
public enum Sight
{
    /// <summary>What is there.</summary>
    Own,

    /// <summary>Nothing but where the agent is: a tick that cannot be of use for what is not remembered.</summary>
    Blank,

    /// <summary>Another level, with the agent where it is in its own.</summary>
    Other,
}

/// <summary>Shows environments what they are to see, instead of what is there.</summary>
internal sealed class Sights
{
    private readonly IEngine engine;
    private readonly IntTensor features;
    private readonly Dictionary<Sight, int[]> of = [];
    private Sight shown = Sight.Own;

    /// <summary>Of environments that have been reset.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="features">[agent][environment][1 + most active] what they see.</param>
    /// <param name="store">Their levels.</param>
    public Sights(IEngine engine, IntTensor features, LevelStore store)
    {
        (this.engine, this.features) = (engine, features);
        int[] own = engine.Download(features);
        of[Sight.Own] = own;
        int width = features.Columns, cells = store.World.Cells, levels = store.Levels.Count;
        of[Sight.Blank] = Changed(own, width, (row, _) => [.. row.Where(feature => feature < cells)]);
        of[Sight.Other] = Changed(own, width, (row, at) => at % features.Rows >= levels ? row : // environments beyond the levels
        [
            .. row.Where(feature => feature < cells),
            .. Row(own, width, at / features.Rows * features.Rows + (at % features.Rows + 1) % levels).Where(feature => feature >= cells),
        ]);
    }

    /// <summary>From now on.</summary>
    public void Show(Sight sight)
    {
        if (sight != shown) engine.Upload(of[sight], features);
        shown = sight;
    }

    private static int[] Row(int[] all, int width, int row) => all[(row * width + 1)..(row * width + 1 + all[row * width])];

    private static int[] Changed(int[] own, int width, Func<int[], int, int[]> change)
    {
        int[] changed = new int[own.Length];
        for (int row = 0; row < own.Length / width; row++)
        {
            int[] features = change(Row(own, width, row), row);
            changed[row * width] = features.Length;
            features.CopyTo(changed, row * width + 1);
        }
        return changed;
    }
}
