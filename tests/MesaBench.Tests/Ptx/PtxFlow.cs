namespace MesaBench.Tests.Ptx;

/// <summary>The flow of control between a function's instructions, and its natural loops.</summary>
internal sealed class PtxFlow
{
    private readonly IReadOnlyList<int>[] successors; // [instruction]
    private readonly List<int>[] predecessors;        // [instruction], of those that are reached
    private readonly List<int> order = [];            // reverse postorder
    private readonly int[] place;                     // [instruction] in that order, -1 where it is not reached
    private readonly int[] dominator;                 // [instruction], the nearest one

    public PtxFlow(PtxFunction function)
    {
        int count = function.Body.Count;
        successors = [.. Enumerable.Range(0, count).Select(i => Successors(function, i))];
        predecessors = [.. Enumerable.Range(0, count).Select(_ => new List<int>())];
        place = [.. Enumerable.Repeat(-1, count)];
        dominator = [.. Enumerable.Repeat(-1, count)];
        if (count == 0) return;
        Order();
        FindDominators();
    }

    /// <summary>The instructions that may be executed just before one, of those that are reached at all.</summary>
    public IReadOnlyList<int> Before(int instruction) => predecessors[instruction];

    /// <summary>The natural loops: a loop's header, and all instructions that lead back to it without leaving it.</summary>
    public IReadOnlyDictionary<int, IReadOnlySet<int>> Loops()
    {
        Dictionary<int, IReadOnlySet<int>> loops = [];
        foreach (int end in order)
        {
            foreach (int header in successors[end].Where(header => Dominates(header, end)))
            {
                HashSet<int> body = loops.TryGetValue(header, out IReadOnlySet<int>? known) ? (HashSet<int>)known : [header];
                loops[header] = body;
                Stack<int> open = new([end]);
                while (open.TryPop(out int instruction))
                {
                    if (body.Add(instruction)) predecessors[instruction].ForEach(open.Push);
                }
            }
        }

        return loops;
    }

    private static IReadOnlyList<int> Successors(PtxFunction function, int index)
    {
        PtxInstruction instruction = function.Body[index];
        IEnumerable<int> targets = instruction.Name switch
        {
            "bra" => [function.Target(instruction, instruction.Operands[0].Text)],
            "brx" => function.BranchTargets[instruction.Operands[1].Text].Select(label => function.Target(instruction, label)),
            _ => [],
        };
        bool goesOn = instruction.Guard is not null || instruction.Name is not ("bra" or "brx" or "ret" or "exit");
        return [.. targets.Concat(goesOn ? [index + 1] : []).Where(target => target < function.Body.Count).Distinct()];
    }

    private void Order()
    {
        // Depth first, with a stack of its own: code is deeper than the call stack likes.
        HashSet<int> seen = [0];
        Stack<(int Instruction, int Next)> open = new([(0, 0)]);
        while (open.TryPop(out (int Instruction, int Next) top))
        {
            if (top.Next == successors[top.Instruction].Count)
            {
                order.Add(top.Instruction);
                continue;
            }

            open.Push((top.Instruction, top.Next + 1));
            int next = successors[top.Instruction][top.Next];
            predecessors[next].Add(top.Instruction);
            if (seen.Add(next)) open.Push((next, 0));
        }

        order.Reverse();
        for (int i = 0; i < order.Count; i++) place[order[i]] = i;
    }

    /// <summary>Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm", figure 3.</summary>
    private void FindDominators()
    {
        dominator[0] = 0;
        bool isChanged = true;
        while (isChanged)
        {
            isChanged = false;
            foreach (int instruction in order.Skip(1))
            {
                int nearest = predecessors[instruction].Where(p => dominator[p] >= 0).Aggregate(Common);
                isChanged |= dominator[instruction] != nearest;
                dominator[instruction] = nearest;
            }
        }
    }

    private int Common(int a, int b)
    {
        while (a != b)
        {
            if (place[a] > place[b]) a = dominator[a];
            else b = dominator[b];
        }

        return a;
    }

    private bool Dominates(int a, int b)
    {
        while (place[b] > place[a]) b = dominator[b];
        return a == b;
    }
}
