using MesaBench.Kernels;
using MesaBench.Worlds;

namespace MesaBench.Tests.Training;

/// <summary>
/// One training environment of an agent on the host. Levels and chances are drawn as the kernels draw them: Philox under the agent's key,
/// counted by environment and episode. After a truncated step the last state is shown once more, so that its value can be bootstrapped
/// from; whatever is done there is no step.
/// </summary>
internal sealed class HostEnvironment
{
    private readonly World world;
    private readonly IReadOnlyList<Level> levels;
    private readonly AgentLevels agent;
    private readonly int number;
    private Dynamics now = null!;
    private int episode, level;

    public HostEnvironment(World world, IReadOnlyList<Level> levels, AgentLevels agent, int number)
    {
        (this.world, this.levels, this.agent, this.number) = (world, levels, agent, number);
        Begin();
    }

    /// <summary>Active features of what is seen now.</summary>
    public int[] Observation => now.Observation();

    /// <summary>Whether it is the first observation of an episode.</summary>
    public bool IsFresh => now.Steps == 0;

    /// <summary>Acts on what is seen now.</summary>
    public HostStep Act(int action)
    {
        if (now.Truncated)
        {
            episode++;
            Begin();
            return new HostStep(0, level, IsReal: false, IsTerminated: false, IsTruncated: false);
        }
        now.Step(action);
        HostStep step = new(now.Rewards[world.Trained], level, true, now.Terminated, now.Truncated);
        if (!now.Terminated) return step;
        episode++;
        Begin();
        return step;
    }

    private void Begin()
    {
        (uint key0, uint key1) = ((uint)agent.Key, (uint)(agent.Key >> 32));
        Philox drawn = Philox.Block(key0, key1, (uint)number, (uint)episode, Purpose.Level, 0);
        LevelRange range = drawn.Word0 < agent.Alpha * uint.MaxValue ? agent.Mixed : agent.Main;
        level = range.First + Philox.Below(drawn.Word1, range.Count);
        now = new Dynamics(world, levels[level], 1, new ChanceKey(key0, key1, (uint)number, (uint)episode));
    }
}

/// <summary>What came of one action.</summary>
/// <param name="Reward">The reward that training pays.</param>
/// <param name="Level">Number of the level; of a sample that was only shown, the next one's.</param>
/// <param name="IsReal">Whether it was a step; false where the last state of a truncated episode was only shown.</param>
/// <param name="IsTerminated">Whether the episode ended in the world.</param>
/// <param name="IsTruncated">Whether it was cut off; its last state is what is seen next.</param>
internal readonly record struct HostStep(double Reward, int Level, bool IsReal, bool IsTerminated, bool IsTruncated);
