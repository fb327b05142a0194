namespace MesaBench.Tests.Ptx;

/// <summary>Which registers a thread must keep while it waits at a barrier: those that may be read later before they are written.</summary>
internal static class PtxLiveness
{
    /// <summary>Registers by the index of the barrier. Each register is followed from where it is read back to where it is written.</summary>
    public static IReadOnlyDictionary<int, List<string>> AtBarriers(PtxFunction function)
    {
        Dictionary<int, List<string>> kept = function.Barriers.ToDictionary(barrier => barrier, _ => new List<string>());
        if (kept.Count == 0) return kept;
        PtxFlow flow = new(function);
        ILookup<string, int> readers = Enumerable.Range(0, function.Body.Count)
            .SelectMany(i => function.Body[i].Reads.Where(function.Registers.ContainsKey).Select(register => (Register: register, Reader: i)))
            .ToLookup(pair => pair.Register, pair => pair.Reader);
        string[][] overwritten = [.. function.Body.Select(i => i.Guard is null ? i.Writes.ToArray() : [])];
        foreach (IGrouping<string, int> register in readers)
        {
            HashSet<int> live = []; // before which instructions
            Stack<int> open = new(register);
            while (open.TryPop(out int instruction))
            {
                if (!live.Add(instruction)) continue;
                if (kept.TryGetValue(instruction, out List<string>? atBarrier)) atBarrier.Add(register.Key);
                foreach (int before in flow.Before(instruction))
                {
                    if (!overwritten[before].Contains(register.Key)) open.Push(before);
                }
            }
        }

        return kept;
    }
}
