namespace MesaBench.Tests.Ptx;

/// <summary>
/// Executes PTX on this machine, with the bits that the PTX ISA specifies. Threads are independent: no barriers, no shared memory.
/// </summary>
internal sealed class PtxProgram
{
    private readonly PtxFunction entry;
    private readonly PtxThread thread;

    private PtxProgram(PtxFunction entry)
    {
        this.entry = entry;
        thread = PtxTranslator.Translate(entry);
    }

    /// <summary>The entry's parameters with their places in the block that <see cref="Run"/> takes.</summary>
    public IReadOnlyList<PtxParameter> Parameters => entry.Parameters;

    /// <summary>
    /// Translates the only entry of a module. Errors: text that is not PTX (<see cref="FormatException"/>), an instruction that is not
    /// supported (<see cref="NotSupportedException"/>), each with its line.
    /// </summary>
    public static PtxProgram Parse(string ptx) => new(PtxParser.Parse(ptx).Entry);

    /// <summary>
    /// Executes every thread of a one-dimensional grid on the calling thread. <paramref name="parameters"/> are laid out in the order of
    /// their declaration, each aligned; pointers among them are addresses of this process. An address that a GPU would refuse, since it is
    /// no multiple of the bytes moved, is an <see cref="InvalidOperationException"/>.
    /// </summary>
    public unsafe void Run(ReadOnlySpan<byte> parameters, int groups, int threadsPerGroup)
    {
        if (parameters.Length < entry.ParameterBytes)
            throw new ArgumentException($"The parameters have {parameters.Length} bytes, {entry.Name} takes {entry.ParameterBytes}.");
        fixed (byte* block = parameters)
        {
            for (int group = 0; group < groups; group++)
            {
                for (int i = 0; i < threadsPerGroup; i++) thread(block, group, groups, i, threadsPerGroup);
            }
        }
    }
}
