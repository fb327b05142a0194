using System.Collections;
using System.Globalization;

namespace MesaBench.Experiments;

/// <summary>All agents of an experiment, cell by cell, in the order of the experiment file. They are made when they are asked for: a study may have a million.</summary>
public sealed class AgentList : IReadOnlyList<AgentSpec>
{
    private const string SeedMark = "_s"; // stands before the seed in an agent's name

    private readonly (AgentSpec First, string Name, int Start)[] cells;
    private readonly Dictionary<string, int> numberOf = [];
    private readonly int sets;

    /// <summary>Lists the agents of an experiment.</summary>
    public AgentList(Experiment experiment)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        sets = experiment.Levels.Sets;
        IReadOnlyList<(AgentSpec First, int Agents)> all = AgentSpec.Cells(experiment);
        cells = new (AgentSpec, string, int)[all.Count];
        for (int i = 0; i < cells.Length; i++)
        {
            cells[i] = (all[i].First, all[i].First.Cell, Count);
            Count = checked(Count + all[i].Agents);
            _ = numberOf.TryAdd(cells[i].Name, i);
        }
    }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public AgentSpec this[int index]
    {
        get
        {
            (AgentSpec first, _, int start) = cells[CellAt(index)];
            return first with { LevelSet = (index - start) % sets, Seed = index - start };
        }
    }

    /// <summary>The name of the agent at a place.</summary>
    public string NameAt(int index)
    {
        (_, string name, int start) = cells[CellAt(index)];
        return string.Create(CultureInfo.InvariantCulture, $"{name}{SeedMark}{index - start}");
    }

    /// <summary>The place of the agent of a name; -1 where there is none.</summary>
    public int PlaceOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        int mark = name.LastIndexOf(SeedMark, StringComparison.Ordinal);
        if (mark < 0 || !numberOf.TryGetValue(name[..mark], out int cell) || !int.TryParse(name.AsSpan(mark + SeedMark.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int seed)) return -1;
        int start = cells[cell].Start;
        return seed < EndOf(cell) - start && NameAt(start + seed) == name ? start + seed : -1;
    }

    /// <summary>The places of each cell's agents.</summary>
    public IEnumerable<Range> Cells => cells.Select((cell, number) => cell.Start..EndOf(number));

    /// <inheritdoc/>
    public IEnumerator<AgentSpec> GetEnumerator()
    {
        for (int i = 0; i < Count; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int EndOf(int cell) => cell + 1 < cells.Length ? cells[cell + 1].Start : Count;

    private int CellAt(int index)
    {
        if ((uint)index >= (uint)Count) throw new ArgumentOutOfRangeException(nameof(index), index, $"allowed: 0 to {Count - 1}");
        int low = 0, high = cells.Length - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (cells[middle].Start <= index) low = middle;
            else high = middle - 1;
        }
        return low;
    }
}
