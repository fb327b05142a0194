using MesaBench.Engines;

namespace MesaBench.Tests.Kernels;

/// <summary>
/// Observations [agent][step x environment] as lists of active features, the agent's own first and the others ascending, with flags
/// [agent][step][environment] of what is new: bit 0 an episode begins, bit 1 more than the agent's place has changed.
/// </summary>
internal sealed class FeatureLists
{
    private const int MostActive = 12, Fresh = 1, Changed = 2;

    private readonly int[][][] lists; // [agent][step x environment]
    private readonly int[] flags;     // [agent][step][environment]
    private readonly int environments, steps;

    /// <summary>Random lists in which most observations keep all features but the agent's own, and some change a single one.</summary>
    public FeatureLists(Random random, int agents, int environments, int steps, int features)
    {
        (this.environments, this.steps) = (environments, steps);
        lists = [.. Enumerable.Range(0, agents).Select(_ => new int[steps * environments][])];
        flags = new int[agents * steps * environments];
        int[] others = [.. Enumerable.Range(features / 3, features - features / 3)];
        for (int i = 0; i < flags.Length; i++)
        {
            (int agent, int row) = (i / (steps * environments), i % (steps * environments));
            int[] before = row < environments ? [] : lists[agent][row - environments][1..];
            flags[i] = random.Next(5) switch { 0 => Fresh, 1 => Changed, _ => 0 };
            int[] still =
                row < environments || flags[i] == Fresh ? [.. others.OrderBy(_ => random.Next()).Take(random.Next(MostActive))]
                : flags[i] == Changed && before.Length > 0 ? [.. before.Skip(1).Append(others.First(f => !before.Contains(f)))]
                : before;
            lists[agent][row] = [random.Next(features / 3), .. still.Order()];
        }
    }

    /// <summary>Active features.</summary>
    public int[] this[int agent, int row] => lists[agent][row];

    /// <summary>Whether an episode begins at a row.</summary>
    public bool IsFresh(int agent, int row) => flags[agent * steps * environments + row] == Fresh;

    /// <summary>The lists as a new tensor.</summary>
    public IntTensor On(IEngine engine)
    {
        IntTensor tensor = engine.Ints(lists.Length, lists[0].Length, MostActive + 1);
        Write(engine, tensor);
        return tensor;
    }

    /// <summary>The flags as a new tensor.</summary>
    public IntTensor FlagsOn(IEngine engine)
    {
        IntTensor tensor = engine.Ints(lists.Length, steps, environments);
        engine.Upload(flags, tensor);
        return tensor;
    }

    /// <summary>Writes the lists into a tensor with room for them.</summary>
    public void Write(IEngine engine, IntTensor tensor) => engine.Upload(
        lists.SelectMany(agent => agent).SelectMany(list => (int[])
        [
            list.Length, .. list, .. Enumerable.Repeat(0, tensor.Columns - 1 - list.Length),
        ]).ToArray(), tensor);

    /// <summary>Writes one step's flags.</summary>
    public void WriteFlags(IEngine engine, int step, IntTensor tensor) => engine.Upload(
        Enumerable.Range(0, lists.Length * environments)
            .Select(i => flags[(i / environments * steps + step) * environments + i % environments]).ToArray(), tensor);
}
