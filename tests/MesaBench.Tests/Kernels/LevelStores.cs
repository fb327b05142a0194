using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Kernels;
using MesaBench.Tests.Engines;
using MesaBench.Tests.Worlds;
using MesaBench.Worlds;

namespace MesaBench.Tests.Kernels;

/// <summary>Stores of given or random levels, without their being solved or classified: what is optimal is made up.</summary>
internal static class LevelStores
{
    /// <summary>A store whose main levels are all but the last <paramref name="mixed"/>.</summary>
    public static LevelStore Of(World world, IReadOnlyList<Level> levels, int mixed = 0) => new()
    {
        World = world,
        Sets = null!,
        Levels = [.. levels.Select((level, i) => new ClassifiedLevel(level, Facts(world, i)))],
        Table = LevelTable.Encode(world, levels),
        Rules = RuleTable.Encode(world),
        Training = new LevelRange(0, levels.Count - mixed),
        TrainingDistinguishing = new LevelRange(levels.Count - mixed, mixed),
        InDistribution = default,
        Shifted = default,
        Hidden = default,
        ProbeTraining = default,
        ProbeTest = default,
    };

    // Made up: optimal returns that tell levels and objectives apart and are exact as floats.
    private static LevelFacts Facts(World world, int level) => new(
        LevelClass.NonDistinguishing, [.. world.Objectives.Select((_, o) => 0.25 + (7 * level + 3 * o) % 16 / 16.0)], 0, 0, 0);

    /// <summary>
    /// Stores of both worlds on every layout, and of a made-up world whose levels are full of objects that are seen, consumed,
    /// rewarded under four objectives, or end the episode, and of one with something of every rule.
    /// </summary>
    public static (LevelStore Store, Level[] Levels)[] Mixed(int levels)
    {
        List<(LevelStore, Level[])> stores = [];
        foreach (Layout layout in Enum.GetValues<Layout>())
        {
            foreach (World world in new[] { DoorWorld.Build(5, layout, DoorPlanes.Joint, 0.3), CornerWorld.Build(7, layout) })
            {
                Level[] drawn = [.. RandomLevels.Candidates(world, levels)];
                stores.Add((Of(world, drawn), drawn));
            }
        }
        for (int seed = 0; seed < 4; seed++)
        {
            World world = Crowded(new Random(seed));
            Level[] drawn = [.. Enumerable.Range(0, levels).Select(i => CrowdedLevel(new Random(100 * seed + i), world))];
            stores.Add((Of(world, drawn), drawn));
        }
        for (int seed = 0; seed < 4; seed++)
        {
            World world = RandomLevels.RichWorld(new Random(seed), 5, chance: true, objectives: 3 + seed, unit: 0.35f);
            Level[] drawn = [.. Enumerable.Range(0, levels).Select(i => RandomLevels.RichLevel(new Random(100 * seed + i), world, i % 16))];
            stores.Add((Of(world, drawn), drawn));
        }
        return [.. stores];
    }

    /// <summary>What agents of the given stores play, all levels of each.</summary>
    public static AgentLevels[] Agents(IReadOnlyList<LevelStore> stores) =>
        [.. stores.Select((s, i) => new AgentLevels((ulong)i * 0x9E3779B97F4A7C15, i, s.Training, s.TrainingDistinguishing, 0))];

    /// <summary>Random actions for all environments, written to the rollout matrix.</summary>
    public static int[] Act(IEngine engine, Random random, Tensor samples)
    {
        int[] actions = [.. Enumerable.Range(0, samples.Agents * samples.Columns).Select(_ => random.Next(Rollout.Actions))];
        int environments = samples.Columns;
        Grid.Of(samples.Agents, Rollout.Rows, environments, (a, row, e) =>
            row == Rollout.Action ? actions[a * environments + e] : 0).Write(engine, samples);
        return actions;
    }

    // Few kinds end the episode, so that much is consumed before; rewards are such that every product with a discount is rounded.
    private static World Crowded(Random random)
    {
        World world = RandomLevels.World(random, 5, kinds: 8, objectives: 4);
        return world with
        {
            Kinds =
            [
                .. world.Kinds.Select((k, i) => k with
                {
                    Ends = i == 0, Consumed = i % 4 != 1, Rewards = [.. k.Rewards.Select(r => r * 0.7f)],
                }),
            ],
        };
    }

    // Levels in which two objects show on one plane at one cell cannot be encoded.
    private static Level CrowdedLevel(Random random, World world)
    {
        while (true)
        {
            Level level = RandomLevels.Level(random, world, random.Next(1, 12));
            int[] shown = [.. level.Objects.SelectMany(o => world.Kinds[o.Kind].Planes.Select(plane => plane * world.Cells + o.Cell))];
            if (shown.Distinct().Count() == shown.Length) return level;
        }
    }
}
