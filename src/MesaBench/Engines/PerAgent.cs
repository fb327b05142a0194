namespace MesaBench.Engines;

/// <summary>Work on the host that is done for each agent of a cohort on its own.</summary>
internal static class PerAgent
{
    // Below, as on the CPU engine with its workers, the agents are few and other threads busy.
    private const int FewAgents = 16;

    /// <summary>Does <paramref name="work"/> for each agent; on all cores where they are many.</summary>
    public static void Do(int agents, Action<int> work)
    {
        if (agents > FewAgents)
        {
            _ = Parallel.For(0, agents, work);
            return;
        }
        for (int agent = 0; agent < agents; agent++) work(agent);
    }

    /// <summary>[agent] what <paramref name="work"/> gives.</summary>
    public static T[] Select<T>(int agents, Func<int, T> work)
    {
        T[] results = new T[agents];
        Do(agents, agent => results[agent] = work(agent));
        return results;
    }

    /// <summary>[agent] the same for the elements of a list.</summary>
    public static TResult[] Select<TItem, TResult>(IReadOnlyList<TItem> items, Func<TItem, int, TResult> work) =>
        Select(items.Count, agent => work(items[agent], agent));

    /// <summary>Equally long arrays one after the other: [agent][...].</summary>
    public static T[] Join<T>(IReadOnlyList<T[]> parts)
    {
        if (parts.Count == 0) return [];
        int size = parts[0].Length;
        if ((long)parts.Count * size > Array.MaxLength) throw new OutOfDeviceMemoryException("host", "a cohort's numbers are too many for one array");
        T[] all = new T[parts.Count * size];
        Do(parts.Count, agent => parts[agent].CopyTo(all, agent * size));
        return all;
    }
}
