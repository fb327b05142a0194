namespace MesaBench.Tests.Ptx;

/// <summary>
/// Executes PTX on this machine, with the bits that the PTX ISA specifies. Threads run one after the other: a thread until it ends, or, if
/// its group has a barrier, until it waits there.
/// </summary>
internal sealed class PtxProgram
{
    private readonly PtxFunction entry;
    private readonly PtxCode code;

    private PtxProgram(PtxFunction entry)
    {
        this.entry = entry;
        code = PtxTranslator.Translate(entry);
    }

    /// <summary>The entry's parameters with their places in the block that <c>Run</c> takes.</summary>
    public IReadOnlyList<PtxParameter> Parameters => entry.Parameters;

    /// <summary>
    /// Translates the only entry of a module. Errors: text that is not PTX (<see cref="FormatException"/>), an instruction that is not
    /// supported (<see cref="NotSupportedException"/>), each with its line.
    /// </summary>
    public static PtxProgram Parse(string ptx) => new(PtxParser.Parse(ptx).Entry);

    /// <summary>Executes every thread of a one-dimensional grid in ascending order.</summary>
    public void Run(ReadOnlySpan<byte> parameters, int groups, int threadsPerGroup) =>
        Run(parameters, groups, threadsPerGroup, PtxOrders.Ascending);

    /// <summary>
    /// Executes every thread of a one-dimensional grid on the calling thread. <paramref name="parameters"/> are laid out in the order of
    /// their declaration, each aligned; pointers among them are addresses of this process. What a GPU would refuse or never end is an
    /// <see cref="InvalidOperationException"/> with its line: an address that is no multiple of the bytes moved or lies outside the group's
    /// shared memory, and threads of a group that wait at different barriers.
    /// </summary>
    public unsafe void Run(ReadOnlySpan<byte> parameters, int groups, int threadsPerGroup, PtxOrder order)
    {
        if (parameters.Length < entry.ParameterBytes)
            throw new ArgumentException($"The parameters have {parameters.Length} bytes, {entry.Name} takes {entry.ParameterBytes}.");
        int[] groupOrder = new int[groups];
        order(groupOrder);
        fixed (byte* block = parameters)
        {
            if (code.NeedsState) RunTogether(block, groupOrder, threadsPerGroup, order);
            else RunAlone(block, groupOrder, threadsPerGroup, order);
        }
    }

    /// <summary>Groups whose threads share nothing.</summary>
    private unsafe void RunAlone(byte* parameters, int[] groups, int threads, PtxOrder order)
    {
        int[] threadOrder = new int[threads];
        PtxThread thread = code.Thread;
        foreach (int group in groups)
        {
            order(threadOrder);
            foreach (int i in threadOrder) _ = thread(parameters, group, groups.Length, i, threads, null);
        }
    }

    private unsafe void RunTogether(byte* parameters, int[] groups, int threads, PtxOrder order)
    {
        using PtxGroup together = new(code, threads);
        foreach (int group in groups) together.Run(parameters, group, groups.Length, order);
    }
}
