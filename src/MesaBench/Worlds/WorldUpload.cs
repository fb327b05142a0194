using MesaBench.Engines;
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
        Tensor rewards = engine.Floats(1, kinds, RuleTable.MaxObjectives);
        engine.Upload(stores.SelectMany(s => Padded(s.Rules)).ToArray(), rewards);
        return new WorldTensors(engine.Ints(agents, 1, Descriptor.Columns), levels, rules, rewards);
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
        // No draw reaches 2^32, so a share of 1 is one level in 2^32 short of all.
        uint chance = agent.Mixed.Count == 0 ? 0 : (uint)Math.Min(agent.Alpha * 4294967296.0, uint.MaxValue);
        return
        [
            (int)(uint)agent.Key, (int)(uint)(agent.Key >> 32), agent.Main.First, agent.Main.Count, agent.Mixed.First, agent.Mixed.Count,
            (int)chance, table.Stride, LevelTable.WallOffset, table.SlotOffset, table.FeatureOffset, store.World.Size, store.World.MaxSteps,
            stores.Take(agent.Store).Sum(s => s.Table.Data.Length), stores.Take(agent.Store).Sum(s => s.World.Kinds.Count), 0,
        ];
    }

    private static float[] Padded(RuleTable rules)
    {
        int kinds = rules.Rewards.Length / RuleTable.MaxObjectives, stride = Tensor.Pad(RuleTable.MaxObjectives);
        float[] rows = new float[kinds * stride];
        for (int kind = 0; kind < kinds; kind++)
            rules.Rewards.AsSpan(kind * RuleTable.MaxObjectives, RuleTable.MaxObjectives).CopyTo(rows.AsSpan(kind * stride));
        return rows;
    }
}
