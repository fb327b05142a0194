using System.Buffers.Binary;
using System.Text.Json;
using MesaBench.Networks;

namespace MesaBench.Results;

/// <summary>
/// The safetensors format, for float32: eight bytes with the length of the header (little-endian), the header as JSON
/// (<c>{"name":{"dtype":"F32","shape":[...],"data_offsets":[begin,end]}}</c>, text under <c>__metadata__</c>, spaces up to a multiple
/// of eight bytes), then the values, little-endian, without gaps.
/// </summary>
public static class Safetensors
{
    private const int LargestHeader = 100_000_000; // the limit of the reference implementation

    /// <summary>The bytes of a file.</summary>
    /// <param name="tensors">Tensors with distinct names.</param>
    /// <param name="metadata">Optional text by key.</param>
    /// <exception cref="ArgumentException">A name is taken twice or reserved, or a shape does not fit its values.</exception>
    public static byte[] Write(IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        foreach (NamedTensor tensor in tensors)
        {
            if (Product(tensor.Shape) != tensor.Values.Length)
                throw new ArgumentException($"tensor '{tensor.Name}': found {tensor.Values.Length} values for shape [{string.Join(", ", tensor.Shape)}]");
        }
        var file = new MemoryStream();
        file.Write(SafetensorsFile.Header([.. tensors.Select(tensor => new PlannedTensor(tensor.Name, TensorType.F32, tensor.Shape))], metadata));
        Span<byte> value = stackalloc byte[4];
        foreach (float v in tensors.SelectMany(t => t.Values))
        {
            BinaryPrimitives.WriteSingleLittleEndian(value, v);
            file.Write(value);
        }
        return file.ToArray();
    }

    /// <summary>Reads a file's tensors, in the order of their values.</summary>
    /// <exception cref="InvalidDataException">The bytes are not such a file; says what was found and what is allowed.</exception>
    public static IReadOnlyList<NamedTensor> Read(ReadOnlySpan<byte> file)
    {
        if (file.Length < 8) throw Bad($"found {file.Length} bytes; allowed: at least the 8 of the header's length");
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(file);
        if (length > LargestHeader || length > (ulong)(file.Length - 8))
            throw Bad($"found a header of {length} bytes; allowed: at most {Math.Min(LargestHeader, file.Length - 8)} in this file");
        ReadOnlySpan<byte> data = file[(8 + (int)length)..];
        Entry[] entries = Entries(file.Slice(8, (int)length));

        long expected = 0;
        var tensors = new List<NamedTensor>();
        foreach (Entry entry in entries)
        {
            if (entry.Begin != expected || entry.End != expected + entry.Bytes || entry.End > data.Length)
                throw Bad($"tensor '{entry.Name}' of shape [{string.Join(", ", entry.Shape)}]: found offsets {entry.Begin} to {entry.End}; "
                    + $"allowed: {expected} to {expected + entry.Bytes}, within {data.Length} bytes");
            float[] values = new float[(entry.End - entry.Begin) / 4];
            for (int i = 0; i < values.Length; i++)
                values[i] = BinaryPrimitives.ReadSingleLittleEndian(data[((int)entry.Begin + 4 * i)..]);
            tensors.Add(new NamedTensor(entry.Name, entry.Shape, values));
            expected = entry.End;
        }
        if (expected != data.Length) throw Bad($"found {data.Length} bytes of values; allowed: {expected}, as the header says");
        return tensors;
    }

    private sealed record Entry(string Name, int[] Shape, long Bytes, long Begin, long End);

    private static Entry[] Entries(ReadOnlySpan<byte> header)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(header.ToArray());
            Entry[] entries = [.. json.RootElement.EnumerateObject().Where(p => p.Name != "__metadata__").Select(ReadEntry)];
            if (entries.DistinctBy(e => e.Name).Count() != entries.Length) throw Bad("found a tensor name twice");
            return [.. entries.OrderBy(e => e.Begin).ThenBy(e => e.End)];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException or OverflowException)
        {
            throw Bad("found a header that cannot be read; allowed: a JSON object of tensors, each with dtype, shape and data_offsets", e);
        }
    }

    private static Entry ReadEntry(JsonProperty property)
    {
        string? type = property.Value.GetProperty("dtype").GetString();
        if (type != "F32") throw Bad($"tensor '{property.Name}': found dtype {type}; allowed: F32");
        int[] shape = [.. property.Value.GetProperty("shape").EnumerateArray().Select(axis => axis.GetInt32())];
        if (shape.Any(axis => axis < 0)) throw Bad($"tensor '{property.Name}': found a negative axis");
        long[] offsets = [.. property.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64())];
        if (offsets.Length != 2) throw Bad($"tensor '{property.Name}': found {offsets.Length} data offsets; allowed: 2");
        return new Entry(property.Name, shape, checked(4 * Product(shape)), offsets[0], offsets[1]);
    }

    private static long Product(int[] shape) => shape.Aggregate(1L, (product, axis) => checked(product * axis));

    private static InvalidDataException Bad(string message, Exception? inner = null) => new($"not a safetensors file: {message}", inner);
}
