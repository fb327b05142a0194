using System.Reflection;
using MesaBench.Engines;
using MesaBench.Engines.Operations;

namespace MesaBench.Bench.Roofline;

/// <summary>The tensors of operations, by name, and which of them an operation writes: found out from the records themselves.</summary>
internal static class OperationTensors
{
    private const BindingFlags Public = BindingFlags.Public | BindingFlags.Instance;

    /// <summary>A tensor of an operation.</summary>
    /// <param name="Name">The property that it is of, e.g. <c>X</c>, or <c>Memory.Mean</c> in a record of tensors.</param>
    /// <param name="Agents">Copies of it: one where agents share it.</param>
    /// <param name="Rows">Rows that are memory: one where a row stands for all.</param>
    /// <param name="Columns">Columns with their padding.</param>
    internal readonly record struct Named(string Name, int Agents, int Rows, int Columns)
    {
        /// <summary>Bytes in a cohort of so many agents.</summary>
        public double Bytes(int agents) => (Agents == 1 ? 1.0 : agents) * Rows * Columns * sizeof(float);
    }

    /// <summary>All tensors of an operation that are there.</summary>
    public static IEnumerable<Named> Of(IOperation operation) => Leaves(operation).Select(leaf => leaf.Tensor switch
    {
        Tensor t => new Named(leaf.Name, Copies(t.Agents, t.AgentStride), t.RowStride == 0 ? Math.Min(t.Rows, 1) : t.Rows, Tensor.Pad(t.Columns)),
        IntTensor t => new Named(leaf.Name, Copies(t.Agents, t.AgentStride), t.Rows, t.Columns),
        _ => throw new ArgumentException($"found {leaf.Tensor.GetType().Name}; allowed: Tensor, IntTensor"),
    });

    /// <summary>
    /// Names of the tensors that operations of a type write. It is asked of one whose tensors all differ: in a real one the tensor that is
    /// written may be one that is read too.
    /// </summary>
    public static IReadOnlySet<string> WrittenBy(Type operation)
    {
        IOperation sample = (IOperation)Sample(operation)!;
        return Leaves(sample).Where(leaf => sample.Writes.Any(written => ReferenceEquals(written, leaf.Tensor))).Select(leaf => leaf.Name).ToHashSet();
    }

    /// <summary>Names of all tensors that operations of a type may have.</summary>
    public static IEnumerable<string> NamesOf(Type operation) => Leaves(Sample(operation)!).Select(leaf => leaf.Name);

    private static int Copies(int agents, long agentStride) => agentStride == 0 ? 1 : agents;

    /// <summary>The tensors themselves, each a <see cref="Tensor"/> or an <see cref="IntTensor"/>.</summary>
    public static IEnumerable<(string Name, object Tensor)> Leaves(object record, string prefix = "") => record.GetType().GetProperties(Public)
        .Where(property => property.PropertyType == typeof(Tensor) || property.PropertyType == typeof(IntTensor) || IsRecordOfTensors(property.PropertyType))
        .SelectMany(property => property.GetValue(record) switch
        {
            null => [],
            object value when IsRecordOfTensors(property.PropertyType) => Leaves(value, $"{prefix}{property.Name}."),
            object tensor => [(prefix + property.Name, tensor)],
        });

    private static bool IsRecordOfTensors(Type type) => type.IsClass && type.Namespace == typeof(IOperation).Namespace;

    /// <summary>A value of a type, every tensor in it another one.</summary>
    private static object? Sample(Type type)
    {
        if (type == typeof(Tensor)) return new Tensor(new Nowhere(), 0, 16, 16, 1, 1, 16);
        if (type == typeof(IntTensor)) return new IntTensor(new Nowhere(), 0, 16, 16, 1, 1, 16);
        if (type.Namespace != typeof(IOperation).Namespace || type.IsEnum) return type.IsValueType ? Activator.CreateInstance(type) : null;
        ConstructorInfo constructor = type.GetConstructors().MaxBy(c => c.GetParameters().Length)!;
        return constructor.Invoke([.. constructor.GetParameters().Select(p => Sample(p.ParameterType))]);
    }

    private sealed class Nowhere : Storage;
}
