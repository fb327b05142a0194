using MesaBench.Engines.Operations;

namespace MesaBench.Engines;

/// <summary>
/// A device that holds tensors and runs the kernels on them, for a cohort of agents at once. Operations run in the order of the calls;
/// their results depend on neither the device nor the cohort. Row counts of products are multiples of 16.
/// An engine is used by one thread at a time.
/// </summary>
public interface IEngine : IDisposable
{
    /// <summary>Bytes of tensor memory in use.</summary>
    long AllocatedBytes { get; }

    /// <summary>Rows of activations that the engine likes to see at once, e.g. what its cache holds. It changes no result.</summary>
    int PreferredRows { get; }

    /// <summary>Returns when all operations called so far are done.</summary>
    void Wait();

    /// <summary>
    /// Calls operations, waits for them and gives the time they took on the device, by its own clock where it has one. Operations called
    /// before are waited for first.
    /// </summary>
    TimeSpan Time(Action operations);

    /// <summary>New floats, all zero.</summary>
    Tensor Floats(int agents, int rows, int columns);

    /// <summary>New ints, all zero.</summary>
    IntTensor Ints(int agents, int rows, int columns);

    /// <summary>Frees every tensor.</summary>
    void Clear();

    /// <summary>Copies from the host: [agent][row][column] with the tensor's padded row stride.</summary>
    void Upload(ReadOnlySpan<float> from, Tensor to);

    /// <summary>Copies from the host: [agent][row][column].</summary>
    void Upload(ReadOnlySpan<int> from, IntTensor to);

    /// <summary>Copies a whole tensor to the host, with padding: [agent][row][column].</summary>
    float[] Download(Tensor from);

    /// <summary>Copies a whole tensor to the host: [agent][row][column].</summary>
    int[] Download(IntTensor from);

    /// <summary>Performs an operation, after those that were asked for before.</summary>
    /// <exception cref="NotSupportedException">The engine has no kernel for it.</exception>
    void Run<T>(T operation)
        where T : struct, IOperation;
}
