using System.Globalization;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Studies;

/// <summary>A part of a study, for one machine of several. Parts have about the same work to do, by counts of operations, so that which agents are whose is the same everywhere.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Count">How many parts there are.</param>
public readonly record struct Shard(int Number, int Count)
{
    /// <summary>The most parts that there may be.</summary>
    public const int Most = 10_000;

    private const int StepsAfter = 1000;

    /// <summary>Reads <c>3/16</c>; null where it is no part of so many.</summary>
    public static Shard? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split('/');
        return parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int number) && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && count is >= 1 and <= Most && number >= 1 && number <= count ? new Shard(number, count) : null;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}/{Count}");

    /// <summary>[agent] whether it belongs to this part: the agents with the most work are dealt out first, each to the part that has the least so far.</summary>
    /// <param name="experiment">The study.</param>
    /// <param name="agents">Its agents.</param>
    public bool[] Of(Experiment experiment, AgentList agents)
    {
        ArgumentNullException.ThrowIfNull(agents);
        bool[] own = new bool[agents.Count];
        PriorityQueue<int, (double Work, int Part)> parts = new();
        for (int part = 0; part < Count; part++) parts.Enqueue(part, (0, part));
        foreach ((Range cell, double work) in agents.Cells.Select(cell => (cell, Work: WorkOf(experiment, agents[cell.Start.Value]))).OrderByDescending(cell => cell.Work))
        {
            for (int place = cell.Start.Value; place < cell.End.Value; place++)
            {
                _ = parts.TryDequeue(out int part, out (double Work, int Part) least);
                own[place] = part == Number - 1;
                parts.Enqueue(part, (least.Work + work, part));
            }
        }
        return own;
    }

    /// <summary>What the training of an agent costs, in multiply-adds.</summary>
    internal static double WorkOf(Experiment experiment, AgentSpec agent, Network network) =>
        agent.PhasesIn(experiment).Sum(phase => new CohortPhase(phase.Training, phase.Trainer, []).Steps * Cohort.WorkPerStepOf(network, phase.Training));

    /// <summary>The same, and what comes after it counts as so many steps: else those that nobody trains would all be one part's.</summary>
    private static double WorkOf(Experiment experiment, AgentSpec agent)
    {
        World world = agent.World.Build();
        Network network = agent.Network.Build(new ObservationShape(world.Size, world.Planes.Count, world.Planes.Count));
        return WorkOf(experiment, agent, network) + StepsAfter * Cohort.WorkPerStepOf(network, agent.TrainingIn(experiment));
    }
}
