using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Kernels;

namespace MesaBench.Worlds;

/// <summary>What levels an agent plays: main ones, and a share of others mixed in.</summary>
/// <param name="Key">Key of the agent's random streams.</param>
/// <param name="Store">Index of its level store within the cohort's.</param>
/// <param name="Main">Main levels.</param>
/// <param name="Mixed">Levels mixed in.</param>
/// <param name="Alpha">Share of those.</param>
public sealed record AgentLevels(ulong Key, int Store, LevelRange Main, LevelRange Mixed, double Alpha);

/// <summary>Brings worlds to an engine.</summary>
public static class WorldUpload
{
    /// <summary>Uploads the levels and rules of a cohort's stores, once.</summary>
    /// <returns>The world tensors, with descriptors for <paramref name="agents"/> agents still to be written.</returns>
    public static WorldTensors Create(IEngine engine, IReadOnlyList<LevelStore> stores, int agents)
    {
        IntTensor levels = engine.Ints(1, 1, stores.Sum(s => s.Table.Data.Length));
        engine.Upload(stores.SelectMany(s => s.Table.Data).ToArray(), levels);
        int kinds = stores.Sum(s => s.World.Kinds.Count);
        IntTensor rules = engine.Ints(1, kinds, RuleTable.Stride);
        engine.Upload(stores.SelectMany(s => s.Rules.Kinds).ToArray(), rules);
        Tensor rewards = engine.Floats(1, 2 * kinds, RuleTable.MaxObjectives);
        engine.Upload(stores.SelectMany(s => Padded(s.Rules)).ToArray(), rewards);
        float[] returns = [.. stores.SelectMany(s => s.Levels.Select(l => (float)l.Facts.Optimal[s.World.Trained]))];
        Tensor optimal = engine.Floats(1, 1, returns.Length);
        Array.Resize(ref returns, optimal.RowStride);
        engine.Upload(returns, optimal);
        return new WorldTensors(engine.Ints(agents, 1, Descriptor.Columns), levels, rules, rewards, optimal);
    }

    /// <summary>Writes what each agent plays.</summary>
    public static void Describe(IEngine engine, WorldTensors world, IReadOnlyList<LevelStore> stores, IReadOnlyList<AgentLevels> agents) =>
        engine.Upload(agents.SelectMany(a => DescriptorOf(stores, a)).ToArray(), world.Agents);

    /// <summary>The same world tensors with descriptors of their own, so that evaluation leaves training's as they are.</summary>
    public static WorldTensors WithOwnDescriptors(IEngine engine, WorldTensors world) =>
        world with { Agents = engine.Ints(world.Agents.Agents, 1, Descriptor.Columns) };

    private static int[] DescriptorOf(IReadOnlyList<LevelStore> stores, AgentLevels agent)
    {
        LevelStore store = stores[agent.Store];
        LevelTable table = store.Table;
        int terrain = Enumerable.Range(0, store.World.Kinds.Count).FirstOrDefault(k => store.World.Kinds[k].IsTerrain, -1);
        int[] columns = new int[Descriptor.Columns];
        columns[Descriptor.Key0] = (int)(uint)agent.Key;
        columns[Descriptor.Key1] = (int)(uint)(agent.Key >> 32);
        columns[Descriptor.First] = agent.Main.First;
        columns[Descriptor.Count] = agent.Main.Count;
        columns[Descriptor.MixedFirst] = agent.Mixed.First;
        columns[Descriptor.MixedCount] = agent.Mixed.Count;
        columns[Descriptor.MixedChance] = (int)(agent.Mixed.Count == 0 ? 0 : RuleTable.Chance(agent.Alpha));
        columns[Descriptor.LevelStride] = table.Stride;
        columns[Descriptor.KindOffset] = table.KindOffset;
        columns[Descriptor.SlotOffset] = table.SlotOffset;
        columns[Descriptor.PathOffset] = table.PathOffset;
        columns[Descriptor.FeatureOffset] = table.FeatureOffset;
        columns[Descriptor.Size] = store.World.Size;
        columns[Descriptor.TerrainOffset] = table.TerrainOffset;
        columns[Descriptor.TerrainKind] = terrain;
        columns[Descriptor.LevelOrigin] = stores.Take(agent.Store).Sum(s => s.Table.Data.Length);
        columns[Descriptor.KindOrigin] = stores.Take(agent.Store).Sum(s => s.World.Kinds.Count);
        columns[Descriptor.HeldPlane] = store.World.HeldPlane ?? -1;
        columns[Descriptor.MostShown] = store.World.MostShown;
        columns[Descriptor.Trained] = store.World.Trained;
        columns[Descriptor.ChaseTwice] = (int)RuleTable.Chance(store.World.ChaseTwice);
        columns[Descriptor.RegrowingKinds] = store.World.Kinds.Any(k => k.Regrowth is not null) ? store.World.Kinds.Count : 0;
        columns[Descriptor.OptimalOrigin] = stores.Take(agent.Store).Sum(s => s.Levels.Count);
        return columns;
    }

    private static float[] Padded(RuleTable rules)
    {
        int rows = rules.Rewards.Length / RuleTable.MaxObjectives, stride = Tensor.Pad(RuleTable.MaxObjectives);
        float[] padded = new float[rows * stride];
        for (int row = 0; row < rows; row++)
            rules.Rewards.AsSpan(row * RuleTable.MaxObjectives, RuleTable.MaxObjectives).CopyTo(padded.AsSpan(row * stride));
        return padded;
    }
}
