using MesaBench.Worlds;

namespace MesaBench.Detection;

/// <summary>Levels on which networks are asked what they would do first: encoded once, whoever is asked.</summary>
/// <param name="world">The levels' world.</param>
/// <param name="levels">The levels.</param>
/// <param name="together">So many that follow each other are in the same batch, from the first on.</param>
public sealed class AskedLevels(World world, IReadOnlyList<Level> levels, int together = 1)
{
    // Levels at once: what is kept of them fits into a core's cache.
    private const int Batch = 64;

    private readonly Lazy<IReadOnlyList<LevelStore>> stores = new(() => [.. levels.Chunk(Batch / together * together).Select(batch => LevelStore.Holding(world, batch))]);

    /// <summary>The levels' world.</summary>
    public World World => world;

    /// <summary>The levels.</summary>
    public IReadOnlyList<Level> Levels => levels;

    /// <summary>The levels in their order, a batch in each.</summary>
    internal IReadOnlyList<LevelStore> Stores => stores.Value;
}
