namespace MesaBench.Engines.Operations;

/// <summary>
/// One operation on an engine's tensors, for all agents at once. An engine finds by its type how to perform it; decorators of engines need
/// to know no more of it than this.
/// </summary>
public interface IOperation
{
    /// <summary>The operation's agents: every tensor has as many, or is shared by them.</summary>
    int Agents { get; }

    /// <summary>The tensors that it writes: each a <see cref="Tensor"/> or an <see cref="IntTensor"/>.</summary>
    IReadOnlyList<object> Writes { get; }

    /// <summary>Checks its tensors: agents, rows, columns, padding, and what kernels presuppose.</summary>
    void Check(OperationCheck check);
}
